// Figures over time and beside each other: one function for each RPC of
// `ChartService`, no network.

#ifndef TIDEMARK_SERVICES_MONITORING_CHARTS_H_
#define TIDEMARK_SERVICES_MONITORING_CHARTS_H_

#include "absl/status/statusor.h"

#include "common/base/clock.h"
#include "common/rpc/call.h"
#include "services/monitoring/views.h"
#include "tidemark/monitoring/v1/chart_service.pb.h"

namespace tidemark::monitoring {

// What `tidemark.monitoring.v1.ChartService` promises. Errors are those that
// the proto declares. Safe to use from any thread.
class Charts {
 public:
  // Both must outlive this.
  Charts(Views& views, const Clock& clock) : views_(views), clock_(clock) {}

  absl::StatusOr<v1::Series> GetSeries(const rpc::Call& call,
                                       const v1::GetSeriesRequest& request);

  absl::StatusOr<v1::Comparison> GetComparison(
      const rpc::Call& call, const v1::GetComparisonRequest& request);

 private:
  Views& views_;
  const Clock& clock_;
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_CHARTS_H_
