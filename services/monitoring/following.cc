#include "services/monitoring/following.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/time/time.h"

#include "common/base/status_macros.h"
#include "services/monitoring/apply.h"
#include "services/monitoring/tables.h"
#include "tidemark/feed/v1/feed_service.pb.h"

namespace tidemark::monitoring {
namespace {

// How long one reading of a feed may wait. It is short so that after a reset,
// which one follower makes for all, the others soon look at their cursors.
constexpr absl::Duration kLongestWait = absl::Seconds(1);

}  // namespace

Following::Following(store::Database& db, const SourceOf& source_of,
                     const std::function<void()>& moved)
    : db_(db) {
  for (const char* const feed : kFeeds) {
    feed::Source source = source_of(feed);
    followers_.push_back(
        std::make_unique<feed::Follower>(feed::Follower::Options{
            .feed = feed,
            .db = &db,
            .source = {.read =
                           [read = std::move(source.read)](
                               int64_t after, absl::Duration wait) {
                             return read(after, std::min(wait, kLongestWait));
                           },
                       .cancel = std::move(source.cancel)},
            .apply =
                [feed](store::Transaction& txn,
                       const std::vector<feed::v1::Change>& changes) {
                  return ApplyChanges(txn, feed, changes);
                },
            .moved = moved,
            .reset = [this] { return Reset(); }}));
  }
}

Following::~Following() { Stop(); }

absl::Status Following::Prepare() {
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::optional<v1::Position> derived,
      kPositions.Find(store::Snapshot(db_), kDerivationName));
  if (derived && derived->sequence() == kDerivation) return absl::OkStatus();
  return Reset();
}

void Following::Start() {
  for (const auto& follower : followers_) follower->Start();
}

void Following::Stop() {
  for (const auto& follower : followers_) follower->Stop();
}

absl::Status Following::CatchUp() {
  // A reset by one feed gives the others new work, and a page may be empty of
  // changes right after one; so go round until a whole round finds nothing.
  for (bool again = true; again;) {
    again = false;
    for (const auto& follower : followers_) {
      const int64_t before = follower->applied();
      TIDEMARK_ASSIGN_OR_RETURN(const size_t applied,
                                follower->ApplyPage(absl::ZeroDuration()));
      if (applied != 0 || follower->applied() != before) again = true;
    }
  }
  return absl::OkStatus();
}

absl::Status Following::Reset() {
  return db_.Write(
      {.origin = {.subject = "services/monitoring", .method = "Rebuild"}},
      [](store::Transaction& txn) -> absl::Status {
        TIDEMARK_RETURN_IF_ERROR(Clear(txn));
        for (const char* const feed : kFeeds) {
          TIDEMARK_RETURN_IF_ERROR(feed::SetCursor(txn, feed, 0));
        }
        v1::Position derived;
        derived.set_name(kDerivationName);
        derived.set_sequence(kDerivation);
        return kPositions.Replace(txn, std::move(derived));
      });
}

}  // namespace tidemark::monitoring
