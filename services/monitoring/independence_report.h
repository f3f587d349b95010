// Answers how long people take to independence from what is stored.

#ifndef TIDEMARK_SERVICES_MONITORING_INDEPENDENCE_REPORT_H_
#define TIDEMARK_SERVICES_MONITORING_INDEPENDENCE_REPORT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

#include "common/store/database.h"
#include "services/monitoring/cohorts.h"
#include "tidemark/monitoring/v1/independence.pb.h"
#include "tidemark/monitoring/v1/package_measure_service.pb.h"

namespace tidemark::monitoring {

// What is asked, checked.
struct IndependenceQuestion {
  Cohort cohort;
  // Only packages of this kind of support, unless it is empty.
  std::string service_type;
  // The earliest first day of a package; 0 for any.
  int32_t from;
  int32_t as_of;
  v1::GetTimeToIndependenceRequest::Breakdown breakdown;
};

// The total and the rows.
absl::StatusOr<v1::TimeToIndependence> MakeIndependence(
    const store::Reader& reader, const IndependenceQuestion& question);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_INDEPENDENCE_REPORT_H_
