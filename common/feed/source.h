#ifndef TIDEMARK_COMMON_FEED_SOURCE_H_
#define TIDEMARK_COMMON_FEED_SOURCE_H_

#include <string>

#include "absl/status/statusor.h"

#include "common/feed/follower.h"
#include "common/server/module.h"

namespace tidemark::feed {

// The feed called `feed`, for all councils: read from its database if this
// process hosts it, else from the server that does. Returns what
// `Peers::ConnectionTo` returns. `host` must outlive the source.
absl::StatusOr<Source> FindSource(const server::Host& host,
                                  const server::Peers& peers,
                                  const std::string& feed);

}  // namespace tidemark::feed

#endif  // TIDEMARK_COMMON_FEED_SOURCE_H_
