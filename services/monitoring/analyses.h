// `AnalysisService` as it is served: `analysis.h` behind the network.

#ifndef TIDEMARK_SERVICES_MONITORING_ANALYSES_H_
#define TIDEMARK_SERVICES_MONITORING_ANALYSES_H_

#include "absl/status/statusor.h"

#include "common/rpc/call.h"
#include "services/monitoring/analysis.h"

namespace tidemark::monitoring {

// What `tidemark.monitoring.v1.AnalysisService` promises. Holds nothing, so it
// is safe to use from any thread.
class Analyses {
 public:
  absl::StatusOr<v1::ControlChart> AnalyseXmr(
      const rpc::Call&, const v1::AnalyseXmrRequest& request) const {
    return monitoring::AnalyseXmr(request);
  }
  absl::StatusOr<v1::ControlChart> AnalyseProportions(
      const rpc::Call&, const v1::AnalyseProportionsRequest& request) const {
    return monitoring::AnalyseProportions(request);
  }
  absl::StatusOr<v1::FunnelPlot> AnalyseFunnel(
      const rpc::Call&, const v1::AnalyseFunnelRequest& request) const {
    return monitoring::AnalyseFunnel(request);
  }
  absl::StatusOr<v1::StandardisedRatios> AnalyseStandardisedRatio(
      const rpc::Call&,
      const v1::AnalyseStandardisedRatioRequest& request) const {
    return monitoring::AnalyseStandardisedRatio(request);
  }
  absl::StatusOr<v1::GoalAttainment> AnalyseGoalAttainment(
      const rpc::Call&, const v1::AnalyseGoalAttainmentRequest& request) const {
    return monitoring::AnalyseGoalAttainment(request);
  }
  absl::StatusOr<v1::IntervalTable> AnalyseIntervals(
      const rpc::Call&, const v1::AnalyseIntervalsRequest& request) const {
    return monitoring::AnalyseIntervals(request);
  }
  absl::StatusOr<v1::GrowthAnalysis> AnalyseGrowth(
      const rpc::Call&, const v1::AnalyseGrowthRequest& request) const {
    return monitoring::AnalyseGrowth(request);
  }
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_ANALYSES_H_
