#include "services/contracts/return_calendar.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/contracts/contracts_fixture.h"

namespace tidemark::contracts {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::ParseText;
using type::Date;

// The periods as `id first..last due`.
std::vector<std::string> Periods(const v1::Contract& contract) {
  const auto day = [](const tidemark::type::v1::Date& date) {
    return type::FormatIsoDate(*type::FromProto(date));
  };
  std::vector<std::string> periods;
  for (const auto& period : contract.return_calendar().periods()) {
    periods.push_back(absl::StrCat(period.id(), " ", day(period.start_date()),
                                   "..", day(period.end_date()), " ",
                                   day(period.due_date())));
  }
  return periods;
}

// The periods made for a term, or the faults as `field CODE`.
std::vector<std::string> Make(const Term& term, const std::string& calendar,
                              const type::WorkingCalendar& working_days = {}) {
  auto contract =
      ParseText<v1::Contract>("return_calendar { " + calendar + " }");
  Faults faults;
  MakePeriods(term, working_days, contract, faults);
  return faults.empty() ? Periods(contract) : FaultCodes(faults.ToStatus());
}

TEST(MakePeriodsTest, MonthsEndOnTheirLastDayInALeapYearToo) {
  EXPECT_THAT(Make({Date(2028, 1, 20), Date(2028, 3, 31)},
                   "frequency: FREQUENCY_MONTHLY"),
              ElementsAre("2028-01 2028-01-20..2028-01-31 2028-02-15",
                          "2028-02 2028-02-01..2028-02-29 2028-03-15",
                          // 15 April 2028 is the Saturday of Easter.
                          "2028-03 2028-03-01..2028-03-31 2028-04-18"));
  EXPECT_THAT(Make({Date(2027, 2, 28), Date(2027, 2, 28)},
                   "frequency: FREQUENCY_MONTHLY due_days: 1"),
              ElementsAre("2027-02 2027-02-28..2027-02-28 2027-03-01"));
}

TEST(MakePeriodsTest, QuartersAreCutAtTheContractsStartAndEnd) {
  EXPECT_THAT(Make({Date(2025, 5, 15), Date(2026, 2, 10)},
                   "frequency: FREQUENCY_QUARTERLY"),
              ElementsAre("2025-26-q1 2025-05-15..2025-06-30 2025-07-15",
                          "2025-26-q2 2025-07-01..2025-09-30 2025-10-15",
                          "2025-26-q3 2025-10-01..2025-12-31 2026-01-15",
                          "2025-26-q4 2026-01-01..2026-02-10 2026-02-25"));
}

TEST(MakePeriodsTest, FourWeeksAreCountedFromTheContractsStart) {
  EXPECT_THAT(Make({Date(2025, 4, 1), Date(2025, 6, 10)},
                   "frequency: FREQUENCY_FOUR_WEEKLY"),
              ElementsAre("4w-001 2025-04-01..2025-04-28 2025-05-13",
                          "4w-002 2025-04-29..2025-05-26 2025-06-10",
                          "4w-003 2025-05-27..2025-06-10 2025-06-25"));
}

TEST(MakePeriodsTest, DueDateMovesOverBankHolidaysAndTheCouncilsOwnDays) {
  const Term november = {Date(2025, 11, 1), Date(2025, 11, 30)};
  const std::string calendar = "frequency: FREQUENCY_MONTHLY due_days: 25";
  // Christmas Day, Boxing Day and a weekend.
  EXPECT_THAT(Make(november, calendar),
              ElementsAre("2025-11 2025-11-01..2025-11-30 2025-12-29"));
  EXPECT_THAT(
      Make(november, calendar,
           type::WorkingCalendar({Date(2025, 12, 29), Date(2025, 12, 30)})),
      ElementsAre("2025-11 2025-11-01..2025-11-30 2025-12-31"));
}

TEST(MakePeriodsTest, LiveAtHomesPeriodsAreTakenWithDueDatesOnMondays) {
  EXPECT_THAT(Make({Date(2025, 11, 9), Date(2027, 1, 16)}, R"(
        frequency: FREQUENCY_EXPLICIT
        periods {
          id: "tier-1-p1"
          start_date { year: 2025 month: 11 day: 9 }
          end_date { year: 2026 month: 7 day: 4 }
          due_date { year: 2026 month: 7 day: 12 }
        }
        periods {
          id: "tier-1-p2"
          start_date { year: 2026 month: 7 day: 5 }
          end_date { year: 2027 month: 1 day: 16 }
          due_date { year: 2027 month: 1 day: 24 }
        })"),
              ElementsAre("tier-1-p1 2025-11-09..2026-07-04 2026-07-13",
                          "tier-1-p2 2026-07-05..2027-01-16 2027-01-25"));
}

TEST(MakePeriodsTest, MadePeriodsReplaceThoseGiven) {
  EXPECT_THAT(Make({Date(2025, 4, 1), Date(2025, 4, 30)},
                   R"(frequency: FREQUENCY_MONTHLY periods { id: "mine" })"),
              ElementsAre("2025-04 2025-04-01..2025-04-30 2025-05-15"));
}

TEST(MakePeriodsTest, ThirtyYearsOfFourWeeksFit) {
  EXPECT_EQ(Make({Date(2025, 4, 1), Date(2055, 4, 1)},
                 "frequency: FREQUENCY_FOUR_WEEKLY")
                .size(),
            392);
}

TEST(MakePeriodsTest, TellsWhatIsWrongWithExplicitPeriods) {
  EXPECT_THAT(Make({Date(2025, 11, 9), Date(2027, 1, 16)}, R"(
        frequency: FREQUENCY_EXPLICIT
        periods {
          id: "p1"
          start_date { year: 2025 month: 11 day: 2 }
          end_date { year: 2026 month: 7 day: 4 }
          due_date { year: 2026 month: 7 day: 12 }
        }
        periods {
          id: "p2"
          start_date { year: 2026 month: 7 day: 5 }
          end_date { year: 2027 month: 2 day: 28 }
          due_date { year: 2027 month: 3 day: 1 }
        })"),
              ElementsAre("contract.return_calendar.periods[0].start_date "
                          "PERIOD_OUTSIDE_CONTRACT",
                          "contract.return_calendar.periods[1].end_date "
                          "PERIOD_OUTSIDE_CONTRACT"));
  EXPECT_THAT(
      Make({Date(2025, 11, 9), Date(2027, 1, 16)}, R"(
        frequency: FREQUENCY_EXPLICIT
        periods {
          id: "p1"
          start_date { year: 2026 month: 7 day: 4 }
          end_date { year: 2025 month: 11 day: 9 }
          due_date { year: 2026 month: 7 day: 32 }
        }
        periods {
          id: "p1"
          start_date { year: 2026 month: 8 day: 5 }
          end_date { year: 2026 month: 9 day: 5 }
          due_date { year: 2026 month: 9 day: 4 }
        })"),
      ElementsAre(
          "contract.return_calendar.periods[0].due_date DATE_INVALID",
          "contract.return_calendar.periods[0].end_date END_BEFORE_START",
          "contract.return_calendar.periods[1].id PERIOD_ID_TAKEN",
          "contract.return_calendar.periods[1].due_date DUE_BEFORE_END"));
  EXPECT_THAT(Make({Date(2025, 11, 9), Date(2027, 1, 16)},
                   "frequency: FREQUENCY_EXPLICIT"),
              ElementsAre("contract.return_calendar.periods PERIODS_MISSING"));
  EXPECT_THAT(
      Make({Date(2025, 11, 9), Date(2027, 1, 16)}, "due_days: 3"),
      ElementsAre("contract.return_calendar.frequency FREQUENCY_UNKNOWN"));
}

TEST(CutPeriodsTest, DropsLaterPeriodsAndCutsTheOneThatSpansTheEnd) {
  auto contract = ParseText<v1::Contract>(
      "return_calendar { frequency: FREQUENCY_QUARTERLY }");
  Faults faults;
  MakePeriods({Date(2025, 4, 1), Date(2026, 3, 31)}, {}, contract, faults);
  CutPeriods(Date(2025, 9, 30), contract);
  EXPECT_THAT(Periods(contract),
              ElementsAre("2025-26-q1 2025-04-01..2025-06-30 2025-07-15",
                          "2025-26-q2 2025-07-01..2025-09-30 2025-10-15"));
  CutPeriods(Date(2025, 7, 1), contract);
  EXPECT_THAT(Periods(contract),
              ElementsAre("2025-26-q1 2025-04-01..2025-06-30 2025-07-15",
                          "2025-26-q2 2025-07-01..2025-07-01 2025-10-15"));
  CutPeriods(Date(2025, 3, 31), contract);
  EXPECT_THAT(Periods(contract), IsEmpty());
}

// A contract in force from 1 April 2025 to 15 May 2026 whose periods were made
// from `calendar`, and what becomes of it.
class ChangePeriodsTest : public ::testing::Test {
 protected:
  void Start(const std::string& calendar) {
    before_ = ParseText<v1::Contract>(
        "start_date { year: 2025 month: 4 day: 1 } "
        "end_date { year: 2026 month: 5 day: 15 } return_calendar { " +
        calendar + " }");
    Faults faults;
    MakePeriods({Date(2025, 4, 1), Date(2026, 5, 15)}, {}, before_, faults);
    ASSERT_TRUE(faults.empty());
  }

