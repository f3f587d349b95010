#ifndef TIDEMARK_SERVICES_ENABLEMENT_PROPOSALS_H_
#define TIDEMARK_SERVICES_ENABLEMENT_PROPOSALS_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/feed/replica.h"
#include "common/rpc/call.h"
#include "common/store/database.h"
#include "common/type/date.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/contracts/v1/council.pb.h"
#include "tidemark/enablement/v1/package.pb.h"
#include "tidemark/enablement/v1/proposal.pb.h"
#include "tidemark/enablement/v1/proposal_service.pb.h"

namespace tidemark::enablement {

// What `tidemark.enablement.v1.ProposalService` promises, without a network.
// Its functions are that service's methods. Safe to use from any thread.
class Proposals {
 public:
  // All must outlive this.
  Proposals(store::Database& db,
            feed::Replica<contracts::v1::Contract>& contracts,
            feed::Replica<contracts::v1::Council>& councils)
      : db_(db), contracts_(contracts), councils_(councils) {}

  absl::StatusOr<v1::Proposal> CreateProposal(
      const rpc::Call& call, const v1::CreateProposalRequest& request);
  absl::StatusOr<v1::Proposal> GetProposal(
      const rpc::Call& call, const v1::GetProposalRequest& request);
  // Empty for a package that is not there, so that nobody learns which are.
  absl::StatusOr<v1::ListProposalsResponse> ListProposals(
      const rpc::Call& call, const v1::ListProposalsRequest& request);
  absl::StatusOr<v1::Proposal> DecideProposal(
      const rpc::Call& call, const v1::DecideProposalRequest& request);
  absl::StatusOr<v1::Proposal> WithdrawProposal(
      const rpc::Call& call, const v1::WithdrawProposalRequest& request);
  absl::StatusOr<v1::Proposal> AuditProposal(
      const rpc::Call& call, const v1::AuditProposalRequest& request);

 private:
  // The contract of `package` if it lets `kind` be proposed on `today`.
  absl::StatusOr<std::shared_ptr<const contracts::v1::Contract>> FindDelegating(
      const v1::Package& package, type::v1::ProposalKind kind,
      type::Date today);

  store::Database& db_;
  feed::Replica<contracts::v1::Contract>& contracts_;
  feed::Replica<contracts::v1::Council>& councils_;
};

}  // namespace tidemark::enablement

#endif  // TIDEMARK_SERVICES_ENABLEMENT_PROPOSALS_H_
