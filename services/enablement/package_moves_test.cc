#include "services/enablement/package_moves.h"

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/testing/matchers.h"
#include "common/type/date.h"
#include "services/enablement/levels.h"
#include "services/enablement/package_rules.h"

namespace tidemark::enablement {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::tidemark::testing::EqualsProto;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::ParseText;
using ::tidemark::testing::StatusIs;
using ::tidemark::type::Date;

constexpr char kAda[] = "users/ada";

v1::Package Active() {
  return ParseText<v1::Package>(R"(
    name: "councils/E10000012/packages/a"
    person: "councils/E10000012/people/ada"
    contract: "councils/E10000012/contracts/home"
    provider: "councils/E10000012/providers/p"
    stage: STAGE_ENABLE
    start_date { year: 2025 month: 4 day: 1 }
    levels {
      from_date { year: 2025 month: 4 day: 1 }
      weekly_minutes: 840
    }
    state: STATE_ACTIVE)");
}

v1::ChangeLevelRequest ChangeLevel(Date from, int weekly_minutes) {
  v1::ChangeLevelRequest request;
  *request.mutable_level()->mutable_from_date() = type::ToProto(from);
  request.mutable_level()->set_weekly_minutes(weekly_minutes);
  request.mutable_level()->set_reason("Cooks again");
  request.mutable_level()->set_agreement(
      v1::SupportLevel::AGREEMENT_PERSON_AGREES);
  return request;
}

v1::PausePackageRequest Pause(Date start) {
  v1::PausePackageRequest request;
  *request.mutable_start_date() = type::ToProto(start);
  request.set_reason("In hospital");
  return request;
}

v1::ResumePackageRequest Resume(Date resume) {
  v1::ResumePackageRequest request;
  *request.mutable_resume_date() = type::ToProto(resume);
  return request;
}

v1::ExitPackageRequest Exit(
    Date end, v1::Package::Sequel sequel = v1::Package::SEQUEL_NO_SUPPORT) {
  v1::ExitPackageRequest request;
  *request.mutable_end_date() = type::ToProto(end);
  request.set_sequel(sequel);
  request.set_reason("Manages alone");
  return request;
}

v1::ReopenPackageRequest Reopen(Date reopen) {
  v1::ReopenPackageRequest request;
  *request.mutable_reopen_date() = type::ToProto(reopen);
  request.set_reason("A fall");
  return request;
}

// The package after `request`, which must be allowed.
template <typename Request>
v1::Package After(const v1::Package& before, const Request& request) {
  absl::StatusOr<v1::Package> after = Apply(before, request, kAda);
  EXPECT_THAT(after, IsOk());
  return after.ok() ? *std::move(after) : before;
}

// "field code" of each fault of `request`.
template <typename Request>
std::vector<std::string> FaultsAfter(const v1::Package& before,
                                     const Request& request) {
  std::vector<std::string> described;
  for (const api::v1::Fault& fault :
       FaultsOf(Apply(before, request, kAda).status())) {
    described.push_back(absl::StrCat(fault.field(), " ", fault.reason()));
  }
  return described;
}

v1::Package Paused() { return After(Active(), Pause(Date(2025, 5, 1))); }
v1::Package Ended() { return After(Active(), Exit(Date(2025, 5, 1))); }

TEST(PackageMovesTest, EachMoveIsAllowedInItsStatesOnlyAndSaysWhatToDo) {
  v1::PlanStepDownRequest plan;
  const auto change = ChangeLevel(Date(2025, 6, 1), 420);
  const auto pause = Pause(Date(2025, 6, 1));
  const auto resume = Resume(Date(2025, 6, 1));
  const auto exit = Exit(Date(2025, 6, 1));
  const auto reopen = Reopen(Date(2025, 6, 1));
  constexpr auto kActive = v1::Package::STATE_ACTIVE;
  constexpr auto kPaused = v1::Package::STATE_PAUSED;
  constexpr auto kEnded = v1::Package::STATE_ENDED;

  struct Case {
    absl::StatusOr<v1::Package> after;
    // The state that it ends in, or the advice.
    v1::Package::State state = v1::Package::STATE_UNSPECIFIED;
    std::string advice = {};
  };
  const Case cases[] = {
      {Apply(Active(), plan, kAda), kActive},
      {Apply(Paused(), plan, kAda), kPaused},
      {Apply(Ended(), plan, kAda), {}, "is ENDED; reopen it"},
      {Apply(Active(), change, kAda), kActive},
      {Apply(Paused(), change, kAda), {}, "is PAUSED; resume it"},
      {Apply(Ended(), change, kAda), {}, "is ENDED; reopen it"},
      {Apply(Active(), pause, kAda), kPaused},
      {Apply(Paused(), pause, kAda), {}, "is PAUSED; resume it"},
      {Apply(Ended(), pause, kAda), {}, "is ENDED; there is no support"},
      {Apply(Active(), resume, kAda), {}, "is ACTIVE; only a paused"},
      {Apply(Paused(), resume, kAda), kActive},
      {Apply(Ended(), resume, kAda), {}, "is ENDED; reopen it"},
      {Apply(Active(), exit, kAda), kEnded},
      {Apply(Paused(), exit, kAda), kEnded},
      {Apply(Ended(), exit, kAda), {}, "is ENDED; it needs no other exit"},
      {Apply(Active(), reopen, kAda), {}, "is ACTIVE; only a package that"},
      {Apply(Paused(), reopen, kAda), {}, "is PAUSED; it has not ended"},
      {Apply(Ended(), reopen, kAda), kActive},
  };
  for (size_t i = 0; i < std::size(cases); ++i) {
    const Case& c = cases[i];
    SCOPED_TRACE(absl::StrCat("case ", i));
    if (c.advice.empty()) {
      ASSERT_THAT(c.after, IsOk());
      EXPECT_EQ(c.after->state(), c.state);
    } else {
      EXPECT_THAT(c.after,
                  StatusIs(absl::StatusCode::kFailedPrecondition, c.advice));
      EXPECT_THAT(c.after, HasReason("PACKAGE_STATE"));
    }
  }
}

TEST(PackageMovesTest, APackageWithoutAStateIsLeftAlone) {
  v1::Package package = Active();
  package.clear_state();
  EXPECT_THAT(Apply(package, Exit(Date(2025, 6, 1)), kAda),
              HasReason("PACKAGE_STATE"));
}

TEST(PackageMovesTest, ALevelIsRecordedByTheCaller) {
  v1::ChangeLevelRequest request = ChangeLevel(Date(2025, 4, 30), 420);
  request.mutable_level()->set_recorded_by("users/somebody-else");
  const v1::Package after = After(Active(), request);
  ASSERT_THAT(after.levels(), SizeIs(2));
  EXPECT_EQ(after.levels(1).recorded_by(), kAda);
  EXPECT_EQ(after.levels(1).weekly_minutes(), 420);
}

TEST(PackageMovesTest, ALevelNeedsItsReasonAndAgreement) {
  v1::ChangeLevelRequest request = ChangeLevel(Date(2025, 4, 30), 420);
  request.mutable_level()->clear_reason();
  request.mutable_level()->clear_agreement();
  request.mutable_level()->clear_from_date();
  EXPECT_THAT(FaultsAfter(Active(), request),
              ElementsAre("level.from_date DATE_MISSING",
                          "level.reason REQUIRED", "level.agreement REQUIRED"));
}

TEST(PackageMovesTest, ALevelThatThePersonDisagreesWithCanBeRecorded) {
  v1::ChangeLevelRequest request = ChangeLevel(Date(2025, 4, 30), 420);
  request.mutable_level()->set_agreement(
      v1::SupportLevel::AGREEMENT_PERSON_DISAGREES);
  EXPECT_THAT(Apply(Active(), request, kAda), IsOk());
}

TEST(PackageMovesTest, ALevelBeginsAfterTheOneBefore) {
  const v1::Package package =
      After(Active(), ChangeLevel(Date(2025, 5, 31), 420));
  EXPECT_THAT(FaultsAfter(package, ChangeLevel(Date(2025, 5, 30), 210)),
              ElementsAre("level.from_date LEVEL_ORDER"));
  EXPECT_THAT(FaultsAfter(package, ChangeLevel(Date(2025, 5, 31), 210)),
              ElementsAre("level.from_date LEVEL_SAME_DAY"));
  EXPECT_THAT(FaultsAfter(package, ChangeLevel(Date(2025, 6, 1), 210)),
              IsEmpty());
}

TEST(PackageMovesTest, TheSameLevelFromTheSameDayChangesNothing) {
  const v1::Package package =
      After(Active(), ChangeLevel(Date(2025, 5, 31), 420));
  const absl::StatusOr<v1::Package> again =
      Apply(package, ChangeLevel(Date(2025, 5, 31), 420), "users/bob");
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(package));
}

