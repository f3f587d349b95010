#include "services/notices/following.h"

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/base/status_macros.h"
#include "services/notices/apply.h"
#include "tidemark/feed/v1/feed_service.pb.h"

namespace tidemark::notices {

Following::Following(store::Database& db, const SourceOf& source_of,
                     std::function<void()> moved)
    : db_(db), moved_(std::move(moved)) {
  for (const char* const feed : kFeeds) {
    Reading& reading = *readings_.emplace_back(std::make_unique<Reading>());
    followers_.push_back(
        std::make_unique<feed::Follower>(feed::Follower::Options{
            .feed = feed,
            .db = &db,
            .source = Watched(source_of(feed), reading),
            .apply =
                [](store::Transaction& txn,
                   const std::vector<feed::v1::Change>& changes) {
                  return ApplyChanges(txn, changes);
                },
            .moved = moved_,
            .reset = [this, name = std::string(feed),
                      &reading] { return Reset(name, reading); }}));
  }
}

Following::~Following() { Stop(); }

void Following::Start() {
  for (const auto& follower : followers_) follower->Start();
}

void Following::Stop() {
  for (const auto& follower : followers_) follower->Stop();
}

bool Following::UpToDate() const {
  return std::all_of(readings_.begin(), readings_.end(),
                     [](const std::unique_ptr<Reading>& reading) {
                       const MutexLock lock(reading->mu);
                       return reading->up_to_date;
                     });
}

absl::Status Following::CatchUp() {
  for (const auto& follower : followers_) {
    for (;;) {
      const int64_t before = follower->applied();
      TIDEMARK_ASSIGN_OR_RETURN(const size_t applied,
                                follower->ApplyPage(absl::ZeroDuration()));
      if (applied == 0 && follower->applied() == before) break;
    }
  }
  return absl::OkStatus();
}

feed::Source Following::Watched(feed::Source source, Reading& reading) {
  return {.read = [this, read = std::move(source.read), &reading](
                      int64_t after,
                      absl::Duration wait) -> absl::StatusOr<feed::Page> {
            // Notes, if the end has been read, that it has been applied.
            // Returns whether it has.
            const auto note = [&]() {
              bool news = false;
              bool known = false;
              {
                const MutexLock lock(reading.mu);
                news = reading.read_to_end && !reading.up_to_date;
                if (news) reading.up_to_date = true;
                known = reading.up_to_date;
              }
              if (news && moved_) moved_();
              return known;
            };
            // What is asked for comes after what has been applied.
            const bool known = note();
            // Whether there is more is asked without waiting for it first.
            absl::StatusOr<feed::Page> page =
                read(after, known ? wait : absl::ZeroDuration());
            {
              const MutexLock lock(reading.mu);
              reading.read_to_end = page.ok() && page->next_after >= page->last;
              if (!reading.read_to_end) reading.up_to_date = false;
            }
            // There is nothing to apply.
            if (page.ok() && page->next_after == after) (void)note();
            return page;
          },
          .cancel = std::move(source.cancel)};
}

absl::Status Following::Reset(const std::string& feed, Reading& reading) {
  {
    const MutexLock lock(reading.mu);
    reading.up_to_date = false;
  }
  return db_.Write(
      {.origin = {.subject = "services/notices", .method = "ApplyAnew"}},
      [&](store::Transaction& txn) -> absl::Status {
        TIDEMARK_RETURN_IF_ERROR(ClearFacts(txn, feed));
        return feed::SetCursor(txn, feed, 0);
      });
}

}  // namespace tidemark::notices
