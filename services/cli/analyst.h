// Who does the arithmetic of `tidemark analyse`.
//
// The command line knows the questions and the answers, as the server's protos
// have them; the arithmetic itself comes from the program's `main`, or from a
// server.

#ifndef TIDEMARK_SERVICES_CLI_ANALYST_H_
#define TIDEMARK_SERVICES_CLI_ANALYST_H_

#include <functional>

#include "absl/status/statusor.h"

#include "tidemark/monitoring/v1/analysis.pb.h"
#include "tidemark/monitoring/v1/analysis_service.pb.h"

namespace tidemark::cli {

// Answers one kind of question.
template <typename Request, typename Answer>
using Analysis = std::function<absl::StatusOr<Answer>(const Request&)>;

// One function for each RPC of `AnalysisService`, with its errors. None is
// empty.
struct Analyst {
  Analysis<monitoring::v1::AnalyseXmrRequest, monitoring::v1::ControlChart> xmr;
  Analysis<monitoring::v1::AnalyseProportionsRequest,
           monitoring::v1::ControlChart>
      proportions;
  Analysis<monitoring::v1::AnalyseFunnelRequest, monitoring::v1::FunnelPlot>
      funnel;
  Analysis<monitoring::v1::AnalyseStandardisedRatioRequest,
           monitoring::v1::StandardisedRatios>
      standardised_ratio;
  Analysis<monitoring::v1::AnalyseGoalAttainmentRequest,
           monitoring::v1::GoalAttainment>
      goal_attainment;
  Analysis<monitoring::v1::AnalyseIntervalsRequest,
           monitoring::v1::IntervalTable>
      intervals;
  Analysis<monitoring::v1::AnalyseGrowthRequest, monitoring::v1::GrowthAnalysis>
      growth;
};

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_ANALYST_H_
