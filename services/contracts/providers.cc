#include "services/contracts/providers.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/proto/update_mask.h"
#include "common/rpc/page.h"
#include "services/contracts/council_rules.h"
#include "services/contracts/cqc_file.h"
#include "services/contracts/cqc_import.h"
#include "services/contracts/provider_rules.h"
#include "services/contracts/tables.h"

namespace tidemark::contracts {
namespace {

// Refuses a filter that names no provider of `council`.
absl::Status CheckProviderFilter(absl::string_view provider,
                                 absl::string_view council) {
  Faults faults;
  if (!provider.empty()) {
    CheckName("provider", provider, "councils/*/providers/*", council, faults);
  }
  return faults.ToStatus();
}

// What the names of the locations that `request` asks for start with; empty if
// its two providers exclude each other.
std::string LocationPrefix(const v1::ListLocationsRequest& request) {
  const absl::string_view parent = request.parent();
  const bool any = IdOf(parent) == kAnyId;
  if (request.provider().empty()) {
    return any ? absl::StrCat(CouncilOf(parent), "/providers/")
               : absl::StrCat(parent, "/locations/");
  }
  if (!any && request.provider() != request.parent()) return "";
  return absl::StrCat(request.provider(), "/locations/");
}

}  // namespace

absl::StatusOr<v1::Provider> Providers::CreateProvider(
    const rpc::Call& call, const v1::CreateProviderRequest& request) {
  Faults faults;
  CheckName("parent", request.parent(), "councils/*", "", faults);
  CheckRegistryId("provider_id", request.provider_id(), faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  v1::Provider provider = request.provider();
  provider.set_name(
      NameIn(request.parent(), "providers", request.provider_id()));
  return db_.Write<v1::Provider>(
      call.write(),
      [&](store::Transaction& txn) -> absl::StatusOr<v1::Provider> {
        TIDEMARK_ASSIGN_OR_RETURN(const std::optional<v1::Council> council,
                                  kCouncils.Find(txn, request.parent()));
        if (!council) return CouncilUnknown(request.parent());
        return kProviders.Insert(txn, provider);
      });
}

absl::StatusOr<v1::Provider> Providers::GetProvider(
    const rpc::Call& /*call*/, const v1::GetProviderRequest& request) const {
  return kProviders.Get(store::Snapshot(db_), request.name());
}

absl::StatusOr<v1::ListProvidersResponse> Providers::ListProviders(
    const rpc::Call& /*call*/, const v1::ListProvidersRequest& request) const {
  TIDEMARK_RETURN_IF_ERROR(
      CheckProviderFilter(request.provider(), request.parent()));
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  const store::Snapshot snapshot(db_);
  v1::ListProvidersResponse response;
  if (!request.provider().empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(std::optional<v1::Provider> provider,
                              kProviders.Find(snapshot, request.provider()));
    if (provider) *response.add_providers() = *std::move(provider);
    return response;
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      store::Page<v1::Provider> page,
      kProviders.List(snapshot, absl::StrCat(request.parent(), "/providers/"),
                      start, rpc::PageSize(request.page_size())));
  for (v1::Provider& provider : page.messages) {
    *response.add_providers() = std::move(provider);
  }
  response.set_next_page_token(rpc::NextPageToken(request, page.next));
  return response;
}

absl::StatusOr<v1::Provider> Providers::UpdateProvider(
    const rpc::Call& call, const v1::UpdateProviderRequest& request) {
  return db_.Write<v1::Provider>(
      call.write(),
      [&](store::Transaction& txn) -> absl::StatusOr<v1::Provider> {
        TIDEMARK_ASSIGN_OR_RETURN(
            v1::Provider provider,
            kProviders.GetForUpdate(txn, request.provider().name(),
                                    request.provider().etag()));
        TIDEMARK_RETURN_IF_ERROR(ApplyUpdate({.patch = request.provider(),
                                              .mask = request.update_mask(),
                                              .field = "provider"},
                                             provider));
        return kProviders.Update(txn, std::move(provider));
      });
}

absl::StatusOr<v1::Location> Providers::CreateLocation(
    const rpc::Call& call, const v1::CreateLocationRequest& request) {
  v1::Location location = request.location();
  Faults faults;
  CheckName("parent", request.parent(), "councils/*/providers/*", "", faults);
  CheckRegistryId("location_id", request.location_id(), faults);
  CheckLocation(location, faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  location.set_name(
      NameIn(request.parent(), "locations", request.location_id()));
  SortRatings(location);
  return db_.Write<v1::Location>(
      call.write(),
      [&](store::Transaction& txn) -> absl::StatusOr<v1::Location> {
        TIDEMARK_ASSIGN_OR_RETURN(const std::optional<v1::Provider> provider,
                                  kProviders.Find(txn, request.parent()));
        if (!provider) return ProviderUnknown(request.parent());
        for (const std::string& key : LocationKeys(location.name())) {
          TIDEMARK_ASSIGN_OR_RETURN(
              const std::vector<std::string> stored,
              kLocations.Lookup(txn, kLocationsById, key));
          if (!stored.empty() && stored.front() != location.name()) {
            return LocationElsewhere(stored.front());
          }
        }
        return kLocations.Insert(txn, location);
      });
}

absl::StatusOr<v1::Location> Providers::GetLocation(
    const rpc::Call& /*call*/, const v1::GetLocationRequest& request) const {
  return kLocations.Get(store::Snapshot(db_), request.name());
}

absl::StatusOr<v1::ListLocationsResponse> Providers::ListLocations(
    const rpc::Call& /*call*/, const v1::ListLocationsRequest& request) const {
  TIDEMARK_RETURN_IF_ERROR(
      CheckProviderFilter(request.provider(), CouncilOf(request.parent())));
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  v1::ListLocationsResponse response;
  const std::string prefix = LocationPrefix(request);
  if (prefix.empty()) return response;
  TIDEMARK_ASSIGN_OR_RETURN(
      store::Page<v1::Location> page,
      kLocations.List(store::Snapshot(db_), prefix, start,
                      rpc::PageSize(request.page_size())));
  for (v1::Location& location : page.messages) {
    *response.add_locations() = std::move(location);
  }
  response.set_next_page_token(rpc::NextPageToken(request, page.next));
  return response;
}

absl::StatusOr<v1::Location> Providers::UpdateLocation(
    const rpc::Call& call, const v1::UpdateLocationRequest& request) {
  return db_.Write<v1::Location>(
      call.write(),
      [&](store::Transaction& txn) -> absl::StatusOr<v1::Location> {
        TIDEMARK_ASSIGN_OR_RETURN(
            v1::Location location,
            kLocations.GetForUpdate(txn, request.location().name(),
                                    request.location().etag()));
        TIDEMARK_RETURN_IF_ERROR(ApplyUpdate({.patch = request.location(),
                                              .mask = request.update_mask(),
                                              .field = "location"},
                                             location));
        Faults faults;
        CheckLocation(location, faults);
        TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
        SortRatings(location);
        return kLocations.Update(txn, std::move(location));
      });
}

absl::StatusOr<v1::ImportCqcRatingsResponse> Providers::ImportCqcRatings(
    const rpc::Call& call, const v1::ImportCqcRatingsRequest& request) {
  {
    const store::Snapshot snapshot(db_);
    TIDEMARK_ASSIGN_OR_RETURN(const std::optional<v1::Council> council,
                              kCouncils.Find(snapshot, request.parent()));
    if (!council) return CouncilUnknown(request.parent());
  }
  Faults faults;
  const std::optional<CqcFile> file =
      ReadCqcFile(request.content(), request.parent(), faults);
  if (request.validate_only()) {
    if (file) {
      TIDEMARK_ASSIGN_OR_RETURN(ImportPlan plan,
                                PlanImport(store::Snapshot(db_), *file));
      return std::move(plan.response);
    }
    v1::ImportCqcRatingsResponse response;
    for (const Fault& fault : faults.all()) {
      *response.add_faults() = ToProto(fault);
    }
    return response;
  }
  if (!file) return faults.ToStatus();
  return db_.Write<v1::ImportCqcRatingsResponse>(
      call.write(),
      [&](store::Transaction& txn)
          -> absl::StatusOr<v1::ImportCqcRatingsResponse> {
        TIDEMARK_ASSIGN_OR_RETURN(ImportPlan plan, PlanImport(txn, *file));
        TIDEMARK_RETURN_IF_ERROR(ApplyImport(plan, txn));
        return std::move(plan.response);
      });
}

}  // namespace tidemark::contracts
