// Which packages a measure is of, and what to call its rows.

#ifndef TIDEMARK_SERVICES_MONITORING_COHORTS_H_
#define TIDEMARK_SERVICES_MONITORING_COHORTS_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/base/faults.h"
#include "common/store/database.h"
#include "tidemark/enablement/v1/package.pb.h"

namespace tidemark::monitoring {

// The packages of a council, narrowed by what is not empty or unspecified.
struct Cohort {
  std::string council;
  std::string provider = {};
  std::string contract = {};
  enablement::v1::Package::Stage stage =
      enablement::v1::Package::STAGE_UNSPECIFIED;
};

// Adds faults (`BAD_NAME`) for names that are none, or of another council.
void CheckCohort(const Cohort& cohort, Faults& faults);

// Calls `visit` with each package of the cohort, in no order that matters.
absl::Status VisitPackages(
    const store::Reader& reader, const Cohort& cohort,
    absl::FunctionRef<void(const enablement::v1::Package&)> visit);

// The minimum denominator of the council; 0 if it has none.
absl::StatusOr<int32_t> CouncilMinimum(const store::Reader& reader,
                                       absl::string_view council);

// What people call the provider or contract; its id while that is not known.
absl::StatusOr<std::string> DisplayNameOf(const store::Reader& reader,
                                          absl::string_view name);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_COHORTS_H_
