#include "services/contracts/councils.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/match.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/update_mask.h"
#include "services/contracts/council_rules.h"
#include "services/contracts/tables.h"

namespace tidemark::contracts {
namespace {

// What figures are judged by is for those who answer for contracts; the rest of
// the settings is for administrators.
absl::Status CheckSettings(const rpc::Call& call,
                           const v1::UpdateCouncilRequest& request) {
  if (call.principal().role != api::v1::ROLE_COMMISSIONER) {
    return absl::OkStatus();
  }
  const auto& paths = request.update_mask().paths();
  const bool own =
      !paths.empty() &&
      std::all_of(paths.begin(), paths.end(), [](const std::string& path) {
        return path == "monitoring" || absl::StartsWith(path, "monitoring.");
      });
  if (own) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "SETTING_OF_ADMINISTRATORS",
               "a commissioner changes monitoring only, and names it in the "
               "mask; ask an administrator for other settings",
               {{"council", request.council().name()}});
}

}  // namespace

absl::StatusOr<v1::Council> Councils::CreateCouncil(
    const rpc::Call& call, const v1::CreateCouncilRequest& request) {
  Faults faults;
  CheckCouncil(request.council(), faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  return db_.Write<v1::Council>(call.write(), [&](store::Transaction& txn) {
    return kCouncils.Insert(txn, request.council());
  });
}

absl::StatusOr<v1::Council> Councils::GetCouncil(
    const rpc::Call& /*call*/, const v1::GetCouncilRequest& request) const {
  return kCouncils.Get(store::Snapshot(db_), request.name());
}

absl::StatusOr<v1::Council> Councils::UpdateCouncil(
    const rpc::Call& call, const v1::UpdateCouncilRequest& request) {
  TIDEMARK_RETURN_IF_ERROR(CheckSettings(call, request));
  return db_.Write<v1::Council>(
      call.write(),
      [&](store::Transaction& txn) -> absl::StatusOr<v1::Council> {
        TIDEMARK_ASSIGN_OR_RETURN(
            v1::Council council,
            kCouncils.GetForUpdate(txn, request.council().name(),
                                   request.council().etag()));
        TIDEMARK_RETURN_IF_ERROR(ApplyUpdate({.patch = request.council(),
                                              .mask = request.update_mask(),
                                              .field = "council"},
                                             council));
        Faults faults;
        CheckCouncil(council, faults);
        TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
        return kCouncils.Update(txn, std::move(council));
      });
}

}  // namespace tidemark::contracts
