#include "services/incentives/history.h"

#include <utility>

#include "common/proto/names.h"
#include "common/type/date.h"
#include "services/incentives/account.h"
#include "services/incentives/judging.h"

namespace tidemark::incentives {
namespace {

using contracts::v1::IncentiveTerms;
using monitoring::v1::StepDown;
using v1::OutcomeInput;

int32_t DayOf(const type::v1::Date& date) {
  const absl::StatusOr<type::Date> day = type::FromProto(date);
  return day.ok() ? type::DayNumber(*day) : 0;
}

}  // namespace

int32_t StartDay(const v1::Account& account) {
  return DayOf(account.period_start());
}

int32_t EndDay(const v1::Account& account) {
  return DayOf(account.period_end());
}

History::History(const Known& known, const Ledger& ledger)
    : known_(known), ledger_(ledger) {
  for (const auto& [period, version] : known.returns) {
    const IncentiveTerms* const terms = TermsFor(version);
    if (terms == nullptr) continue;
    for (const OutcomeInput& judged : JudgeOutcomes(known, version, *terms)) {
      if (judged.result() != OutcomeInput::RESULT_MET) continue;
      FirstMet& first = first_met_[judged.outcome()];
      if (!first.return_name.empty() &&
          first.start_day <= version.start_day()) {
        continue;
      }
      first = {.start_day = version.start_day(),
               .return_name = version.return_name(),
               .version = version.version()};
    }
  }
}

const IncentiveTerms* History::TermsFor(
    const v1::ReturnVersion& version) const {
  const absl::string_view period = IdOf(version.return_name());
  if (const IssuedPeriod* const issued = ledger_.Find(period)) {
    return &issued->terms;
  }
  if (const auto* const terms = TermsOn(known_.contract, version.start_day())) {
    return &terms->terms();
  }
  for (const v1::ContractFacts::Terms& terms : known_.contract.terms()) {
    if (terms.has_terms()) return &terms.terms();
  }
  return nullptr;
}

void History::TakeStepDown(const v1::StepDownInput& step, const Asked& asked,
                           v1::Account& account) const {
  const int32_t last = DayOf(step.last_date());
  if (last < asked.start_day || last > asked.end_day) return;
  v1::StepDownInput& taken = *account.add_step_downs();
  taken = step;
  taken.set_exclusion(
      PersonExclusion(known_, step.person(), asked.end_day, asked.terms));
  taken.set_counts(step.standing() == StepDown::STANDING_COUNTS &&
                   taken.exclusion() == IncentiveTerms::EXCLUSION_UNSPECIFIED);
}

v1::Account History::AccountOf(
    const Asked& asked,
    const std::vector<v1::StepDownInput>& step_downs) const {
  v1::Account account;
  account.set_period_id(asked.period);
  *account.mutable_period_start() =
      type::ToProto(type::FromDayNumber(asked.start_day));
  *account.mutable_period_end() =
      type::ToProto(type::FromDayNumber(asked.end_day));
  const auto it = known_.returns.find(asked.period);
  if (it != known_.returns.end() && it->second.version() > 0) {
    const v1::ReturnVersion& version = it->second;
    v1::ReturnInput& input = *account.mutable_return_input();
    input.set_name(version.return_name());
    input.set_version(version.version());
    input.set_sequence(version.sequence());
    input.set_nil_return(version.nil_return());
    for (OutcomeInput& judged : JudgeOutcomes(known_, version, asked.terms)) {
      if (judged.result() == OutcomeInput::RESULT_MET) {
        const auto before = first_met_.find(judged.outcome());
        judged.set_first_met(before == first_met_.end() ||
                             before->second.start_day >= version.start_day());
        if (!judged.first_met()) {
          judged.set_met_before_return(before->second.return_name);
          judged.set_met_before_version(before->second.version);
        }
      }
      *account.add_outcomes() = std::move(judged);
    }
  }
  if (asked.terms.step_down_pence() > 0) {
    for (const v1::StepDownInput& step : step_downs) {
      TakeStepDown(step, asked, account);
    }
  }
  AddUp(asked.terms, account);
  return account;
}

}  // namespace tidemark::incentives
