// Measures that rest on packages of support: one function for each RPC of
// `PackageMeasureService`, no network.

#ifndef TIDEMARK_SERVICES_MONITORING_PACKAGE_MEASURES_H_
#define TIDEMARK_SERVICES_MONITORING_PACKAGE_MEASURES_H_

#include "absl/status/statusor.h"

#include "common/base/clock.h"
#include "common/rpc/call.h"
#include "common/store/database.h"
#include "tidemark/monitoring/v1/growth.pb.h"
#include "tidemark/monitoring/v1/independence.pb.h"
#include "tidemark/monitoring/v1/package_measure_service.pb.h"

namespace tidemark::monitoring {

// What `tidemark.monitoring.v1.PackageMeasureService` promises. Errors are
// those that the proto declares. Safe to use from any thread.
class PackageMeasures {
 public:
  // `db` holds what `Following` keeps in it. Both must outlive this.
  PackageMeasures(const store::Database& db, const Clock& clock)
      : db_(db), clock_(clock) {}

  absl::StatusOr<v1::PackageGrowth> GetPackageGrowth(
      const rpc::Call& call, const v1::GetPackageGrowthRequest& request) const;

  absl::StatusOr<v1::TimeToIndependence> GetTimeToIndependence(
      const rpc::Call& call,
      const v1::GetTimeToIndependenceRequest& request) const;

 private:
  const store::Database& db_;
  const Clock& clock_;
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_PACKAGE_MEASURES_H_
