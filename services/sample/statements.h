// Plans what one contract pays for outcomes, and its statements. Pure.

#ifndef TIDEMARK_SERVICES_SAMPLE_STATEMENTS_H_
#define TIDEMARK_SERVICES_SAMPLE_STATEMENTS_H_

#include <optional>

#include "services/sample/plan.h"
#include "tidemark/contracts/v1/incentive_terms.pb.h"
#include "tidemark/incentives/v1/statement_service.pb.h"

namespace tidemark::sample {

// A share up front, the rest for what people confirm, and for support that
// steps down.
contracts::v1::IncentiveTerms SampleIncentiveTerms();

// The statement that is issued once version `version` of `planned`, a return of
// `plan`, is accepted, with its `request_id`: of the first version that is, of
// a contract that pays for outcomes, for the last periods of the plan. What is
// corrected afterwards is in the statement after. Nothing otherwise.
std::optional<incentives::v1::IssueStatementRequest> PlanStatement(
    const SampleCouncil& sample, const ProviderPlan& plan,
    const ReturnPlan& planned, int version);

}  // namespace tidemark::sample

#endif  // TIDEMARK_SERVICES_SAMPLE_STATEMENTS_H_
