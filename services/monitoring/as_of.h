// Says in an answer up to where it knows, and when it was made.

#ifndef TIDEMARK_SERVICES_MONITORING_AS_OF_H_
#define TIDEMARK_SERVICES_MONITORING_AS_OF_H_

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/store/database.h"
#include "services/monitoring/subjects.h"

namespace tidemark::monitoring {

// Fills `as_of` and `as_of_time` of `answer`, which was made of what `reader`
// sees, and its `as_of_date` if `request` asks for a past day.
template <typename Request, typename Answer>
absl::Status SetAsOf(const Request& request, const store::Reader& reader,
                     const Clock& clock, Answer& answer) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<v1::FeedPosition> positions,
                            ReadPositions(reader));
  *answer.mutable_as_of() = {positions.begin(), positions.end()};
  const int64_t micros = absl::ToUnixMicros(clock.Now());
  answer.mutable_as_of_time()->set_seconds(micros / 1000000);
  answer.mutable_as_of_time()->set_nanos(
      static_cast<int32_t>(micros % 1000000) * 1000);
  if constexpr (requires { request.has_as_of_date(); }) {
    if (request.has_as_of_date()) {
      *answer.mutable_as_of_date() = request.as_of_date();
    }
  }
  return absl::OkStatus();
}

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_AS_OF_H_
