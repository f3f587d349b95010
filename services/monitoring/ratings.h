// The ratings of returns that stand, person by person.

#ifndef TIDEMARK_SERVICES_MONITORING_RATINGS_H_
#define TIDEMARK_SERVICES_MONITORING_RATINGS_H_

#include <cstdint>
#include <optional>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "tidemark/monitoring/v1/cells.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::monitoring {

// The voice that decides how far an entry's outcome has come: the person's own,
// where it has a level, else the practitioner's, else the provider's. It may
// have no level.
const outcomes::v1::Voice& DecidingVoice(
    const outcomes::v1::ReturnEntry& entry);

// The ratings of the version of a return that stands; without people if none
// stands or nobody was rated. What could not be worked on has no rating.
v1::RatingCells RatingsOf(const outcomes::v1::Return& returned);

// Calls `visit` with the ids of each person and outcome, and the level. Returns
// `DATA_LOSS` if the lists do not fit together.
absl::Status VisitRatings(
    const v1::RatingCells& cells,
    absl::FunctionRef<void(absl::string_view person, absl::string_view outcome,
                           int32_t level)>
        visit);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_RATINGS_H_
