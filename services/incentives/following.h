// Follows the feeds that statements rest on, and knows when all that is stored
// by now has been taken in.

#ifndef TIDEMARK_SERVICES_INCENTIVES_FOLLOWING_H_
#define TIDEMARK_SERVICES_INCENTIVES_FOLLOWING_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/feed/follower.h"
#include "common/store/database.h"

namespace tidemark::incentives {

// One follower for each feed. What was applied of a feed is removed and applied
// anew when it ends before that, as after its service was restored from an
// older backup.
class Following {
 public:
  // Where a feed is read.
  using SourceOf = std::function<feed::Source(absl::string_view feed)>;

  // `db` must outlive this.
  Following(store::Database& db, const SourceOf& source_of);
  // Stops.
  ~Following();

  // Follows each feed on a thread of its own until `Stop`.
  void Start();
  void Stop();

  // Applies what there is of each feed, on this thread. Not while started.
  absl::Status CatchUp();

  // Waits until all that the feeds hold when it is called has been applied.
  // Returns `UNAVAILABLE` if a feed cannot be read, or that takes longer than
  // `timeout`.
  absl::Status AwaitNow(absl::Duration timeout);

 private:
  struct Followed {
    std::string feed;
    // A source of its own, as the follower's may be waiting.
    feed::Source source;
    std::unique_ptr<feed::Follower> follower;
  };

  store::Database& db_;
  std::vector<Followed> feeds_;
};

}  // namespace tidemark::incentives

#endif  // TIDEMARK_SERVICES_INCENTIVES_FOLLOWING_H_
