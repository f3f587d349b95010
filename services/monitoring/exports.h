// Tables to take away: the functions of `ExportService`, no network.

#ifndef TIDEMARK_SERVICES_MONITORING_EXPORTS_H_
#define TIDEMARK_SERVICES_MONITORING_EXPORTS_H_

#include "absl/status/statusor.h"

#include "common/base/clock.h"
#include "common/rpc/call.h"
#include "common/sheet/export_table.h"
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
  // All must outlive this.
  Exports(Monitoring& monitoring, const Equality& equality,
          const StepDowns& step_downs, const PackageMeasures& measures)
      : monitoring_(monitoring),
        equality_(equality),
        step_downs_(step_downs),
        measures_(measures) {}

  absl::StatusOr<type::v1::ExportedFile> ExportScorecard(
      const rpc::Call& call, const v1::ExportScorecardRequest& request) const;
  absl::StatusOr<type::v1::ExportedFile> ExportExplanation(
      const rpc::Call& call, const v1::ExportExplanationRequest& request) const;
  absl::StatusOr<type::v1::ExportedFile> ExportEqualityGaps(
      const rpc::Call& call,
      const v1::ExportEqualityGapsRequest& request) const;
  absl::StatusOr<type::v1::ExportedFile> ExportStepDowns(
      const rpc::Call& call, const v1::ExportStepDownsRequest& request) const;
  absl::StatusOr<type::v1::ExportedFile> ExportPackageGrowth(
      const rpc::Call& call,
      const v1::ExportPackageGrowthRequest& request) const;

 private:
  Monitoring& monitoring_;
  const Equality& equality_;
  const StepDowns& step_downs_;
  const PackageMeasures& measures_;
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_EXPORTS_H_