  // The periods after a change of the last day and, unless it is empty, the
  // calendar; or the faults.
  std::vector<std::string> Change(Date end, const std::string& calendar,
                                  Date today, Date effective,
                                  const type::WorkingCalendar& days = {}) {
    v1::Contract after = before_;
    if (!calendar.empty()) {
      *after.mutable_return_calendar() =
          ParseText<v1::Contract::ReturnCalendar>(calendar);
    }
    Faults faults;
    ChangePeriods({.before = before_,
                   .term = {Date(2025, 4, 1), end},
                   .effective = effective,
                   .today = today,
                   .working_days = days},
                  after, faults);
    return faults.empty() ? Periods(after) : FaultCodes(faults.ToStatus());
  }

  v1::Contract before_;
};

TEST_F(ChangePeriodsTest, NothingMovesWhereTermAndCalendarStay) {
  Start("frequency: FREQUENCY_QUARTERLY");
  EXPECT_EQ(Change(Date(2026, 5, 15), "", Date(2025, 4, 1), Date(2025, 5, 1),
                   type::WorkingCalendar({Date(2025, 10, 15)})),
            Periods(before_));
  EXPECT_EQ(
      Change(Date(2026, 5, 15), "frequency: FREQUENCY_QUARTERLY due_days: 15",
             Date(2025, 4, 1), Date(2025, 5, 1)),
      Periods(before_));
}

TEST_F(ChangePeriodsTest, ExtensionMakesFurtherPeriods) {
  Start("frequency: FREQUENCY_QUARTERLY");
  // The last period, cut at the old end, has not begun: it grows.
  EXPECT_THAT(
      Change(Date(2026, 9, 30), "", Date(2026, 3, 31), Date(2026, 5, 16)),
      ElementsAre("2025-26-q1 2025-04-01..2025-06-30 2025-07-15",
                  "2025-26-q2 2025-07-01..2025-09-30 2025-10-15",
                  "2025-26-q3 2025-10-01..2025-12-31 2026-01-15",
                  "2025-26-q4 2026-01-01..2026-03-31 2026-04-15",
                  "2026-27-q1 2026-04-01..2026-06-30 2026-07-15",
                  "2026-27-q2 2026-07-01..2026-09-30 2026-10-15"));
}

TEST_F(ChangePeriodsTest, ExtensionLeavesAPeriodThatHasBegun) {
  Start("frequency: FREQUENCY_QUARTERLY");
  const auto after =
      Change(Date(2026, 9, 30), "", Date(2026, 4, 1), Date(2026, 5, 16));
  ASSERT_EQ(after.size(), 7);
  EXPECT_EQ(after[4], "2026-27-q1 2026-04-01..2026-05-15 2026-06-01");
  EXPECT_EQ(after[5], "2026-27-q1-2 2026-05-16..2026-06-30 2026-07-15");
  EXPECT_EQ(after[6], "2026-27-q2 2026-07-01..2026-09-30 2026-10-15");
}

TEST_F(ChangePeriodsTest, FourWeeksGoOnCountingAcrossAnExtension) {
  Start("frequency: FREQUENCY_FOUR_WEEKLY");
  const auto before = Periods(before_);
  ASSERT_EQ(before.size(), 15);
  EXPECT_EQ(before.back(), "4w-015 2026-04-28..2026-05-15 2026-06-01");
  const auto after =
      Change(Date(2026, 6, 30), "", Date(2026, 5, 15), Date(2026, 5, 16));
  ASSERT_EQ(after.size(), 18);
  EXPECT_EQ(after[14], before[14]);
  EXPECT_EQ(after[15], "4w-015-2 2026-05-16..2026-05-25 2026-06-09");
  EXPECT_EQ(after[16], "4w-016 2026-05-26..2026-06-22 2026-07-07");
  EXPECT_EQ(after[17], "4w-017 2026-06-23..2026-06-30 2026-07-15");
}

TEST_F(ChangePeriodsTest, OnlyPeriodsNotBegunTakeTheCouncilsNewDays) {
  Start("frequency: FREQUENCY_QUARTERLY");
  const type::WorkingCalendar days(
      {Date(2025, 10, 15), Date(2026, 1, 15), Date(2026, 4, 15)});
  const auto after =
      Change(Date(2026, 6, 30), "", Date(2025, 10, 1), Date(2025, 10, 1), days);
  ASSERT_EQ(after.size(), 5);
  EXPECT_EQ(after[1], "2025-26-q2 2025-07-01..2025-09-30 2025-10-15");
  EXPECT_EQ(after[2], "2025-26-q3 2025-10-01..2025-12-31 2026-01-15");
  EXPECT_EQ(after[3], "2025-26-q4 2026-01-01..2026-03-31 2026-04-16");
}

TEST_F(ChangePeriodsTest, NewFrequencyHoldsFromTheEffectiveDate) {
  Start("frequency: FREQUENCY_QUARTERLY");
  EXPECT_THAT(
      Change(Date(2026, 5, 15), "frequency: FREQUENCY_MONTHLY due_days: 10",
             Date(2025, 8, 1), Date(2026, 1, 1)),
      ElementsAre("2025-26-q1 2025-04-01..2025-06-30 2025-07-15",
                  "2025-26-q2 2025-07-01..2025-09-30 2025-10-15",
                  "2025-26-q3 2025-10-01..2025-12-31 2026-01-15",
                  "2026-01 2026-01-01..2026-01-31 2026-02-10",
                  "2026-02 2026-02-01..2026-02-28 2026-03-10",
                  "2026-03 2026-03-01..2026-03-31 2026-04-10",
                  "2026-04 2026-04-01..2026-04-30 2026-05-11",
                  "2026-05 2026-05-01..2026-05-15 2026-05-26"));
  // In the middle of a quarter that has begun, the first month is what is left.
  const auto after =
      Change(Date(2026, 5, 15), "frequency: FREQUENCY_FOUR_WEEKLY",
             Date(2026, 1, 1), Date(2025, 4, 1));
  ASSERT_EQ(after.size(), 6);
  EXPECT_EQ(after[3], "2025-26-q4 2026-01-01..2026-03-31 2026-04-15");
  EXPECT_EQ(after[4], "4w-014 2026-04-01..2026-04-27 2026-05-12");
}

TEST_F(ChangePeriodsTest, EarlierEndDropsPeriodsButNoneThatHasBegun) {
  Start("frequency: FREQUENCY_QUARTERLY");
  EXPECT_THAT(
      Change(Date(2025, 11, 30), "", Date(2025, 8, 1), Date(2025, 8, 1)),
      ElementsAre("2025-26-q1 2025-04-01..2025-06-30 2025-07-15",
                  "2025-26-q2 2025-07-01..2025-09-30 2025-10-15",
                  "2025-26-q3 2025-10-01..2025-11-30 2025-12-15"));
  const auto begun =
      Change(Date(2025, 11, 30), "", Date(2025, 10, 1), Date(2025, 8, 1));
  ASSERT_EQ(begun.size(), 3);
  EXPECT_EQ(begun[2], "2025-26-q3 2025-10-01..2025-12-31 2026-01-15");
  EXPECT_THAT(
      Change(Date(2025, 9, 30), "", Date(2025, 10, 1), Date(2025, 8, 1)),
      ElementsAre("contract.end_date PERIOD_BEGUN"));
}

constexpr char kExplicit[] = R"(
  frequency: FREQUENCY_EXPLICIT
  periods {
    id: "p1"
    start_date { year: 2025 month: 4 day: 6 }
    end_date { year: 2025 month: 10 day: 4 }
    due_date { year: 2025 month: 10 day: 12 }
  }
  periods {
    id: "p2"
    start_date { year: 2025 month: 10 day: 5 }
    end_date { year: 2026 month: 4 day: 4 }
    due_date { year: 2026 month: 4 day: 12 }
  })";

