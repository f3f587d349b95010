#include "services/notices/due_returns.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/notices/tables.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::notices {
namespace {

using outcomes::v1::Return;

bool IsTakenBack(const v1::ReturnFacts& facts) {
  return facts.state() == Return::STATE_WITHDRAWN ||
         (facts.state() == Return::STATE_IN_PROGRESS && facts.version() > 0);
}

}  // namespace

type::WorkingCalendar CalendarOf(const v1::CouncilFacts& council) {
  std::vector<type::Date> days;
  days.reserve(static_cast<size_t>(council.non_working_days_size()));
  for (const int32_t number : council.non_working_days()) {
    days.push_back(type::FromDayNumber(number));
  }
  return type::WorkingCalendar(days);
}

absl::StatusOr<v1::CouncilFacts> ReadCouncil(const store::Reader& reader,
                                             absl::string_view council) {
  TIDEMARK_ASSIGN_OR_RETURN(std::optional<v1::CouncilFacts> facts,
                            kCouncils.Find(reader, council));
  if (!facts) {
    facts.emplace();
    facts->set_name(std::string(council));
    facts->set_display_name(std::string(IdOf(council)));
  }
  return *std::move(facts);
}

bool PeriodReturn::IsAskedFor() const {
  return facts.state() == Return::STATE_UNSPECIFIED ||
         facts.state() == Return::STATE_NOT_STARTED ||
         facts.state() == Return::STATE_IN_PROGRESS;
}

absl::StatusOr<std::vector<PeriodReturn>> ReadReturns(
    const store::Reader& reader, const v1::ContractFacts& contract) {
  absl::flat_hash_map<std::string, v1::ReturnFacts> known;
  TIDEMARK_RETURN_IF_ERROR(
      kReturns.Scan(reader, absl::StrCat(contract.name(), "/returns/"), "",
                    [&](v1::ReturnFacts& facts) {
                      std::string name = facts.name();
                      known.emplace(std::move(name), std::move(facts));
                      return true;
                    }));
  std::vector<PeriodReturn> returns;
  returns.reserve(static_cast<size_t>(contract.periods_size()));
  for (const v1::ContractFacts::Period& period : contract.periods()) {
    PeriodReturn one{.name = NameIn(contract.name(), "returns", period.id()),
                     .due = type::FromDayNumber(period.due_day()),
                     .facts = {}};
    if (const auto it = known.find(one.name); it != known.end()) {
      one.facts = it->second;
      if (one.facts.has_due_day()) {
        one.due = std::max(one.due, type::FromDayNumber(one.facts.due_day()));
      }
    }
    returns.push_back(std::move(one));
  }
  std::stable_sort(returns.begin(), returns.end(),
                   [](const PeriodReturn& a, const PeriodReturn& b) {
                     return a.due < b.due;
                   });
  return returns;
}

std::vector<DueReturn> ReturnsDueBefore(
    const v1::ContractFacts& contract, const std::vector<PeriodReturn>& returns,
    type::Date today) {
  std::vector<DueReturn> due;
  for (const PeriodReturn& one : returns) {
    if (one.due >= today) break;
    if (one.due < type::FromDayNumber(contract.known_day()) &&
        one.facts.version() == 0) {
      continue;
    }
    DueReturn entry{.name = one.name, .due = one.due};
    if (one.facts.has_first_submit_day()) {
      entry.first_submit = type::FromDayNumber(one.facts.first_submit_day());
    }
    entry.withdrawn = IsTakenBack(one.facts);
    due.push_back(std::move(entry));
  }
  return due;
}

}  // namespace tidemark::notices
