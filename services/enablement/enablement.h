#ifndef TIDEMARK_SERVICES_ENABLEMENT_ENABLEMENT_H_
#define TIDEMARK_SERVICES_ENABLEMENT_ENABLEMENT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/feed/replica.h"
#include "common/rpc/call.h"
#include "common/store/database.h"
#include "services/enablement/terms.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/contracts/v1/council.pb.h"
#include "tidemark/enablement/v1/check_back.pb.h"
#include "tidemark/enablement/v1/enablement_service.pb.h"
#include "tidemark/enablement/v1/package.pb.h"

namespace tidemark::enablement {

// What `tidemark.enablement.v1.EnablementService` promises, without a network.
// Its functions are that service's methods. Safe to use from any thread.
class Enablement {
 public:
  // All must outlive this. `contracts` and `councils` know those of every
  // council.
  Enablement(store::Database& db,
             feed::Replica<contracts::v1::Contract>& contracts,
             feed::Replica<contracts::v1::Council>& councils)
      : db_(db), contracts_(contracts), councils_(councils) {}

  absl::StatusOr<v1::Package> CreatePackage(
      const rpc::Call& call, const v1::CreatePackageRequest& request);
  absl::StatusOr<v1::BatchUpsertPackagesResponse> BatchUpsertPackages(
      const rpc::Call& call, const v1::BatchUpsertPackagesRequest& request);
  absl::StatusOr<v1::Package> GetPackage(const rpc::Call& call,
                                         const v1::GetPackageRequest& request);
  absl::StatusOr<v1::ListPackagesResponse> ListPackages(
      const rpc::Call& call, const v1::ListPackagesRequest& request);
  absl::StatusOr<v1::Package> PlanStepDown(
      const rpc::Call& call, const v1::PlanStepDownRequest& request);
  absl::StatusOr<v1::Package> ChangeLevel(
      const rpc::Call& call, const v1::ChangeLevelRequest& request);
  absl::StatusOr<v1::Package> PausePackage(
      const rpc::Call& call, const v1::PausePackageRequest& request);
  absl::StatusOr<v1::Package> ResumePackage(
      const rpc::Call& call, const v1::ResumePackageRequest& request);
  absl::StatusOr<v1::Package> ExitPackage(
      const rpc::Call& call, const v1::ExitPackageRequest& request);
  absl::StatusOr<v1::Package> ReopenPackage(
      const rpc::Call& call, const v1::ReopenPackageRequest& request);

  absl::StatusOr<v1::CheckBack> CreateCheckBack(
      const rpc::Call& call, const v1::CreateCheckBackRequest& request);
  absl::StatusOr<v1::CheckBack> GetCheckBack(
      const rpc::Call& call, const v1::GetCheckBackRequest& request);
  // Empty for a package that is not there, so that nobody learns which are.
  absl::StatusOr<v1::ListCheckBacksResponse> ListCheckBacks(
      const rpc::Call& call, const v1::ListCheckBacksRequest& request);
  absl::StatusOr<v1::CheckBack> RecordCheckBack(
      const rpc::Call& call, const v1::RecordCheckBackRequest& request);

  // The provider of a package, or of the package that a check-back is of.
  // Returns `NOT_FOUND` if there is no such package.
  absl::StatusOr<std::vector<std::string>> ProvidersOf(
      absl::string_view name) const;

 private:
  // Changes a package as `request` asks.
  template <typename Request>
  absl::StatusOr<v1::Package> Move(const rpc::Call& call,
                                   const Request& request,
                                   absl::string_view reason);
  // The provider of the contract that a new package names, or the one that
  // client-level data names; `field` is the package's path in the request.
  absl::StatusOr<std::string> ProviderFor(const v1::Package& package,
                                          absl::string_view field);

  // The terms of `council` for packages of these types of episodes; asks the
  // council's owner for a type that the copy does not know yet.
  absl::StatusOr<Terms> TermsWith(const std::string& council,
                                  const std::vector<std::string>& types);

  store::Database& db_;
  feed::Replica<contracts::v1::Contract>& contracts_;
  feed::Replica<contracts::v1::Council>& councils_;
};

}  // namespace tidemark::enablement

#endif  // TIDEMARK_SERVICES_ENABLEMENT_ENABLEMENT_H_
