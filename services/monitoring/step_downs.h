// The step-downs of packages as the credit rule judges them: one function for
// each RPC of `StepDownService`, no network.

#ifndef TIDEMARK_SERVICES_MONITORING_STEP_DOWNS_H_
#define TIDEMARK_SERVICES_MONITORING_STEP_DOWNS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/base/clock.h"
#include "common/rpc/call.h"
#include "services/monitoring/views.h"
#include "tidemark/monitoring/v1/step_down.pb.h"
#include "tidemark/monitoring/v1/step_down_service.pb.h"

namespace tidemark::monitoring {

// What `tidemark.monitoring.v1.StepDownService` promises. Errors are those that
// the proto declares. Safe to use from any thread.
class StepDowns {
 public:
  // Both must outlive this.
  StepDowns(Views& views, const Clock& clock) : views_(views), clock_(clock) {}

  // Returns `INVALID_ARGUMENT` if `page_token` belongs to another request.
  absl::StatusOr<v1::ListStepDownsResponse> ListStepDowns(
      const rpc::Call& call, const v1::ListStepDownsRequest& request);

  absl::StatusOr<v1::StepDown> GetStepDown(
      const rpc::Call& call, const v1::GetStepDownRequest& request);

  // The provider of a step-down. Returns `NOT_FOUND` for what is unknown.
  absl::StatusOr<std::vector<std::string>> ProvidersOf(
      absl::string_view name) const;

 private:
  Views& views_;
  const Clock& clock_;
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_STEP_DOWNS_H_
