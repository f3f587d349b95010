#include "common/type/working_days.h"

#include <map>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tidemark::type {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Iso(const std::vector<Date>& dates) {
  std::vector<std::string> iso;
  for (const Date date : dates) iso.push_back(FormatIsoDate(date));
  return iso;
}

TEST(BankHolidaysTest, AreThosePublishedForEnglandAndWales) {
  // gov.uk/bank-holidays and its archive.
  const std::map<int, std::vector<std::string>> published = {
      {2018,
       {"2018-01-01", "2018-03-30", "2018-04-02", "2018-05-07", "2018-05-28",
        "2018-08-27", "2018-12-25", "2018-12-26"}},
      {2019,
       {"2019-01-01", "2019-04-19", "2019-04-22", "2019-05-06", "2019-05-27",
        "2019-08-26", "2019-12-25", "2019-12-26"}},
      {2020,
       {"2020-01-01", "2020-04-10", "2020-04-13", "2020-05-08", "2020-05-25",
        "2020-08-31", "2020-12-25", "2020-12-28"}},
      {2021,
       {"2021-01-01", "2021-04-02", "2021-04-05", "2021-05-03", "2021-05-31",
        "2021-08-30", "2021-12-27", "2021-12-28"}},
      {2022,
       {"2022-01-03", "2022-04-15", "2022-04-18", "2022-05-02", "2022-06-02",
        "2022-06-03", "2022-08-29", "2022-09-19", "2022-12-26", "2022-12-27"}},
      {2023,
       {"2023-01-02", "2023-04-07", "2023-04-10", "2023-05-01", "2023-05-08",
        "2023-05-29", "2023-08-28", "2023-12-25", "2023-12-26"}},
      {2024,
       {"2024-01-01", "2024-03-29", "2024-04-01", "2024-05-06", "2024-05-27",
        "2024-08-26", "2024-12-25", "2024-12-26"}},
      {2025,
       {"2025-01-01", "2025-04-18", "2025-04-21", "2025-05-05", "2025-05-26",
        "2025-08-25", "2025-12-25", "2025-12-26"}},
      {2026,
       {"2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25",
        "2026-08-31", "2026-12-25", "2026-12-28"}},
      {2027,
       {"2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31",
        "2027-08-30", "2027-12-27", "2027-12-28"}},
      {2028,
       {"2028-01-03", "2028-04-14", "2028-04-17", "2028-05-01", "2028-05-29",
        "2028-08-28", "2028-12-25", "2028-12-26"}},
  };
  for (const auto& [year, days] : published) {
    EXPECT_EQ(Iso(BankHolidays(year)), days);
  }
}

TEST(BankHolidaysTest, KnowWhatWasMovedOrAddedBefore2018) {
  EXPECT_THAT(
      Iso(BankHolidays(1995)),
      ElementsAre("1995-01-02", "1995-04-14", "1995-04-17", "1995-05-08",
                  "1995-05-29", "1995-08-28", "1995-12-25", "1995-12-26"));
  EXPECT_THAT(Iso(BankHolidays(1999)),
              ElementsAre("1999-01-01", "1999-04-02", "1999-04-05",
                          "1999-05-03", "1999-05-31", "1999-08-30",
                          "1999-12-27", "1999-12-28", "1999-12-31"));
  EXPECT_THAT(Iso(BankHolidays(2002)),
              ElementsAre("2002-01-01", "2002-03-29", "2002-04-01",
                          "2002-05-06", "2002-06-03", "2002-06-04",
                          "2002-08-26", "2002-12-25", "2002-12-26"));
  EXPECT_THAT(Iso(BankHolidays(2011)),
              ElementsAre("2011-01-03", "2011-04-22", "2011-04-25",
                          "2011-04-29", "2011-05-02", "2011-05-30",
                          "2011-08-29", "2011-12-26", "2011-12-27"));
  EXPECT_THAT(Iso(BankHolidays(2012)),
              ElementsAre("2012-01-02", "2012-04-06", "2012-04-09",
                          "2012-05-07", "2012-06-04", "2012-06-05",
                          "2012-08-27", "2012-12-25", "2012-12-26"));
}

TEST(BankHolidaysTest, EveryYearHasEightOrMoreDifferentWeekdays) {
  for (int year = kFirstBankHolidayYear; year <= kLastYear; ++year) {
    const std::vector<Date> days = BankHolidays(year);
    ASSERT_GE(days.size(), 8u) << year;
    ASSERT_LE(days.size(), 10u) << year;
    for (size_t i = 0; i < days.size(); ++i) {
      ASSERT_EQ(days[i].year(), year);
      ASSERT_TRUE(IsBankHoliday(days[i]));
      ASSERT_NE(absl::GetWeekday(days[i]), absl::Weekday::saturday);
      ASSERT_NE(absl::GetWeekday(days[i]), absl::Weekday::sunday);
      if (i > 0) {
        ASSERT_LT(days[i - 1], days[i]);
      }
    }
  }
  EXPECT_THAT(BankHolidays(1989), IsEmpty());
  EXPECT_THAT(BankHolidays(2202), IsEmpty());
}

TEST(EasterSundayTest, IsThatOfTheTables) {
  // The earliest and the latest possible, and the exceptions of the tables.
  EXPECT_EQ(EasterSunday(1818), Date(1818, 3, 22));
  EXPECT_EQ(EasterSunday(2008), Date(2008, 3, 23));
  EXPECT_EQ(EasterSunday(2038), Date(2038, 4, 25));
  EXPECT_EQ(EasterSunday(1954), Date(1954, 4, 18));
  EXPECT_EQ(EasterSunday(1981), Date(1981, 4, 19));
  EXPECT_EQ(EasterSunday(2049), Date(2049, 4, 18));
  EXPECT_EQ(EasterSunday(2076), Date(2076, 4, 19));
  EXPECT_EQ(EasterSunday(2100), Date(2100, 3, 28));
  for (int year = kFirstYear; year <= kLastYear; ++year) {
    const Date easter = EasterSunday(year);
    ASSERT_EQ(absl::GetWeekday(easter), absl::Weekday::sunday);
    ASSERT_GE(easter, Date(year, 3, 22));
    ASSERT_LE(easter, Date(year, 4, 25));
  }
}