TEST_F(ChangePeriodsTest, ExplicitPeriodsAreCutToAnEarlierEnd) {
  Start(kExplicit);
  EXPECT_THAT(
      Change(Date(2026, 1, 31), "", Date(2025, 10, 4), Date(2025, 10, 4)),
      ElementsAre("p1 2025-04-06..2025-10-04 2025-10-13",
                  "p2 2025-10-05..2026-01-31 2026-04-13"));
  EXPECT_THAT(
      Change(Date(2025, 10, 4), "", Date(2025, 10, 4), Date(2025, 10, 4)),
      ElementsAre("p1 2025-04-06..2025-10-04 2025-10-13"));
}

TEST_F(ChangePeriodsTest, ExplicitPeriodsThatHaveBegunMayBeLeftOut) {
  Start(kExplicit);
  const std::string later = R"(
    periods {
      id: "p3"
      start_date { year: 2025 month: 10 day: 5 }
      end_date { year: 2026 month: 5 day: 15 }
      due_date { year: 2026 month: 5 day: 23 }
    })";
  const auto expected = ElementsAre("p1 2025-04-06..2025-10-04 2025-10-13",
                                    "p3 2025-10-05..2026-05-15 2026-05-26");
  EXPECT_THAT(Change(Date(2026, 5, 15), "frequency: FREQUENCY_EXPLICIT" + later,
                     Date(2025, 10, 4), Date(2025, 10, 4)),
              expected);
  // Given as first given, with the due date that was moved since; and as
  // stored, though the council has closed on that day since.
  const std::string first = R"(frequency: FREQUENCY_EXPLICIT periods {
      id: "p1"
      start_date { year: 2025 month: 4 day: 6 }
      end_date { year: 2025 month: 10 day: 4 }
      due_date { year: 2025 month: 10 day: )";
  EXPECT_THAT(Change(Date(2026, 5, 15), first + "12 } }" + later,
                     Date(2025, 10, 4), Date(2025, 10, 4)),
              expected);
  EXPECT_THAT(
      Change(Date(2026, 5, 15), first + "13 } }" + later, Date(2025, 10, 4),
             Date(2025, 10, 4), type::WorkingCalendar({Date(2025, 10, 13)})),
      expected);
  EXPECT_THAT(Change(Date(2026, 5, 15), first + "20 } }" + later,
                     Date(2025, 10, 4), Date(2025, 10, 4)),
              ElementsAre("contract.return_calendar.periods[0] PERIOD_BEGUN"));
  EXPECT_THAT(
      Change(Date(2026, 5, 15), "frequency: FREQUENCY_EXPLICIT" + later,
             Date(2025, 10, 5), Date(2025, 10, 4)),
      ElementsAre(
          "contract.return_calendar.periods[0].start_date PERIODS_OVERLAP"));
}

}  // namespace
}  // namespace tidemark::contracts
