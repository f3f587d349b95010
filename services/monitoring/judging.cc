#include "services/monitoring/judging.h"

#include <algorithm>
#include <deque>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/monitoring/cells.h"
#include "services/monitoring/package_counts.h"
#include "services/monitoring/ratings.h"
#include "services/monitoring/support.h"
#include "services/monitoring/tables.h"

namespace tidemark::monitoring {
namespace {

using enablement::v1::CheckBack;
using enablement::v1::Package;
using enablement::v1::Proposal;
using enablement::v1::SupportChange;
using ::google::protobuf::util::MessageDifferencer;
using outcomes::v1::Person;
using outcomes::v1::PersonalOutcome;
using outcomes::v1::Return;

CheckBack CopyOf(const CheckBack& check_back) {
  CheckBack copy;
  copy.set_name(check_back.name());
  *copy.mutable_step_date() = check_back.step_date();
  *copy.mutable_due_date() = check_back.due_date();
  copy.set_result(check_back.result());
  if (check_back.has_check_date()) {
    *copy.mutable_check_date() = check_back.check_date();
  }
  return copy;
}

// What was done by the proposal; null if nothing was, or it was not to end the
// package.
const SupportChange* DoneExit(const Proposal& proposal) {
  if (proposal.kind() != type::v1::PROPOSAL_KIND_EXIT) return nullptr;
  switch (proposal.state()) {
    case type::v1::PROPOSAL_STATE_ACCEPTED:
      return &proposal.change();
    case type::v1::PROPOSAL_STATE_CHANGED:
      return &proposal.decided_change();
    default:
      return nullptr;
  }
}

std::optional<Proposal> CopyOf(const Proposal& proposal) {
  const SupportChange* const done = DoneExit(proposal);
  if (done == nullptr) return std::nullopt;
  Proposal copy;
  copy.set_name(proposal.name());
  *copy.mutable_change()->mutable_date() = done->date();
  copy.mutable_change()->set_agreement(done->agreement());
  return copy;
}

Person CopyOf(const Person& person) {
  Person copy;
  copy.set_name(person.name());
  copy.set_birth_year(person.birth_year());
  copy.set_support_reason(person.support_reason());
  copy.set_sex(person.sex());
  copy.set_ethnic_group(person.ethnic_group());
  copy.set_has_unpaid_carer(person.has_unpaid_carer());
  copy.set_status(person.status());
  if (person.has_status_date()) {
    *copy.mutable_status_date() = person.status_date();
  }
  return copy;
}

PersonalOutcome CopyOf(const PersonalOutcome& outcome) {
  PersonalOutcome copy;
  copy.set_name(outcome.name());
  copy.set_contract(outcome.contract());
  copy.set_baseline_level(outcome.baseline_level());
  copy.set_status(outcome.status());
  if (outcome.has_start_date()) {
    *copy.mutable_start_date() = outcome.start_date();
  }
  if (outcome.has_close_date()) {
    *copy.mutable_close_date() = outcome.close_date();
  }
  return copy;
}

// Stores `after` under `name`, or removes what is there. Returns whether that
// changed anything.
template <typename Message>
absl::StatusOr<bool> SetCopy(store::Transaction& txn,
                             const store::Table<Message>& table,
                             absl::string_view name,
                             const std::optional<Message>& after) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::optional<Message> before,
                            table.Find(txn, name));
  if (!after) {
    if (!before) return false;
    TIDEMARK_RETURN_IF_ERROR(table.Delete(txn, name));
    return true;
  }
  if (before && MessageDifferencer::Equals(*before, *after)) return false;
  TIDEMARK_RETURN_IF_ERROR(
      table.Replace(txn, before ? &*before : nullptr, *after));
  return true;
}

// All messages whose names start with `prefix`.
template <typename Message>
absl::StatusOr<std::vector<Message>> ReadAll(const store::Reader& reader,
                                             const store::Table<Message>& table,
                                             const std::string& prefix) {
  std::vector<Message> all;
  TIDEMARK_RETURN_IF_ERROR(
      table.Scan(reader, prefix, "", [&](Message& message) {
        all.push_back(std::move(message));
        return true;
      }));
  return all;
}

// The full names of the people in ratings.
absl::Status AddPeople(const v1::RatingCells& cells,
                       std::set<std::string>& people) {
  const absl::string_view council = CouncilOf(cells.name());
  return VisitRatings(
      cells, [&](absl::string_view person, absl::string_view, int32_t) {
        people.insert(NameIn(council, "people", person));
      });
}

}  // namespace

