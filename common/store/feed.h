// Reads the change feed and the history of a database.

#ifndef TIDEMARK_COMMON_STORE_FEED_H_
#define TIDEMARK_COMMON_STORE_FEED_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/store/database.h"
#include "tidemark/feed/v1/feed_service.pb.h"

namespace tidemark::store {

// What to read of a feed.
struct FeedQuery {
  // The last sequence that the reader has; 0 from the start.
  int64_t after = 0;
  // About how many changes to read. A commit is never split.
  size_t limit = 500;
  // About how many bytes of values to read.
  size_t max_bytes = size_t{4} << 20;
  // Only resources whose names start with this, such as
  // `councils/E10000012/`; empty for all.
  std::string prefix = {};
  // Whether to leave the values out.
  bool omit_values = false;
};

// One page of a feed.
struct FeedPage {
  std::vector<feed::v1::Change> changes;
  // `after` of the next query.
  int64_t next_after = 0;
  // The last durable sequence when the page was read.
  int64_t last = 0;
};

// Reads the changes after `query.after`, in order. Returns `OUT_OF_RANGE` if
// `query.after` lies beyond the end of the feed.
absl::StatusOr<FeedPage> ReadFeed(const Database& db, const FeedQuery& query);

// Returns up to `limit` revisions of the resource called `name`, newest first,
// starting with the one at or before the sequence `from` (0: the last one).
// Returns `NOT_FOUND` if it never existed.
absl::StatusOr<std::vector<feed::v1::Change>> ReadRevisions(
    const Database& db, absl::string_view name, int64_t from, size_t limit);

}  // namespace tidemark::store

#endif  // TIDEMARK_COMMON_STORE_FEED_H_
