// Copies of the contracts service's locations, by which the providers of
// services are known.

#ifndef TIDEMARK_SERVICES_CLD_LOCATIONS_H_
#define TIDEMARK_SERVICES_CLD_LOCATIONS_H_

#include "absl/status/status.h"

#include "common/feed/follower.h"
#include "common/store/database.h"
#include "tidemark/feed/v1/feed_service.pb.h"

namespace tidemark::cld {

// The feed that they come from.
inline constexpr char kLocationsFeed[] = "contracts";

// Applies a change of that feed; changes of anything else are passed over.
absl::Status ApplyLocation(store::Transaction& txn,
                           const feed::v1::Change& change);

// What keeps the copies in `db`, which must outlive the follower.
feed::Follower::Options LocationsFollower(store::Database& db,
                                          feed::Source source);

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_LOCATIONS_H_
