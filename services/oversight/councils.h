// Which councils there are, from the contracts feed.

#ifndef TIDEMARK_SERVICES_OVERSIGHT_COUNCILS_H_
#define TIDEMARK_SERVICES_OVERSIGHT_COUNCILS_H_

#include <vector>

#include "absl/status/status.h"

#include "common/store/database.h"
#include "tidemark/feed/v1/feed_service.pb.h"

namespace tidemark::oversight {

// Applies changes of the contracts feed, in order. Returns `DATA_LOSS` if a
// council cannot be read.
absl::Status ApplyCouncils(store::Transaction& txn,
                           const std::vector<feed::v1::Change>& changes);

// Removes all that was applied.
absl::Status ForgetCouncils(store::Transaction& txn);

}  // namespace tidemark::oversight

#endif  // TIDEMARK_SERVICES_OVERSIGHT_COUNCILS_H_
