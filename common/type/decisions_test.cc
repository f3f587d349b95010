#include "common/type/decisions.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "tidemark/contracts/v1/council.pb.h"

namespace tidemark::type {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::ParseText;

absl::Time At(const std::string& text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error))
      << error;
  return time;
}

std::string DecideByOf(const std::string& made,
                       const WorkingCalendar& calendar = {}) {
  return FormatIsoDate(DecideBy(At(made), calendar));
}

std::vector<std::string> Codes(const Faults& faults) {
  std::vector<std::string> codes;
  for (const Fault& fault : faults.all()) {
    codes.push_back(fault.field + " " + fault.code);
  }
  return codes;
}

v1::Decision GoodDecision() {
  return ParseText<v1::Decision>(R"(
    result: RESULT_ACCEPTED
    options { text: "Two visits fewer" chosen: true }
    options { text: "Leave it as it is" why_not: "She wants to do it herself" }
    reasons: "She has cooked for herself since May."
    person_view { source: SOURCE_SAID words: "About time" }
    decide_by { year: 2025 month: 11 day: 25 }
    decided_by: "users/grace"
    decide_time { seconds: 1764028800 }
  )");
}

TEST(DecideByTest, IsTheSecondWorkingDayAfterTheDayItWasMade) {
  EXPECT_EQ(DecideByOf("2025-11-17T09:00:00Z"), "2025-11-19");
  EXPECT_EQ(DecideByOf("2025-11-20T09:00:00Z"), "2025-11-24");
}

// The day itself never counts, so there are two whole working days whatever
// the hour.
TEST(DecideByTest, TheHourOfTheDayDoesNotMatter) {
  EXPECT_EQ(DecideByOf("2025-11-21T00:00:00Z"), "2025-11-25");
  EXPECT_EQ(DecideByOf("2025-11-21T16:59:00Z"), "2025-11-25");
  EXPECT_EQ(DecideByOf("2025-11-21T23:59:59Z"), "2025-11-25");
}

TEST(DecideByTest, AProposalOfSaturdayNightOrSundayIsDueOnTuesday) {
  EXPECT_EQ(DecideByOf("2025-11-22T23:59:59Z"), "2025-11-25");
  EXPECT_EQ(DecideByOf("2025-11-23T12:00:00Z"), "2025-11-25");
}

TEST(DecideByTest, TheDayIsThatOfEngland) {
  // Half past midnight on Monday 16 June, while it is still Sunday in UTC.
  EXPECT_EQ(DecideByOf("2025-06-15T23:30:00Z"), "2025-06-18");
  // Clocks go forward on Sunday 30 March 2025.
  EXPECT_EQ(DecideByOf("2025-03-30T23:30:00Z"), "2025-04-02");
  EXPECT_EQ(DecideByOf("2025-03-29T23:30:00Z"), "2025-04-01");
}

TEST(DecideByTest, BankHolidaysAreNoWorkingDays) {
  // Easter 2026: Good Friday is 3 April, Easter Monday the 6th.
  EXPECT_EQ(DecideByOf("2026-04-01T10:00:00Z"), "2026-04-07");
  EXPECT_EQ(DecideByOf("2026-04-03T10:00:00Z"), "2026-04-08");
  // Christmas 2025 is on a Thursday; in 2027 both days are moved.
  EXPECT_EQ(DecideByOf("2025-12-23T10:00:00Z"), "2025-12-29");
  EXPECT_EQ(DecideByOf("2027-12-24T10:00:00Z"), "2027-12-30");
  // New Year.
  EXPECT_EQ(DecideByOf("2025-12-31T10:00:00Z"), "2026-01-05");
}

TEST(DecideByTest, TheLeapDayCounts) {
  EXPECT_EQ(DecideByOf("2024-02-27T10:00:00Z"), "2024-02-29");
  EXPECT_EQ(DecideByOf("2024-02-28T10:00:00Z"), "2024-03-01");
  EXPECT_EQ(DecideByOf("2025-02-27T10:00:00Z"), "2025-03-03");
}

TEST(DecideByTest, ACouncilsOwnDaysAreNoWorkingDays) {
  EXPECT_EQ(
      DecideByOf("2025-11-21T10:00:00Z", WorkingCalendar({Date(2025, 11, 24)})),
      "2025-11-26");
}

TEST(WaitingOnTest, CountsWorkingDaysDownToTheDayAndThenBelowNothing) {
  const WorkingCalendar calendar;
  const Date tuesday(2025, 11, 25);
  const auto left = [&](Date today) {
    return WaitingOn(today, tuesday, calendar).working_days_left;
  };
  EXPECT_EQ(left(Date(2025, 11, 21)), 2);
  EXPECT_EQ(left(Date(2025, 11, 22)), 2);
  EXPECT_EQ(left(Date(2025, 11, 24)), 1);
  EXPECT_EQ(left(tuesday), 0);
  EXPECT_FALSE(WaitingOn(tuesday, tuesday, calendar).overdue);
  EXPECT_EQ(left(tuesday + 1), -1);
  EXPECT_TRUE(WaitingOn(tuesday + 1, tuesday, calendar).overdue);
  // The weekend after a Friday is overdue, without a working day in between.
  const Waiting weekend =
      WaitingOn(Date(2025, 11, 29), Date(2025, 11, 28), calendar);
  EXPECT_EQ(weekend.working_days_left, 0);
  EXPECT_TRUE(weekend.overdue);
}

