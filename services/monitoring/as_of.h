// Says in an answer up to where it knows, and when it was made.

#ifndef TIDEMARK_SERVICES_MONITORING_AS_OF_H_
#define TIDEMARK_SERVICES_MONITORING_AS_OF_H_

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "common/base/status_macros.h"
#include "common/store/database.h"
#include "services/monitoring/subjects.h"

namespace tidemark::monitoring {

// Fills `as_of` and `as_of_time` of `answer`, which was made of what `reader`
// sees.
template <typename Answer>
absl::Status SetAsOf(const store::Reader& reader, absl::Time now,
                     Answer& answer) {
  TIDEMARK_ASSIGN_OR_RETURN(std::vector<v1::FeedPosition> positions,
                            ReadPositions(reader));
  for (v1::FeedPosition& position : positions) {
    *answer.add_as_of() = std::move(position);
  }
  const int64_t micros = absl::ToUnixMicros(now);
  answer.mutable_as_of_time()->set_seconds(micros / 1000000);
  answer.mutable_as_of_time()->set_nanos(
      static_cast<int32_t>(micros % 1000000) * 1000);
  return absl::OkStatus();
}

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_AS_OF_H_
