#include "services/contracts/cqc_import.h"

#include <optional>

#include "common/base/status_macros.h"
#include "services/contracts/provider_rules.h"
#include "services/contracts/tables.h"

namespace tidemark::contracts {
namespace {

// Where the place of `location` is stored under other providers.
absl::StatusOr<std::vector<std::string>> FindElsewhere(
    const store::Reader& reader, const v1::Location& location) {
  std::vector<std::string> elsewhere;
  for (const std::string& key : LocationKeys(location.name())) {
    TIDEMARK_RETURN_IF_ERROR(kLocations.ScanIndex(
        reader, kLocationsById, key, "", [&](absl::string_view name) {
          if (name != location.name()) elsewhere.emplace_back(name);
          return true;
        }));
  }
  return elsewhere;
}

// `provider` of the file with what CQC does not know: what is stored of it.
v1::Provider WithOwn(const std::optional<v1::Provider>& stored,
                     const v1::Provider& provider) {
  v1::Provider merged = provider;
  if (stored) *merged.mutable_notice_emails() = stored->notice_emails();
  return merged;
}

}  // namespace

absl::StatusOr<ImportPlan> PlanImport(const store::Reader& reader,
                                      const CqcFile& file) {
  ImportPlan plan;
  int created = 0;
  int updated = 0;
  for (const v1::Provider& provider : file.providers) {
    TIDEMARK_ASSIGN_OR_RETURN(const std::optional<v1::Provider> stored,
                              kProviders.Find(reader, provider.name()));
    if (stored &&
        store::RecordTable::SameContent(*stored, WithOwn(stored, provider))) {
      continue;
    }
    ++(stored ? updated : created);
    plan.providers.push_back(&provider);
  }
  v1::ImportCqcRatingsResponse& response = plan.response;
  const auto providers = static_cast<int>(file.providers.size());
  response.set_providers_created(created);
  response.set_providers_updated(updated);
  response.set_providers_unchanged(providers - created - updated);

  created = 0;
  updated = 0;
  for (const v1::Location& location : file.locations) {
    TIDEMARK_ASSIGN_OR_RETURN(const std::optional<v1::Location> stored,
                              kLocations.Find(reader, location.name()));
    TIDEMARK_ASSIGN_OR_RETURN(const std::vector<std::string> elsewhere,
                              FindElsewhere(reader, location));
    plan.moved_from.insert(plan.moved_from.end(), elsewhere.begin(),
                           elsewhere.end());
    if (stored && store::RecordTable::SameContent(*stored, location)) continue;
    ++(stored || !elsewhere.empty() ? updated : created);
    plan.locations.push_back(&location);
  }
  const auto locations = static_cast<int>(file.locations.size());
  response.set_locations_created(created);
  response.set_locations_updated(updated);
  response.set_locations_unchanged(locations - created - updated);
  response.set_rows(file.rows);
  response.set_ratings(file.ratings);
  return plan;
}

absl::Status ApplyImport(const ImportPlan& plan, store::Transaction& txn) {
  for (const std::string& name : plan.moved_from) {
    TIDEMARK_RETURN_IF_ERROR(kLocations.Delete(txn, name));
  }
  for (const v1::Provider* provider : plan.providers) {
    TIDEMARK_ASSIGN_OR_RETURN(const std::optional<v1::Provider> stored,
                              kProviders.Find(txn, provider->name()));
    TIDEMARK_RETURN_IF_ERROR(
        kProviders.Upsert(txn, WithOwn(stored, *provider)).status());
  }
  for (const v1::Location* location : plan.locations) {
    TIDEMARK_RETURN_IF_ERROR(kLocations.Upsert(txn, *location).status());
  }
  return absl::OkStatus();
}

}  // namespace tidemark::contracts
