// Breakdowns of figures: one function for each RPC of `BreakdownService`, no
// network.

#ifndef TIDEMARK_SERVICES_MONITORING_BREAKDOWNS_H_
#define TIDEMARK_SERVICES_MONITORING_BREAKDOWNS_H_

#include "absl/status/statusor.h"

#include "common/base/clock.h"
#include "common/rpc/call.h"
#include "common/store/database.h"
#include "tidemark/monitoring/v1/breakdown.pb.h"
#include "tidemark/monitoring/v1/breakdown_service.pb.h"
#include "tidemark/monitoring/v1/scorecard.pb.h"

namespace tidemark::monitoring {

// What `tidemark.monitoring.v1.BreakdownService` promises. Errors are those
// that the proto declares. Safe to use from any thread.
class Breakdowns {
 public:
  // `db` holds what `Following` keeps in it. Both must outlive this.
  Breakdowns(const store::Database& db, const Clock& clock)
      : db_(db), clock_(clock) {}

  absl::StatusOr<v1::Breakdown> GetBreakdown(
      const rpc::Call& call, const v1::GetBreakdownRequest& request) const;

  // Returns `INVALID_ARGUMENT` if `page_token` belongs to another request.
  absl::StatusOr<v1::Explanation> ExplainBreakdown(
      const rpc::Call& call, const v1::ExplainBreakdownRequest& request) const;

 private:
  const store::Database& db_;
  const Clock& clock_;
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_BREAKDOWNS_H_