absl::Status Judging::SetPackage(absl::string_view name,
                                 const std::optional<Package>& package) {
  std::optional<Package> copy;
  if (package) copy = CopyOf(*package);
  TIDEMARK_ASSIGN_OR_RETURN(const std::optional<Package> before,
                            kPackageCopies.Find(txn_, name));
  TIDEMARK_ASSIGN_OR_RETURN(const bool changed,
                            SetCopy(txn_, kPackageCopies, name, copy));
  if (!changed) return absl::OkStatus();
  if (before) people_.insert(before->person());
  if (copy) {
    people_.insert(copy->person());
  } else {
    gone_.insert(std::string(name));
  }
  return absl::OkStatus();
}

absl::Status Judging::PackageMoved(absl::string_view package) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::optional<Package> copy,
                            kPackageCopies.Find(txn_, package));
  if (copy) people_.insert(copy->person());
  return absl::OkStatus();
}

absl::Status Judging::SetCheckBack(absl::string_view name,
                                   const std::optional<CheckBack>& check_back) {
  std::optional<CheckBack> copy;
  if (check_back) copy = CopyOf(*check_back);
  TIDEMARK_ASSIGN_OR_RETURN(const bool changed,
                            SetCopy(txn_, kCheckBackCopies, name, copy));
  return changed ? PackageMoved(ParentOf(name)) : absl::OkStatus();
}

absl::Status Judging::SetProposal(absl::string_view name,
                                  const std::optional<Proposal>& proposal) {
  std::optional<Proposal> copy;
  if (proposal) copy = CopyOf(*proposal);
  TIDEMARK_ASSIGN_OR_RETURN(const bool changed,
                            SetCopy(txn_, kExitCopies, name, copy));
  return changed ? PackageMoved(ParentOf(name)) : absl::OkStatus();
}

absl::Status Judging::SetPerson(absl::string_view name,
                                const std::optional<Person>& person) {
  std::optional<Person> copy;
  if (person) copy = CopyOf(*person);
  TIDEMARK_ASSIGN_OR_RETURN(const bool changed,
                            SetCopy(txn_, kPersonCopies, name, copy));
  if (changed) people_.insert(std::string(name));
  return absl::OkStatus();
}

absl::Status Judging::SetOutcome(
    absl::string_view name, const std::optional<PersonalOutcome>& outcome) {
  std::optional<PersonalOutcome> copy;
  if (outcome) copy = CopyOf(*outcome);
  TIDEMARK_ASSIGN_OR_RETURN(const bool changed,
                            SetCopy(txn_, kOutcomeCopies, name, copy));
  if (changed) people_.insert(std::string(ParentOf(name)));
  return absl::OkStatus();
}

absl::Status Judging::SetReturn(absl::string_view name,
                                const std::optional<Return>& returned) {
  std::optional<v1::RatingCells> cells;
  if (returned) cells = RatingsOf(*returned);
  if (cells && cells->counts().empty()) cells.reset();
  TIDEMARK_ASSIGN_OR_RETURN(const std::optional<v1::RatingCells> before,
                            kRatingCells.Find(txn_, name));
  if (!cells && !before) return absl::OkStatus();
  TIDEMARK_ASSIGN_OR_RETURN(const bool changed,
                            SetCopy(txn_, kRatingCells, name, cells));
  if (!changed) return absl::OkStatus();
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::vector<std::string> packages,
      kPackageCells.Lookup(txn_, kPackagesByContract,
                           AncestorOf(name, "councils/*/contracts/*")));
  if (packages.empty()) return absl::OkStatus();
  std::set<std::string> rated;
  if (before) TIDEMARK_RETURN_IF_ERROR(AddPeople(*before, rated));
  if (cells) TIDEMARK_RETURN_IF_ERROR(AddPeople(*cells, rated));
  for (const std::string& package : packages) {
    TIDEMARK_ASSIGN_OR_RETURN(const v1::PackageCells stored,
                              kPackageCells.Get(txn_, package));
    if (rated.contains(stored.person())) people_.insert(stored.person());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Evidence>> Judging::Gather(
    const std::string& person) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      kPackageCopies.Lookup(txn_, kCopiesByPerson, person));
  std::vector<Evidence> all;
  for (const std::string& name : names) {
    Evidence& evidence = all.emplace_back();
    TIDEMARK_ASSIGN_OR_RETURN(evidence.package, kPackageCopies.Get(txn_, name));
  }
  for (Evidence& evidence : all) {
    if (!HasStepDowns(evidence.package)) continue;
    for (const Evidence& other : all) {
      if (&other != &evidence) evidence.others.push_back(other.package);
    }
    const std::string& name = evidence.package.name();
    TIDEMARK_ASSIGN_OR_RETURN(
        evidence.check_backs,
        ReadAll(txn_, kCheckBackCopies, absl::StrCat(name, "/checkBacks/")));
    TIDEMARK_ASSIGN_OR_RETURN(
        const std::vector<Proposal> exits,
        ReadAll(txn_, kExitCopies, absl::StrCat(name, "/proposals/")));
    for (const Proposal& exit : exits) {
      evidence.exits.push_back({.date = DayOf(exit.change().date()),
                                .agreement = exit.change().agreement()});
    }
    TIDEMARK_ASSIGN_OR_RETURN(
        evidence.outcomes,
        ReadAll(txn_, kOutcomeCopies, absl::StrCat(person, "/outcomes/")));
    TIDEMARK_ASSIGN_OR_RETURN(const std::optional<Person> known,
                              kPersonCopies.Find(txn_, person));
    if (known) evidence.person = *known;
  }
  return all;
}

