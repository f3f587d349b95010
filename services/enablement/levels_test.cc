#include "services/enablement/levels.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"

namespace tidemark::enablement {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::tidemark::testing::ParseText;
using ::tidemark::type::Date;
using ::tidemark::type::FormatIsoDate;

v1::SupportLevel Level(int weekly_minutes, int people) {
  v1::SupportLevel level;
  level.set_weekly_minutes(weekly_minutes);
  level.set_people_per_visit(people);
  return level;
}

// "id step due" of each.
std::vector<std::string> Describe(const std::vector<DueCheckBack>& all) {
  std::vector<std::string> described;
  for (const DueCheckBack& due : all) {
    described.push_back(due.id + " " + FormatIsoDate(due.step_date) + " " +
                        FormatIsoDate(due.due_date));
  }
  return described;
}

TEST(LevelsTest, NoPeoplePerVisitMeansOne) {
  EXPECT_EQ(PersonMinutes(Level(600, 0)), 600);
  EXPECT_EQ(PersonMinutes(Level(600, 1)), 600);
  EXPECT_EQ(PersonMinutes(Level(600, 2)), 1200);
  EXPECT_EQ(PersonMinutes(Level(40320, 10)), 403200);
}

TEST(LevelsTest, AStepDownIsFewerPersonMinutesAndNothingElse) {
  struct Case {
    v1::SupportLevel before;
    v1::SupportLevel after;
    bool step_down;
  };
  const Case cases[] = {
      {Level(600, 1), Level(599, 1), true},
      {Level(600, 1), Level(600, 1), false},
      {Level(600, 1), Level(601, 1), false},
      {Level(600, 2), Level(600, 1), true},
      {Level(600, 1), Level(600, 2), false},
      {Level(600, 0), Level(600, 1), false},
      {Level(600, 2), Level(1200, 1), false},
      {Level(600, 2), Level(1199, 1), true},
      {Level(300, 1), Level(200, 2), false},
      {Level(1, 1), Level(0, 1), true},
      {Level(0, 2), Level(0, 1), false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(IsStepDown(c.before, c.after), c.step_down)
        << c.before.ShortDebugString() << " -> " << c.after.ShortDebugString();
  }
}

TEST(LevelsTest, TheSameSupportForLessMoneyOrInFewerVisitsIsNoStepDown) {
  v1::SupportLevel before = Level(600, 1);
  before.set_weekly_cost_pence(25000);
  before.set_visits_per_week(14);
  v1::SupportLevel after = Level(600, 1);
  after.set_weekly_cost_pence(20000);
  after.set_visits_per_week(7);
  EXPECT_FALSE(IsStepDown(before, after));
}

TEST(LevelsTest, OnlyThreeSequelsAreLessSupport) {
  for (int i = v1::Package::Sequel_MIN; i <= v1::Package::Sequel_MAX; ++i) {
    const auto sequel = static_cast<v1::Package::Sequel>(i);
    EXPECT_EQ(IsLessSupport(sequel),
              sequel == v1::Package::SEQUEL_NO_SUPPORT ||
                  sequel == v1::Package::SEQUEL_UNIVERSAL_SERVICES ||
                  sequel == v1::Package::SEQUEL_LOW_LEVEL_SUPPORT)
        << v1::Package::Sequel_Name(sequel);
  }
}

TEST(LevelsTest, CheckBacksCountCalendarDaysAcrossMonthEndsAndClockChanges) {
  // Clocks go forward on 30 March 2025, between the step and the first two.
  const auto spring = ParseText<v1::Package>(R"(
    levels { from_date { year: 2025 month: 1 day: 1 } weekly_minutes: 840 }
    levels { from_date { year: 2025 month: 3 day: 29 } weekly_minutes: 420 })");
  EXPECT_THAT(Describe(DueCheckBacks(spring, {})),
              ElementsAre("2025-03-29-d14 2025-03-29 2025-04-14",
                          "2025-03-29-d42 2025-03-29 2025-05-12",
                          "2025-03-29-d84 2025-03-29 2025-06-23"));
  // Back on 26 October 2025.
  const auto autumn = ParseText<v1::Package>(R"(
    levels { from_date { year: 2025 month: 1 day: 1 } weekly_minutes: 840 }
    levels { from_date { year: 2025 month: 10 day: 25 } weekly_minutes: 420 })");
  EXPECT_THAT(Describe(DueCheckBacks(autumn, {})),
              ElementsAre("2025-10-25-d14 2025-10-25 2025-11-10",
                          "2025-10-25-d42 2025-10-25 2025-12-08",
                          "2025-10-25-d84 2025-10-25 2026-01-19"));
}

TEST(LevelsTest, CheckBacksKnowTheLeapDay) {
  const auto from_it = ParseText<v1::Package>(R"(
    levels { from_date { year: 2024 month: 1 day: 1 } weekly_minutes: 840 }
    levels { from_date { year: 2024 month: 2 day: 29 } weekly_minutes: 420 })");
  EXPECT_THAT(Describe(DueCheckBacks(from_it, {})),
              ElementsAre("2024-02-29-d14 2024-02-29 2024-03-14",
                          "2024-02-29-d42 2024-02-29 2024-04-11",
                          "2024-02-29-d84 2024-02-29 2024-05-23"));
  const auto onto_it = ParseText<v1::Package>(R"(
    levels { from_date { year: 2024 month: 1 day: 1 } weekly_minutes: 840 }
    levels { from_date { year: 2024 month: 2 day: 15 } weekly_minutes: 420 })");
  EXPECT_EQ(DueCheckBacks(onto_it, {}).front().due_date, Date(2024, 2, 29));
}

TEST(LevelsTest, AStepUpAsksForNoCheckBack) {
  const auto package = ParseText<v1::Package>(R"(
    levels { from_date { year: 2025 month: 1 day: 1 } weekly_minutes: 420 }
    levels { from_date { year: 2025 month: 2 day: 1 } weekly_minutes: 840 })");
  EXPECT_THAT(DueCheckBacks(package, {}), IsEmpty());
  EXPECT_THAT(StepDays(package), IsEmpty());
}

TEST(LevelsTest, AStepUpThenAStepDownIsLookedBackOnFromTheStepDown) {
  const auto package = ParseText<v1::Package>(R"(
    levels { from_date { year: 2025 month: 1 day: 1 } weekly_minutes: 420 }
    levels { from_date { year: 2025 month: 2 day: 1 } weekly_minutes: 840 }
    levels { from_date { year: 2025 month: 3 day: 1 } weekly_minutes: 630 })");
  EXPECT_THAT(StepDays(package), ElementsAre(Date(2025, 3, 1)));
  EXPECT_EQ(DueCheckBacks(package, {}).size(), 3u);
}

TEST(LevelsTest, AStepDownAndAnExitOnOneDayAreLookedBackOnOnce) {
  const auto package = ParseText<v1::Package>(R"(
    levels { from_date { year: 2025 month: 1 day: 1 } weekly_minutes: 840 }
    levels { from_date { year: 2025 month: 1 day: 31 } weekly_minutes: 420 }
    end_date { year: 2025 month: 1 day: 31 }
    sequel: SEQUEL_NO_SUPPORT)");
  EXPECT_EQ(DueCheckBacks(package, {}).size(), 3u);
  EXPECT_THAT(StepDays(package), ElementsAre(Date(2025, 1, 31)));
}

TEST(LevelsTest, AnExitToMoreSupportIsAStepDayThatAsksForNoCheckBack) {
  const auto package = ParseText<v1::Package>(R"(
    levels { from_date { year: 2025 month: 1 day: 1 } weekly_minutes: 840 }
    end_date { year: 2025 month: 1 day: 31 }
    sequel: SEQUEL_CARE_HOME)");
  EXPECT_THAT(DueCheckBacks(package, {}), IsEmpty());
  EXPECT_THAT(StepDays(package), ElementsAre(Date(2025, 1, 31)));
}

TEST(LevelsTest, AnEndThatDidNotLastIsStillLookedBackOn) {
  const auto package = ParseText<v1::Package>(R"(
    levels { from_date { year: 2025 month: 1 day: 1 } weekly_minutes: 840 }
    reopenings {
      end_date { year: 2025 month: 1 day: 31 }
      sequel: SEQUEL_UNIVERSAL_SERVICES
      reopen_date { year: 2025 month: 3 day: 1 }
    })");
  EXPECT_THAT(StepDays(package), ElementsAre(Date(2025, 1, 31)));
  EXPECT_EQ(DueCheckBacks(package, {}).front().id, "2025-01-31-d14");
}

}  // namespace
}  // namespace tidemark::enablement
