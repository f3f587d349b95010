#include "services/monitoring/credit_rule.h"

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "common/type/date.h"
#include "services/monitoring/cells.h"

namespace tidemark::monitoring {
namespace {

using enablement::v1::CheckBack;
using enablement::v1::Package;
using enablement::v1::SupportLevel;
using outcomes::v1::Person;
using outcomes::v1::PersonalOutcome;
using testing::EqualsProto;
using testing::ParseText;
using v1::StepDown;

constexpr char kPackage[] = "councils/X/packages/k";
constexpr char kWalk[] = "councils/X/people/ada/outcomes/walk";
constexpr char kCook[] = "councils/X/people/ada/outcomes/cook";

int32_t Day(const std::string& iso) { return DayOf(*type::ParseIsoDate(iso)); }
type::v1::Date Date(int32_t day) { return type::ToProto(DateOf(day)); }

// A story told step by step: Ada has ten hours a week from 6 January 2025 and
// two goals, both at -1 then.
class Story {
 public:
  Story() {
    Package& package = evidence_.package;
    package.set_name(kPackage);
    package.set_person("councils/X/people/ada");
    package.set_contract("councils/X/contracts/c");
    package.set_provider("councils/X/providers/p");
    *package.mutable_start_date() = Date(Day("2025-01-06"));
    Level("2025-01-06", 600);
    for (const char* const name : {kWalk, kCook}) {
      PersonalOutcome& outcome = evidence_.outcomes.emplace_back();
      outcome.set_name(name);
      outcome.set_contract(package.contract());
      outcome.set_baseline_level(-1);
      outcome.set_status(PersonalOutcome::STATUS_ACTIVE);
    }
  }

  Story& Level(const std::string& from, int minutes,
               SupportLevel::Agreement agreement =
                   SupportLevel::AGREEMENT_PERSON_AGREES) {
    SupportLevel& level = *evidence_.package.add_levels();
    *level.mutable_from_date() = Date(Day(from));
    level.set_weekly_minutes(minutes);
    level.set_agreement(agreement);
    return *this;
  }
  Story& Ends(const std::string& day, Package::Sequel sequel) {
    *evidence_.package.mutable_end_date() = Date(Day(day));
    evidence_.package.set_sequel(sequel);
    return *this;
  }
  Story& Reopens(const std::string& end, const std::string& reopen) {
    Package::Reopening& gap = *evidence_.package.add_reopenings();
    *gap.mutable_end_date() = Date(Day(end));
    gap.set_sequel(Package::SEQUEL_NO_SUPPORT);
    *gap.mutable_reopen_date() = Date(Day(reopen));
    return *this;
  }
  Story& ExitView(const std::string& day, SupportLevel::Agreement agreement) {
    evidence_.exits.push_back({.date = Day(day), .agreement = agreement});
    return *this;
  }
  // A look back on `step` made on `day`.
  Story& Look(const std::string& step, const std::string& day,
              CheckBack::Result result = CheckBack::RESULT_SUSTAINED) {
    CheckBack& look = Plan(step, day);
    look.set_result(result);
    *look.mutable_check_date() = look.due_date();
    return *this;
  }
  CheckBack& Plan(const std::string& step, const std::string& due) {
    CheckBack& look = evidence_.check_backs.emplace_back();
    look.set_name(absl::StrCat(kPackage, "/checkBacks/", due, "-",
                               evidence_.check_backs.size()));
    *look.mutable_step_date() = Date(Day(step));
    *look.mutable_due_date() = Date(Day(due));
    return look;
  }
  // An accepted return for the period that ended then.
  Story& Rated(const std::string& period_end, int walk, int cook) {
    for (const auto& [outcome, level] :
         {std::pair(kWalk, walk), std::pair(kCook, cook)}) {
      Rate(outcome, period_end, level);
    }
    return *this;
  }
  Story& Rate(const char* outcome, const std::string& period_end, int level) {
    evidence_.ratings[outcome].push_back(
        {.period_end = Day(period_end),
         .returned =
             absl::StrCat("councils/X/contracts/c/returns/", period_end),
         .level = level});
    return *this;
  }
  Story& Closes(PersonalOutcome::Status status, const std::string& day) {
    evidence_.outcomes[0].set_status(status);
    *evidence_.outcomes[0].mutable_close_date() = Date(Day(day));
    return *this;
  }

