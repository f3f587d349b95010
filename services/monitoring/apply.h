// Turns changes of the feeds into cells.

#ifndef TIDEMARK_SERVICES_MONITORING_APPLY_H_
#define TIDEMARK_SERVICES_MONITORING_APPLY_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "common/store/database.h"
#include "tidemark/feed/v1/feed_service.pb.h"

namespace tidemark::monitoring {

// The feeds that are followed.
inline constexpr const char* kFeeds[] = {"contracts", "outcomes", "enablement",
                                         "oversight"};

// Applies the next changes of `feed`, in order, and notes up to where it is
// known. Changes of types that no figure rests on are passed over. Feeds may be
// applied in any relative order. Returns `DATA_LOSS` if a change cannot be
// read.
absl::Status ApplyChanges(store::Transaction& txn, absl::string_view feed,
                          const std::vector<feed::v1::Change>& changes);

// Removes all that was ever applied, of every feed.
absl::Status Clear(store::Transaction& txn);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_APPLY_H_
