#include "services/monitoring/views.h"

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "services/monitoring/scorecards.h"
#include "services/monitoring/subjects.h"
#include "services/monitoring/test_feeds.h"

namespace tidemark::monitoring {
namespace {

using outcomes::v1::Return;
using testing::FakeClock;
using testing::HasReason;
using testing::IsOk;
using testing::ParseText;
using testing::StatusIs;
using testing::TempDir;

constexpr char kHome[] = "councils/E10000012/contracts/home";

// A contract whose return for March 2026 is accepted on 10 April and corrected
// on 20 April.
class ViewsTest : public ::testing::Test {
 protected:
  ViewsTest() {
    Set("2026-04-01T09:00:00Z");
    feeds_.Put(ParseText<contracts::v1::Council>(
        "name: 'councils/E10000012' minimum_denominator: 1"));
    feeds_.Put(ParseText<contracts::v1::Contract>(R"(
      name: 'councils/E10000012/contracts/home'
      provider: 'councils/E10000012/providers/1-1'
      state: STATE_ACTIVE
      return_calendar { periods {
        id: '2026-03'
        start_date { year: 2026 month: 3 day: 1 }
        end_date { year: 2026 month: 3 day: 31 }
        due_date { year: 2026 month: 4 day: 15 }
      } })"));
    Set("2026-04-10T22:59:59Z");  // a second to midnight in England
    PutReturn(1, {0, -1});
    Set("2026-04-20T12:00:00Z");
    PutReturn(2, {0, 1, 2});
    Set("2026-05-01T12:00:00Z");
    views_.Start(feeds_.sources());
  }

  void Set(const std::string& time) { clock_.Set(FakeClock(time).Now()); }

  void PutReturn(int version, const std::vector<int>& levels) {
    Return returned = ParseText<Return>(R"(
      name: 'councils/E10000012/contracts/home/returns/2026-03'
      state: STATE_ACCEPTED
      period_start { year: 2026 month: 3 day: 1 }
      period_end { year: 2026 month: 3 day: 31 }
      due_date { year: 2026 month: 4 day: 15 }
      first_submit_date { year: 2026 month: 4 day: 9 })");
    returned.set_version(version);
    for (const int level : levels) {
      auto& entry = *returned.add_entries();
      entry.set_outcome(absl::StrCat("councils/E10000012/people/p/outcomes/",
                                     returned.entries_size()));
      entry.mutable_person_voice()->set_level(level);
    }
    feeds_.Put(returned);
  }

  static type::v1::Date DateOn(int month, int day) {
    return type::ToProto(type::Date(2026, month, day));
  }

  absl::StatusOr<View> Ask(Views& views, int month, int day) {
    return UntilReady([&] { return views.At(DateOn(month, day)); });
  }
  absl::StatusOr<View> Ask(int month, int day) {
    return Ask(views_, month, day);
  }

  static v1::Scorecard CardOf(const View& view) {
    Range range = {.first_day = DayOf(type::Date(2026, 3, 1)),
                   .last_day = DayOf(type::Date(2026, 3, 31)),
                   .first_month = 2026 * 12 + 2,
                   .last_month = 2026 * 12 + 2,
                   .today = DayOf(view.today)};
    return MakeScorecard(store::Snapshot(*view.db),
                         {.kind = Subject::Kind::kContract, .name = kHome},
                         range)
        .value();
  }

  static std::string MetIn(const View& view) {
    const v1::Scorecard card = CardOf(view);
    return absl::StrCat(card.total().figures(0).numerator(), "/",
                        card.total().figures(0).denominator());
  }

  FakeClock clock_{"2026-04-01T09:00:00Z"};
  TestFeeds feeds_{clock_};
  TestStore store_{feeds_, clock_};
  TempDir dir_;
  Views views_{store_.db(), clock_, dir_ / "past"};
};

TEST_F(ViewsTest, ShowWhatWasKnownAtTheEndOfEachDay) {
  store_.CatchUp();
  EXPECT_EQ(MetIn(views_.Now()), "3/3");
  EXPECT_EQ(MetIn(*Ask(4, 30)), "3/3");
  EXPECT_EQ(MetIn(*Ask(4, 20)), "3/3");
  EXPECT_EQ(MetIn(*Ask(4, 19)), "1/2");
  EXPECT_EQ(MetIn(*Ask(4, 10)), "1/2");
  EXPECT_EQ(MetIn(*Ask(4, 9)), "0/0");
}

TEST_F(ViewsTest, ADayEndsAtMidnightInEnglandNotInGreenwich) {
  Set("2026-04-30T23:00:00Z");  // midnight of 1 May in England
  PutReturn(3, {-2});
  Set("2026-05-02T12:00:00Z");
  EXPECT_EQ(MetIn(*Ask(4, 30)), "3/3");
  EXPECT_EQ(MetIn(*Ask(5, 1)), "0/1");
}

TEST_F(ViewsTest, AreSeenOnTheirDaySoThatReturnsFallDueAsTheyDidThen) {
  const absl::StatusOr<View> early = Ask(4, 2);
  const absl::StatusOr<View> late = Ask(4, 16);
  EXPECT_EQ(early->today, type::Date(2026, 4, 2));
  EXPECT_EQ(CardOf(*early).total().returns_due(), 0);
  EXPECT_EQ(CardOf(*late).total().returns_due(), 1);
}

TEST_F(ViewsTest, SayNotReadyAtFirstAndHowMuchIsDone) {
  const absl::StatusOr<View> view = views_.At(DateOn(4, 10));
  EXPECT_THAT(view.status(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(view.status(), HasReason("VIEW_NOT_READY"));
  EXPECT_THAT(std::string(view.status().message()),
              ::testing::HasSubstr("2026-04-10"));
}

TEST_F(ViewsTest, StayTheSameWhateverIsCommittedLater) {
  const View before = *Ask(4, 10);
  const std::string card = CardOf(before).SerializeAsString();
  PutReturn(3, {2, 2, 2, 2});
  EXPECT_EQ(CardOf(before).SerializeAsString(), card);
  // Also in a view that is built anew.
  Views again(store_.db(), clock_, dir_ / "again");
  again.Start(feeds_.sources());
  EXPECT_EQ(CardOf(*Ask(again, 4, 10)).SerializeAsString(), card);
}

TEST_F(ViewsTest, RefuseADayThatIsNotPast) {
  EXPECT_THAT(views_.At(DateOn(5, 1)).status(),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(views_.At(DateOn(5, 2)).status(),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(
      views_.At(ParseText<type::v1::Date>("year: 2026 month: 2 day: 30"))
          .status(),
      StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(ViewsTest, LeaveNoFolderBehindOnceNobodyUsesThem) {
  for (int day = 1; day <= static_cast<int>(Views::kKept) + 3; ++day) {
    ASSERT_THAT(Ask(4, day), IsOk());
  }
  const auto folders = std::filesystem::directory_iterator(dir_ / "past");
  EXPECT_EQ(std::distance(begin(folders), end(folders)),
            static_cast<std::ptrdiff_t>(Views::kKept));
}

TEST_F(ViewsTest, AreAnsweredWhileOthersDropThem) {
  const View view = *Ask(4, 10);
  for (int day = 11; day <= 11 + static_cast<int>(Views::kKept); ++day) {
    ASSERT_THAT(Ask(4, day), IsOk());
  }
  EXPECT_EQ(MetIn(view), "1/2");
}

TEST_F(ViewsTest, RemoveWhatAnEarlierProcessLeft) {
  std::filesystem::create_directories(dir_ / "left/1");
  const Views views(store_.db(), clock_, dir_ / "left");
  EXPECT_FALSE(std::filesystem::exists(dir_ / "left"));
}

TEST_F(ViewsTest, TellOnceWhyTheyCouldNotBeBuiltAndTryAgain) {
  std::atomic<bool> reachable = false;
  Views views(store_.db(), clock_, dir_ / "failing");
  views.Start([&](absl::string_view feed) {
    feed::Source source = feed::LocalSource(feeds_.of(feed));
    return feed::Source{
        .read = [&reachable, read = std::move(source.read)](
                    int64_t after,
                    absl::Duration wait) -> absl::StatusOr<feed::Page> {
          if (!reachable) return absl::UnavailableError("no route");
          return read(after, wait);
        }};
  });
  EXPECT_THAT(Ask(views, 4, 10).status(),
              StatusIs(absl::StatusCode::kUnavailable, "no route"));
  reachable = true;
  EXPECT_EQ(MetIn(*Ask(views, 4, 10)), "1/2");
}

TEST_F(ViewsTest, AnswerUnavailableOnceStopped) {
  views_.Stop();
  EXPECT_THAT(views_.At(DateOn(4, 10)).status(),
              StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace tidemark::monitoring
