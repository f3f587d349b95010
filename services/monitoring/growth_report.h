// Answers the money question from what is stored.

#ifndef TIDEMARK_SERVICES_MONITORING_GROWTH_REPORT_H_
#define TIDEMARK_SERVICES_MONITORING_GROWTH_REPORT_H_

#include <cstdint>

#include "absl/status/statusor.h"

#include "common/store/database.h"
#include "services/monitoring/cohorts.h"
#include "tidemark/monitoring/v1/growth.pb.h"
#include "tidemark/monitoring/v1/package_measure_service.pb.h"
#include "tidemark/outcomes/v1/person.pb.h"

namespace tidemark::monitoring {

// What is asked, checked.
struct GrowthQuestion {
  Cohort cohort;
  // Only people with this reason, unless it is unspecified.
  outcomes::v1::Person::SupportReason reason;
  // The dates, the second not before the first.
  int32_t from;
  int32_t to;
  v1::GetPackageGrowthRequest::Breakdown breakdown;
};

// The total and the rows.
absl::StatusOr<v1::PackageGrowth> MakeGrowth(const store::Reader& reader,
                                             const GrowthQuestion& question);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_GROWTH_REPORT_H_
