// The answers of `tidemark analyse` for people.

#ifndef TIDEMARK_SERVICES_CLI_ANALYSE_TEXT_H_
#define TIDEMARK_SERVICES_CLI_ANALYSE_TEXT_H_

#include "services/cli/session.h"
#include "tidemark/monitoring/v1/analysis.pb.h"

namespace tidemark::cli {

void PrintAnswer(Session& session, const monitoring::v1::ControlChart& chart);
// The units by name: it is no ranking.
void PrintAnswer(Session& session, const monitoring::v1::FunnelPlot& funnel);
void PrintAnswer(Session& session,
                 const monitoring::v1::StandardisedRatios& ratios);
void PrintAnswer(Session& session,
                 const monitoring::v1::GoalAttainment& attainment);
void PrintAnswer(Session& session, const monitoring::v1::IntervalTable& table);
void PrintAnswer(Session& session,
                 const monitoring::v1::GrowthAnalysis& growth);

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_ANALYSE_TEXT_H_