absl::Status Judging::ReadRatings(const std::string& contract,
                                  const People& people) {
  absl::Status damaged;
  TIDEMARK_RETURN_IF_ERROR(kRatingCells.Scan(
      txn_, absl::StrCat(contract, "/returns/"), "",
      [&](const v1::RatingCells& cells) {
        damaged = VisitRatings(cells, [&](absl::string_view id,
                                          absl::string_view outcome,
                                          int32_t level) {
          const auto [first, last] = people.equal_range(id);
          for (auto person = first; person != last; ++person) {
            Evidence& evidence = *person->second;
            evidence
                .ratings[NameIn(evidence.package.person(), "outcomes", outcome)]
                .push_back({.period_end = cells.period_end(),
                            .returned = cells.name(),
                            .level = level});
          }
        });
        return damaged.ok();
      }));
  return damaged;
}

absl::Status Judging::Store(const Evidence& evidence, Replace replace) {
  const std::string& name = evidence.package.name();
  // Client-level data, which has no contracts, has no agreement and nobody who
  // looks back either: its steps are not judged, rather than found lacking.
  const bool judged = !evidence.package.contract().empty();
  const std::vector<v1::StepDown> steps =
      judged ? JudgeStepDowns(evidence) : std::vector<v1::StepDown>();
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::vector<v1::StepDown> stored,
      ReadAll(txn_, kStepDowns, absl::StrCat(name, "/stepDowns/")));
  for (const v1::StepDown& old : stored) {
    const bool stays = std::any_of(
        steps.begin(), steps.end(),
        [&](const v1::StepDown& step) { return step.name() == old.name(); });
    if (!stays) TIDEMARK_RETURN_IF_ERROR(kStepDowns.Delete(txn_, old.name()));
  }
  for (const v1::StepDown& step : steps) {
    TIDEMARK_RETURN_IF_ERROR(
        SetCopy<v1::StepDown>(txn_, kStepDowns, step.name(), step).status());
  }

  std::optional<v1::PackageCells> after = CountPackage(evidence.package, steps);
  if (!judged || after->step_downs().empty()) after.reset();
  TIDEMARK_ASSIGN_OR_RETURN(const std::optional<v1::PackageCells> before,
                            kPackageCells.Find(txn_, name));
  TIDEMARK_ASSIGN_OR_RETURN(const bool changed,
                            SetCopy(txn_, kPackageCells, name, after));
  if (!changed) return absl::OkStatus();
  return replace(before ? &*before : nullptr, after ? &*after : nullptr);
}

absl::Status Judging::Judge(Replace replace) {
  for (const std::string& name : gone_) {
    TIDEMARK_ASSIGN_OR_RETURN(const std::optional<Package> again,
                              kPackageCopies.Find(txn_, name));
    if (again) continue;
    Evidence nothing;
    nothing.package.set_name(name);
    TIDEMARK_RETURN_IF_ERROR(Store(nothing, replace));
  }
  std::deque<Evidence> all;
  std::map<std::string, People> rated;
  for (const std::string& person : people_) {
    TIDEMARK_ASSIGN_OR_RETURN(std::vector<Evidence> of_person, Gather(person));
    for (Evidence& gathered : of_person) {
      Evidence& evidence = all.emplace_back(std::move(gathered));
      if (!HasStepDowns(evidence.package)) continue;
      rated[evidence.package.contract()].emplace(IdOf(person), &evidence);
    }
  }
  for (const auto& [contract, people] : rated) {
    TIDEMARK_RETURN_IF_ERROR(ReadRatings(contract, people));
  }
  for (const Evidence& evidence : all) {
    TIDEMARK_RETURN_IF_ERROR(Store(evidence, replace));
  }
  people_.clear();
  gone_.clear();
  return absl::OkStatus();
}

}  // namespace tidemark::monitoring
