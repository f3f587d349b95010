// The answers of monitoring as tables that people take away. A new table is a
// function here and a function in `Exports`.

#ifndef TIDEMARK_SERVICES_MONITORING_EXPORT_TABLES_H_
#define TIDEMARK_SERVICES_MONITORING_EXPORT_TABLES_H_

#include "common/sheet/export_table.h"
#include "tidemark/monitoring/v1/breakdown.pb.h"
#include "tidemark/monitoring/v1/comparison.pb.h"
#include "tidemark/monitoring/v1/equality.pb.h"
#include "tidemark/monitoring/v1/growth.pb.h"
#include "tidemark/monitoring/v1/independence.pb.h"
#include "tidemark/monitoring/v1/scorecard.pb.h"
#include "tidemark/monitoring/v1/series.pb.h"
#include "tidemark/monitoring/v1/step_down_service.pb.h"

namespace tidemark::monitoring {

// Each answer as a table, without its warning and who asked for it.
sheet::ExportTable TableOf(const v1::Scorecard& scorecard);
sheet::ExportTable TableOf(const v1::Explanation& explanation);
sheet::ExportTable TableOf(const v1::EqualityGaps& gaps);
sheet::ExportTable TableOf(const v1::Breakdown& breakdown);
// One line for each point, with its limits.
sheet::ExportTable TableOf(const v1::Series& series);
// One line for each unit, with its limits.
sheet::ExportTable TableOf(const v1::Comparison& comparison);
// All pages as one.
sheet::ExportTable TableOf(const v1::ListStepDownsResponse& list);
sheet::ExportTable TableOf(const v1::PackageGrowth& growth);
// One line for each point of each curve.
sheet::ExportTable TableOf(const v1::TimeToIndependence& time);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_EXPORT_TABLES_H_
