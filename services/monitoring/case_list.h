// The cases of contracts by month, person and location, of which publications
// are made.

#ifndef TIDEMARK_SERVICES_MONITORING_CASE_LIST_H_
#define TIDEMARK_SERVICES_MONITORING_CASE_LIST_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/base/faults.h"
#include "common/store/database.h"
#include "common/type/date.h"
#include "services/monitoring/metrics.h"
#include "services/monitoring/subjects.h"
#include "services/monitoring/sums.h"
#include "tidemark/monitoring/v1/case_service.pb.h"

namespace tidemark::monitoring {

// The metric whose cases are asked for. Adds a fault (`METRIC_WITHOUT_PEOPLE`)
// if it is a count, or its cases are not people's; returns `NOT_FOUND` if there
// is no metric of that id.
absl::StatusOr<const Definition*> ReadMetricOfCases(absl::string_view id,
                                                    Faults& faults);

// The other metrics that count the same outcomes, packages or proposals.
std::vector<std::string> MetricsOfTheSameCases(const Definition& definition);

// The last month whose cases can be judged on `today`.
type::YearMonth LastSettledMonth(const Definition& definition,
                                 type::Date today);

// One page of contracts.
struct CasesPage {
  std::vector<v1::ContractCases> contracts;
  // Where their cases are.
  std::vector<v1::CaseLocation> locations;
  // The contract with which the next page starts; empty if this is the last.
  std::string next;
};

// The cases of up to `limit` contracts of the council that have anything in
// `range`, from the contract called `start` on, in order of name. `definition`
// is one of `ReadMetricOfCases`.
absl::StatusOr<CasesPage> ListContractCases(const store::Reader& reader,
                                            const Subject& council,
                                            const Definition& definition,
                                            const Range& range,
                                            absl::string_view start,
                                            size_t limit);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_CASE_LIST_H_
