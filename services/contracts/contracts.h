#ifndef TIDEMARK_SERVICES_CONTRACTS_CONTRACTS_H_
#define TIDEMARK_SERVICES_CONTRACTS_CONTRACTS_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/rpc/call.h"
#include "common/store/database.h"
#include "tidemark/contracts/v1/contracts_service.pb.h"

namespace tidemark::contracts {

// Keeps the contracts between a council and its providers: what
// `ContractsService` promises of them, without the network. Safe to use from
// any thread. lifecycle.h says which function may be called in which state;
// in others it returns `FAILED_PRECONDITION` (`CONTRACT_STATE`).
//
// All functions that change a stored contract return `NOT_FOUND`, and `ABORTED`
// for a stale etag.
class Contracts {
 public:
  // `db` has the schema of tables.h and must outlive this.
  explicit Contracts(store::Database& db) : db_(db) {}

  // Returns `INVALID_ARGUMENT` for an id that is not one of our own, a provider
  // outside the council, and as `CheckContract` and `MakePeriods` say;
  // `FAILED_PRECONDITION` (`COUNCIL_UNKNOWN`, `PROVIDER_UNKNOWN`); and
  // `ALREADY_EXISTS`.
  absl::StatusOr<v1::Contract> CreateContract(
      const rpc::Call& call, const v1::CreateContractRequest& request);
  // Returns `NOT_FOUND`.
  absl::StatusOr<v1::Contract> GetContract(
      const rpc::Call& call, const v1::GetContractRequest& request) const;
  // Returns `INVALID_ARGUMENT` for a provider outside the council.
  absl::StatusOr<v1::ListContractsResponse> ListContracts(
      const rpc::Call& call, const v1::ListContractsRequest& request) const;
  // Returns `INVALID_ARGUMENT` as `ApplyUpdate`, `CheckContract` and
  // `MakePeriods` say. The periods are made anew.
  absl::StatusOr<v1::Contract> UpdateContract(
      const rpc::Call& call, const v1::UpdateContractRequest& request);
  // Returns what `Vary` returns.
  absl::StatusOr<v1::Contract> VaryContract(
      const rpc::Call& call, const v1::VaryContractRequest& request);

  absl::StatusOr<v1::Contract> ActivateContract(
      const rpc::Call& call, const v1::ActivateContractRequest& request);
  absl::StatusOr<v1::Contract> SuspendContract(
      const rpc::Call& call, const v1::SuspendContractRequest& request);
  // Returns `INVALID_ARGUMENT` for an end date outside the contract.
  absl::StatusOr<v1::Contract> EndContract(
      const rpc::Call& call, const v1::EndContractRequest& request);
  absl::StatusOr<v1::Contract> WithdrawContract(
      const rpc::Call& call, const v1::WithdrawContractRequest& request);

  // The providers that the resource `name` belongs to: that of a contract and
  // of what lies in it, or the one in the name itself; none for a council and
  // for unknown names. Returns `NOT_FOUND` if there is no such contract.
  absl::StatusOr<std::vector<std::string>> ProvidersOf(
      absl::string_view name) const;

 private:
  // Gets the contract `name`, changes it and stores it.
  absl::StatusOr<v1::Contract> Change(
      const store::WriteOptions& options, absl::string_view name,
      absl::string_view etag,
      absl::FunctionRef<absl::Status(store::Transaction&, v1::Contract&)>
          change);

  store::Database& db_;
};

}  // namespace tidemark::contracts

#endif  // TIDEMARK_SERVICES_CONTRACTS_CONTRACTS_H_
