// Breakdowns of figures: one function for each RPC of `BreakdownService`, no
// network.

#ifndef TIDEMARK_SERVICES_MONITORING_BREAKDOWNS_H_
#define TIDEMARK_SERVICES_MONITORING_BREAKDOWNS_H_

#include "absl/status/statusor.h"

#include "common/base/clock.h"
#include "common/rpc/call.h"
#include "services/monitoring/views.h"
#include "tidemark/monitoring/v1/breakdown.pb.h"
#include "tidemark/monitoring/v1/breakdown_service.pb.h"
#include "tidemark/monitoring/v1/scorecard.pb.h"

namespace tidemark::monitoring {

// What `tidemark.monitoring.v1.BreakdownService` promises. Errors are those
// that the proto declares. Safe to use from any thread.
class Breakdowns {
 public:
  // Both must outlive this.
  Breakdowns(Views& views, const Clock& clock) : views_(views), clock_(clock) {}

  absl::StatusOr<v1::Breakdown> GetBreakdown(
      const rpc::Call& call, const v1::GetBreakdownRequest& request);

  // Returns `INVALID_ARGUMENT` if `page_token` belongs to another request.
  absl::StatusOr<v1::Explanation> ExplainBreakdown(
      const rpc::Call& call, const v1::ExplainBreakdownRequest& request);

 private:
  Views& views_;
  const Clock& clock_;
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_BREAKDOWNS_H_
