// What providers propose about people's outcomes, and what practitioners
// decide: `tidemark.outcomes.v1.ProposalService`.

#ifndef TIDEMARK_SERVICES_OUTCOMES_PROPOSALS_H_
#define TIDEMARK_SERVICES_OUTCOMES_PROPOSALS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/rpc/call.h"
#include "common/store/database.h"
#include "common/type/date.h"
#include "services/outcomes/contract_copies.h"
#include "services/outcomes/personal_outcomes.h"
#include "tidemark/outcomes/v1/personal_outcome.pb.h"
#include "tidemark/outcomes/v1/proposal.pb.h"
#include "tidemark/outcomes/v1/proposal_service.pb.h"

namespace tidemark::outcomes {

// The functions that serve the RPCs of the same names; the proto says what each
// does. Safe to use from any thread.
class Proposals {
 public:
  // All must outlive this.
  Proposals(store::Database& db, ContractCopies& contracts,
            PersonalOutcomes& outcomes)
      : db_(db), contracts_(contracts), outcomes_(outcomes) {}

  absl::StatusOr<v1::Proposal> CreateProposal(
      const rpc::Call& call, const v1::CreateProposalRequest& request);
  absl::StatusOr<v1::Proposal> GetProposal(
      const rpc::Call& call, const v1::GetProposalRequest& request);
  absl::StatusOr<v1::ListProposalsResponse> ListProposals(
      const rpc::Call& call, const v1::ListProposalsRequest& request);
  absl::StatusOr<v1::Proposal> DecideProposal(
      const rpc::Call& call, const v1::DecideProposalRequest& request);
  absl::StatusOr<v1::Proposal> WithdrawProposal(
      const rpc::Call& call, const v1::WithdrawProposalRequest& request);

  // The provider that made the proposal called `name`.
  absl::StatusOr<std::vector<std::string>> ProvidersOf(
      absl::string_view name) const;

 private:
  // What a proposal comes to if it is done: the outcome before (empty for a
  // new one) and after.
  struct Result {
    v1::PersonalOutcome before;
    v1::PersonalOutcome after;
  };

  // Works out what doing `change` as `proposal` says comes to on `today`, with
  // the outcome as it is in `reader`. `field` is the path of `change` in the
  // request.
  absl::StatusOr<Result> WorkOut(const store::Reader& reader,
                                 const v1::Proposal& proposal,
                                 const v1::OutcomeChange& change,
                                 absl::string_view field, type::Date today);
  // The contract under which `kind` is proposed by `provider` on `today`.
  absl::StatusOr<std::shared_ptr<const ContractFacts>> FindDelegating(
      const std::string& contract, absl::string_view provider,
      type::v1::ProposalKind kind, type::Date today);

  store::Database& db_;
  ContractCopies& contracts_;
  PersonalOutcomes& outcomes_;
};

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_PROPOSALS_H_
