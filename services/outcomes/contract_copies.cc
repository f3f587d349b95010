#include "services/outcomes/contract_copies.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/rpc/waiting.h"
#include "services/outcomes/outcome_rules.h"
#include "services/outcomes/tables.h"

namespace tidemark::outcomes {
namespace {

using contracts::v1::Contract;
using contracts::v1::Council;

}  // namespace

const type::Period* ContractFacts::Find(absl::string_view id) const {
  const auto it =
      std::lower_bound(periods.begin(), periods.end(), id,
                       [](const type::Period& period, absl::string_view key) {
                         return absl::string_view(period.id) < key;
                       });
  return it != periods.end() && it->id == id ? &*it : nullptr;
}

const type::Period* ContractFacts::Before(const type::Period& period) const {
  const type::Period* before = nullptr;
  for (const type::Period& other : periods) {
    if (other.end < period.start &&
        (before == nullptr || before->end < other.end)) {
      before = &other;
    }
  }
  return before;
}

absl::StatusOr<ContractFacts> FactsOf(const Contract& contract) {
  ContractFacts facts = {.name = contract.name(),
                         .provider = contract.provider(),
                         .state = contract.state(),
                         .start = {},
                         .end = {},
                         .periods = {},
                         .delegated_review = contract.delegated_review()};
  const auto read =
      [&](const type::v1::Date& date) -> absl::StatusOr<type::Date> {
    absl::StatusOr<type::Date> day = type::FromProto(date);
    if (day.ok()) return day;
    return absl::DataLossError(
        absl::StrCat("the copy of ", contract.name(), " holds a bad date"));
  };
  TIDEMARK_ASSIGN_OR_RETURN(facts.start, read(contract.start_date()));
  TIDEMARK_ASSIGN_OR_RETURN(facts.end, read(contract.end_date()));
  for (const auto& given : contract.return_calendar().periods()) {
    type::Period period = {.id = given.id(), .start = {}, .end = {}, .due = {}};
    TIDEMARK_ASSIGN_OR_RETURN(period.start, read(given.start_date()));
    TIDEMARK_ASSIGN_OR_RETURN(period.end, read(given.end_date()));
    TIDEMARK_ASSIGN_OR_RETURN(period.due, read(given.due_date()));
    if (facts.state == Contract::STATE_ENDED && period.start > facts.end) {
      continue;
    }
    facts.periods.push_back(std::move(period));
  }
  std::sort(facts.periods.begin(), facts.periods.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  return facts;
}

Themes::Themes(const Council& council) {
  for (const auto& framework : council.frameworks()) {
    for (const auto& theme : framework.themes()) ids_.insert(theme.id());
  }
}

ContractCopies::ContractCopies(const store::Database& db, Fetch fetch)
    : contracts_(db, kContractCopies, std::move(fetch.contract)),
      councils_(db, kCouncilCopies, std::move(fetch.council)) {}

absl::StatusOr<std::shared_ptr<const ContractFacts>> ContractCopies::Get(
    absl::string_view name) {
  TIDEMARK_ASSIGN_OR_RETURN(const auto contract, contracts_.Get(name));
  return Remember(contract);
}

absl::StatusOr<std::shared_ptr<const ContractFacts>> ContractCopies::Refresh(
    absl::string_view name) {
  auto fresh = contracts_.Refresh(name);
  if (rpc::IsWouldWait(fresh.status())) return fresh.status();
  if (!fresh.ok()) fresh = contracts_.Get(name);
  if (!fresh.ok()) return std::move(fresh).status();
  return Remember(*fresh);
}

absl::StatusOr<std::shared_ptr<const ContractFacts>> ContractCopies::Remember(
    const std::shared_ptr<const Contract>& contract) {
  {
    const MutexLock lock(mu_);
    const auto it = known_.find(contract->name());
    if (it != known_.end() && it->second.contract == contract) {
      return it->second.facts;
    }
  }
  TIDEMARK_ASSIGN_OR_RETURN(ContractFacts facts, FactsOf(*contract));
  auto shared = std::make_shared<const ContractFacts>(std::move(facts));
  const MutexLock lock(mu_);
  known_.insert_or_assign(contract->name(), Known{contract, shared});
  return shared;
}

absl::StatusOr<std::shared_ptr<const ContractFacts>> ContractCopies::GetTaking(
    absl::string_view name) {
  TIDEMARK_ASSIGN_OR_RETURN(auto facts, Get(name));
  if (!CheckTakesOutcomes(*facts).ok()) {
    TIDEMARK_ASSIGN_OR_RETURN(facts, Refresh(name));
  }
  TIDEMARK_RETURN_IF_ERROR(CheckTakesOutcomes(*facts));
  return facts;
}

absl::StatusOr<Themes> ContractCopies::ThemesOf(
    absl::string_view council, const absl::flat_hash_set<std::string>& wanted) {
  auto known = councils_.Get(council);
  if (absl::IsNotFound(known.status())) return Themes();
  TIDEMARK_RETURN_IF_ERROR(known.status());
  Themes themes(**known);
  if (std::all_of(wanted.begin(), wanted.end(),
                  [&](const auto& theme) { return themes.Allows(theme); })) {
    return themes;
  }
  known = councils_.Refresh(council);
  if (rpc::IsWouldWait(known.status())) return known.status();
  return known.ok() ? Themes(**known) : themes;
}

absl::StatusOr<type::WorkingCalendar> ContractCopies::WorkingDaysOf(
    absl::string_view council) {
  const auto known = councils_.Get(council);
  if (rpc::IsWouldWait(known.status())) return known.status();
  if (!known.ok()) return type::WorkingCalendar();
  return type::CalendarWith((*known)->extra_non_working_days());
}

absl::StatusOr<int> ContractCopies::QuestionBudgetOf(
    absl::string_view council) {
  // As the contracts service documents it.
  constexpr int kDefault = 9;
  const auto known = councils_.Get(council);
  if (rpc::IsWouldWait(known.status())) return known.status();
  if (!known.ok() || (*known)->question_budget() == 0) return kDefault;
  return (*known)->question_budget();
}

absl::Status ContractCopies::Apply(
    store::Transaction& txn, const std::vector<feed::v1::Change>& changes) {
  for (const feed::v1::Change& change : changes) {
    TIDEMARK_RETURN_IF_ERROR(contracts_.Apply(txn, change));
    TIDEMARK_RETURN_IF_ERROR(councils_.Apply(txn, change));
  }
  return absl::OkStatus();
}

absl::Status ContractCopies::Clear(store::Transaction& txn) {
  const auto clear = [&](const auto& table) -> absl::Status {
    std::vector<std::string> names;
    TIDEMARK_RETURN_IF_ERROR(table.Scan(txn, "", "", [&](const auto& copy) {
      names.push_back(copy.name());
      return true;
    }));
    for (const std::string& name : names) {
      TIDEMARK_RETURN_IF_ERROR(table.Delete(txn, name));
    }
    return absl::OkStatus();
  };
  TIDEMARK_RETURN_IF_ERROR(clear(kContractCopies));
  return clear(kCouncilCopies);
}

void ContractCopies::Forget() {
  contracts_.Clear();
  councils_.Clear();
  const MutexLock lock(mu_);
  known_.clear();
}

void ContractCopies::Applied(const std::vector<feed::v1::Change>& changes) {
  for (const feed::v1::Change& change : changes) {
    contracts_.Applied(change);
    councils_.Applied(change);
  }
}

}  // namespace tidemark::outcomes
