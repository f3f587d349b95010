// Plans delegated reviews: what providers propose, and what practitioners
// decide. Pure.

#ifndef TIDEMARK_SERVICES_SAMPLE_PROPOSALS_H_
#define TIDEMARK_SERVICES_SAMPLE_PROPOSALS_H_

#include <optional>
#include <vector>

#include "services/sample/plan.h"
#include "tidemark/enablement/v1/proposal_service.pb.h"
#include "tidemark/outcomes/v1/proposal_service.pb.h"
#include "tidemark/type/v1/proposal.pb.h"

namespace tidemark::sample {

// A proposal about a person's outcomes and its decision; without one it waits.
struct OutcomeReview {
  outcomes::v1::CreateProposalRequest proposal;
  std::optional<outcomes::v1::DecideProposalRequest> decision;
};

// The same about the level of support; without a decision it waits, or needs
// none.
struct SupportReview {
  enablement::v1::CreateProposalRequest proposal;
  std::optional<enablement::v1::DecideProposalRequest> decision;
};

// The reviews of one provider, each request with its `request_id`.
struct ReviewPlan {
  std::vector<OutcomeReview> outcomes;
  std::vector<SupportReview> support;
};

// What the first contract of a provider lets it propose: everything, and an
// hour or a tenth of the level without sign-off, a fifth of which is audited.
type::v1::DelegatedReview SampleDelegation();

// The reviews that the provider of `plan` has made with a few of the people
// under its first contract by the day up to which things have happened.
ReviewPlan PlanReviews(const SampleCouncil& sample, const ProviderPlan& plan);

}  // namespace tidemark::sample

#endif  // TIDEMARK_SERVICES_SAMPLE_PROPOSALS_H_
