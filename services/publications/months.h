// Months by number, and the cases of each.

#ifndef TIDEMARK_SERVICES_PUBLICATIONS_MONTHS_H_
#define TIDEMARK_SERVICES_PUBLICATIONS_MONTHS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/store/database.h"
#include "tidemark/monitoring/v1/case_service.pb.h"
#include "tidemark/monitoring/v1/scorecard.pb.h"
#include "tidemark/publications/v1/publication.pb.h"
#include "tidemark/publications/v1/stored.pb.h"

namespace tidemark::publications {

// From one month to another, both within, numbered 12 * year + month - 1.
struct Months {
  int32_t first;
  int32_t last;

  bool Overlaps(const Months& other) const {
    return first <= other.last && other.first <= last;
  }
  friend bool operator==(const Months&, const Months&) = default;
};

int32_t IndexOf(const monitoring::v1::Month& month);
monitoring::v1::Month MonthOf(int32_t index);
Months MonthsOf(const v1::PublishedPeriod& period);

// The name under which a month of a council's metric is kept.
std::string MonthName(absl::string_view council, absl::string_view metric,
                      int32_t month);

// Months with their cases, by number.
using MonthsOfCases = std::map<int32_t, v1::ClosedMonth>;

// The months in `wanted` of a council's metric that are closed.
absl::StatusOr<MonthsOfCases> ReadClosed(const store::Reader& reader,
                                         absl::string_view council,
                                         absl::string_view metric,
                                         const Months& wanted);

// The month as `cases` tell it now.
v1::ClosedMonth Close(const monitoring::v1::ListCasesResponse& cases,
                      absl::string_view name, int32_t month);

// How many more cases `now`, one of `Correct`, has than `before`, line by line;
// negative where there are fewer.
v1::ClosedMonth ChangesOf(const v1::ClosedMonth& before,
                          const v1::ClosedMonth& now);

// `now`, which takes the place of `before`, with the least that each of its
// counts has ever been; nothing if it holds the same cases.
std::optional<v1::ClosedMonth> Correct(const v1::ClosedMonth& before,
                                       v1::ClosedMonth now);

}  // namespace tidemark::publications

#endif  // TIDEMARK_SERVICES_PUBLICATIONS_MONTHS_H_
