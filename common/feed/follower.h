// Applies another service's changes to one's own database, exactly once each.
//
//   Follower follower({.feed = "contracts", .db = db, .source = source,
//                      .apply = [&](store::Transaction& txn,
//                                   const feed::v1::Change& change) {
//                        return contracts.Apply(txn, change);
//                      }});
//   follower.Start();
//
// A page of changes is applied in one transaction together with the cursor,
// the sequence of the last change applied. So a follower can be killed
// anywhere, started again, or rebuilt from an empty database, and comes to the
// same state.

#ifndef TIDEMARK_COMMON_FEED_FOLLOWER_H_
#define TIDEMARK_COMMON_FEED_FOLLOWER_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/base/mutex.h"
#include "common/store/database.h"
#include "tidemark/feed/v1/feed_service.pb.h"

namespace tidemark::feed {

// One page of a feed, from wherever it comes.
struct Page {
  std::vector<v1::Change> changes;
  // Where the next page starts.
  int64_t next_after = 0;
  // The last sequence of the feed.
  int64_t last = 0;
};

// Where a follower reads a feed.
struct Source {
  // Reads the changes after a sequence, waiting for `wait` at most if there
  // are none. Returns `OUT_OF_RANGE` if the feed ends before `after`.
  std::function<absl::StatusOr<Page>(int64_t after, absl::Duration wait)> read;
  // Ends a `read` that waits, and every later one, with an error. May be null
  // if `read` never waits.
  std::function<void()> cancel = nullptr;
};

// The feed of a database in this process. `db` must outlive the source.
Source LocalSource(store::Database& db);

// Sets the cursor of `feed`, for `Follower::Options::reset`.
absl::Status SetCursor(store::Transaction& txn, absl::string_view feed,
                       int64_t sequence);

class Follower {
 public:
  struct Options {
    // The name of the feed; also of the cursor.
    std::string feed;
    // Where the changes are applied. Must outlive the follower.
    store::Database* db;
    Source source;
    // Applies the changes of one page, in order. An error leaves nothing of
    // the page behind; the page is tried again after a pause.
    std::function<absl::Status(store::Transaction&,
                               const std::vector<v1::Change>&)>
        apply;
    // Called after a page has been committed, with its changes, before anyone
    // can see that it was applied; may be null.
    std::function<void(const std::vector<v1::Change>&)> applied = nullptr;
    // Called after `applied()` has moved; may be null.
    std::function<void()> moved = nullptr;
    // Called when the source ends before the cursor, as after it was restored
    // from an older backup: clears what was derived from the feed, together
    // with the cursor (`SetCursor`), so that all is applied anew. If null, the
    // follower reports `OUT_OF_RANGE` and waits.
    std::function<absl::Status()> reset = nullptr;
    // Called with each error before the pause that follows it; may be null.
    std::function<void(const absl::Status&)> failed = nullptr;
  };

  explicit Follower(Options options);
  // Stops.
  ~Follower();

  // Follows on a thread of its own until `Stop`.
  void Start();
  void Stop();

  // Applies one page; waits for `wait` at most if there is nothing new.
  // Returns how many changes it applied.
  absl::StatusOr<size_t> ApplyPage(absl::Duration wait);

  // The last sequence applied and committed.
  int64_t applied() const { return applied_; }

  // Waits until `sequence` is applied. Returns `DEADLINE_EXCEEDED` if that
  // takes longer than `timeout`.
  absl::Status WaitFor(int64_t sequence, absl::Duration timeout);

 private:
  void Run();

  const Options options_;
  std::atomic<int64_t> applied_ = 0;
  Mutex mu_;
  CondVar moved_;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;
};

}  // namespace tidemark::feed

#endif  // TIDEMARK_COMMON_FEED_FOLLOWER_H_
