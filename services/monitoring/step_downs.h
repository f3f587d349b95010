// The step-downs of packages as the credit rule judges them: one function for
// each RPC of `StepDownService`, no network.

#ifndef TIDEMARK_SERVICES_MONITORING_STEP_DOWNS_H_
#define TIDEMARK_SERVICES_MONITORING_STEP_DOWNS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/rpc/call.h"
#include "common/store/database.h"
#include "tidemark/monitoring/v1/step_down.pb.h"
#include "tidemark/monitoring/v1/step_down_service.pb.h"

namespace tidemark::monitoring {

// What `tidemark.monitoring.v1.StepDownService` promises. Errors are those that
// the proto declares. Safe to use from any thread.
class StepDowns {
 public:
  // `db` holds what `Following` keeps in it, and must outlive this.
  explicit StepDowns(const store::Database& db) : db_(db) {}

  // Returns `INVALID_ARGUMENT` if `page_token` belongs to another request.
  absl::StatusOr<v1::ListStepDownsResponse> ListStepDowns(
      const rpc::Call& call, const v1::ListStepDownsRequest& request) const;

  absl::StatusOr<v1::StepDown> GetStepDown(
      const rpc::Call& call, const v1::GetStepDownRequest& request) const;

  // The provider of a step-down. Returns `NOT_FOUND` for what is unknown.
  absl::StatusOr<std::vector<std::string>> ProvidersOf(
      absl::string_view name) const;

 private:
  const store::Database& db_;
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_STEP_DOWNS_H_