TEST(PackageMovesTest, ALevelCannotBeginWhileThePackageWasOver) {
  const v1::Package package = After(Ended(), Reopen(Date(2025, 7, 1)));
  EXPECT_THAT(FaultsAfter(package, ChangeLevel(Date(2025, 6, 30), 420)),
              ElementsAre("level.from_date LEVEL_AFTER_END"));
  EXPECT_THAT(FaultsAfter(package, ChangeLevel(Date(2025, 7, 1), 420)),
              IsEmpty());
}

TEST(PackageMovesTest, APackageHasRoomForFiveHundredLevels) {
  v1::Package package = Active();
  for (int i = 1; i < kMaxLevels; ++i) {
    package = After(package, ChangeLevel(Date(2025, 4, 1) + i, 840 + i % 2));
  }
  EXPECT_THAT(FaultsAfter(package, ChangeLevel(Date(2030, 1, 1), 1)),
              ElementsAre("level TOO_MANY"));
}

TEST(PackageMovesTest, APauseEndsOnTheDayBeforeSupportIsThereAgain) {
  // The pause ends on the leap day.
  v1::Package package = Active();
  package = After(package, Pause(Date(2028, 2, 1)));
  package = After(package, Resume(Date(2028, 3, 1)));
  ASSERT_THAT(package.pauses(), SizeIs(1));
  EXPECT_EQ(DayOf(package.pauses(0).end_date()), Date(2028, 2, 29));
  EXPECT_EQ(package.pauses(0).reason(), "In hospital");
}

