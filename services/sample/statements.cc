#include "services/sample/statements.h"

#include <algorithm>
#include <string>

#include "common/proto/names.h"

namespace tidemark::sample {
namespace {

using contracts::v1::IncentiveTerms;
using incentives::v1::IssueStatementRequest;

// Statements are issued for periods that ended this many days before the end of
// the plan, at most.
constexpr int kStatementDays = 400;

}  // namespace

IncentiveTerms SampleIncentiveTerms() {
  IncentiveTerms terms;
  terms.set_period_value_pence(1'200'000);
  terms.set_baseline_basis_points(2000);
  terms.set_first_met_pence(15'000);
  const auto add_band = [&](int32_t from, int64_t amount) {
    IncentiveTerms::Band& band = *terms.add_bands();
    band.set_from_basis_points(from);
    band.set_amount_pence(amount);
  };
  add_band(0, 0);
  add_band(3000, 60'000);
  add_band(5000, 120'000);
  terms.set_minimum_denominator(5);
  terms.set_step_down_pence(25'000);
  terms.set_cap_pence(1'000'000);
  terms.set_person_confirmation_required(true);
  for (const auto exclusion :
       {IncentiveTerms::EXCLUSION_NOT_WORKED_ON, IncentiveTerms::EXCLUSION_DIED,
        IncentiveTerms::EXCLUSION_MOVED, IncentiveTerms::EXCLUSION_AWAY,
        IncentiveTerms::EXCLUSION_SUPPORT_ENDED}) {
    terms.add_exclusions(exclusion);
  }
  return terms;
}

std::optional<IssueStatementRequest> PlanStatement(const SampleCouncil& sample,
                                                   const ProviderPlan& plan,
                                                   const ReturnPlan& planned,
                                                   int version) {
  const auto& contract = plan.contracts[planned.contract].contract;
  if (!contract.has_incentive_terms() ||
      UntilOf(sample.options()) - planned.period.end > kStatementDays) {
    return std::nullopt;
  }
  const auto first = std::find_if(
      planned.steps.begin(), planned.steps.end(),
      [](const Step& step) { return step.kind == Step::Kind::kAccept; });
  if (first == planned.steps.end() || first->version != version) {
    return std::nullopt;
  }
  IssueStatementRequest request;
  request.set_name(NameIn(contract.name(), "statements", IdOf(planned.name)));
  // Whatever is stored of the return by then.
  request.set_without_return(true);
  request.set_request_id(sample.RequestId("issue", request.name()));
  return request;
}

}  // namespace tidemark::sample