  Evidence& evidence() { return evidence_; }
  std::vector<StepDown> Judge() const { return JudgeStepDowns(evidence_); }
  // The one step-down there is.
  StepDown Only() const {
    const std::vector<StepDown> steps = Judge();
    EXPECT_EQ(steps.size(), 1u);
    return steps.empty() ? StepDown() : steps[0];
  }
  int Credits() const {
    const std::vector<StepDown> steps = Judge();
    return static_cast<int>(
        std::count_if(steps.begin(), steps.end(), [](const StepDown& step) {
          return step.standing() == StepDown::STANDING_COUNTS;
        }));
  }

 private:
  Evidence evidence_;
};

// From ten hours to six on 3 March, with everything that it takes.
Story Good() {
  Story story;
  story.Level("2025-03-03", 360)
      .Rated("2025-02-28", -1, 0)
      .Rated("2025-03-31", 0, 0)
      .Look("2025-03-03", "2025-03-17")
      .Look("2025-03-03", "2025-04-14");
  return story;
}

TEST(CreditRuleTest, AStepDownThatIsGoodForThePersonCounts) {
  const StepDown step = Good().Only();
  EXPECT_EQ(step.standing(), StepDown::STANDING_COUNTS);
  EXPECT_EQ(step.name(), "councils/X/packages/k/stepDowns/2025-03-03");
  EXPECT_EQ(step.minutes_before(), 600);
  EXPECT_EQ(step.minutes_after(), 360);
  EXPECT_EQ(step.goals().note(), "all 2 goals hold");
  EXPECT_EQ(step.agreement().note(), "the person or an advocate agrees");
  EXPECT_EQ(step.check_back().note(), "found sustained on 14 April 2025");
  // March is judged 84 days after its last day.
  EXPECT_THAT(step.judged_from_date(), EqualsProto(Date(Day("2025-06-24"))));
  ASSERT_EQ(step.goal_details_size(), 2);
  EXPECT_THAT(step.goal_details(1), EqualsProto(ParseText<StepDown::Goal>(R"(
    outcome: "councils/X/people/ada/outcomes/walk"
    level_before: -1
    return_before: "councils/X/contracts/c/returns/2025-02-28"
    level_after: 0
    return_after: "councils/X/contracts/c/returns/2025-03-31"
    state: STATE_HOLDS
  )")));
  ASSERT_EQ(step.findings_size(), 2);
  EXPECT_FALSE(step.findings(0).decides());
  EXPECT_TRUE(step.findings(1).decides());
}

TEST(CreditRuleTest, WithoutAgreementItNeverCounts) {
  struct Case {
    SupportLevel::Agreement agreement;
    StepDown::State state;
  };
  for (const Case& c :
       {Case{SupportLevel::AGREEMENT_UNSPECIFIED, StepDown::STATE_LACKING},
        Case{SupportLevel::AGREEMENT_BEST_INTERESTS, StepDown::STATE_LACKING},
        Case{SupportLevel::AGREEMENT_PERSON_DISAGREES, StepDown::STATE_AGAINST},
        Case{SupportLevel::AGREEMENT_ADVOCATE_AGREES, StepDown::STATE_HOLDS}}) {
    Story story = Good();
    story.evidence().package.mutable_levels(1)->set_agreement(c.agreement);
    EXPECT_EQ(story.Only().agreement().state(), c.state);
    EXPECT_EQ(story.Credits(), c.state == StepDown::STATE_HOLDS ? 1 : 0);
  }
}

TEST(CreditRuleTest, WithSlippingGoalsItNeverCounts) {
  Story story = Good();
  story.Rated("2025-04-30", -2, 1);
  const StepDown step = story.Only();
  EXPECT_EQ(step.standing(), StepDown::STANDING_FAILED);
  EXPECT_EQ(step.goals().state(), StepDown::STATE_AGAINST);
  EXPECT_EQ(step.goals().note(), "1 of 2 goals slipped");
}

TEST(CreditRuleTest, AGoalMayStayBelowExpectationIfItIsNoLowerThanBefore) {
  Story story = Good();
  story.Rated("2025-04-30", -1, 0);
  EXPECT_EQ(story.Credits(), 1);
  // Cooking stood at 0: -1 is lower than before and than expected.
  story.Rated("2025-05-31", -1, -1);
  EXPECT_EQ(story.Credits(), 0);
}

TEST(CreditRuleTest, AGoalMayComeDownToWhatWasExpected) {
  Story story;
  story.Level("2025-03-03", 360)
      .Rated("2025-02-28", 2, 1)
      .Rated("2025-03-31", 0, 0)
      .Look("2025-03-03", "2025-03-17");
  EXPECT_EQ(story.Credits(), 1);
}

TEST(CreditRuleTest, AMissingCheckBackNeverCounts) {
  Story story = Good();
  story.evidence().check_backs.clear();
  EXPECT_EQ(story.Only().standing(), StepDown::STANDING_LACKING);
  EXPECT_EQ(story.Only().check_back().note(), "no check-back is planned");
  story.Plan("2025-03-03", "2025-03-17");
  EXPECT_EQ(story.Only().check_back().note(),
            "the check-back due on 17 March 2025 is not recorded");
  // One of another step does not stand in for it.
  story.Look("2025-02-03", "2025-04-17");
  EXPECT_EQ(story.Credits(), 0);
}

TEST(CreditRuleTest, AGoalThatNobodyRatedSinceIsLackingAndDoesNotFail) {
  Story story = Good();
  story.evidence().ratings[kCook].pop_back();
  const StepDown step = story.Only();
  EXPECT_EQ(step.standing(), StepDown::STANDING_LACKING);
  EXPECT_EQ(step.goals().state(), StepDown::STATE_LACKING);
  EXPECT_EQ(step.goals().note(),
            "1 of 2 goals not rated since in an accepted return");
}

TEST(CreditRuleTest, LeavingOutTheGoalThatSlipsEarnsNothing) {
  // The provider rates walking only.
  Story story;
  story.Level("2025-03-03", 360)
      .Rate(kWalk, "2025-03-31", 1)
      .Look("2025-03-03", "2025-04-14");
  EXPECT_EQ(story.Credits(), 0);
}

TEST(CreditRuleTest, WithoutAnyGoalThereIsNothingToJudgeBy) {
  Story story = Good();
  story.evidence().outcomes.clear();
  EXPECT_EQ(story.Only().goals().state(), StepDown::STATE_LACKING);
  EXPECT_EQ(story.Credits(), 0);
  // Nor by goals under another contract, or that came later.
  story = Good();
  story.evidence().outcomes[0].set_contract("councils/X/contracts/other");
  *story.evidence().outcomes[1].mutable_start_date() = Date(Day("2025-03-04"));
  EXPECT_EQ(story.Only().goal_details_size(), 0);
  EXPECT_EQ(story.Credits(), 0);
}

TEST(CreditRuleTest, ARatingOfTheSameDaysSaysNothingOfAfter) {
  Story story;
  story.Level("2025-03-20", 360)
      .Rated("2025-03-31", 1, 1)
      .Look("2025-03-20", "2025-04-14");
  EXPECT_EQ(story.Only().goals().state(), StepDown::STATE_LACKING);
  story.Rated("2025-04-03", 1, 1);
  EXPECT_EQ(story.Credits(), 1);
}

TEST(CreditRuleTest, WhatComesMoreThanHalfAYearLaterDoesNotUndoIt) {
  Story story = Good();
  story.Rated("2025-09-30", -2, -2);
  EXPECT_EQ(story.Credits(), 1);
  // Under yearly returns the first one after is all there is.
  Story yearly;
  yearly.Level("2025-03-03", 360)
      .Rated("2025-12-31", 0, 0)
      .Look("2025-03-03", "2025-04-14");
  EXPECT_EQ(yearly.Credits(), 1);
}

TEST(CreditRuleTest, AGoalClosedAsAchievedHolds) {
  Story story = Good();
  story.evidence().ratings.erase(kWalk);
  story.Closes(PersonalOutcome::STATUS_ACHIEVED, "2025-03-20");
  EXPECT_EQ(story.Credits(), 1);
}

TEST(CreditRuleTest, AGoalClosedForAnotherReasonIsLeftAside) {
  Story story = Good();
  story.evidence().ratings.erase(kWalk);
  story.Closes(PersonalOutcome::STATUS_NO_LONGER_RELEVANT, "2025-03-20");
  EXPECT_EQ(story.Only().goal_details_size(), 1);
  EXPECT_EQ(story.Credits(), 1);
  // But not a way to hide that it slipped.
  story.Rate(kWalk, "2025-03-31", -2);
  EXPECT_EQ(story.Credits(), 0);
}

TEST(CreditRuleTest, AGoalClosedBeforeIsNoGoalOfTheStep) {
  Story story = Good();
  story.Closes(PersonalOutcome::STATUS_PERSON_CHOSE_DIFFERENTLY, "2025-02-01");
  EXPECT_EQ(story.Only().goal_details_size(), 1);
}

TEST(CreditRuleTest, TheLastFindingDecides) {
  Story story = Good();
  story.Look("2025-03-03", "2025-05-26", CheckBack::RESULT_SLIPPED);
  EXPECT_EQ(story.Only().standing(), StepDown::STANDING_FAILED);
  EXPECT_EQ(story.Only().check_back().note(), "found slipped on 26 May 2025");
  // Slipped for a while, and back again: fluctuation is not failure.
  story.Look("2025-03-03", "2025-06-09");
  EXPECT_EQ(story.Credits(), 1);
  story.Look("2025-03-03", "2025-06-20", CheckBack::RESULT_RETURNED);
  EXPECT_EQ(story.Credits(), 0);
}

TEST(CreditRuleTest, OfTwoFindingsOfOneDayTheWorseDecides) {
  Story story = Good();
  story.Look("2025-03-03", "2025-04-14", CheckBack::RESULT_SLIPPED);
  EXPECT_EQ(story.Credits(), 0);
  std::reverse(story.evidence().check_backs.begin(),
               story.evidence().check_backs.end());
  EXPECT_EQ(story.Credits(), 0);
}

TEST(CreditRuleTest, APersonWhoCouldNotBeReachedIsNoFinding) {
  Story story = Good();
  story.Look("2025-03-03", "2025-05-26", CheckBack::RESULT_NOT_REACHED);
  EXPECT_EQ(story.Credits(), 1);
  story.evidence().check_backs.erase(story.evidence().check_backs.begin(),
                                     story.evidence().check_backs.begin() + 2);
  EXPECT_EQ(story.Only().check_back().state(), StepDown::STATE_LACKING);
}

TEST(CreditRuleTest, ALookOnTheDaysOfTheCutItselfIsNoCheckBack) {
  Story story = Good();
  story.evidence().check_backs.clear();
  story.Look("2025-03-03", "2025-03-09");
  EXPECT_EQ(story.Only().check_back().state(), StepDown::STATE_LACKING);
  story.Look("2025-03-03", "2025-03-10");
  EXPECT_EQ(story.Credits(), 1);
  // That it slipped is known at once.
  story.evidence().check_backs.clear();
  story.Look("2025-03-03", "2025-03-04", CheckBack::RESULT_SLIPPED);
  EXPECT_EQ(story.Only().check_back().state(), StepDown::STATE_AGAINST);
}

TEST(CreditRuleTest, OneCutInManySmallOnesCountsOnce) {
  Story story;
  const char* const days[] = {"2025-03-03", "2025-03-17", "2025-03-31",
                              "2025-05-12"};
  int minutes = 600;
  for (const char* const day : days) {
    story.Level(day, minutes -= 60);
    story.Look(day, "2025-06-30");
  }
  story.Rated("2025-02-28", 0, 0).Rated("2025-06-30", 0, 0);
  const StepDown step = story.Only();
  EXPECT_EQ(step.standing(), StepDown::STANDING_COUNTS);
  EXPECT_EQ(step.parts_size(), 4);
  EXPECT_EQ(step.minutes_after(), 360);
  EXPECT_THAT(step.last_date(), EqualsProto(Date(Day("2025-05-12"))));
  // One part without agreement, and none of it counts.
  story.evidence().package.mutable_levels(2)->set_agreement(
      SupportLevel::AGREEMENT_PERSON_DISAGREES);
  EXPECT_EQ(story.Credits(), 0);
}

TEST(CreditRuleTest, ALookBetweenTheCutsSaysNothingOfTheLast) {
  Story story;
  story.Level("2025-03-03", 480)
      .Level("2025-04-28", 360)
      .Rated("2025-05-31", 0, 0)
      .Look("2025-03-03", "2025-04-14");
  EXPECT_EQ(story.Only().check_back().state(), StepDown::STATE_LACKING);
  story.Look("2025-04-28", "2025-05-12");
  EXPECT_EQ(story.Credits(), 1);
}

TEST(CreditRuleTest, ReductionsFarApartAreStepsOfTheirOwn) {
  Story story = Good();
  story.Level("2025-05-26", 300);
  // 84 days after 3 March.
  EXPECT_EQ(story.Judge().size(), 2u);
  Story nearer = Good();
  nearer.Level("2025-05-25", 300);
  EXPECT_EQ(nearer.Judge().size(), 1u);
}

TEST(CreditRuleTest, UpThenDownEarnsNothing) {
  Story story;
  story.Level("2025-03-03", 900)
      .Level("2025-06-02", 600)
      .Rated("2025-02-28", 0, 0)
      .Rated("2025-06-30", 0, 0)
      .Look("2025-06-02", "2025-06-16");
  EXPECT_EQ(story.Only().standing(), StepDown::STANDING_NOT_LESS);
}

TEST(CreditRuleTest, NoLevelIsCreditedTwice) {
  Story story = Good();
  story.Level("2025-07-01", 600)
      .Level("2025-10-01", 360)
      .Rated("2025-10-31", 0, 0)
      .Look("2025-10-01", "2025-10-15");
  ASSERT_EQ(story.Judge().size(), 2u);
  EXPECT_EQ(story.Credits(), 1);
  EXPECT_EQ(story.Judge()[1].standing(), StepDown::STANDING_NOT_LESS);
  // The first had not held: then the second is the one that does.
  story.Look("2025-03-03", "2025-06-20", CheckBack::RESULT_RETURNED);
  EXPECT_EQ(story.Judge()[0].standing(), StepDown::STANDING_FAILED);
  EXPECT_EQ(story.Judge()[1].standing(), StepDown::STANDING_COUNTS);
}

TEST(CreditRuleTest, MoreSupportIsNoStepDownAndTakesNothingFromTheOneBefore) {
  Story story = Good();
  story.Level("2025-05-05", 480);
  EXPECT_EQ(story.Credits(), 1);
}

TEST(CreditRuleTest, APauseIsNoStepDown) {
  Story story;
  story.evidence().package.set_state(Package::STATE_PAUSED);
  *story.evidence().package.add_pauses()->mutable_start_date() =
      Date(Day("2025-03-03"));
  EXPECT_FALSE(HasStepDowns(story.evidence().package));
  EXPECT_TRUE(story.Judge().empty());
}

TEST(CreditRuleTest, CheaperIsNotLessAndOnePersonInPlaceOfTwoIs) {
  Story story;
  story.Level("2025-03-03", 600);
  story.evidence().package.mutable_levels(0)->set_weekly_cost_pence(30000);
  EXPECT_TRUE(story.Judge().empty());
  story.evidence().package.mutable_levels(0)->set_people_per_visit(2);
  EXPECT_EQ(story.Only().minutes_before(), 1200);
}

TEST(CreditRuleTest, SupportThatGoesOnElsewhereIsNotLess) {
  Story story = Good();
  Package& other = story.evidence().others.emplace_back();
  *other.mutable_start_date() = Date(Day("2025-03-10"));
  SupportLevel& level = *other.add_levels();
  *level.mutable_from_date() = other.start_date();
  level.set_weekly_minutes(240);
  EXPECT_EQ(story.Only().standing(), StepDown::STANDING_NOT_LESS);
  level.set_weekly_minutes(239);
  EXPECT_EQ(story.Credits(), 1);
  // What was there all along takes nothing.
  level.set_weekly_minutes(900);
  *other.mutable_start_date() = Date(Day("2025-01-06"));
  *level.mutable_from_date() = other.start_date();
  EXPECT_EQ(story.Credits(), 1);
}

// Six weeks of reablement that end with no support.
Story Reablement() {
  Story story;
  story.Ends("2025-02-16", Package::SEQUEL_NO_SUPPORT)
      .ExitView("2025-02-16", SupportLevel::AGREEMENT_PERSON_AGREES)
      .Rated("2025-02-28", 1, 0)
      .Look("2025-02-16", "2025-03-02");
  return story;
}

TEST(CreditRuleTest, AnExitToNoOrLowerSupportIsAStepDown) {
  const StepDown step = Reablement().Only();
  EXPECT_EQ(step.standing(), StepDown::STANDING_COUNTS);
  EXPECT_EQ(step.minutes_before(), 600);
  EXPECT_EQ(step.minutes_after(), 0);
  EXPECT_TRUE(step.parts(0).exit());
  for (const Package::Sequel sequel :
       {Package::SEQUEL_LONG_TERM_COMMUNITY, Package::SEQUEL_CARE_HOME,
        Package::SEQUEL_HOSPITAL, Package::SEQUEL_DIED,
        Package::SEQUEL_DECLINED}) {
    Story story = Reablement();
    story.evidence().package.set_sequel(sequel);
    EXPECT_TRUE(story.Judge().empty());
  }
}

TEST(CreditRuleTest, AnExitThatNobodyAskedThePersonAboutDoesNotCount) {
  Story story = Reablement();
  story.evidence().exits.clear();
  EXPECT_EQ(story.Only().agreement().state(), StepDown::STATE_LACKING);
  // An agreement to end it on another day is none to this.
  story.ExitView("2025-03-16", SupportLevel::AGREEMENT_PERSON_AGREES);
  EXPECT_EQ(story.Credits(), 0);
  story.ExitView("2025-02-16", SupportLevel::AGREEMENT_PERSON_AGREES)
      .ExitView("2025-02-16", SupportLevel::AGREEMENT_PERSON_DISAGREES);
  EXPECT_EQ(story.Only().agreement().state(), StepDown::STATE_AGAINST);
}

TEST(CreditRuleTest, AnExitIsAgreedAsItWasRecordedWithIt) {
  Story story = Reablement();
  story.evidence().exits.clear();
  Package& package = story.evidence().package;
  package.set_exit_agreement(SupportLevel::AGREEMENT_ADVOCATE_AGREES);
  EXPECT_EQ(story.Credits(), 1);
  // A proposal that said otherwise is not forgotten.
  story.ExitView("2025-02-16", SupportLevel::AGREEMENT_PERSON_DISAGREES);
  EXPECT_EQ(story.Only().agreement().state(), StepDown::STATE_AGAINST);
  story.evidence().exits.clear();
  package.set_exit_agreement(SupportLevel::AGREEMENT_PERSON_DISAGREES);
  EXPECT_EQ(story.Only().agreement().state(), StepDown::STATE_AGAINST);
}

TEST(CreditRuleTest, TheLastCutAndTheExitSoonAfterAreOne) {
  Story story;
  story.Level("2025-02-03", 300)
      .Ends("2025-02-16", Package::SEQUEL_UNIVERSAL_SERVICES)
      .ExitView("2025-02-16", SupportLevel::AGREEMENT_PERSON_AGREES)
      .Rated("2025-02-28", 0, 0)
      .Look("2025-02-16", "2025-03-02");
  const StepDown step = story.Only();
  EXPECT_EQ(step.standing(), StepDown::STANDING_COUNTS);
  EXPECT_EQ(step.parts_size(), 2);
}

TEST(CreditRuleTest, APackageWithoutMinutesIsLessWhenItEnds) {
  Story story = Reablement();
  story.evidence().package.mutable_levels(0)->set_weekly_minutes(0);
  EXPECT_EQ(story.Credits(), 1);
}

TEST(CreditRuleTest, EndingAndReopeningAtOnceEarnsOnce) {
  const auto exits = [](const std::string& reopen) {
    Story story;
    story.Reopens("2025-02-16", reopen)
        .Ends("2025-09-28", Package::SEQUEL_NO_SUPPORT);
    for (const char* const day : {"2025-02-16", "2025-09-28"}) {
      story.ExitView(day, SupportLevel::AGREEMENT_PERSON_AGREES);
    }
    story.Rated("2025-02-28", 0, 0)
        .Rated("2025-09-30", 0, 0)
        .Look("2025-02-16", "2025-03-02")
        .Look("2025-09-28", "2025-10-12");
    return story.Credits();
  };
  EXPECT_EQ(exits("2025-03-10"), 1);
  // Twelve weeks without support: what comes then is a new need.
  EXPECT_EQ(exits("2025-05-11"), 2);
}

TEST(CreditRuleTest, WhatDeathOrAMoveCutsShortIsLeftOut) {
  Story story = Good();
  story.evidence().check_backs.clear();
  story.Ends("2025-04-01", Package::SEQUEL_DIED);
  EXPECT_EQ(story.Only().standing(), StepDown::STANDING_CUT_SHORT);
  story.Ends("2025-06-01", Package::SEQUEL_DIED);
  EXPECT_EQ(story.Only().standing(), StepDown::STANDING_LACKING);
  // What is known already stays as it is.
  Story known = Good();
  known.Ends("2025-05-01", Package::SEQUEL_MOVED);
  EXPECT_EQ(known.Credits(), 1);
  Story after_exit = Reablement();
  after_exit.evidence().check_backs.clear();
  after_exit.evidence().person.set_status(Person::STATUS_DIED);
  *after_exit.evidence().person.mutable_status_date() = Date(Day("2025-02-20"));
  EXPECT_EQ(after_exit.Only().standing(), StepDown::STANDING_CUT_SHORT);
}

TEST(CreditRuleTest, AMonthIsJudged84DaysAfterItsLastDay) {
  const auto index = [](int year, int month) {
    return type::YearMonth(type::Date(year, month, 1)).index();
  };
  EXPECT_EQ(JudgedFrom(index(2024, 2)), Day("2024-05-24"));
  EXPECT_EQ(JudgedFrom(index(2025, 2)), Day("2025-05-24"));
  EXPECT_EQ(JudgedFrom(index(2025, 12)), Day("2026-03-26"));
}

// However it is cut, with or without increases between: no more credit than
// lower levels that were agreed, and the order of the evidence does not matter.
class CreditPropertyTest : public ::testing::TestWithParam<uint32_t> {};

TEST_P(CreditPropertyTest, CreditFallsFromLevelToLowerLevel) {
  std::mt19937 random(GetParam());
  const auto pick = [&](uint32_t below) {
    return static_cast<int32_t>(random() % below);
  };
  Story story;
  int32_t day = Day("2025-01-06");
  for (int i = 0; i < 12; ++i) {
    day += 1 + pick(120);
    const std::string date = type::FormatIsoDate(DateOf(day));
    story.Level(date, 60 * (1 + pick(15)),
                static_cast<SupportLevel::Agreement>(1 + pick(4) / 3 * 3));
    story.Look(
        date, type::FormatIsoDate(DateOf(day + 14 + pick(60))),
        pick(5) == 0 ? CheckBack::RESULT_SLIPPED : CheckBack::RESULT_SUSTAINED);
    story.Rated(type::FormatIsoDate(DateOf(day + 20 + pick(20))),
                pick(6) == 0 ? -2 : 0, 0);
  }
  const std::vector<StepDown> steps = story.Judge();
  int32_t lowest = 600;
  for (const StepDown& step : steps) {
    if (step.standing() != StepDown::STANDING_COUNTS) continue;
    EXPECT_LT(step.minutes_after(), lowest);
    lowest = step.minutes_after();
    for (const StepDown::Part& part : step.parts()) {
      EXPECT_NE(part.agreement(), SupportLevel::AGREEMENT_PERSON_DISAGREES);
    }
    EXPECT_EQ(step.goals().state(), StepDown::STATE_HOLDS);
    EXPECT_EQ(step.check_back().state(), StepDown::STATE_HOLDS);
  }
  Evidence& evidence = story.evidence();
  std::shuffle(evidence.check_backs.begin(), evidence.check_backs.end(),
               random);
  std::shuffle(evidence.outcomes.begin(), evidence.outcomes.end(), random);
  for (auto& [outcome, ratings] : evidence.ratings) {
    std::shuffle(ratings.begin(), ratings.end(), random);
  }
  const std::vector<StepDown> again = story.Judge();
  ASSERT_EQ(again.size(), steps.size());
  for (size_t i = 0; i < steps.size(); ++i) {
    EXPECT_THAT(again[i], EqualsProto(steps[i]));
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, CreditPropertyTest, ::testing::Range(1u, 31u));

}  // namespace
}  // namespace tidemark::monitoring