TEST(PackageMovesTest, APauseLastsOneDayAtLeast) {
  EXPECT_THAT(FaultsAfter(Paused(), Resume(Date(2025, 5, 1))),
              ElementsAre("resume_date PAUSE_ORDER"));
  EXPECT_THAT(FaultsAfter(Paused(), Resume(Date(2025, 5, 2))), IsEmpty());
}

TEST(PackageMovesTest, PausesAreInOrderAndDoNotOverlap) {
  EXPECT_THAT(FaultsAfter(Active(), Pause(Date(2025, 3, 31))),
              ElementsAre("start_date PAUSE_ORDER"));
  EXPECT_THAT(FaultsAfter(Active(), Pause(Date(2025, 4, 1))), IsEmpty());
  const v1::Package package = After(Paused(), Resume(Date(2025, 5, 10)));
  EXPECT_THAT(FaultsAfter(package, Pause(Date(2025, 5, 9))),
              ElementsAre("start_date PAUSE_ORDER"));
  EXPECT_THAT(FaultsAfter(package, Pause(Date(2025, 5, 10))), IsEmpty());
}

TEST(PackageMovesTest, APauseDoesNotReachBackBeforeTheReopening) {
  const v1::Package package = After(Ended(), Reopen(Date(2025, 7, 1)));
  EXPECT_THAT(FaultsAfter(package, Pause(Date(2025, 6, 30))),
              ElementsAre("start_date PAUSE_ORDER"));
  EXPECT_THAT(FaultsAfter(package, Pause(Date(2025, 7, 1))), IsEmpty());
}

