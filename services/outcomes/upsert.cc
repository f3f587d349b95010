#include "services/outcomes/upsert.h"

#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "services/outcomes/outcome_rules.h"
#include "services/outcomes/person_rules.h"
#include "services/outcomes/tables.h"

namespace tidemark::outcomes {
namespace {

using v1::Person;
using v1::PersonalOutcome;

// Looks up each contract once.
class ContractLookup {
 public:
  explicit ContractLookup(ContractCopies& contracts) : contracts_(contracts) {}

  // The provider of the contract called `name`; empty, with a fault, if no
  // outcome can be put under it.
  absl::StatusOr<std::string> ProviderTaking(const std::string& name,
                                             const PlaceFault& place,
                                             Faults& faults) {
    auto it = found_.find(name);
    if (it == found_.end()) {
      it = found_.emplace(name, contracts_.GetTaking(name)).first;
    }
    const auto& contract = it->second;
    if (contract.ok()) return (*contract)->provider;
    if (absl::IsNotFound(contract.status())) {
      faults.Add(place({.field = "contract",
                        .code = "CONTRACT_UNKNOWN",
                        .message = "must be a contract of the council"}));
      return "";
    }
    if (absl::IsFailedPrecondition(contract.status())) {
      faults.Add(place({.field = "contract",
                        .code = ReasonOf(contract.status()),
                        .message = std::string(contract.status().message())}));
      return "";
    }
    return contract.status();
  }

