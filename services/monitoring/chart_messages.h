// Charts and funnels as messages.

#ifndef TIDEMARK_SERVICES_MONITORING_CHART_MESSAGES_H_
#define TIDEMARK_SERVICES_MONITORING_CHART_MESSAGES_H_

#include <optional>

#include "common/statistics/chart.h"
#include "common/statistics/funnel.h"
#include "tidemark/monitoring/v1/analysis.pb.h"

namespace tidemark::monitoring {

// By what to judge a chart.
struct ChartReading {
  statistics::SpecialCauseRules rules = {};
  statistics::Direction direction = statistics::Direction::kNeutral;
  std::optional<double> target = {};
};

v1::ControlChart::Cause ToProto(statistics::SpecialCause cause);
v1::ControlChart::Variation ToProto(statistics::Variation variation);
v1::ControlChart::Assurance ToProto(statistics::Assurance assurance);

statistics::Direction DirectionOf(v1::AnalysisDirection direction);

// The chart, its points without labels.
v1::ControlChart ToProto(const statistics::Chart& chart,
                         const ChartReading& reading);

// The funnel, its units without names, numerators and denominators, and without
// the reason why one is not judged.
v1::FunnelPlot ToProto(const statistics::Funnel& funnel);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_CHART_MESSAGES_H_
