#include "common/type/periods.h"

#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tidemark::type {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::vector<std::string> Text(const std::vector<Period>& periods) {
  std::vector<std::string> text;
  for (const Period& period : periods) {
    text.push_back(absl::StrCat(period.id, " ", FormatIsoDate(period.start),
                                " ", FormatIsoDate(period.end), " ",
                                FormatIsoDate(period.due)));
  }
  return text;
}

std::vector<std::string> Places(const Faults& faults) {
  std::vector<std::string> places;
  for (const Fault& fault : faults.all()) {
    places.push_back(absl::StrCat(fault.field, " ", fault.code));
  }
  return places;
}

v1::Date Proto(int year, int month, int day) {
  v1::Date proto;
  proto.set_year(year);
  proto.set_month(month);
  proto.set_day(day);
  return proto;
}

TEST(PeriodsTest, MonthsAreCutToTheContractAndDueOnWorkingDays) {
  const WorkingCalendar calendar;
  const auto periods = MonthlyPeriods({.start = Date(2025, 3, 10),
                                       .end = Date(2025, 5, 4),
                                       .due_days = 18,
                                       .calendar = calendar});
  // 31 March + 18 is Good Friday; 4 May + 18 is a Thursday.
  EXPECT_THAT(Text(*periods),
              ElementsAre("2025-03 2025-03-10 2025-03-31 2025-04-22",
                          "2025-04 2025-04-01 2025-04-30 2025-05-19",
                          "2025-05 2025-05-01 2025-05-04 2025-05-22"));
}

TEST(PeriodsTest, QuartersAreThoseOfTheYearFromApril) {
  const WorkingCalendar calendar;
  const auto periods = QuarterlyPeriods({.start = Date(2025, 2, 1),
                                         .end = Date(2026, 4, 30),
                                         .due_days = 15,
                                         .calendar = calendar});
  EXPECT_THAT(Text(*periods),
              ElementsAre("2024-25-q4 2025-02-01 2025-03-31 2025-04-15",
                          "2025-26-q1 2025-04-01 2025-06-30 2025-07-15",
                          "2025-26-q2 2025-07-01 2025-09-30 2025-10-15",
                          "2025-26-q3 2025-10-01 2025-12-31 2026-01-15",
                          "2025-26-q4 2026-01-01 2026-03-31 2026-04-15",
                          "2026-27-q1 2026-04-01 2026-04-30 2026-05-15"));
}

TEST(PeriodsTest, FourWeeksAreCountedFromTheFirstDay) {
  const WorkingCalendar calendar({Date(2025, 6, 16)});
  const auto periods = FourWeeklyPeriods({.start = Date(2025, 5, 4),
                                          .end = Date(2025, 6, 29),
                                          .due_days = 15,
                                          .calendar = calendar});
  EXPECT_THAT(Text(*periods),
              ElementsAre("4w-001 2025-05-04 2025-05-31 2025-06-17",
                          "4w-002 2025-06-01 2025-06-28 2025-07-14",
                          "4w-003 2025-06-29 2025-06-29 2025-07-14"));
}

TEST(PeriodsTest, MadePeriodsTileTheContract) {
  const WorkingCalendar calendar({Date(2030, 1, 2)});
  std::mt19937 random(20260401);
  std::uniform_int_distribution<int32_t> start_day(
      DayNumber(Date(1995, 1, 1)), DayNumber(Date(2150, 12, 31)));
  std::uniform_int_distribution<int> length(0, 3000);
  std::uniform_int_distribution<int> due(0, 60);
  for (int round = 0; round < 400; ++round) {
    const Date start = FromDayNumber(start_day(random));
    const PeriodRules rules = {.start = start,
                               .end = start + length(random),
                               .due_days = due(random),
                               .calendar = calendar};
    for (const auto make :
         {MonthlyPeriods, QuarterlyPeriods, FourWeeklyPeriods}) {
      const auto periods = make(rules);
      ASSERT_TRUE(periods.ok());
      ASSERT_FALSE(periods->empty());
      ASSERT_EQ(periods->front().start, rules.start);
      ASSERT_EQ(periods->back().end, rules.end);
      for (size_t i = 0; i < periods->size(); ++i) {
        const Period& period = (*periods)[i];
        ASSERT_LE(period.start, period.end);
        ASSERT_TRUE(calendar.IsWorkingDay(period.due));
        ASSERT_GE(period.due, period.end + rules.due_days);
        ASSERT_LT(period.due, period.end + rules.due_days + 8);
        if (i > 0) {
          ASSERT_EQ(period.start, (*periods)[i - 1].end + 1);
        }
      }
      Faults faults;
      CheckPeriods(*periods, "periods", faults);
      ASSERT_TRUE(faults.empty()) << faults.ToStatus();
    }
  }
}

