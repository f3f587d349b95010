#include "services/monitoring/waiters.h"

#include <future>
#include <memory>
#include <vector>

#include "gtest/gtest.h"

#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "services/monitoring/test_feeds.h"

namespace tidemark::monitoring {
namespace {

using testing::FakeClock;
using testing::HasReason;
using testing::IsOk;
using testing::StatusIs;

class WaitersTest : public ::testing::Test {
 protected:
  std::future<absl::Status> Wait(int64_t sequence, absl::Duration timeout) {
    auto promise = std::make_shared<std::promise<absl::Status>>();
    v1::FeedPosition wanted;
    wanted.set_feed("outcomes");
    wanted.set_sequence(sequence);
    waiters_->Wait({wanted}, timeout, [promise](const absl::Status& status) {
      promise->set_value(status);
    });
    return promise->get_future();
  }

  void Follow(int64_t sequence) {
    Must(db_->Write({.origin = {.subject = "test", .method = "Test"}},
                    [&](store::Transaction& txn) {
                      v1::Position position;
                      position.set_name("outcomes");
                      position.set_sequence(sequence);
                      return kPositions.Replace(txn, position);
                    }));
    waiters_->Moved();
  }

  testing::TempDir dir_;
  FakeClock clock_{"2025-04-01T09:00:00Z"};
  std::unique_ptr<store::Database> db_ =
      MustOpen(dir_ / "monitoring", NewSchema(), clock_);
  std::unique_ptr<Waiters> waiters_ = std::make_unique<Waiters>(*db_);
};

TEST_F(WaitersTest, AnswerOnceTheFeedHasBeenFollowed) {
  std::future<absl::Status> later = Wait(7, absl::Seconds(60));
  std::future<absl::Status> sooner = Wait(3, absl::Seconds(60));
  Follow(3);
  EXPECT_THAT(sooner.get(), IsOk());
  EXPECT_EQ(later.wait_for(std::chrono::seconds(0)),
            std::future_status::timeout);
  Follow(8);
  EXPECT_THAT(later.get(), IsOk());
}

TEST_F(WaitersTest, AnswerAtOnceWhatIsKnown) {
  Follow(3);
  EXPECT_THAT(Wait(3, absl::ZeroDuration()).get(), IsOk());
  EXPECT_THAT(waiters_->Check({}), IsOk());
}

TEST_F(WaitersTest, SayHowFarTheFeedIsWhenTimeIsUp) {
  Follow(3);
  const absl::Status status = Wait(4, absl::Milliseconds(1)).get();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kDeadlineExceeded,
                               "outcomes is known up to 3, not yet up to 4"));
  EXPECT_THAT(status, HasReason("FEED_BEHIND"));
}

TEST_F(WaitersTest, EndThoseWhoWaitWhenTheServiceStops) {
  std::future<absl::Status> waiting = Wait(4, absl::Hours(1));
  waiters_.reset();
  EXPECT_THAT(waiting.get(), StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace tidemark::monitoring