TEST(DecidedOnTimeTest, TheWholeOfTheDayIsInTime) {
  v1::Decision decision = GoodDecision();
  *decision.mutable_decide_time() = TimestampOf(At("2025-11-25T23:59:59Z"));
  EXPECT_TRUE(DecidedOnTime(decision));
  *decision.mutable_decide_time() = TimestampOf(At("2025-11-26T00:00:00Z"));
  EXPECT_FALSE(DecidedOnTime(decision));
  // In summer the day ends at 23:00 UTC.
  *decision.mutable_decide_by() = ToProto(Date(2025, 6, 17));
  *decision.mutable_decide_time() = TimestampOf(At("2025-06-17T23:00:00Z"));
  EXPECT_FALSE(DecidedOnTime(decision));
}

TEST(TimestampTest, IsTheSameThereAndBack) {
  for (const absl::Time time : {At("2025-11-22T09:00:00.000001Z"),
                                absl::FromUnixMicros(-1), absl::UnixEpoch()}) {
    EXPECT_EQ(TimeOf(TimestampOf(time)), time);
    EXPECT_GE(TimestampOf(time).nanos(), 0);
  }
}

TEST(CalendarWithTest, LeavesOutWhatIsNoDate) {
  const auto council = ParseText<contracts::v1::Council>(R"(
    extra_non_working_days { date { year: 2025 month: 11 day: 24 } }
    extra_non_working_days { date { year: 2025 month: 2 day: 30 } }
    extra_non_working_days { label: "Not known yet" })");
  const WorkingCalendar calendar =
      CalendarWith(council.extra_non_working_days());
  EXPECT_FALSE(calendar.IsWorkingDay(Date(2025, 11, 24)));
  EXPECT_TRUE(calendar.IsWorkingDay(Date(2025, 11, 25)));
}

TEST(CheckDecisionTest, AcceptsADecisionWithOptionsAndReasons) {
  Faults faults;
  CheckDecision(GoodDecision(), "decision", faults);
  EXPECT_THAT(Codes(faults), IsEmpty());
}

TEST(CheckDecisionTest, NamesEveryFaultOfTheOptionsAtOnce) {
  const auto decision = ParseText<v1::Decision>(R"(
    options { text: "Two visits fewer" chosen: true why_not: "Hm" }
    options { text: "two visits fewer " chosen: true }
    options { text: "Leave it" why_not: " " }
    person_view { source: SOURCE_SAID not_obtained: NOT_OBTAINED_AWAY }
  )");
  Faults faults;
  CheckDecision(decision, "decision", faults);
  EXPECT_THAT(Codes(faults),
              ElementsAre("decision.options[0].why_not WHY_NOT_OF_CHOSEN",
                          "decision.options[1].text OPTION_TWICE",
                          "decision.options[2].why_not WHY_NOT_MISSING",
                          "decision.options CHOSEN_ONE",
                          "decision.person_view.not_obtained VIEW_BOTH",
                          "decision.person_view.words VIEW_WITHOUT_WORDS"));
}

TEST(CheckDecisionTest, OneOptionIsNoChoiceAndNoneChosenIsNoDecision) {
  v1::Decision decision = GoodDecision();
  decision.mutable_options()->RemoveLast();
  Faults one;
  CheckDecision(decision, "", one);
  EXPECT_THAT(Codes(one), ElementsAre("options OPTIONS_TOO_FEW"));

  decision = GoodDecision();
  decision.mutable_options(0)->set_chosen(false);
  decision.mutable_options(0)->set_why_not("Too soon");
  decision.clear_person_view();
  Faults none;
  CheckDecision(decision, "", none);
  EXPECT_THAT(Codes(none), ElementsAre("options CHOSEN_ONE",
                                       "person_view.source VIEW_MISSING"));
}

TEST(CheckGroundsTest, TheReviewHasHappenedAndRiskHasTwoSides) {
  const Date today(2025, 11, 21);
  auto grounds = ParseText<v1::Grounds>(R"(
    review_date { year: 2025 month: 11 day: 21 }
    person_view { not_obtained: NOT_OBTAINED_UNWELL }
  )");
  const auto codes = [&](Risk risk) {
    Faults faults;
    CheckGrounds(grounds, "grounds", today, risk, faults);
    return Codes(faults);
  };
  EXPECT_THAT(codes(Risk::kIfAny), IsEmpty());
  EXPECT_THAT(codes(Risk::kRequired),
              ElementsAre("grounds.possible_benefit RISK_MISSING"));
  grounds.set_possible_benefit("More of her own time");
  EXPECT_THAT(codes(Risk::kIfAny),
              ElementsAre("grounds.possible_harm RISK_ONE_SIDED"));
  grounds.set_possible_harm("A fall");
  EXPECT_THAT(codes(Risk::kRequired), IsEmpty());
  *grounds.mutable_review_date() = ToProto(today + 1);
  EXPECT_THAT(codes(Risk::kIfAny),
              ElementsAre("grounds.review_date REVIEW_AHEAD"));
  grounds.mutable_review_date()->set_month(13);
  EXPECT_THAT(codes(Risk::kIfAny),
              ElementsAre("grounds.review_date DATE_INVALID"));
}

