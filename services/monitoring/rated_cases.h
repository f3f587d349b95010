// The cases of "outcomes met" one by one: each outcome that an accepted return
// rates, with its person.

#ifndef TIDEMARK_SERVICES_MONITORING_RATED_CASES_H_
#define TIDEMARK_SERVICES_MONITORING_RATED_CASES_H_

#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/base/faults.h"
#include "common/store/database.h"
#include "common/type/date.h"
#include "services/monitoring/metrics.h"
#include "services/monitoring/subjects.h"
#include "tidemark/monitoring/v1/cells.pb.h"
#include "tidemark/outcomes/v1/person.pb.h"

namespace tidemark::monitoring {

// The metric whose cases are known person by person. Adds a fault
// (`METRIC_WITHOUT_PEOPLE`) if `id` is another one; returns `NOT_FOUND` if
// there is no metric of that id.
absl::StatusOr<const Definition*> ReadMetricOfPeople(absl::string_view id,
                                                     Faults& faults);

// One case.
struct RatedCase {
  // The last day of the return's period, as scorecards count it.
  type::Date day;
  // The person's id.
  absl::string_view person;
  // Whether the outcome is as expected or better.
  bool met;
};

// Calls `visit` with each case of the contract in `range`, period by period.
absl::Status VisitRatedCases(const store::Reader& reader,
                             const v1::ContractCells& contract,
                             const Range& range,
                             absl::FunctionRef<void(const RatedCase&)> visit);

// People of one council, each read once.
class People {
 public:
  // `reader` must outlive this.
  People(const store::Reader& reader, absl::string_view council)
      : reader_(reader), council_(council) {}

  // Null if nothing is known of the person. Stands as long as this.
  absl::StatusOr<const outcomes::v1::Person*> Find(absl::string_view id);

 private:
  const store::Reader& reader_;
  const std::string council_;
  absl::flat_hash_map<std::string, std::optional<outcomes::v1::Person>> read_;
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_RATED_CASES_H_
