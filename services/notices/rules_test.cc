// The pure rules: steps, missed returns, times of day, words, fingerprints.

#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "common/type/date.h"
#include "common/type/working_days.h"
#include "services/notices/content_hash.h"
#include "services/notices/email.h"
#include "services/notices/england.h"
#include "services/notices/missed_returns.h"
#include "services/notices/notice_names.h"
#include "services/notices/reminder_steps.h"

namespace tidemark::notices {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;
using ::tidemark::testing::ParseText;
using type::Date;

std::vector<Date> Days(Date due, const type::WorkingCalendar& calendar = {}) {
  std::vector<Date> days;
  for (const StepDay& step : StepsOf(due, calendar)) days.push_back(step.day);
  return days;
}

TEST(ReminderStepsTest, StepsSkipChristmasAndNewYear) {
  EXPECT_THAT(
      Days(Date(2026, 1, 2)),
      ElementsAre(Date(2025, 12, 10), Date(2025, 12, 29), Date(2026, 1, 2),
                  Date(2026, 1, 5), Date(2026, 1, 13)));
}

TEST(ReminderStepsTest, StepsSkipEaster) {
  EXPECT_THAT(
      Days(Date(2026, 4, 2)),
      ElementsAre(Date(2026, 3, 13), Date(2026, 3, 30), Date(2026, 4, 2),
                  Date(2026, 4, 7), Date(2026, 4, 15)));
}

TEST(ReminderStepsTest, StepsCountALeapDay) {
  EXPECT_THAT(
      Days(Date(2028, 3, 1)),
      ElementsAre(Date(2028, 2, 10), Date(2028, 2, 25), Date(2028, 3, 1),
                  Date(2028, 3, 2), Date(2028, 3, 10)));
}

TEST(ReminderStepsTest, TheCouncilsOwnDaysOffCountAsNone) {
  EXPECT_THAT(
      Days(Date(2025, 7, 15),
           type::WorkingCalendar({Date(2025, 7, 10), Date(2025, 7, 16)})),
      ElementsAre(Date(2025, 6, 24), Date(2025, 7, 9), Date(2025, 7, 15),
                  Date(2025, 7, 17), Date(2025, 7, 25)));
}

TEST(ReminderStepsTest, ADueDateAtAWeekendCountsAsMonday) {
  EXPECT_THAT(
      Days(Date(2025, 7, 12)),
      ElementsAre(Date(2025, 6, 24), Date(2025, 7, 9), Date(2025, 7, 14),
                  Date(2025, 7, 15), Date(2025, 7, 23)));
}

TEST(ReminderStepsTest, TheLastStepThatHasComeIsChosenOnce) {
  const type::WorkingCalendar calendar;
  const Date due(2025, 7, 15);
  const auto choose = [&](Date today, const v1::Told* told) {
    return ChooseStep({.due = due,
                       .today = today,
                       .since = Date(2025, 6, 1),
                       .told = told,
                       .calendar = calendar});
  };
  const auto choice = choose(Date(2025, 7, 15), nullptr);
  ASSERT_TRUE(choice.has_value());
  EXPECT_EQ(choice->now.step, v1::Notice::STEP_DUE);
  EXPECT_THAT(choice->overtaken, SizeIs(2));
  const v1::Told told =
      AfterTelling(v1::Told(), due, Date(2025, 7, 15), *choice);
  EXPECT_FALSE(choose(Date(2025, 7, 15), &told).has_value());
  // Not when the clock goes back either.
  EXPECT_FALSE(choose(Date(2025, 7, 10), &told).has_value());
  EXPECT_EQ(choose(Date(2025, 7, 16), &told)->now.step,
            v1::Notice::STEP_1_AFTER);
}

TEST(ReminderStepsTest, AClockThatWasAheadLeavesTheRightStepsToTell) {
  const type::WorkingCalendar calendar;
  const Date due(2025, 7, 15);
  StepQuestion question{.due = due,
                        .today = Date(2025, 7, 24),
                        .since = Date(2025, 7, 20),
                        .told = nullptr,
                        .calendar = calendar};
  const auto wrong = ChooseStep(question);
  ASSERT_TRUE(wrong.has_value());
  const v1::Told told = AfterTelling(v1::Told(), due, question.today, *wrong);
  question.today = Date(2025, 7, 10);
  question.since = Date(2025, 6, 1);
  question.told = &told;
  ASSERT_TRUE(ChooseStep(question).has_value());
  EXPECT_EQ(ChooseStep(question)->now.step, v1::Notice::STEP_3_BEFORE);
}

TEST(ReminderStepsTest, ALaterDueDateDoesNotBringBackStepsThatHavePassed) {
  const type::WorkingCalendar calendar;
  v1::Told told;
  told.set_due_day(type::DayNumber(Date(2025, 7, 15)));
  told.add_steps(v1::Notice::STEP_3_BEFORE);
  told.set_last_day(type::DayNumber(Date(2025, 7, 10)));
  StepQuestion question{.due = Date(2025, 7, 29),
                        .today = Date(2025, 7, 14),
                        .since = Date(2025, 6, 1),
                        .told = &told,
                        .calendar = calendar};
  EXPECT_FALSE(ChooseStep(question).has_value());
  question.today = Date(2025, 7, 24);
  ASSERT_TRUE(ChooseStep(question).has_value());
  EXPECT_EQ(ChooseStep(question)->now.step, v1::Notice::STEP_3_BEFORE);
}

// A return a month, due on the 15th: `.` in time, `x` missed, `l` late, `w`
// taken back.
std::vector<DueReturn> History(const std::string& marks) {
  std::vector<DueReturn> returns;
  type::YearMonth month(Date(2024, 1, 1));
  for (const char mark : marks) {
    DueReturn one{.name = month.Format(), .due = month.first_day() + 14};
    if (mark != 'x') one.first_submit = one.due + (mark == 'l' ? 1 : 0);
    one.withdrawn = mark == 'w';
    returns.push_back(one);
    month = month.AddMonths(1);
  }
  return returns;
}

std::optional<v1::Alert::Rule> RuleFor(const std::string& marks) {
  const auto finding = FindMissed(History(marks));
  if (!finding) return std::nullopt;
  return finding->rule;
}

TEST(MissedReturnsTest, ThreeInARowOrFourOfTwelve) {
  EXPECT_EQ(RuleFor(""), std::nullopt);
  EXPECT_EQ(RuleFor("xx"), std::nullopt);
  EXPECT_EQ(RuleFor("xxx"), v1::Alert::RULE_THREE_IN_A_ROW);
  EXPECT_EQ(RuleFor("xxx."), std::nullopt);
  EXPECT_EQ(RuleFor("x.x.x.x"), v1::Alert::RULE_FOUR_OF_TWELVE);
  EXPECT_EQ(RuleFor("x.x.x........x"), std::nullopt);
  EXPECT_EQ(RuleFor("x.x.......x.x."), std::nullopt);
  EXPECT_EQ(RuleFor("..x.x.......x.x"), std::nullopt);
  EXPECT_EQ(RuleFor("..x.x......x.x"), v1::Alert::RULE_FOUR_OF_TWELVE);
}

TEST(MissedReturnsTest, LateAndTakenBackAreMissed) {
  EXPECT_EQ(RuleFor("xlw"), v1::Alert::RULE_THREE_IN_A_ROW);
  EXPECT_EQ(RuleFor("xl."), std::nullopt);
}

TEST(MissedReturnsTest, AFindingKeepsItsGroundWhenLaterReturnsComeInTime) {
  const std::vector<DueReturn> returns = History("xxx...");
  EXPECT_FALSE(FindMissed(returns).has_value());
  EXPECT_TRUE(FindMissedSince(returns, returns[0].due).has_value());
  EXPECT_FALSE(FindMissedSince(returns, returns[3].due).has_value());
}

std::string Utc(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M", time, absl::UTCTimeZone());
}

TEST(EnglandTest, EightInTheMorningIsEightThroughTheChangesOfTheClock) {
  const absl::Duration eight = absl::Hours(8);
  EXPECT_EQ(Utc(MomentInEngland(Date(2025, 3, 29), eight)), "2025-03-29T08:00");
  EXPECT_EQ(Utc(MomentInEngland(Date(2025, 3, 30), eight)), "2025-03-30T07:00");
  EXPECT_EQ(Utc(MomentInEngland(Date(2025, 10, 25), eight)),
            "2025-10-25T07:00");
  EXPECT_EQ(Utc(MomentInEngland(Date(2025, 10, 26), eight)),
            "2025-10-26T08:00");
}

TEST(EnglandTest, AnHourThatIsSkippedOrShownTwiceHasOneMoment) {
  const absl::Duration half_past_one = absl::Hours(1) + absl::Minutes(30);
  EXPECT_EQ(Utc(MomentInEngland(Date(2025, 3, 30), half_past_one)),
            "2025-03-30T01:30");
  EXPECT_EQ(Utc(MomentInEngland(Date(2025, 10, 26), half_past_one)),
            "2025-10-26T00:30");
  EXPECT_EQ(TimeInWords(MomentInEngland(Date(2025, 7, 1), absl::Hours(14))),
            "1 July 2025 at 14:00");
}

TEST(EmailTest, DueDatesAreSaidInWorkingDays) {
  const type::WorkingCalendar calendar;
  const Date today(2026, 4, 1);
  EXPECT_EQ(DueInWords(today, today, calendar), "due today");
  EXPECT_EQ(DueInWords(Date(2026, 4, 7), today, calendar),
            "due in 2 working days, on Tuesday 7 April 2026");
  EXPECT_EQ(DueInWords(Date(2026, 3, 31), today, calendar),
            "overdue by 1 working day, was due on Tuesday 31 March 2026");
}

TEST(ContentHashTest, FollowsFromWhatTheProviderSaidAndNothingElse) {
  outcomes::v1::Return submitted = ParseText<outcomes::v1::Return>(R"(
    name: "councils/E10000012/contracts/home/returns/2025-06"
    version: 1
    entries {
      outcome: "councils/E10000012/people/b/outcomes/walk"
      person_voice { level: 1 source: SOURCE_SAID words: "Better" }
      provider_voice { level: 0 }
    }
    entries {
      outcome: "councils/E10000012/people/a/outcomes/walk"
      not_worked_on: true
    })");
  // Of the text that content_hash.h writes down, by sha256sum.
  EXPECT_EQ(ContentHash(submitted), "fce268afef9815a1");
  outcomes::v1::Return other = submitted;
  other.mutable_entries()->SwapElements(0, 1);
  other.set_state(outcomes::v1::Return::STATE_ACCEPTED);
  other.set_comment("Thank you");
  other.mutable_entries(0)->mutable_practitioner_voice()->set_level(2);
  EXPECT_EQ(ContentHash(other), ContentHash(submitted));
  other.mutable_entries(1)->mutable_person_voice()->set_words("Better.");
  EXPECT_NE(ContentHash(other), ContentHash(submitted));
}

TEST(NoticeNamesTest, DifferentThingsHaveDifferentNames) {
  EXPECT_EQ(GroupOf("councils/X/providers/1-2", ""), "p.1-2");
  EXPECT_EQ(GroupOf("councils/X/providers/1-2", "BD123"), "g.BD123");
  // Whatever was entered stays a name.
  EXPECT_THAT(GroupOf("councils/X/providers/1-2", "a b/c"),
              ::testing::MatchesRegex("h\\.[0-9a-f]{16}"));
  EXPECT_NE(ReturnedName("councils/X/contracts/a.b/returns/c", 1),
            ReturnedName("councils/X/contracts/a/returns/b-c", 1));
  EXPECT_EQ(ReceiptName("councils/X/contracts/home/returns/2025-04", 2,
                        "0f3a77c1aabbccdd"),
            "councils/X/notices/receipt.home.2025-04.v2.0f3a77c1");
}

}  // namespace
}  // namespace tidemark::notices
