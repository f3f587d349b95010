// The analysis of anyone's numbers: one pure function for each RPC of
// `AnalysisService`. The service answers with them, and `tidemark analyse` runs
// them where the file is.
//
// Each returns `INVALID_ARGUMENT` with every fault that the proto declares. The
// limits on sizes, which the proto declares too, are the caller's to keep.

#ifndef TIDEMARK_SERVICES_MONITORING_ANALYSIS_H_
#define TIDEMARK_SERVICES_MONITORING_ANALYSIS_H_

#include "absl/status/statusor.h"

#include "tidemark/monitoring/v1/analysis.pb.h"
#include "tidemark/monitoring/v1/analysis_service.pb.h"

namespace tidemark::monitoring {

absl::StatusOr<v1::ControlChart> AnalyseXmr(
    const v1::AnalyseXmrRequest& request);

absl::StatusOr<v1::ControlChart> AnalyseProportions(
    const v1::AnalyseProportionsRequest& request);

absl::StatusOr<v1::FunnelPlot> AnalyseFunnel(
    const v1::AnalyseFunnelRequest& request);

absl::StatusOr<v1::StandardisedRatios> AnalyseStandardisedRatio(
    const v1::AnalyseStandardisedRatioRequest& request);

absl::StatusOr<v1::GoalAttainment> AnalyseGoalAttainment(
    const v1::AnalyseGoalAttainmentRequest& request);

absl::StatusOr<v1::IntervalTable> AnalyseIntervals(
    const v1::AnalyseIntervalsRequest& request);

absl::StatusOr<v1::GrowthAnalysis> AnalyseGrowth(
    const v1::AnalyseGrowthRequest& request);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_ANALYSIS_H_