TEST(PackageMovesTest, AnExitEndsThePauseThatLasts) {
  const v1::Package package = After(Paused(), Exit(Date(2025, 5, 31)));
  EXPECT_EQ(package.state(), v1::Package::STATE_ENDED);
  ASSERT_THAT(package.pauses(), SizeIs(1));
  EXPECT_EQ(DayOf(package.pauses(0).end_date()), Date(2025, 5, 31));
}

TEST(PackageMovesTest, AnExitOnTheDayBeforeAPauseLeavesNoPause) {
  const v1::Package package = After(Paused(), Exit(Date(2025, 4, 30)));
  EXPECT_THAT(package.pauses(), IsEmpty());
}

TEST(PackageMovesTest, AnExitCutsThePauseThatItFallsInto) {
  v1::Package package = After(Paused(), Resume(Date(2025, 5, 10)));
  package = After(package, Exit(Date(2025, 5, 5)));
  ASSERT_THAT(package.pauses(), SizeIs(1));
  EXPECT_EQ(DayOf(package.pauses(0).end_date()), Date(2025, 5, 5));
}

TEST(PackageMovesTest, AnExitDropsLevelsThatWereStillToCome) {
  v1::Package package = Active();
  package = After(package, ChangeLevel(Date(2025, 5, 1), 420));
  package = After(package, ChangeLevel(Date(2025, 6, 1), 210));
  package = After(package, Exit(Date(2025, 5, 1)));
  ASSERT_THAT(package.levels(), SizeIs(2));
  EXPECT_EQ(package.levels(1).weekly_minutes(), 420);
}

TEST(PackageMovesTest, AnExitIsNotBeforeTheSupportBegan) {
  EXPECT_THAT(FaultsAfter(Active(), Exit(Date(2025, 3, 31))),
              ElementsAre("end_date END_ORDER"));
  EXPECT_THAT(FaultsAfter(Active(), Exit(Date(2025, 4, 1))), IsEmpty());
  const v1::Package package = After(Ended(), Reopen(Date(2025, 7, 1)));
  EXPECT_THAT(FaultsAfter(package, Exit(Date(2025, 6, 30))),
              ElementsAre("end_date END_ORDER"));
  EXPECT_THAT(FaultsAfter(package, Exit(Date(2025, 7, 1))), IsEmpty());
}

TEST(PackageMovesTest, TheAgreementToAnEndStaysWithThatEnd) {
  v1::ExitPackageRequest exit = Exit(Date(2025, 5, 31));
  exit.set_agreement(v1::SupportLevel::AGREEMENT_PERSON_AGREES);
  const v1::Package ended = After(Active(), exit);
  EXPECT_EQ(ended.exit_agreement(), v1::SupportLevel::AGREEMENT_PERSON_AGREES);
  const v1::Package again = After(ended, Reopen(Date(2025, 7, 1)));
  EXPECT_EQ(again.exit_agreement(), v1::SupportLevel::AGREEMENT_UNSPECIFIED);
  EXPECT_EQ(again.reopenings(0).exit_agreement(),
            v1::SupportLevel::AGREEMENT_PERSON_AGREES);
  const v1::Package over = After(again, Exit(Date(2025, 9, 30)));
  EXPECT_EQ(over.exit_agreement(), v1::SupportLevel::AGREEMENT_UNSPECIFIED);
}

