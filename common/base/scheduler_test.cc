#include "common/base/scheduler.h"

#include <vector>

#include "gtest/gtest.h"

#include "common/base/mutex.h"
#include "common/testing/fake_clock.h"

namespace tidemark {
namespace {

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

}  // namespace
}  // namespace tidemark
