// Package growth as a figure: whose packages cost more a week at the end of a
// range of months than before it. How much, and why, is for `growth_report.h`.

#ifndef TIDEMARK_SERVICES_MONITORING_GROWTH_CASES_H_
#define TIDEMARK_SERVICES_MONITORING_GROWTH_CASES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"

#include "common/store/database.h"
#include "services/monitoring/metrics.h"
#include "services/monitoring/slices.h"
#include "services/monitoring/subjects.h"
#include "services/monitoring/support.h"

namespace tidemark::monitoring {

// The two days of a range: the one before its first, and its last, or today if
// that is earlier.
struct GrowthDays {
  int32_t opening;
  int32_t closing;
};
GrowthDays GrowthDaysOf(const Range& range);

// What one person's packages give on the two days; at least one is set.
struct PersonOverTime {
  std::optional<Support> opening;
  std::optional<Support> closing;
};

// What the person adds to the figure.
Tally TallyOf(const PersonOverTime& person);

// People by name, in order.
using PeopleOverTime = std::map<std::string, PersonOverTime>;

// The people with a package of `subject` on either day, over all of their
// packages of the subject.
absl::StatusOr<PeopleOverTime> ReadPeopleOverTime(const store::Reader& reader,
                                                  const Subject& subject,
                                                  const Range& range);

// The same by the values of a dimension; a person who has packages with several
// values is under each of them, with the packages that have it.
absl::StatusOr<std::map<int, PeopleOverTime>> ReadPeopleOverTime(
    const store::Reader& reader, const Subject& subject, const Range& range,
    Slices& slices);

// "£120.00 a week on 31 March 2025, £140.00 on 31 March 2026".
std::string NoteOf(const PersonOverTime& person, const Range& range);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_GROWTH_CASES_H_