TEST(DelegatesTest, OnlyTheKindsAndDaysOfTheScope) {
  const Date today(2025, 11, 21);
  auto scope = ParseText<v1::DelegatedReview>(R"(
    kinds: PROPOSAL_KIND_NEW_OUTCOME
    kinds: PROPOSAL_KIND_PAUSE
  )");
  EXPECT_TRUE(Delegates(scope, v1::PROPOSAL_KIND_PAUSE, today));
  EXPECT_FALSE(Delegates(scope, v1::PROPOSAL_KIND_EXIT, today));
  EXPECT_FALSE(Delegates({}, v1::PROPOSAL_KIND_PAUSE, today));
  *scope.mutable_from_date() = ToProto(today);
  *scope.mutable_to_date() = ToProto(today);
  EXPECT_TRUE(Delegates(scope, v1::PROPOSAL_KIND_PAUSE, today));
  EXPECT_FALSE(Delegates(scope, v1::PROPOSAL_KIND_PAUSE, today - 1));
  EXPECT_FALSE(Delegates(scope, v1::PROPOSAL_KIND_PAUSE, today + 1));
  EXPECT_THAT(NotDelegated("councils/X/contracts/c", v1::PROPOSAL_KIND_EXIT),
              HasReason("NOT_DELEGATED"));
}

TEST(InSampleTest, TakesTheShareAndAlwaysTheSame) {
  const absl::Time made = At("2025-11-21T10:00:00Z");
  const auto count = [&](int32_t basis_points) {
    int sampled = 0;
    for (int i = 0; i < 10'000; ++i) {
      const std::string name =
          absl::StrCat("councils/X/packages/", i, "/proposals/less");
      const bool in = InSample(name, made, basis_points);
      EXPECT_EQ(in, InSample(name, made, basis_points));
      if (in) ++sampled;
    }
    return sampled;
  };
  EXPECT_EQ(count(0), 0);
  EXPECT_EQ(count(10'000), 10'000);
  EXPECT_NEAR(count(2'000), 2'000, 160);
  // What was in a sample is in every larger one.
  for (int i = 0; i < 200; ++i) {
    const std::string name = absl::StrCat("p", i);
    if (InSample(name, made, 1'000)) {
      EXPECT_TRUE(InSample(name, made, 5'000));
    }
  }
}

// A provider chooses the name, and must not be able to choose one that is
// never looked at.
TEST(InSampleTest, TheNameAloneDoesNotDecide) {
  const absl::Time made = At("2025-11-21T10:00:00Z");
  int sampled = 0;
  for (int i = 0; i < 1'000; ++i) {
    if (InSample("p", made + absl::Microseconds(i), 2'000)) ++sampled;
  }
  EXPECT_NEAR(sampled, 200, 60);
}

TEST(TextOfTest, IsPlainSentencesForThePerson) {
  v1::Decision decision = GoodDecision();
  *decision.mutable_decide_time() = TimestampOf(At("2025-11-25T09:00:00Z"));
  EXPECT_EQ(TextOf(decision),
            "We agreed to what was proposed.\n"
            "What we chose: Two visits fewer.\n"
            "Why: She has cooked for herself since May.\n"
            "What we did not choose: Leave it as it is. Why not: She wants to "
            "do it herself.\n"
            "You said: About time.\n"
            "Decided on 25 November 2025, in time: it was due by 25 November "
            "2025.\n");
  *decision.mutable_decide_time() = TimestampOf(At("2025-11-26T09:00:00Z"));
  EXPECT_THAT(TextOf(decision), HasSubstr("late: it was due by"));
  decision.set_accepted_by_rule(true);
  EXPECT_THAT(TextOf(decision), HasSubstr("without a decision by the council"));
  EXPECT_THAT(TextOf({}), HasSubstr("Nothing has been decided yet"));
  // Whatever the view, no word for the machine is left in it.
  for (int i = 0; i < v1::PersonView::NotObtained_ARRAYSIZE; ++i) {
    v1::Decision other = GoodDecision();
    other.mutable_person_view()->Clear();
    other.mutable_person_view()->set_not_obtained(
        static_cast<v1::PersonView::NotObtained>(i));
    EXPECT_THAT(TextOf(other), Not(HasSubstr("_")));
  }
}

}  // namespace
}  // namespace tidemark::type