 private:
  ContractCopies& contracts_;
  absl::flat_hash_map<std::string,
                      absl::StatusOr<std::shared_ptr<const ContractFacts>>>
      found_;
};

// What the server sets, from what is stored.
void Restore(const PersonDraft& draft, const std::optional<Person>& before,
             Person& person) {
  person.set_name(draft.name);
  person.clear_providers();
  person.clear_etag();
  person.clear_create_time();
  person.clear_update_time();
  if (!before) return;
  *person.mutable_providers() = before->providers();
  person.set_etag(before->etag());
}

void Restore(const OutcomeDraft& draft, const PersonalOutcome* before,
             PersonalOutcome& outcome) {
  outcome.set_name(draft.name);
  outcome.set_status(PersonalOutcome::STATUS_ACTIVE);
  outcome.clear_close_date();
  outcome.clear_provider();
  outcome.clear_etag();
  outcome.clear_create_time();
  outcome.clear_update_time();
  if (before == nullptr) return;
  outcome.set_status(before->status());
  if (before->has_close_date()) {
    *outcome.mutable_close_date() = before->close_date();
  }
  outcome.set_provider(before->provider());
  outcome.set_etag(before->etag());
}

void AddPlaced(const Faults& found, const PlaceFault& place, Faults& faults) {
  for (const Fault& fault : found.all()) faults.Add(place(fault));
}

// The themes that the drafts give.
absl::flat_hash_set<std::string> ThemesIn(
    const std::vector<PersonDraft>& people) {
  absl::flat_hash_set<std::string> themes;
  for (const PersonDraft& person : people) {
    for (const OutcomeDraft& draft : person.outcomes) {
      PersonalOutcome outcome;
      draft.apply(outcome);
      themes.insert(outcome.themes().begin(), outcome.themes().end());
    }
  }
  return themes;
}

}  // namespace

void Upsert::Count(Action action, UpsertCounts& counts) {
  switch (action) {
    case Action::kCreate:
      ++counts.created;
      break;
    case Action::kUpdate:
      ++counts.updated;
      break;
    case Action::kNothing:
      ++counts.unchanged;
      break;
  }
}

absl::StatusOr<Upsert> Upsert::Plan(const store::Reader& reader,
                                    ContractCopies& contracts,
                                    absl::string_view council,
                                    const std::vector<PersonDraft>& people,
                                    type::Date today, Faults& faults) {
  Upsert plan;
  ContractLookup lookup(contracts);
  TIDEMARK_ASSIGN_OR_RETURN(const Themes themes,
                            contracts.ThemesOf(council, ThemesIn(people)));
  for (const PersonDraft& draft : people) {
    TIDEMARK_ASSIGN_OR_RETURN(std::optional<Person> before,
                              kPeople.Find(reader, draft.name));
    if (before && !draft.etag.empty() && draft.etag != before->etag()) {
      return store::RecordTable::Stale(reader, *before, draft.name, draft.etag);
    }
    Person person = before.value_or(Person());
    draft.apply(person);
    Restore(draft, before, person);
    FillPerson(person);
    Faults found;
    CheckPerson(person, "", today, found);
    AddPlaced(found, draft.place, faults);

    std::map<std::string, PersonalOutcome> stored;
    if (before) {
      TIDEMARK_RETURN_IF_ERROR(kOutcomes.Scan(
          reader, draft.name + "/outcomes/", "", [&](PersonalOutcome& outcome) {
            std::string name = outcome.name();
            stored.emplace(std::move(name), std::move(outcome));
            return true;
          }));
    }
    PersonSteps steps;
    std::set<std::string> touched;
    for (const OutcomeDraft& given : draft.outcomes) {
      const auto it = stored.find(given.name);
      const PersonalOutcome* const old =
          it == stored.end() ? nullptr : &it->second;
      PersonalOutcome outcome = old == nullptr ? PersonalOutcome() : *old;
      given.apply(outcome);
      Restore(given, old, outcome);
      FillOutcome(outcome);
      if (old != nullptr && store::RecordTable::SameContent(*old, outcome)) {
        Count(Action::kNothing, plan.outcome_counts_);
        continue;
      }
      Faults of_outcome;
      CheckOutcome(outcome, {.field = "", .before = old, .themes = themes},
                   of_outcome);
      if (old != nullptr && !CheckNotClosed(*old).ok()) {
        of_outcome.Add({.field = "",
                        .code = "OUTCOME_CLOSED",
                        .message = "is closed and would change; reopen it "
                                   "first, or leave it as it is"});
      }
      AddPlaced(of_outcome, given.place, faults);
      if (of_outcome.empty() &&
          (old == nullptr || old->contract() != outcome.contract())) {
        TIDEMARK_ASSIGN_OR_RETURN(
            *outcome.mutable_provider(),
            lookup.ProviderTaking(outcome.contract(), given.place, faults));
      }
      if (!outcome.provider().empty()) {
        Faults of_place;
        CheckLocation(outcome, "location", of_place);
        AddPlaced(of_place, given.place, faults);
      }
      if (old != nullptr) touched.insert(old->contract());
      touched.insert(outcome.contract());
      const Action action = old == nullptr ? Action::kCreate : Action::kUpdate;
      Count(action, plan.outcome_counts_);
      steps.outcomes.push_back({action, outcome});
      stored.insert_or_assign(given.name, std::move(outcome));
    }

    std::set<std::string> providers;
    for (const auto& [name, outcome] : stored) {
      providers.insert(outcome.provider());
    }
    person.mutable_providers()->Assign(providers.begin(), providers.end());
    Action action = Action::kCreate;
    if (before) {
      action = store::RecordTable::SameContent(*before, person)
                   ? Action::kNothing
                   : Action::kUpdate;
      if (action == Action::kUpdate) {
        for (const auto& [name, outcome] : stored) {
          touched.insert(outcome.contract());
        }
      }
    }
    Count(action, plan.people_counts_);
    if (action == Action::kNothing && steps.outcomes.empty()) continue;
    steps.person = {action, std::move(person)};
    plan.contracts_.merge(touched);
    plan.steps_.push_back(std::move(steps));
  }
  return plan;
}

absl::Status Upsert::Run(store::Transaction& txn, Rosters& rosters) const {
  const auto run = [&](const auto& table, const auto& step) -> absl::Status {
    if (step.action == Action::kCreate) {
      return table.Insert(txn, step.message).status();
    }
    TIDEMARK_RETURN_IF_ERROR(
        table.GetForUpdate(txn, step.message.name(), step.message.etag())
            .status());
    if (step.action == Action::kNothing) return absl::OkStatus();
    return table.Update(txn, step.message).status();
  };
  for (const PersonSteps& steps : steps_) {
    TIDEMARK_RETURN_IF_ERROR(run(kPeople, steps.person));
    for (const auto& outcome : steps.outcomes) {
      TIDEMARK_RETURN_IF_ERROR(run(kOutcomes, outcome));
    }
  }
  for (const std::string& contract : contracts_) {
    rosters.Changed(txn, contract);
  }
  return absl::OkStatus();
}

absl::Status WaitForOthers(store::Database& db,
                           const store::WriteOptions& options) {
  // A transaction that writes nothing still waits for what it could see.
  return db.Write({.origin = options.origin, .deadline = options.deadline},
                  [](store::Transaction&) { return absl::OkStatus(); });
}

}  // namespace tidemark::outcomes
