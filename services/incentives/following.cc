#include "services/incentives/following.h"

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "services/incentives/apply.h"
#include "tidemark/feed/v1/feed_service.pb.h"

namespace tidemark::incentives {

Following::Following(store::Database& db, const SourceOf& source_of) : db_(db) {
  for (const std::string feed : kFeeds) {
    const auto apply = [feed](store::Transaction& txn,
                              const std::vector<feed::v1::Change>& changes) {
      return ApplyChanges(txn, feed, changes);
    };
    const auto reset = [this, feed] {
      return db_.Write(
          {.origin = {.subject = "services/incentives", .method = "Reset"}},
          [&](store::Transaction& txn) -> absl::Status {
            TIDEMARK_RETURN_IF_ERROR(ClearFacts(txn, feed));
            return feed::SetCursor(txn, feed, 0);
          });
    };
    feeds_.push_back({.feed = feed,
                      .source = source_of(feed),
                      .follower = std::make_unique<feed::Follower>(
                          feed::Follower::Options{.feed = feed,
                                                  .db = &db,
                                                  .source = source_of(feed),
                                                  .apply = apply,
                                                  .reset = reset})});
  }
}

Following::~Following() { Stop(); }

void Following::Start() {
  for (const Followed& followed : feeds_) followed.follower->Start();
}

void Following::Stop() {
  for (const Followed& followed : feeds_) {
    if (followed.source.cancel) followed.source.cancel();
    followed.follower->Stop();
  }
}

absl::Status Following::CatchUp() {
  for (const Followed& followed : feeds_) {
    for (;;) {
      const int64_t before = followed.follower->applied();
      TIDEMARK_ASSIGN_OR_RETURN(
          const size_t applied,
          followed.follower->ApplyPage(absl::ZeroDuration()));
      if (applied == 0 && followed.follower->applied() == before) break;
    }
  }
  return absl::OkStatus();
}

absl::Status Following::AwaitNow(absl::Duration timeout) {
  for (const Followed& followed : feeds_) {
    const absl::StatusOr<feed::Page> page = followed.source.read(
        followed.follower->applied(), absl::ZeroDuration());
    const absl::Status reached =
        page.ok() ? followed.follower->WaitFor(page->last, timeout)
                  : page.status();
    if (!reached.ok()) {
      return absl::UnavailableError(
          absl::StrCat("what is stored by now in ", followed.feed,
                       " is not known yet; try again"));
    }
  }
  return absl::OkStatus();
}

}  // namespace tidemark::incentives