TEST(WorkingCalendarTest, ADeadlineMovesToTheNextWorkingDay) {
  const WorkingCalendar calendar;
  // Good Friday to the Tuesday after Easter.
  EXPECT_EQ(calendar.NextWorkingDayOnOrAfter(Date(2025, 4, 18)),
            Date(2025, 4, 22));
  EXPECT_EQ(calendar.NextWorkingDayOnOrAfter(Date(2025, 4, 17)),
            Date(2025, 4, 17));
  // Over Christmas 2027, whose two holidays are moved.
  EXPECT_EQ(calendar.NextWorkingDayOnOrAfter(Date(2027, 12, 25)),
            Date(2027, 12, 29));
  // Past the last year of all.
  EXPECT_EQ(calendar.NextWorkingDayOnOrAfter(Date(2200, 12, 31)),
            Date(2200, 12, 31));
  EXPECT_EQ(calendar.NextWorkingDayOnOrAfter(Date(2201, 1, 1)),
            Date(2201, 1, 2));
}

TEST(WorkingCalendarTest, ACouncilsOwnDaysAreNotWorkingDays) {
  const WorkingCalendar calendar({Date(2025, 12, 29), Date(2025, 12, 24),
                                  Date(2025, 12, 29), Date(2025, 12, 27),
                                  Date(2025, 12, 25)});
  EXPECT_FALSE(calendar.IsWorkingDay(Date(2025, 12, 24)));
  EXPECT_TRUE(WorkingCalendar().IsWorkingDay(Date(2025, 12, 24)));
  EXPECT_EQ(calendar.AddWorkingDays(Date(2025, 12, 23), 1), Date(2025, 12, 30));
  EXPECT_EQ(calendar.WorkingDaysBetween(Date(2025, 12, 23), Date(2025, 12, 30)),
            1);
}

TEST(WorkingCalendarTest, TheDayItselfIsNotCounted) {
  const WorkingCalendar calendar;
  const Date friday(2025, 6, 6);
  EXPECT_EQ(calendar.AddWorkingDays(friday, 1), Date(2025, 6, 9));
  EXPECT_EQ(calendar.AddWorkingDays(friday + 1, 1), Date(2025, 6, 9));
  EXPECT_EQ(calendar.AddWorkingDays(friday + 2, 2), Date(2025, 6, 10));
  EXPECT_EQ(calendar.AddWorkingDays(friday + 3, -1), friday);
  EXPECT_EQ(calendar.AddWorkingDays(friday + 1, -1), friday);
  EXPECT_EQ(calendar.AddWorkingDays(friday, 0), friday);
  EXPECT_EQ(calendar.AddWorkingDays(friday + 1, 0), friday + 3);
  EXPECT_EQ(calendar.WorkingDaysBetween(friday, friday), 0);
  EXPECT_EQ(calendar.WorkingDaysBetween(friday, friday + 3), 1);
  EXPECT_EQ(calendar.WorkingDaysBetween(friday + 3, friday), -1);
  EXPECT_EQ(calendar.WorkingDaysBetween(friday, friday + 2), 0);
  // Fifteen working days after the end of the quarter, over Easter.
  EXPECT_EQ(calendar.AddWorkingDays(Date(2025, 3, 31), 15), Date(2025, 4, 23));
}

TEST(WorkingCalendarTest, AddingAgreesWithCountingDayByDay) {
  const WorkingCalendar calendar({Date(2022, 12, 28), Date(2023, 3, 1)});
  for (Date from(2018, 1, 1); from < Date(2028, 1, 1); from += 3) {
    Date day = from;
    int counted = 0;
    while (counted < 45) {
      ++day;
      if (!calendar.IsWorkingDay(day)) continue;
      ++counted;
      ASSERT_EQ(calendar.AddWorkingDays(from, counted), day);
      ASSERT_EQ(calendar.WorkingDaysBetween(from, day), counted);
    }
    ASSERT_EQ(calendar.AddWorkingDays(day + 1, -1), day);
  }
}

TEST(WorkingCalendarTest, CountingAgreesWithCountingDayByDayOverAllYears) {
  const WorkingCalendar calendar({Date(1900, 1, 2), Date(2150, 7, 7)});
  for (const Date origin : {Date(1900, 1, 1), Date(1969, 12, 28),
                            Date(1999, 12, 25), Date(2026, 11, 21)}) {
    int counted = 0;
    for (Date day = origin; day <= Date(2201, 12, 31);) {
      ASSERT_EQ(calendar.WorkingDaysBetween(origin, day), counted);
      ASSERT_EQ(calendar.WorkingDaysBetween(day, origin), -counted);
      ++day;
      if (calendar.IsWorkingDay(day)) ++counted;
    }
  }
}

TEST(WorkingCalendarTest, Before1990OnlyWeekendsAreKnown) {
  const WorkingCalendar calendar;
  EXPECT_TRUE(calendar.IsWorkingDay(Date(1989, 12, 25)));
  EXPECT_FALSE(calendar.IsWorkingDay(Date(1990, 1, 1)));
  EXPECT_FALSE(calendar.IsWorkingDay(Date(1989, 12, 30)));
}

}  // namespace
}  // namespace tidemark::type
