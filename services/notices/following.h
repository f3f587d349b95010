// Follows the feeds, and knows whether what it knows is up to date.

#ifndef TIDEMARK_SERVICES_NOTICES_FOLLOWING_H_
#define TIDEMARK_SERVICES_NOTICES_FOLLOWING_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "common/base/mutex.h"
#include "common/feed/follower.h"
#include "common/store/database.h"

namespace tidemark::notices {

// One follower for each feed. Facts of a feed are removed and applied anew when
// it ends before what was applied, as after its service was restored from an
// older backup.
class Following {
 public:
  // Where a feed is read.
  using SourceOf = std::function<feed::Source(absl::string_view feed)>;

  // `db` must outlive this. `moved` is called whenever more is known, or it is
  // known that there is no more; it may be null.
  Following(store::Database& db, const SourceOf& source_of,
            std::function<void()> moved);
  // Stops.
  ~Following();

  // Follows each feed on a thread of its own until `Stop`.
  void Start();
  void Stop();

  // Whether each feed has been applied to its end, as far as can be known: a
  // reminder of a return whose submission has not been heard of yet would be
  // worse than a late one. False while a feed cannot be read.
  bool UpToDate() const;

  // Applies what there is of each feed, on this thread. Not while started.
  absl::Status CatchUp();

 private:
  // How far one feed is read and applied.
  struct Reading {
    mutable Mutex mu;
    // Whether it was applied to its end, as of a moment ago.
    bool up_to_date ABSL_GUARDED_BY(mu) = false;
    // Whether the page that was read last reaches the end.
    bool read_to_end ABSL_GUARDED_BY(mu) = false;
  };

  feed::Source Watched(feed::Source source, Reading& reading);
  absl::Status Reset(const std::string& feed, Reading& reading);

  store::Database& db_;
  const std::function<void()> moved_;
  std::vector<std::unique_ptr<Reading>> readings_;
  std::vector<std::unique_ptr<feed::Follower>> followers_;
};

}  // namespace tidemark::notices

#endif  // TIDEMARK_SERVICES_NOTICES_FOLLOWING_H_
