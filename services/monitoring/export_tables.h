// The answers of monitoring as tables that people take away. A new table is a
// function here and a function in `Exports`.

#ifndef TIDEMARK_SERVICES_MONITORING_EXPORT_TABLES_H_
#define TIDEMARK_SERVICES_MONITORING_EXPORT_TABLES_H_

#include <string>
#include <vector>

#include "common/sheet/export_table.h"
#include "tidemark/monitoring/v1/equality.pb.h"
#include "tidemark/monitoring/v1/figure.pb.h"
#include "tidemark/monitoring/v1/growth.pb.h"
#include "tidemark/monitoring/v1/metric.pb.h"
#include "tidemark/monitoring/v1/scorecard.pb.h"
#include "tidemark/monitoring/v1/step_down.pb.h"

namespace tidemark::monitoring {

// The columns of a figure: its value, its counts and its interval.
void AddFigureColumns(const std::string& title, sheet::ExportTable& table);

// The cells of a figure under those columns. One without a value says why.
void AddFigure(const v1::Figure& figure, std::vector<sheet::ExportValue>& row);

// What a metric means.
sheet::ExportDefinition DefinitionOf(const v1::Metric& metric);

// Each answer as a table, without its warning and who asked for it.
sheet::ExportTable TableOf(const v1::Scorecard& scorecard);
sheet::ExportTable TableOf(const v1::Explanation& explanation);
sheet::ExportTable TableOf(const v1::EqualityGaps& gaps);
sheet::ExportTable TableOf(const std::vector<v1::StepDown>& steps);
sheet::ExportTable TableOf(const v1::PackageGrowth& growth);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_EXPORT_TABLES_H_
