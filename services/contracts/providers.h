#ifndef TIDEMARK_SERVICES_CONTRACTS_PROVIDERS_H_
#define TIDEMARK_SERVICES_CONTRACTS_PROVIDERS_H_

#include "absl/status/statusor.h"

#include "common/rpc/call.h"
#include "common/store/database.h"
#include "tidemark/contracts/v1/contracts_service.pb.h"

namespace tidemark::contracts {

// Keeps providers, their locations and the locations' CQC ratings: what
// `ContractsService` promises of them, without the network. Safe to use from
// any thread.
//
// An id that CQC or the NHS gave is that of one location of a council, under
// one provider at a time; an id of the council's own may be used once for each
// provider.
class Providers {
 public:
  // `db` has the schema of tables.h and must outlive this.
  explicit Providers(store::Database& db) : db_(db) {}

  // Returns `INVALID_ARGUMENT` for an id that is neither national nor the
  // council's own, `FAILED_PRECONDITION` (`COUNCIL_UNKNOWN`), and
  // `ALREADY_EXISTS`.
  absl::StatusOr<v1::Provider> CreateProvider(
      const rpc::Call& call, const v1::CreateProviderRequest& request);
  // Returns `NOT_FOUND`.
  absl::StatusOr<v1::Provider> GetProvider(
      const rpc::Call& call, const v1::GetProviderRequest& request) const;
  // Returns `INVALID_ARGUMENT` for a provider outside the council.
  absl::StatusOr<v1::ListProvidersResponse> ListProviders(
      const rpc::Call& call, const v1::ListProvidersRequest& request) const;
  // Returns `NOT_FOUND`, `ABORTED` for a stale etag, and `INVALID_ARGUMENT` as
  // `ApplyUpdate` says.
  absl::StatusOr<v1::Provider> UpdateProvider(
      const rpc::Call& call, const v1::UpdateProviderRequest& request);

  // Returns `INVALID_ARGUMENT` for an id as above or as `CheckLocation` says,
  // `FAILED_PRECONDITION` (`PROVIDER_UNKNOWN`), and `ALREADY_EXISTS`, with the
  // reason `LOCATION_ELSEWHERE` if another provider of the council has it.
  absl::StatusOr<v1::Location> CreateLocation(
      const rpc::Call& call, const v1::CreateLocationRequest& request);
  // Returns `NOT_FOUND`.
  absl::StatusOr<v1::Location> GetLocation(
      const rpc::Call& call, const v1::GetLocationRequest& request) const;
  // Returns `INVALID_ARGUMENT` for a provider outside the council.
  absl::StatusOr<v1::ListLocationsResponse> ListLocations(
      const rpc::Call& call, const v1::ListLocationsRequest& request) const;
  // Returns `NOT_FOUND`, `ABORTED` for a stale etag, and `INVALID_ARGUMENT` as
  // `ApplyUpdate` and `CheckLocation` say.
  absl::StatusOr<v1::Location> UpdateLocation(
      const rpc::Call& call, const v1::UpdateLocationRequest& request);

  // Imports a file as `ReadCqcFile` reads it and `PlanImport` decides, in one
  // transaction. Returns `FAILED_PRECONDITION` (`COUNCIL_UNKNOWN`), and
  // `INVALID_ARGUMENT` with the file's faults.
  absl::StatusOr<v1::ImportCqcRatingsResponse> ImportCqcRatings(
      const rpc::Call& call, const v1::ImportCqcRatingsRequest& request);

 private:
  store::Database& db_;
};

}  // namespace tidemark::contracts

#endif  // TIDEMARK_SERVICES_CONTRACTS_PROVIDERS_H_
