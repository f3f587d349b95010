// Tables to take away: the functions of `ExportService`, no network.

#ifndef TIDEMARK_SERVICES_MONITORING_EXPORTS_H_
#define TIDEMARK_SERVICES_MONITORING_EXPORTS_H_

#include "absl/status/statusor.h"

#include "common/rpc/call.h"
#include "services/monitoring/breakdowns.h"
#include "services/monitoring/charts.h"
#include "services/monitoring/equality.h"
#include "services/monitoring/monitoring.h"
#include "services/monitoring/package_measures.h"
#include "services/monitoring/step_downs.h"
#include "tidemark/monitoring/v1/export_service.pb.h"
#include "tidemark/type/v1/exported_file.pb.h"

namespace tidemark::monitoring {

// What `tidemark.monitoring.v1.ExportService` promises. Errors are those that
// the proto declares. Safe to use from any thread.
class Exports {
 public:
  // What shows the tables. All must outlive this.
  struct Sources {
    Monitoring& monitoring;
    Breakdowns& breakdowns;
    Charts& charts;
    Equality& equality;
    StepDowns& step_downs;
    PackageMeasures& measures;
  };

  explicit Exports(Sources sources) : sources_(sources) {}

  absl::StatusOr<type::v1::ExportedFile> ExportScorecard(
      const rpc::Call& call, const v1::ExportScorecardRequest& request);
  absl::StatusOr<type::v1::ExportedFile> ExportExplanation(
      const rpc::Call& call, const v1::ExportExplanationRequest& request);
  absl::StatusOr<type::v1::ExportedFile> ExportEqualityGaps(
      const rpc::Call& call, const v1::ExportEqualityGapsRequest& request);
  absl::StatusOr<type::v1::ExportedFile> ExportStepDowns(
      const rpc::Call& call, const v1::ExportStepDownsRequest& request);
  absl::StatusOr<type::v1::ExportedFile> ExportPackageGrowth(
      const rpc::Call& call, const v1::ExportPackageGrowthRequest& request);
  absl::StatusOr<type::v1::ExportedFile> ExportTimeToIndependence(
      const rpc::Call& call,
      const v1::ExportTimeToIndependenceRequest& request);
  absl::StatusOr<type::v1::ExportedFile> ExportBreakdown(
      const rpc::Call& call, const v1::ExportBreakdownRequest& request);
  absl::StatusOr<type::v1::ExportedFile> ExportSeries(
      const rpc::Call& call, const v1::ExportSeriesRequest& request);
  absl::StatusOr<type::v1::ExportedFile> ExportComparison(
      const rpc::Call& call, const v1::ExportComparisonRequest& request);

 private:
  const Sources sources_;
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_EXPORTS_H_
