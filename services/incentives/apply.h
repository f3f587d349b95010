// Turns changes of the feeds into what statements rest on.

#ifndef TIDEMARK_SERVICES_INCENTIVES_APPLY_H_
#define TIDEMARK_SERVICES_INCENTIVES_APPLY_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "common/store/database.h"
#include "tidemark/feed/v1/feed_service.pb.h"

namespace tidemark::incentives {

inline constexpr char kContractsFeed[] = "contracts";
inline constexpr char kOutcomesFeed[] = "outcomes";

// The feeds that are followed.
inline constexpr const char* kFeeds[] = {kContractsFeed, kOutcomesFeed};

// Applies changes of `feed`, in order, and keeps what was before, so that it
// can be read as it was known at any change. Feeds may be applied in any
// relative order. Changes of other types are passed over. Returns `DATA_LOSS`
// if a change cannot be read.
absl::Status ApplyChanges(store::Transaction& txn, absl::string_view feed,
                          const std::vector<feed::v1::Change>& changes);

// Removes what was applied of `feed`. Statements stay.
absl::Status ClearFacts(store::Transaction& txn, absl::string_view feed);

}  // namespace tidemark::incentives

#endif  // TIDEMARK_SERVICES_INCENTIVES_APPLY_H_
