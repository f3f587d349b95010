// Measures that rest on packages of support: one function for each RPC of
// `PackageMeasureService`, no network.

#ifndef TIDEMARK_SERVICES_MONITORING_PACKAGE_MEASURES_H_
#define TIDEMARK_SERVICES_MONITORING_PACKAGE_MEASURES_H_

#include "absl/status/statusor.h"

#include "common/base/clock.h"
#include "common/rpc/call.h"
#include "services/monitoring/views.h"
#include "tidemark/monitoring/v1/growth.pb.h"
#include "tidemark/monitoring/v1/independence.pb.h"
#include "tidemark/monitoring/v1/package_measure_service.pb.h"

namespace tidemark::monitoring {

// What `tidemark.monitoring.v1.PackageMeasureService` promises. Errors are
// those that the proto declares. Safe to use from any thread.
class PackageMeasures {
 public:
  // Both must outlive this.
  PackageMeasures(Views& views, const Clock& clock)
      : views_(views), clock_(clock) {}

  absl::StatusOr<v1::PackageGrowth> GetPackageGrowth(
      const rpc::Call& call, const v1::GetPackageGrowthRequest& request);

  absl::StatusOr<v1::TimeToIndependence> GetTimeToIndependence(
      const rpc::Call& call, const v1::GetTimeToIndependenceRequest& request);

 private:
  Views& views_;
  const Clock& clock_;
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_PACKAGE_MEASURES_H_
