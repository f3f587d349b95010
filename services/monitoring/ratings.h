// The ratings of returns that stand, person by person.

#ifndef TIDEMARK_SERVICES_MONITORING_RATINGS_H_
#define TIDEMARK_SERVICES_MONITORING_RATINGS_H_

#include <cstddef>
#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "services/monitoring/cells.h"
#include "tidemark/monitoring/v1/cells.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::monitoring {

// The voice that decides how far an entry's outcome has come: the person's own,
// where it has a level, else the practitioner's, else the provider's. It may
// have no level.
const outcomes::v1::Voice& DecidingVoice(
    const outcomes::v1::ReturnEntry& entry);

// What figures count of an entry: some of the bits of `RatingCells.marks`. On
// disk: never change or reuse.
using Mark = uint8_t;
inline constexpr Mark kNotWorkedOn = 1;
inline constexpr Mark kRated = 2;
inline constexpr Mark kPersonRated = 4;
inline constexpr Mark kBothRated = 8;
inline constexpr Mark kDisagree = 16;
// Never stored: the deciding level is as expected or better.
inline constexpr Mark kMet = 32;
// The number of marks that there can be.
inline constexpr size_t kMarks = 64;

// The mark of an entry, with `kMet`.
Mark MarkOf(const outcomes::v1::ReturnEntry& entry);

// Adds an entry with this mark to the counts of its period; people are left to
// the caller.
void CountEntry(Mark mark, PeriodCounts& counts);

// The entries of the version of a return that stands; without people if none
// stands or it is of nobody.
v1::RatingCells RatingsOf(const outcomes::v1::Return& returned);

// One entry of a return that stands.
struct MarkedEntry {
  // The ids of the person and the outcome.
  absl::string_view person;
  absl::string_view outcome;
  // With `kMet`.
  Mark mark;
  // Meaningless unless it was rated.
  int32_t level;
};

// Calls `visit` with each entry, those of one person after each other. Returns
// `DATA_LOSS` if the lists do not fit together.
absl::Status VisitEntries(const v1::RatingCells& cells,
                          absl::FunctionRef<void(const MarkedEntry&)> visit);

// Calls `visit` with the ids of each person and outcome that was rated, and the
// level. What could not be worked on has no rating. Returns
// `DATA_LOSS` if the lists do not fit together.
absl::Status VisitRatings(
    const v1::RatingCells& cells,
    absl::FunctionRef<void(absl::string_view person, absl::string_view outcome,
                           int32_t level)>
        visit);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_RATINGS_H_
