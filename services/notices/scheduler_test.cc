#include "services/notices/scheduler.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/mutex.h"
#include "services/notices/notices_fixture.h"

namespace tidemark::notices {
namespace {

using ::testing::SizeIs;

// Counts ticks, and waits for them.
class Ticks {
 public:
  absl::StatusOr<absl::Time> Tick(absl::Time now, absl::Time next) {
    {
      const MutexLock lock(mu_);
      times_.push_back(now);
    }
    changed_.NotifyAll();
    return next;
  }
  // Waits for the `n`th and returns its time.
  absl::Time Await(size_t n) {
    const MutexLock lock(mu_);
    while (times_.size() < n) changed_.Wait(mu_);
    return times_[n - 1];
  }

 private:
  Mutex mu_;
  CondVar changed_;
  std::vector<absl::Time> times_ ABSL_GUARDED_BY(mu_);
};

TEST(SchedulerTest, TicksAtStartAndWheneverItIsWoken) {
  testing::FakeClock clock("2025-07-03T09:00:00Z");
  Ticks ticks;
  Scheduler scheduler(clock, [&](absl::Time now) {
    return ticks.Tick(now, absl::InfiniteFuture());
  });
  scheduler.Start();
  EXPECT_EQ(ticks.Await(1), clock.Now());
  clock.Advance(absl::Hours(1));
  scheduler.Wake();
  EXPECT_EQ(ticks.Await(2), clock.Now());
  scheduler.Stop();
}

TEST(SchedulerTest, AnErrorDoesNotEndIt) {
  testing::FakeClock clock("2025-07-03T09:00:00Z");
  Ticks ticks;
  Scheduler scheduler(clock, [&](absl::Time now) -> absl::StatusOr<absl::Time> {
    (void)ticks.Tick(now, now);
    return absl::InternalError("disk");
  });
  scheduler.Start();
  ticks.Await(1);
  scheduler.Wake();
  ticks.Await(2);
}

class FollowingTest : public NoticesFixture {};

TEST_F(FollowingTest, IsUpToDateOnlyOnceEachFeedWasAppliedToItsEnd) {
  Open(dir_ / "other");
  EXPECT_FALSE(following_->UpToDate());
  Must(following_->CatchUp());
  EXPECT_TRUE(following_->UpToDate());
}

TEST_F(FollowingTest, AFeedThatCannotBeReadIsNotUpToDate) {
  bool away = false;
  const Following::SourceOf sources = [&](absl::string_view feed) {
    feed::Source source =
        feed::LocalSource(feed == "contracts" ? *contracts_ : *outcomes_);
    return feed::Source{
        .read = [&away, read = source.read](int64_t after, absl::Duration wait)
            -> absl::StatusOr<feed::Page> {
          if (away) return absl::UnavailableError("away");
          return read(after, wait);
        },
        .cancel = source.cancel};
  };
  const auto db = MustOpen(dir_ / "other", MakeSchema(), clock_);
  Following following(*db, sources, nullptr);
  Must(following.CatchUp());
  EXPECT_TRUE(following.UpToDate());
  away = true;
  EXPECT_FALSE(following.CatchUp().ok());
  EXPECT_FALSE(following.UpToDate());
}

TEST_F(FollowingTest, AFeedThatWentBackIsAppliedAnewAndNothingIsSentAgain) {
  At(type::Date(2025, 7, 3));
  Submit(kHome, "2025-06");
  Submit(kHome, "2025-06");
  Tick();
  EXPECT_EQ(sender_.sent, 2);
  // The outcomes service lost all but its first version, as after a backup was
  // restored.
  outcomes_ = MustOpen(
      dir_ / "restored",
      {.name = "outcomes", .version = 1, .tables = {kFeedReturns.info()}},
      clock_);
  Submit(kHome, "2025-06");
  Open(dir_ / "notices");
  Tick();
  EXPECT_EQ(sender_.sent, 2);
  // Another content under the same version is another submission.
  Submit(kHome, "2025-06", kShoreline, std::nullopt, 5);
  Tick();
  EXPECT_EQ(sender_.sent, 3);
}

}  // namespace
}  // namespace tidemark::notices
