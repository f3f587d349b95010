#include "services/outcomes/personal_outcomes.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/proto/update_mask.h"
#include "common/rpc/page.h"
#include "services/outcomes/outcome_rules.h"
#include "services/outcomes/tables.h"
#include "services/outcomes/upsert.h"

namespace tidemark::outcomes {
namespace {

using v1::Person;
using v1::PersonalOutcome;

constexpr char kPersonPattern[] = "councils/*/people/*";

// How often a change is worked out anew when somebody was faster.
constexpr int kMaxTries = 5;

// Brings the person's providers in step with the person's outcomes.
absl::Status KeepProviders(store::Transaction& txn,
                           absl::string_view person_name) {
  std::set<std::string> providers;
  TIDEMARK_RETURN_IF_ERROR(
      kOutcomes.Scan(txn, absl::StrCat(person_name, "/outcomes/"), "",
                     [&](const PersonalOutcome& outcome) {
                       providers.insert(outcome.provider());
                       return true;
                     }));
  TIDEMARK_ASSIGN_OR_RETURN(Person person, kPeople.Get(txn, person_name));
  if (std::equal(providers.begin(), providers.end(), person.providers().begin(),
                 person.providers().end())) {
    return absl::OkStatus();
  }
  person.mutable_providers()->Assign(providers.begin(), providers.end());
  return kPeople.Update(txn, std::move(person)).status();
}

// The contract called `name`, for an outcome that names it. Returns
// `INVALID_ARGUMENT` if there is none.
absl::StatusOr<std::shared_ptr<const ContractFacts>> FindTaking(
    ContractCopies& contracts, absl::string_view name) {
  auto contract = contracts.GetTaking(name);
  if (!absl::IsNotFound(contract.status())) return contract;
  Faults faults;
  faults.Add({.field = "outcome.contract",
              .code = "CONTRACT_UNKNOWN",
              .message = "must be a contract of the council"});
  return faults.ToStatus();
}

// Once the provider is known.
absl::Status CheckPlace(const PersonalOutcome& outcome) {
  Faults faults;
  CheckLocation(outcome, "outcome.location", faults);
  return faults.ToStatus();
}

}  // namespace

absl::Status PersonalOutcomes::Check(const PersonalOutcome& outcome,
                                     const PersonalOutcome* before) {
  const absl::flat_hash_set<std::string> wanted(outcome.themes().begin(),
                                                outcome.themes().end());
  TIDEMARK_ASSIGN_OR_RETURN(
      const Themes themes,
      contracts_.ThemesOf(CouncilOf(outcome.name()), wanted));
  Faults faults;
  CheckOutcome(outcome,
               {.field = "outcome", .before = before, .themes = themes},
               faults);
  return faults.ToStatus();
}

absl::StatusOr<PersonalOutcome> PersonalOutcomes::CreateOutcome(
    const rpc::Call& call, const v1::CreateOutcomeRequest& request) {
  Faults faults;
  CheckName("parent", request.parent(), kPersonPattern, "", faults);
  CheckOutcomeId("outcome_id", request.outcome_id(), faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  PersonalOutcome outcome = request.outcome();
  outcome.set_name(NameIn(request.parent(), "outcomes", request.outcome_id()));
  outcome.set_status(PersonalOutcome::STATUS_ACTIVE);
  outcome.clear_close_date();
  FillOutcome(outcome);
  TIDEMARK_RETURN_IF_ERROR(Check(outcome, nullptr));
  TIDEMARK_ASSIGN_OR_RETURN(const auto contract,
                            FindTaking(contracts_, outcome.contract()));
  outcome.set_provider(contract->provider);
  TIDEMARK_RETURN_IF_ERROR(CheckPlace(outcome));
  return db_.Write<PersonalOutcome>(
      call.write(),
      [&](store::Transaction& txn) -> absl::StatusOr<PersonalOutcome> {
        return Insert(txn, std::move(outcome));
      });
}

absl::StatusOr<PersonalOutcome> PersonalOutcomes::Insert(
    store::Transaction& txn, PersonalOutcome outcome) {
  const std::string person(AncestorOf(outcome.name(), kPersonPattern));
  TIDEMARK_RETURN_IF_ERROR(kPeople.Get(txn, person).status());
  TIDEMARK_ASSIGN_OR_RETURN(PersonalOutcome stored,
                            kOutcomes.Insert(txn, std::move(outcome)));
  TIDEMARK_RETURN_IF_ERROR(KeepProviders(txn, person));
  rosters_.Changed(txn, stored.contract());
  return stored;
}

absl::StatusOr<PersonalOutcome> PersonalOutcomes::Replace(
    store::Transaction& txn, const PersonalOutcome& before,
    PersonalOutcome outcome) {
  TIDEMARK_ASSIGN_OR_RETURN(PersonalOutcome stored,
                            kOutcomes.Update(txn, std::move(outcome)));
  if (stored.provider() != before.provider()) {
    TIDEMARK_RETURN_IF_ERROR(
        KeepProviders(txn, AncestorOf(stored.name(), kPersonPattern)));
  }
  rosters_.Changed(txn, before.contract());
  rosters_.Changed(txn, stored.contract());
  return stored;
}

absl::StatusOr<PersonalOutcome> PersonalOutcomes::GetOutcome(
    const rpc::Call&, const v1::GetOutcomeRequest& request) {
  return kOutcomes.Get(store::Snapshot(db_), request.name());
}

absl::StatusOr<v1::ListOutcomesResponse> PersonalOutcomes::ListOutcomes(
    const rpc::Call&, const v1::ListOutcomesRequest& request) {
  Faults faults;
  CheckName("parent", request.parent(), kPersonPattern, "", faults);
  const absl::string_view council = CouncilOf(request.parent());
  if (!request.provider().empty()) {
    CheckName("provider", request.provider(), "councils/*/providers/*", council,
              faults);
  }
  if (!request.contract().empty()) {
    CheckName("contract", request.contract(), "councils/*/contracts/*", council,
              faults);
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  const size_t limit = rpc::PageSize(request.page_size());
  const auto wanted = [&](const PersonalOutcome& outcome) {
    return (request.provider().empty() ||
            request.provider() == outcome.provider()) &&
           (request.contract().empty() ||
            request.contract() == outcome.contract());
  };
  const bool anybody = IdOf(request.parent()) == kAnyId;
  const store::Snapshot snapshot(db_);
  const auto list = [&]() -> absl::StatusOr<store::Page<PersonalOutcome>> {
    if (!anybody) {
      return kOutcomes.List(snapshot, request.parent() + "/outcomes/", start,
                            limit, wanted);
    }
    if (!request.contract().empty()) {
      return kOutcomes.ListIndex(snapshot, kOutcomesByContract,
                                 request.contract(), start, limit, wanted);
    }
    if (!request.provider().empty()) {
      return kOutcomes.ListIndex(snapshot, kOutcomesByProvider,
                                 request.provider(), start, limit, wanted);
    }
    return kOutcomes.List(snapshot, absl::StrCat(council, "/people/"), start,
                          limit);
  };
  TIDEMARK_ASSIGN_OR_RETURN(store::Page<PersonalOutcome> page, list());
  v1::ListOutcomesResponse response;
  for (PersonalOutcome& outcome : page.messages) {
    *response.add_outcomes() = std::move(outcome);
  }
  response.set_next_page_token(rpc::NextPageToken(request, page.next));
  return response;
}

absl::StatusOr<PersonalOutcome> PersonalOutcomes::UpdateOutcome(
    const rpc::Call& call, const v1::UpdateOutcomeRequest& request) {
  const std::string& name = request.outcome().name();
  for (int tries = 1;; ++tries) {
    // Checked on a snapshot, because the check may have to ask the contracts
    // service; the transaction refuses if the outcome has changed since.
    TIDEMARK_ASSIGN_OR_RETURN(const PersonalOutcome before,
                              kOutcomes.Get(store::Snapshot(db_), name));
    PersonalOutcome outcome = before;
    TIDEMARK_RETURN_IF_ERROR(ApplyUpdate({.patch = request.outcome(),
                                          .mask = request.update_mask(),
                                          .field = "outcome"},
                                         outcome));
    FillOutcome(outcome);
    TIDEMARK_RETURN_IF_ERROR(Check(outcome, &before));
    if (outcome.contract() != before.contract()) {
      TIDEMARK_ASSIGN_OR_RETURN(const auto contract,
                                FindTaking(contracts_, outcome.contract()));
      outcome.set_provider(contract->provider);
    }
    TIDEMARK_RETURN_IF_ERROR(CheckPlace(outcome));
    bool outdated = false;
    absl::StatusOr<PersonalOutcome> updated = db_.Write<PersonalOutcome>(
        call.write(),
        [&](store::Transaction& txn) -> absl::StatusOr<PersonalOutcome> {
          TIDEMARK_ASSIGN_OR_RETURN(
              const PersonalOutcome current,
              kOutcomes.GetForUpdate(txn, name, request.outcome().etag()));
          TIDEMARK_RETURN_IF_ERROR(CheckNotClosed(current));
          if (current.etag() != before.etag()) {
            outdated = true;
            return store::RecordTable::Stale(txn, current, name, before.etag());
          }
          return Replace(txn, before, std::move(outcome));
        });
    if (!outdated || tries == kMaxTries) return updated;
    TIDEMARK_RETURN_IF_ERROR(WaitForOthers(db_, call.write()));
  }
}

absl::StatusOr<PersonalOutcome> PersonalOutcomes::CloseOutcome(
    const rpc::Call& call, const v1::CloseOutcomeRequest& request) {
  const type::Date today = type::DateInEngland(call.time());
  return db_.Write<PersonalOutcome>(
      call.write(request.reason()),
      [&](store::Transaction& txn) -> absl::StatusOr<PersonalOutcome> {
        TIDEMARK_ASSIGN_OR_RETURN(
            const PersonalOutcome before,
            kOutcomes.GetForUpdate(txn, request.name(), request.etag()));
        PersonalOutcome outcome = before;
        TIDEMARK_RETURN_IF_ERROR(Close(request, today, outcome));
        return Replace(txn, before, std::move(outcome));
      });
}

absl::StatusOr<PersonalOutcome> PersonalOutcomes::ReopenOutcome(
    const rpc::Call& call, const v1::ReopenOutcomeRequest& request) {
  return db_.Write<PersonalOutcome>(
      call.write(request.reason()),
      [&](store::Transaction& txn) -> absl::StatusOr<PersonalOutcome> {
        TIDEMARK_ASSIGN_OR_RETURN(
            const PersonalOutcome before,
            kOutcomes.GetForUpdate(txn, request.name(), request.etag()));
        PersonalOutcome outcome = before;
        TIDEMARK_RETURN_IF_ERROR(Reopen(outcome));
        return Replace(txn, before, std::move(outcome));
      });
}

absl::StatusOr<std::vector<std::string>> PersonalOutcomes::ProvidersOf(
    absl::string_view name) const {
  TIDEMARK_ASSIGN_OR_RETURN(const PersonalOutcome outcome,
                            kOutcomes.Get(store::Snapshot(db_), name));
  return std::vector<std::string>{outcome.provider()};
}

}  // namespace tidemark::outcomes
