// Follows the feeds of the other services into the monitoring store.

#ifndef TIDEMARK_SERVICES_MONITORING_FOLLOWING_H_
#define TIDEMARK_SERVICES_MONITORING_FOLLOWING_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/feed/follower.h"
#include "common/store/database.h"

namespace tidemark::monitoring {

// One follower for each feed. The store can be rebuilt from the feeds at any
// time; it rebuilds itself, from zero and of all feeds, when one of them ends
// before what was applied of it, as after its service was restored from an
// older backup.
class Following {
 public:
  // Where a feed is read.
  using SourceOf = std::function<feed::Source(absl::string_view feed)>;

  // `db` must outlive this. `moved` is called whenever more is known.
  Following(store::Database& db, const SourceOf& source_of,
            const std::function<void()>& moved);
  // Stops.
  ~Following();

  // Rebuilds from zero what was derived by another version of this code. To be
  // called before feeds are followed.
  absl::Status Prepare();

  // Follows each feed on a thread of its own until `Stop`.
  void Start();
  void Stop();

  // Applies what there is of each feed, on this thread, until there is nothing
  // new. Not while started.
  absl::Status CatchUp();

  // Removes all that was applied and the cursors, in one transaction, so that
  // the followers begin anew.
  absl::Status Reset();

 private:
  store::Database& db_;
  std::vector<std::unique_ptr<feed::Follower>> followers_;
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_FOLLOWING_H_
