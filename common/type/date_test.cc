#include "common/type/date.h"

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tidemark::type {
namespace {

using ::testing::HasSubstr;

class FixedClock : public Clock {
 public:
  explicit FixedClock(absl::Time now) : now_(now) {}
  absl::Time Now() const override { return now_; }

 private:
  const absl::Time now_;
};

v1::Date Proto(int year, int month, int day) {
  v1::Date proto;
  proto.set_year(year);
  proto.set_month(month);
  proto.set_day(day);
  return proto;
}

absl::Time Utc(int year, int month, int day, int hour, int minute) {
  return absl::FromCivil(absl::CivilMinute(year, month, day, hour, minute),
                         absl::UTCTimeZone());
}

TEST(DateTest, EveryDayOfTheRangeRoundTrips) {
  int32_t number = DayNumber(Date(kFirstYear, 1, 1));
  for (Date date(kFirstYear, 1, 1); date <= Date(kLastYear, 12, 31); ++date) {
    ASSERT_EQ(*FromProto(ToProto(date)), date);
    ASSERT_EQ(DayNumber(date), number);
    ASSERT_EQ(FromDayNumber(number), date);
    ASSERT_EQ(*ParseIsoDate(FormatIsoDate(date)), date);
    ++number;
  }
}

TEST(DateTest, DayNumbersAreThoseOnDisk) {
  EXPECT_EQ(DayNumber(Date(1970, 1, 1)), 0);
  EXPECT_EQ(DayNumber(Date(1969, 12, 31)), -1);
  EXPECT_EQ(DayNumber(Date(2000, 3, 1)), 11017);
  EXPECT_EQ(YearMonth(Date(2025, 4, 1)).index(), 24303);
}

TEST(DateTest, AnUnsetDateIsMissing) {
  EXPECT_FALSE(IsSet(v1::Date()));
  EXPECT_TRUE(IsSet(Proto(0, 0, 1)));
  const auto date = FromProto(v1::Date());
  EXPECT_EQ(date.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(date.status()), "DATE_MISSING");
}

TEST(DateTest, ADateThatDoesNotExistIsRefusedWithTheLengthOfItsMonth) {
  const auto thirtieth = FromProto(Proto(2025, 2, 30));
  EXPECT_EQ(thirtieth.status().message(),
            "day must be 1 to 28 in February 2025; is 30");
  EXPECT_EQ(ReasonOf(thirtieth.status()), "DATE_INVALID");
  EXPECT_EQ(FromProto(Proto(2024, 2, 30)).status().message(),
            "day must be 1 to 29 in February 2024; is 30");
  EXPECT_EQ(FromProto(Proto(2100, 2, 29)).status().message(),
            "day must be 1 to 28 in February 2100; is 29");
  EXPECT_EQ(FromProto(Proto(2200, 12, 32)).status().message(),
            "day must be 1 to 31 in December 2200; is 32");
  EXPECT_EQ(FromProto(Proto(2025, 4, 0)).status().message(),
            "day must be 1 to 30 in April 2025; is 0");
  // Far enough away to come back to the same day of another month.
  EXPECT_FALSE(FromProto(Proto(2025, 1, 366)).ok());
  EXPECT_FALSE(FromProto(Proto(2025, 1, 2147483647)).ok());
  EXPECT_FALSE(FromProto(Proto(2025, 1, -2147483647)).ok());
  EXPECT_EQ(FromProto(Proto(2025, 13, 1)).status().message(),
            "month must be 1 to 12; is 13");
  EXPECT_FALSE(FromProto(Proto(2025, 0, 1)).ok());
  EXPECT_TRUE(FromProto(Proto(2000, 2, 29)).ok());
}

TEST(DateTest, YearsOutsideTheRangeAreRefused) {
  for (const int year : {-1, 0, 25, 1899, 2201, 2147483647}) {
    EXPECT_EQ(ReasonOf(FromProto(Proto(year, 1, 1)).status()), "DATE_RANGE")
        << year;
  }
  EXPECT_THAT(FromProto(Proto(1899, 1, 1)).status().message(),
              HasSubstr("1900 to 2200; is 1899"));
}

TEST(DateTest, ReadDateAddsTheFaultUnderItsField) {
  Faults faults;
  EXPECT_EQ(ReadDate(Proto(2025, 6, 30), "start_date", faults),
            Date(2025, 6, 30));
  EXPECT_TRUE(faults.empty());
  EXPECT_EQ(ReadDate(Proto(2025, 6, 31), "contract.end_date", faults),
            std::nullopt);
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults.all()[0].field, "contract.end_date");
  EXPECT_EQ(faults.all()[0].code, "DATE_INVALID");
  EXPECT_EQ(faults.all()[0].value, "2025-6-31");
}

TEST(DateTest, TextIsReadInTheOrderItsFunctionSays) {
  EXPECT_EQ(*ParseIsoDate("2026-05-06"), Date(2026, 5, 6));
  EXPECT_EQ(*ParseEnglishDate("05/06/2026"), Date(2026, 6, 5));
  EXPECT_EQ(*ParseEnglishDate("5/6/2026"), Date(2026, 6, 5));
  EXPECT_EQ(*ParseAmericanDate("05/06/2026"), Date(2026, 5, 6));
  EXPECT_EQ(ReasonOf(ParseEnglishDate("05/29/2026").status()), "DATE_INVALID");
  EXPECT_EQ(ReasonOf(ParseAmericanDate("29/05/2026").status()), "DATE_INVALID");
}

TEST(DateTest, OtherTextIsRefusedAndNotRepeated) {
  for (const char* text : {"", "2026", "2026-5-6", "2026-05-06 ", " 2026-05-06",
                           "2026/05/06", "06-05-2026", "20260506",
                           "2026-05-06T00:00", "-026-05-06", "2026-05-0x"}) {
    EXPECT_EQ(ReasonOf(ParseIsoDate(text).status()), "DATE_FORMAT") << text;
  }
  for (const char* text : {"", "1/2/26", "1/2/20266", "001/2/2026", "1-2-2026",
                           "1//2026", "/2/2026", "1/2/", "1/2", "1/2/2026x"}) {
    EXPECT_EQ(ReasonOf(ParseEnglishDate(text).status()), "DATE_FORMAT") << text;
    EXPECT_EQ(ReasonOf(ParseAmericanDate(text).status()), "DATE_FORMAT")
        << text;
  }
  EXPECT_THAT(ParseIsoDate("Ada Example").status().message(),
              testing::Not(HasSubstr("Ada")));
}

TEST(DateTest, DatesAreShownInFull) {
  EXPECT_EQ(FormatLongDate(Date(2026, 11, 21)), "21 November 2026");
  EXPECT_EQ(FormatLongDate(Date(2025, 2, 3)), "3 February 2025");
  EXPECT_EQ(FormatIsoDate(Date(2025, 2, 3)), "2025-02-03");
}

TEST(DateTest, TodayIsTheDayInEngland) {
  EXPECT_EQ(Today(FixedClock(Utc(2025, 6, 30, 22, 59))), Date(2025, 6, 30));
  EXPECT_EQ(Today(FixedClock(Utc(2025, 6, 30, 23, 0))), Date(2025, 7, 1));
  EXPECT_EQ(Today(FixedClock(Utc(2025, 12, 31, 23, 59))), Date(2025, 12, 31));
  EXPECT_EQ(Today(FixedClock(Utc(2026, 1, 1, 0, 0))), Date(2026, 1, 1));
}

TEST(DateTest, SummerTimeBeginsAndEndsAtOneInTheMorningUtc) {
  EXPECT_FALSE(IsBritishSummerTime(Utc(2025, 3, 30, 0, 59)));
  EXPECT_TRUE(IsBritishSummerTime(Utc(2025, 3, 30, 1, 0)));
  EXPECT_TRUE(IsBritishSummerTime(Utc(2025, 10, 26, 0, 59)));
  EXPECT_FALSE(IsBritishSummerTime(Utc(2025, 10, 26, 1, 0)));
  // The 31st is a Sunday.
  EXPECT_FALSE(IsBritishSummerTime(Utc(2024, 3, 31, 0, 59)));
  EXPECT_TRUE(IsBritishSummerTime(Utc(2024, 3, 31, 1, 0)));
}

TEST(DateTest, TheSummerTimeRuleAgreesWithTheTimeZoneDatabase) {
  absl::TimeZone london;
  if (!absl::LoadTimeZone("Europe/London", &london)) {
    GTEST_SKIP() << "there is no time zone database";
  }
  for (absl::Time time = Utc(1996, 1, 1, 0, 30); time < Utc(2060, 1, 1, 0, 0);
       time += absl::Hours(1)) {
    ASSERT_EQ(IsBritishSummerTime(time), london.At(time).offset == 3600)
        << time;
  }
}

TEST(DateTest, FinancialYearsRunFromAprilToMarch) {
  EXPECT_EQ(FinancialYear(Date(2026, 3, 31)), 2025);
  EXPECT_EQ(FinancialYear(Date(2026, 4, 1)), 2026);
  EXPECT_EQ(FinancialYearLabel(2025), "2025-26");
  EXPECT_EQ(FinancialYearLabel(1999), "1999-00");
  const int quarters[] = {4, 4, 4, 1, 1, 1, 2, 2, 2, 3, 3, 3};
  for (int month = 1; month <= 12; ++month) {
    EXPECT_EQ(FinancialQuarter(Date(2025, month, 15)), quarters[month - 1]);
  }
}

TEST(YearMonthTest, KnowsItsDaysAndItsNeighbours) {
  const YearMonth month(Date(2024, 2, 17));
  EXPECT_EQ(month.first_day(), Date(2024, 2, 1));
  EXPECT_EQ(month.last_day(), Date(2024, 2, 29));
  EXPECT_EQ(month.Format(), "2024-02");
  EXPECT_EQ(month.AddMonths(-2).Format(), "2023-12");
  EXPECT_EQ(month.AddMonths(11).Format(), "2025-01");
  EXPECT_LT(month, month.AddMonths(1));
  EXPECT_EQ(month, *YearMonth::Parse("2024-02"));
}

TEST(YearMonthTest, EveryMonthRoundTrips) {
  YearMonth month = *YearMonth::Parse("1900-01");
  for (int year = 1900; year <= 2200; ++year) {
    for (int m = 1; m <= 12; ++m) {
      ASSERT_EQ(month.year(), year);
      ASSERT_EQ(month.month(), m);
      ASSERT_EQ(*YearMonth::Parse(month.Format()), month);
      ASSERT_EQ(YearMonth::FromIndex(month.index()), month);
      ASSERT_EQ(YearMonth(month.last_day()), month);
      ASSERT_EQ(YearMonth(month.last_day() + 1), month.AddMonths(1));
      month = month.AddMonths(1);
    }
  }
}

TEST(YearMonthTest, OtherTextIsRefused) {
  for (const char* text : {"", "2025", "2025-4", "2025-04-01", "2025/04"}) {
    EXPECT_EQ(ReasonOf(YearMonth::Parse(text).status()), "MONTH_FORMAT")
        << text;
  }
  EXPECT_EQ(ReasonOf(YearMonth::Parse("2025-13").status()), "DATE_INVALID");
  EXPECT_EQ(ReasonOf(YearMonth::Parse("1899-12").status()), "DATE_RANGE");
}

}  // namespace
}  // namespace tidemark::type