TEST(PeriodsTest, AContractOfOneDayHasOnePeriod) {
  const WorkingCalendar calendar;
  const PeriodRules rules = {.start = Date(2024, 2, 29),
                             .end = Date(2024, 2, 29),
                             .due_days = 0,
                             .calendar = calendar};
  EXPECT_THAT(Text(*MonthlyPeriods(rules)),
              ElementsAre("2024-02 2024-02-29 2024-02-29 2024-02-29"));
  EXPECT_EQ(QuarterlyPeriods(rules)->size(), 1u);
  EXPECT_EQ(FourWeeklyPeriods(rules)->size(), 1u);
}

TEST(PeriodsTest, MoreThanSevenHundredAreRefused) {
  const WorkingCalendar calendar;
  const Date start(2000, 1, 1);
  EXPECT_EQ(FourWeeklyPeriods({.start = start,
                               .end = start + int64_t{28} * 700 - 1,
                               .due_days = 15,
                               .calendar = calendar})
                ->back()
                .id,
            "4w-700");
  const auto too_many = FourWeeklyPeriods({.start = start,
                                           .end = start + int64_t{28} * 700,
                                           .due_days = 15,
                                           .calendar = calendar});
  EXPECT_EQ(ReasonOf(too_many.status()), "TOO_MANY_PERIODS");
  EXPECT_EQ(ReasonOf(MonthlyPeriods({.start = start,
                                     .end = Date(2199, 1, 1),
                                     .due_days = 15,
                                     .calendar = calendar})
                         .status()),
            "TOO_MANY_PERIODS");
}

TEST(PeriodsTest, ImpossibleRulesAreRefused) {
  const WorkingCalendar calendar;
  EXPECT_EQ(ReasonOf(QuarterlyPeriods({.start = Date(2025, 4, 1),
                                       .end = Date(2025, 3, 31),
                                       .due_days = 15,
                                       .calendar = calendar})
                         .status()),
            "END_BEFORE_START");
  EXPECT_EQ(ReasonOf(QuarterlyPeriods({.start = Date(2025, 4, 1),
                                       .end = Date(2025, 4, 1),
                                       .due_days = -1,
                                       .calendar = calendar})
                         .status()),
            "DUE_DAYS_NEGATIVE");
}

TEST(CheckPeriodsTest, AcceptsTheSundayToSaturdayPeriodsOfAFramework) {
  const std::vector<Period> periods = {
      {"p1", Date(2025, 11, 9), Date(2026, 7, 4), Date(2026, 7, 13)},
      {"p2", Date(2026, 7, 5), Date(2027, 1, 16), Date(2027, 1, 25)}};
  Faults faults;
  CheckPeriods(periods, "periods", faults);
  EXPECT_THAT(faults.all(), IsEmpty());
}

TEST(CheckPeriodsTest, ReportsAllFaultsWithTheirFields) {
  const std::vector<Period> periods = {
      {"p1", Date(2025, 1, 1), Date(2025, 3, 31), Date(2025, 4, 15)},
      {"P2", Date(2025, 3, 31), Date(2025, 6, 30), Date(2025, 6, 29)},
      {"p1", Date(2024, 1, 1), Date(2023, 12, 31), Date(2024, 1, 15)},
      {"", Date(2025, 7, 1), Date(2025, 7, 1), Date(2025, 7, 1)},
  };
  Faults faults;
  CheckPeriods(periods, "contract.calendar.periods", faults);
  EXPECT_THAT(Places(faults),
              UnorderedElementsAre(
                  "contract.calendar.periods[1].id PERIOD_ID_INVALID",
                  "contract.calendar.periods[1].start_date PERIODS_OVERLAP",
                  "contract.calendar.periods[1].due_date DUE_BEFORE_END",
                  "contract.calendar.periods[2].id PERIOD_ID_TAKEN",
                  "contract.calendar.periods[2].end_date END_BEFORE_START",
                  "contract.calendar.periods[2].start_date "
                  "PERIODS_NOT_IN_ORDER",
                  "contract.calendar.periods[3].id PERIOD_ID_INVALID"));
  EXPECT_THAT(faults.all()[1].message, HasSubstr("2025-06-30, the end"));
}

