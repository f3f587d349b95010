// Adds cells up to scorecards.

#ifndef TIDEMARK_SERVICES_MONITORING_SCORECARDS_H_
#define TIDEMARK_SERVICES_MONITORING_SCORECARDS_H_

#include "absl/status/statusor.h"

#include "common/store/database.h"
#include "services/monitoring/subjects.h"
#include "services/monitoring/sums.h"
#include "tidemark/monitoring/v1/scorecard.pb.h"

namespace tidemark::monitoring {

// The scorecard of `subject` in `range`: its own row, and one for each of its
// providers, or contracts, that has anything in the range. Months and time of
// the answer are left to the caller. Returns `NOT_FOUND` if the subject is
// unknown. A provider is not told of stories that it may not know of.
//
// Its cost grows with contracts and their periods, not with people.
absl::StatusOr<v1::Scorecard> MakeScorecard(const store::Reader& reader,
                                            const Subject& subject,
                                            const Range& range,
                                            Viewer viewer = Viewer::kCouncil);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_SCORECARDS_H_
