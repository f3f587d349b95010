// Turns changes of the feeds into facts, and what happens to returns into
// notices to be sent.

#ifndef TIDEMARK_SERVICES_NOTICES_APPLY_H_
#define TIDEMARK_SERVICES_NOTICES_APPLY_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "common/store/database.h"
#include "tidemark/feed/v1/feed_service.pb.h"

namespace tidemark::notices {

inline constexpr char kContractsFeed[] = "contracts";
inline constexpr char kOutcomesFeed[] = "outcomes";

// The feeds that are followed.
inline constexpr const char* kFeeds[] = {kContractsFeed, kOutcomesFeed};

// Applies changes of any of the feeds, in order. Feeds may be applied in any
// relative order. Changes of other types are passed over. A notice that is
// there already, as when a feed is applied anew, is left as it is. Returns
// `DATA_LOSS` if a change cannot be read.
absl::Status ApplyChanges(store::Transaction& txn,
                          const std::vector<feed::v1::Change>& changes);

// Removes the facts that were applied of `feed`. Notices, alerts and what
// providers have been told stay: they are what keeps them from being told
// twice.
absl::Status ClearFacts(store::Transaction& txn, absl::string_view feed);

}  // namespace tidemark::notices

#endif  // TIDEMARK_SERVICES_NOTICES_APPLY_H_
