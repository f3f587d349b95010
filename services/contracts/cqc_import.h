// Decides what an import of a CQC ratings file changes, and does it.

#ifndef TIDEMARK_SERVICES_CONTRACTS_CQC_IMPORT_H_
#define TIDEMARK_SERVICES_CONTRACTS_CQC_IMPORT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/store/database.h"
#include "services/contracts/cqc_file.h"
#include "tidemark/contracts/v1/contracts_service.pb.h"
#include "tidemark/contracts/v1/location.pb.h"
#include "tidemark/contracts/v1/provider.pb.h"

namespace tidemark::contracts {

// What an import changes.
struct ImportPlan {
  // The counts.
  v1::ImportCqcRatingsResponse response;
  // The providers and locations to store, new or changed. They belong to the
  // file.
  std::vector<const v1::Provider*> providers;
  std::vector<const v1::Location*> locations;
  // The names to delete of locations that are under another provider now.
  std::vector<std::string> moved_from;
};

// Compares `file`, which must outlive the plan, with what is stored.
//
// A location that is stored under another provider moves: CQC registers a
// place anew, or transfers it, when its provider changes. As a name says its
// provider, the location is deleted under the old name and stored under the new
// one, in the same transaction; its history up to the move stays in the feed
// under the old name. It counts as changed.
absl::StatusOr<ImportPlan> PlanImport(const store::Reader& reader,
                                      const CqcFile& file);

// Carries out `plan`, which was made in the same transaction.
absl::Status ApplyImport(const ImportPlan& plan, store::Transaction& txn);

}  // namespace tidemark::contracts

#endif  // TIDEMARK_SERVICES_CONTRACTS_CQC_IMPORT_H_