TEST(CheckPeriodsTest, FindsAnOverlapThatReachesOverAPeriod) {
  const std::vector<Period> periods = {
      {"year", Date(2025, 1, 1), Date(2025, 12, 31), Date(2026, 1, 15)},
      {"a", Date(2025, 2, 1), Date(2025, 2, 28), Date(2025, 3, 15)},
      {"b", Date(2025, 6, 1), Date(2025, 6, 30), Date(2025, 7, 15)}};
  Faults faults;
  CheckPeriods(periods, "periods", faults);
  EXPECT_THAT(Places(faults),
              ElementsAre("periods[1].start_date PERIODS_OVERLAP",
                          "periods[2].start_date PERIODS_OVERLAP"));
}

TEST(CheckPeriodsTest, IdsHaveSixtyThreeCharactersAtMost) {
  for (const auto& [id, good] :
       std::vector<std::pair<std::string, bool>>{{std::string(63, 'a'), true},
                                                 {std::string(64, 'a'), false},
                                                 {"4w-001", true},
                                                 {"2", true},
                                                 {"-a", false},
                                                 {"a_b", false},
                                                 {"a b", false},
                                                 {"caf\xC3\xA9", false}}) {
    const std::vector<Period> periods = {
        {id, Date(2025, 1, 1), Date(2025, 1, 1), Date(2025, 1, 1)}};
    Faults faults;
    CheckPeriods(periods, "periods", faults);
    EXPECT_EQ(faults.empty(), good) << id;
  }
}

TEST(CheckPeriodsTest, SevenHundredPeriodsAreTheMost) {
  std::vector<Period> periods;
  for (int i = 0; i < 700; ++i) {
    const Date day = Date(2025, 1, 1) + i;
    periods.push_back({absl::StrCat("p", i), day, day, day});
  }
  Faults faults;
  CheckPeriods(periods, "periods", faults);
  EXPECT_TRUE(faults.empty());
  periods.push_back(periods.back());
  CheckPeriods(periods, "periods", faults);
  EXPECT_THAT(Places(faults), ElementsAre("periods TOO_MANY_PERIODS"));
}

TEST(ReadPeriodsTest, GivesThePeriodsIfAllIsWell) {
  const std::vector<GivenPeriod> given = {{.id = "p1",
                                           .start_date = Proto(2025, 1, 1),
                                           .end_date = Proto(2025, 3, 31),
                                           .due_date = Proto(2025, 4, 15)}};
  Faults faults;
  EXPECT_THAT(Text(ReadPeriods(given, "periods", faults)),
              ElementsAre("p1 2025-01-01 2025-03-31 2025-04-15"));
  EXPECT_TRUE(faults.empty());
}

TEST(ReadPeriodsTest, ReportsDatesThatDoNotExistWithAllOtherFaults) {
  const std::vector<GivenPeriod> given = {{.id = "p1",
                                           .start_date = Proto(2025, 1, 1),
                                           .end_date = Proto(2025, 2, 30),
                                           .due_date = {}},
                                          {.id = "p1",
                                           .start_date = Proto(2024, 12, 31),
                                           .end_date = Proto(2024, 12, 1),
                                           .due_date = Proto(2024, 12, 2)}};
  Faults faults;
  EXPECT_THAT(ReadPeriods(given, "periods", faults), IsEmpty());
  EXPECT_THAT(
      Places(faults),
      UnorderedElementsAre("periods[0].end_date DATE_INVALID",
                           "periods[0].due_date DATE_MISSING",
                           "periods[1].id PERIOD_ID_TAKEN",
                           "periods[1].end_date END_BEFORE_START",
                           "periods[1].start_date PERIODS_NOT_IN_ORDER"));
}

TEST(PeriodInWordsTest, MonthsAndQuartersHaveNames) {
  EXPECT_EQ(PeriodInWords("2025-04"), "April 2025");
  EXPECT_EQ(PeriodInWords("2025-12"), "December 2025");
  EXPECT_EQ(PeriodInWords("2025-26-q1"), "April to June 2025");
  EXPECT_EQ(PeriodInWords("2025-26-q2"), "July to September 2025");
  EXPECT_EQ(PeriodInWords("2025-26-q3"), "October to December 2025");
  EXPECT_EQ(PeriodInWords("2025-26-q4"), "January to March 2026");
  EXPECT_EQ(PeriodInWords("1999-00-q4"), "January to March 2000");
}

TEST(PeriodInWordsTest, OtherIdsStayAsTheyAre) {
  for (const char* const id :
       {"", "4w-001", "2025", "2025-13", "2025-00", "2025-4", "2025-26-q5",
        "2025-27-q1", "2025-26", "2025-26-q", "autumn-2025", "20x5-04"}) {
    EXPECT_EQ(PeriodInWords(id), id);
  }
}

}  // namespace
}  // namespace tidemark::type
