#include "services/monitoring/following.h"

#include <future>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "services/monitoring/apply.h"
#include "services/monitoring/subjects.h"
#include "services/monitoring/test_feeds.h"
#include "services/monitoring/waiters.h"

namespace tidemark::monitoring {
namespace {

using contracts::v1::Contract;
using contracts::v1::Provider;
using enablement::v1::Package;
using outcomes::v1::Return;
using testing::FakeClock;
using testing::IsOk;
using testing::ParseText;

constexpr char kContractName[] = "councils/E10000012/contracts/c";

void FillAll(TestFeeds& feeds, int returns) {
  feeds.Put(ParseText<Provider>(
      "name: 'councils/E10000012/providers/p' display_name: 'P'"));
  feeds.Put(ParseText<Contract>(
      "name: 'councils/E10000012/contracts/c' title: 'C' state: STATE_ACTIVE "
      "provider: 'councils/E10000012/providers/p'"));
  for (int i = 0; i < returns; ++i) {
    feeds.Put(ParseText<Return>(
        absl::StrCat("name: '", kContractName, "/returns/r", i,
                     "' state: STATE_ACCEPTED version: 1 nil_return: true "
                     "period_end { year: 2025 month: 4 day: 30 }")));
  }
  feeds.Put(ParseText<Package>(R"(
    name: "councils/E10000012/packages/k"
    contract: "councils/E10000012/contracts/c"
    levels { from_date { year: 2025 month: 1 day: 1 } weekly_minutes: 60 }
    levels { from_date { year: 2025 month: 2 day: 1 } weekly_minutes: 30 }
  )"));
}

TEST(FollowingTest, RebuildsFromZeroWhenASourceIsOlderThanWhatItGave) {
  const FakeClock clock("2025-09-20T12:00:00Z");
  TestFeeds before(clock);
  TestFeeds restored(clock);
  FillAll(before, 5);
  TestStore store(before, clock);
  store.CatchUp();

  // The outcomes service comes back from a backup that lacks two returns; the
  // others are as they were.
  FillAll(restored, 3);
  store.Restart([&](absl::string_view feed) {
    return feed::LocalSource(feed == "outcomes" ? restored.of(feed)
                                                : before.of(feed));
  });
  store.CatchUp();

  TestStore expected(restored, clock);
  expected.CatchUp();
  EXPECT_EQ(Dump(store.db()), Dump(expected.db()));
  const auto positions = ReadPositions(store::Snapshot(store.db()));
  ASSERT_THAT(positions, IsOk());
  EXPECT_EQ((*positions)[0].sequence(), 2);
  EXPECT_EQ((*positions)[1].sequence(), 3);
  EXPECT_EQ((*positions)[2].sequence(), 1);
}

TEST(FollowingTest, ARebuildThatIsInterruptedGoesOnAfterARestart) {
  const FakeClock clock("2025-09-20T12:00:00Z");
  TestFeeds feeds(clock);
  FillAll(feeds, 5);
  TestStore store(feeds, clock);
  store.CatchUp();
  const std::string before = Dump(store.db());
  ASSERT_THAT(store.following().Reset(), IsOk());
  EXPECT_EQ(Dump(store.db()), "");
  store.Restart();
  store.CatchUp();
  EXPECT_EQ(Dump(store.db()), before);
}

TEST(FollowingTest, FollowsAllFeedsOnThreadsAndWakesThoseWhoWait) {
  const FakeClock clock("2025-09-20T12:00:00Z");
  TestFeeds feeds(clock);
  testing::TempDir dir;
  const auto db = MustOpen(dir / "monitoring", NewSchema(), clock);
  Waiters waiters(*db);
  Following following(*db, feeds.sources(), [&] { waiters.Moved(); });
  following.Start();
  FillAll(feeds, 20);
  std::vector<v1::FeedPosition> wanted;
  for (const char* const feed : kFeeds) {
    wanted.emplace_back().set_feed(feed);
    wanted.back().set_sequence(feeds.of(feed).durable_sequence());
  }
  std::promise<absl::Status> known;
  waiters.Wait(wanted, absl::Seconds(60),
               [&](const absl::Status& status) { known.set_value(status); });
  ASSERT_THAT(known.get_future().get(), IsOk());
  following.Stop();

  TestStore expected(feeds, clock);
  expected.CatchUp();
  EXPECT_EQ(Dump(*db), Dump(expected.db()));
}

}  // namespace
}  // namespace tidemark::monitoring