TEST(PackageMovesTest, AReopeningKeepsTheEndThatDidNotLast) {
  const v1::Package package = After(Ended(), Reopen(Date(2025, 7, 1)));
  EXPECT_EQ(package.state(), v1::Package::STATE_ACTIVE);
  EXPECT_FALSE(package.has_end_date());
  EXPECT_EQ(package.sequel(), v1::Package::SEQUEL_UNSPECIFIED);
  EXPECT_EQ(package.end_reason(), "");
  ASSERT_THAT(package.reopenings(), SizeIs(1));
  EXPECT_THAT(package.reopenings(0),
              EqualsProto(ParseText<v1::Package::Reopening>(R"(
                end_date { year: 2025 month: 5 day: 1 }
                sequel: SEQUEL_NO_SUPPORT
                end_reason: "Manages alone"
                reopen_date { year: 2025 month: 7 day: 1 }
                reason: "A fall")")));
}

TEST(PackageMovesTest, AReopeningIsAfterTheEnd) {
  EXPECT_THAT(FaultsAfter(Ended(), Reopen(Date(2025, 5, 1))),
              ElementsAre("reopen_date REOPENING_ORDER"));
  EXPECT_THAT(FaultsAfter(Ended(), Reopen(Date(2025, 5, 2))), IsEmpty());
}

TEST(PackageMovesTest, APlanReplacesTheOneBefore) {
  v1::PlanStepDownRequest request = ParseText<v1::PlanStepDownRequest>(R"(
    plan { from_date { year: 2025 month: 4 day: 30 } weekly_minutes: 420 }
    plan { from_date { year: 2025 month: 5 day: 31 } weekly_minutes: 0 })");
  v1::Package package = After(Active(), request);
  EXPECT_THAT(package.plan(), SizeIs(2));
  package = After(package, v1::PlanStepDownRequest());
  EXPECT_THAT(package.plan(), IsEmpty());
  std::swap(*request.mutable_plan(0), *request.mutable_plan(1));
  EXPECT_THAT(FaultsAfter(package, request),
              ElementsAre("plan[1].from_date PLAN_ORDER"));
}

// One move, at random, near the days of the moves before.
absl::StatusOr<v1::Package> RandomMove(const v1::Package& package, Date& day,
                                       std::mt19937& random) {
  const auto roll = [&](int n) {
    return static_cast<int>(random() % static_cast<unsigned>(n));
  };
  const Date near = day + (roll(40) - 10);
  day = std::max(day, near);
  switch (roll(6)) {
    case 0:
      return Apply(package, Pause(near), kAda);
    case 1:
      return Apply(package, Resume(near), kAda);
    case 2:
      return Apply(package,
                   Exit(near, static_cast<v1::Package::Sequel>(1 + roll(12))),
                   kAda);
    case 3:
      return Apply(package, Reopen(near), kAda);
    default:
      return Apply(package, ChangeLevel(near, 60 * roll(20)), kAda);
  }
}

TEST(PackageMovesTest, NoOrderOfMovesBreaksTheRulesOfAPackage) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    v1::Package package = Active();
    Date day(2025, 4, 1);
    int moved = 0;
    for (int i = 0; i < 60; ++i) {
      absl::StatusOr<v1::Package> after = RandomMove(package, day, random);
      if (!after.ok()) continue;
      ++moved;
      package = *std::move(after);

      Faults faults;
      CheckTerms(package, "councils/E10000012", {.terms = "p"}, faults);
      CheckCourse(package, {.terms = "p"}, faults);
      ASSERT_THAT(faults.ToStatus(), IsOk())
          << "seed " << seed << " " << package.DebugString();
      for (int l = 1; l < package.levels_size(); ++l) {
        ASSERT_LT(DayOf(package.levels(l - 1).from_date()),
                  DayOf(package.levels(l).from_date()));
      }
      for (int p = 1; p < package.pauses_size(); ++p) {
        ASSERT_LT(DayOf(package.pauses(p - 1).end_date()),
                  DayOf(package.pauses(p).start_date()));
      }
      // Whoever gives it back as a record changes nothing.
      ASSERT_THAT(FromRecord(ToRecord(package), &package, "users/bob"),
                  EqualsProto(package))
          << "seed " << seed;
    }
    ASSERT_GT(moved, 5) << "seed " << seed;
  }
}

}  // namespace
}  // namespace tidemark::enablement
