#include "services/enablement/episode_clock.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/enablement/levels.h"

namespace tidemark::enablement {
namespace {

using ::testing::ElementsAre;
using type::Date;
using type::FormatIsoDate;
using v1::Package;

// An Enable package from `start` on, with a period of `days`; 0 for none.
Package Enable(Date start, int days) {
  Package package;
  package.set_stage(Package::STAGE_ENABLE);
  package.set_state(Package::STATE_ACTIVE);
  *package.mutable_start_date() = type::ToProto(start);
  if (days > 0) {
    *package.mutable_time_limit_date() = type::ToProto(start + (days - 1));
  }
  return package;
}

void Rest(Package& package, Date first, std::optional<Date> last) {
  Package::Pause& pause = *package.add_pauses();
  *pause.mutable_start_date() = type::ToProto(first);
  if (last) *pause.mutable_end_date() = type::ToProto(*last);
}

void Extend(Package& package, Date decided, Date end,
            std::optional<Date> charged_from) {
  Package::Extension& extension = *package.add_extensions();
  *extension.mutable_decision_date() = type::ToProto(decided);
  *extension.mutable_end_date() = type::ToProto(end);
  extension.set_charging(charged_from
                             ? Package::Extension::CHARGING_CHARGED
                             : Package::Extension::CHARGING_STAYS_FREE);
  if (charged_from) {
    *extension.mutable_charged_from() = type::ToProto(*charged_from);
  }
}

// "the end of the period, the last free day" as they are stored.
std::string Stored(Package package) {
  SetClocks(package);
  return (package.has_specified_period_end()
              ? FormatIsoDate(DayOf(package.specified_period_end()))
              : std::string("none")) +
         " " +
         (package.has_free_until() ? FormatIsoDate(DayOf(package.free_until()))
                                   : std::string("none"));
}

TEST(EpisodeClockTest, SixWeeksAreFortyTwoDaysWhateverTheCalendarDoes) {
  const std::pair<Date, Date> cases[] = {
      // Clocks go forward on 30 March 2025 and back on 26 October.
      {Date(2025, 3, 1), Date(2025, 4, 11)},
      {Date(2025, 3, 30), Date(2025, 5, 10)},
      {Date(2025, 10, 13), Date(2025, 11, 23)},
      {Date(2025, 10, 26), Date(2025, 12, 6)},
      // A leap day, and the same weeks without one.
      {Date(2024, 2, 1), Date(2024, 3, 13)},
      {Date(2025, 2, 1), Date(2025, 3, 14)},
      {Date(2024, 2, 29), Date(2024, 4, 10)},
      {Date(2024, 1, 19), Date(2024, 2, 29)},
      // Ends of months and of a year; 1900 and 2100 are no leap years.
      {Date(2025, 1, 31), Date(2025, 3, 13)},
      {Date(2025, 8, 31), Date(2025, 10, 11)},
      {Date(2024, 12, 15), Date(2025, 1, 25)},
      {Date(2100, 2, 1), Date(2100, 3, 14)},
      // Good Friday and Easter Monday are days like others.
      {Date(2025, 4, 18), Date(2025, 5, 29)},
      {Date(2024, 3, 10), Date(2024, 4, 20)},
      // So are the days of 2022 that stood in for Christmas and Boxing Day.
      {Date(2022, 12, 26), Date(2023, 2, 5)},
  };
  for (const auto& [start, last] : cases) {
    const std::string day = FormatIsoDate(last);
    EXPECT_EQ(Stored(Enable(start, 42)), absl::StrCat(day, " ", day))
        << FormatIsoDate(start);
  }
}

TEST(EpisodeClockTest, FreeDaysEndWithThePeriodOrAfterSixWeeks) {
  EXPECT_EQ(Stored(Enable(Date(2025, 6, 1), 1)), "2025-06-01 2025-06-01");
  EXPECT_EQ(Stored(Enable(Date(2025, 6, 1), 28)), "2025-06-28 2025-06-28");
  EXPECT_EQ(Stored(Enable(Date(2025, 6, 1), 56)), "2025-07-26 2025-07-12");
  EXPECT_EQ(Stored(Enable(Date(2025, 6, 1), 0)), "none 2025-07-12");
  Package support = Enable(Date(2025, 6, 1), 42);
  support.set_stage(Package::STAGE_SUPPORT);
  EXPECT_EQ(Stored(support), "none none");
}

TEST(EpisodeClockTest, APauseStopsThePeriodAndByDefaultNotTheFreeDays) {
  Package package = Enable(Date(2025, 6, 1), 42);
  Rest(package, Date(2025, 6, 10), Date(2025, 6, 19));
  EXPECT_EQ(Stored(package), "2025-07-22 2025-07-12");
  package.set_free_days_stop_in_pauses(true);
  EXPECT_EQ(Stored(package), "2025-07-22 2025-07-22");
  // One that begins on the last day moves it; on the day after it, it is late.
  Package last = Enable(Date(2025, 6, 1), 42);
  Rest(last, Date(2025, 7, 12), Date(2025, 7, 14));
  EXPECT_EQ(Stored(last), "2025-07-15 2025-07-12");
  Package late = Enable(Date(2025, 6, 1), 42);
  Rest(late, Date(2025, 7, 13), Date(2025, 7, 14));
  EXPECT_EQ(Stored(late), "2025-07-12 2025-07-12");
  // The second lies in the period because of the first.
  Package twice = Enable(Date(2025, 6, 1), 42);
  Rest(twice, Date(2025, 6, 10), Date(2025, 6, 19));
  Rest(twice, Date(2025, 7, 20), Date(2025, 7, 24));
  EXPECT_EQ(Stored(twice), "2025-07-27 2025-07-12");
}

TEST(EpisodeClockTest, APauseThatLastsStopsTheClockUpToToday) {
  Package package = Enable(Date(2025, 6, 1), 42);
  Rest(package, Date(2025, 6, 10), std::nullopt);
  EXPECT_EQ(Stored(package), "2025-07-12 2025-07-12");
  EXPECT_EQ(ClockOf(package, Date(2025, 6, 9))->period_end, Date(2025, 7, 12));
  EXPECT_EQ(ClockOf(package, Date(2025, 6, 10))->period_end, Date(2025, 7, 13));
  EXPECT_EQ(ClockOf(package, Date(2025, 8, 31))->period_end, Date(2025, 10, 3));
}

TEST(EpisodeClockTest, DaysBetweenAnEndAndAReopeningStopTheClockToo) {
  Package package = Enable(Date(2025, 6, 1), 42);
  Package::Reopening& reopening = *package.add_reopenings();
  *reopening.mutable_end_date() = type::ToProto(Date(2025, 6, 20));
  *reopening.mutable_reopen_date() = type::ToProto(Date(2025, 6, 21));
  EXPECT_EQ(Stored(package), "2025-07-12 2025-07-12");
  *reopening.mutable_reopen_date() = type::ToProto(Date(2025, 7, 1));
  EXPECT_EQ(Stored(package), "2025-07-22 2025-07-12");
}

TEST(EpisodeClockTest, AnExtensionSetsTheEndAndWhatIsFree) {
  // Across the end of the year and the leap day.
  Package package = Enable(Date(2023, 12, 10), 42);
  EXPECT_EQ(Stored(package), "2024-01-20 2024-01-20");
  Package free = package;
  Extend(free, Date(2024, 1, 15), Date(2024, 3, 2), std::nullopt);
  EXPECT_EQ(Stored(free), "2024-03-02 2024-03-02");
  Package charged = package;
  Extend(charged, Date(2024, 1, 15), Date(2024, 3, 2), Date(2024, 1, 21));
  EXPECT_EQ(Stored(charged), "2024-03-02 2024-01-20");
  Package later = package;
  Extend(later, Date(2024, 1, 15), Date(2024, 3, 2), Date(2024, 2, 1));
  EXPECT_EQ(Stored(later), "2024-03-02 2024-01-31");
}

TEST(EpisodeClockTest, PausesBeforeTheDecisionAreInItAndLaterOnesMoveIt) {
  Package package = Enable(Date(2025, 6, 1), 42);
  Rest(package, Date(2025, 6, 10), Date(2025, 6, 19));
  Extend(package, Date(2025, 7, 1), Date(2025, 8, 31), std::nullopt);
  EXPECT_EQ(Stored(package), "2025-08-31 2025-08-31");
  Rest(package, Date(2025, 8, 1), Date(2025, 8, 2));
  EXPECT_EQ(Stored(package), "2025-09-02 2025-09-02");
  // A pause after a period that was over, before it was extended.
  Package past = Enable(Date(2025, 6, 1), 14);
  Rest(past, Date(2025, 6, 20), Date(2025, 6, 25));
  Extend(past, Date(2025, 6, 26), Date(2025, 7, 5), std::nullopt);
  EXPECT_EQ(Stored(past), "2025-07-05 2025-07-05");
}

TEST(EpisodeClockTest, DaysOfSupportLeaveOutPausesAndGaps) {
  Package package = Enable(Date(2025, 6, 1), 42);
  Rest(package, Date(2025, 6, 3), Date(2025, 6, 4));
  Package::Reopening& reopening = *package.add_reopenings();
  *reopening.mutable_end_date() = type::ToProto(Date(2025, 6, 6));
  *reopening.mutable_reopen_date() = type::ToProto(Date(2025, 6, 9));
  *package.mutable_end_date() = type::ToProto(Date(2025, 6, 10));
  // 1, 2, 5, 6, 9 and 10 June.
  EXPECT_EQ(SupportDays(package, Date(2025, 1, 1), Date(2025, 12, 31),
                        Date(2025, 12, 31)),
            6);
  EXPECT_EQ(SupportDays(package, Date(2025, 6, 2), Date(2025, 6, 9),
                        Date(2025, 6, 5)),
            2);
  EXPECT_EQ(SupportDays(package, Date(2025, 6, 9), Date(2025, 6, 2),
                        Date(2025, 12, 31)),
            0);
  std::vector<v1::EpisodeDay::Standing> standing;
  for (Date day(2025, 5, 31); day <= Date(2025, 6, 11); ++day) {
    standing.push_back(StandingOn(package, day, Date(2025, 12, 31)));
  }
  constexpr auto kOn = v1::EpisodeDay::STANDING_SUPPORTED;
  constexpr auto kPaused = v1::EpisodeDay::STANDING_PAUSED;
  constexpr auto kOver = v1::EpisodeDay::STANDING_OVER;
  EXPECT_THAT(standing, ElementsAre(kOver, kOn, kOn, kPaused, kPaused, kOn, kOn,
                                    kOver, kOver, kOn, kOn, kOver));
}

TEST(EpisodeClockTest, CheckBacksAreDueOnWorkingDaysRoundSubstituteHolidays) {
  const std::pair<Date, Date> cases[] = {
      // Christmas Day 2021, a Saturday; Monday and Tuesday stood in.
      {Date(2021, 12, 11), Date(2021, 12, 29)},
      // Christmas Day 2022, a Sunday; Boxing Day, and Tuesday stood in.
      {Date(2022, 12, 11), Date(2022, 12, 28)},
      // Good Friday 2024, and Easter Monday.
      {Date(2024, 3, 15), Date(2024, 4, 2)},
      // 29 February 2024 is a Thursday like others.
      {Date(2024, 2, 15), Date(2024, 2, 29)},
      // The Coronation's Monday in May 2023.
      {Date(2023, 4, 24), Date(2023, 5, 9)},
  };
  for (const auto& [step, due] : cases) {
    EXPECT_EQ(DueCheckBacksOf(step, {.days = {14}}).front().due_date, due)
        << FormatIsoDate(step);
  }
}

}  // namespace
}  // namespace tidemark::enablement
