#include "services/enablement/track.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/enablement/terms.h"

namespace tidemark::enablement {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::tidemark::testing::ParseText;
using type::Date;
using v1::EpisodeWarning;
using v1::Package;

// Reablement for six weeks from Sunday 1 June 2025, planned down in two steps.
class TrackTest : public ::testing::Test {
 protected:
  // "CODE since, who" of each warning.
  std::vector<std::string> On(Date today) {
    std::vector<std::string> found;
    for (const EpisodeWarning& warning : WarningsOf(track_, today)) {
      EXPECT_FALSE(warning.text().empty());
      std::string line = absl::StrCat(
          EpisodeWarning::Code_Name(warning.code()).substr(sizeof("CODE")), " ",
          type::FormatIsoDate(*type::FromProto(warning.since_date())));
      for (const int looker : warning.lookers()) {
        absl::StrAppend(&line, " ",
                        v1::Looker_Name(static_cast<v1::Looker>(looker))
                            .substr(sizeof("LOOKER")));
      }
      found.push_back(line);
    }
    return found;
  }

  bool Has(Date today, EpisodeWarning::Code code) {
    for (const EpisodeWarning& warning : WarningsOf(track_, today)) {
      if (warning.code() == code) return true;
    }
    return false;
  }

  void Level(Date from, int minutes, int people = 1) {
    v1::SupportLevel& level = *package_.add_levels();
    *level.mutable_from_date() = type::ToProto(from);
    level.set_weekly_minutes(minutes);
    level.set_people_per_visit(people);
  }

  Package package_ = ParseText<Package>(R"(
    name: "councils/E10000012/packages/a"
    stage: STAGE_ENABLE
    state: STATE_ACTIVE
    start_date { year: 2025 month: 6 day: 1 }
    time_limit_date { year: 2025 month: 7 day: 12 }
    levels {
      from_date { year: 2025 month: 6 day: 1 }
      weekly_minutes: 840
      people_per_visit: 1
    }
    plan { from_date { year: 2025 month: 6 day: 10 } weekly_minutes: 600 }
    plan { from_date { year: 2025 month: 6 day: 24 } weekly_minutes: 300 })");
  std::vector<v1::CheckBack> check_backs_;
  std::vector<v1::Proposal> waiting_;
  Terms terms_ = TermsOf({});
  Track track_ = {.package = package_,
                  .check_backs = check_backs_,
                  .waiting = waiting_,
                  .terms = terms_.episodes};
};

TEST_F(TrackTest, AnEpisodeThatFollowsItsPlanIsOnTrack) {
  Level(Date(2025, 6, 10), 600);
  Level(Date(2025, 6, 24), 240);
  for (Date day(2025, 5, 1); day < Date(2025, 7, 6); ++day) {
    EXPECT_THAT(On(day), IsEmpty()) << day;
  }
  EXPECT_EQ(StatusOf(package_, {}, Date(2025, 5, 31)),
            v1::Episode::STATUS_NOT_STARTED);
  EXPECT_EQ(StatusOf(package_, {}, Date(2025, 6, 1)),
            v1::Episode::STATUS_ON_TRACK);
}

TEST_F(TrackTest, NothingIsSaidAfterTheEnd) {
  package_.set_state(Package::STATE_ENDED);
  *package_.mutable_end_date() = type::ToProto(Date(2025, 6, 30));
  EXPECT_THAT(On(Date(2025, 12, 1)), IsEmpty());
  EXPECT_EQ(StatusOf(package_, {}, Date(2025, 12, 1)),
            v1::Episode::STATUS_ENDED);
}

TEST_F(TrackTest, FourteenDaysOfTheSameSupportAskTheProviderToLook) {
  package_.clear_plan();
  EXPECT_THAT(On(Date(2025, 6, 14)), IsEmpty());
  EXPECT_THAT(On(Date(2025, 6, 15)),
              ElementsAre("NO_CHANGE_TWO_WEEKS 2025-06-15 PROVIDER"));
  EXPECT_THAT(On(Date(2025, 6, 28)),
              ElementsAre("NO_CHANGE_TWO_WEEKS 2025-06-15 PROVIDER"));
  // It has lasted for another fourteen.
  EXPECT_THAT(On(Date(2025, 6, 29)),
              ElementsAre("NO_CHANGE_TWO_WEEKS 2025-06-15 PROVIDER QUALITY"));
}

TEST_F(TrackTest, MoreSupportOrAnotherWayOfItIsAChangeAndAnotherPriceIsNone) {
  package_.clear_plan();
  Level(Date(2025, 6, 10), 960);
  EXPECT_FALSE(
      Has(Date(2025, 6, 23), EpisodeWarning::CODE_NO_CHANGE_TWO_WEEKS));
  EXPECT_TRUE(Has(Date(2025, 6, 24), EpisodeWarning::CODE_NO_CHANGE_TWO_WEEKS));
  package_.mutable_levels(1)->set_weekly_minutes(840);
  package_.mutable_levels(1)->set_weekly_cost_pence(99);
  EXPECT_TRUE(Has(Date(2025, 6, 15), EpisodeWarning::CODE_NO_CHANGE_TWO_WEEKS));
  package_.mutable_levels(1)->set_instead("A pill dispenser");
  EXPECT_FALSE(
      Has(Date(2025, 6, 15), EpisodeWarning::CODE_NO_CHANGE_TWO_WEEKS));
}

TEST_F(TrackTest, APauseStopsTheClockOfNoChange) {
  package_.clear_plan();
  Package::Pause& pause = *package_.add_pauses();
  *pause.mutable_start_date() = type::ToProto(Date(2025, 6, 8));
  package_.set_state(Package::STATE_PAUSED);
  EXPECT_THAT(On(Date(2025, 6, 30)), IsEmpty());
  EXPECT_EQ(StatusOf(package_, {}, Date(2025, 6, 30)),
            v1::Episode::STATUS_PAUSED);
  *pause.mutable_end_date() = type::ToProto(Date(2025, 6, 17));
  package_.set_state(Package::STATE_ACTIVE);
  EXPECT_FALSE(
      Has(Date(2025, 6, 24), EpisodeWarning::CODE_NO_CHANGE_TWO_WEEKS));
  EXPECT_THAT(On(Date(2025, 6, 25)),
              ElementsAre("NO_CHANGE_TWO_WEEKS 2025-06-25 PROVIDER"));
}

TEST_F(TrackTest, LongTermSupportMayStayTheSame) {
  package_.set_stage(Package::STAGE_SUPPORT);
  package_.clear_plan();
  EXPECT_THAT(On(Date(2026, 6, 1)), IsEmpty());
}

TEST_F(TrackTest, SupportAboveThePlanIsSeenFromTheDayOfTheStep) {
  EXPECT_THAT(On(Date(2025, 6, 9)), IsEmpty());
  EXPECT_THAT(On(Date(2025, 6, 10)),
              ElementsAre("OVER_PLAN 2025-06-10 PROVIDER PRACTITIONER"));
  Level(Date(2025, 6, 12), 600);
  EXPECT_THAT(On(Date(2025, 6, 12)), IsEmpty());
  EXPECT_THAT(On(Date(2025, 6, 25)),
              ElementsAre("OVER_PLAN 2025-06-24 PROVIDER PRACTITIONER"));
}

TEST_F(TrackTest, WordsCountHoursAsPeopleDo) {
  const auto text = [&](int minutes) {
    package_.mutable_levels(0)->set_weekly_minutes(minutes);
    return WarningsOf(track_, Date(2025, 6, 10)).front().text();
  };
  EXPECT_EQ(text(615),
            "The support is 15 minutes a week above the plan, since 10 June "
            "2025.");
  EXPECT_EQ(text(660),
            "The support is 1 hour a week above the plan, since 10 June 2025.");
  EXPECT_EQ(text(721),
            "The support is 2 hours 1 minute a week above the plan, since 10 "
            "June 2025.");
}

TEST_F(TrackTest, TwoPeopleInsteadOfOneIsAboveThePlanIfItSaysOne) {
  Level(Date(2025, 6, 10), 600, 2);
  // The plan does not say how many.
  EXPECT_FALSE(Has(Date(2025, 6, 10), EpisodeWarning::CODE_OVER_PLAN));
  package_.mutable_plan(0)->set_people_per_visit(1);
  EXPECT_TRUE(Has(Date(2025, 6, 10), EpisodeWarning::CODE_OVER_PLAN));
}

TEST_F(TrackTest, NothingIsOverPlanWhileThePersonIsInHospital) {
  Package::Pause& pause = *package_.add_pauses();
  *pause.mutable_start_date() = type::ToProto(Date(2025, 6, 12));
  package_.set_state(Package::STATE_PAUSED);
  EXPECT_TRUE(Has(Date(2025, 6, 11), EpisodeWarning::CODE_OVER_PLAN));
  EXPECT_THAT(On(Date(2025, 6, 12)), IsEmpty());
  *pause.mutable_end_date() = type::ToProto(Date(2025, 6, 13));
  package_.set_state(Package::STATE_ACTIVE);
  // It was so before the pause already.
  EXPECT_THAT(On(Date(2025, 6, 14)),
              ElementsAre("OVER_PLAN 2025-06-10 PROVIDER PRACTITIONER"));
}

TEST_F(TrackTest, TheLastWeekNeedsAPlanForTheExit) {
  Level(Date(2025, 6, 10), 600);
  Level(Date(2025, 6, 24), 300);
  EXPECT_THAT(On(Date(2025, 7, 5)), IsEmpty());
  EXPECT_THAT(
      On(Date(2025, 7, 6)),
      ElementsAre("NEARING_END_NO_EXIT_PLAN 2025-07-06 PRACTITIONER PROVIDER"));
  // No support from the day after the period on is a plan; a day later is none.
  Package::PlannedStep& step = *package_.add_plan();
  *step.mutable_from_date() = type::ToProto(Date(2025, 7, 14));
  EXPECT_THAT(On(Date(2025, 7, 6)), Not(IsEmpty()));
  *step.mutable_from_date() = type::ToProto(Date(2025, 7, 13));
  EXPECT_THAT(On(Date(2025, 7, 6)), IsEmpty());
  package_.mutable_plan()->RemoveLast();
  waiting_.push_back(ParseText<v1::Proposal>(R"(
    kind: PROPOSAL_KIND_EXIT
    decide_by { year: 2025 month: 7 day: 8 })"));
  EXPECT_THAT(On(Date(2025, 7, 6)), IsEmpty());
  waiting_[0].set_kind(type::v1::PROPOSAL_KIND_LOWER_LEVEL);
  EXPECT_THAT(On(Date(2025, 7, 6)), Not(IsEmpty()));
}

TEST_F(TrackTest, ThePeriodIsOverOnTheDayAfterItsLast) {
  constexpr auto kPast = EpisodeWarning::CODE_PAST_SPECIFIED_PERIOD;
  EXPECT_FALSE(Has(Date(2025, 7, 12), kPast));
  EXPECT_TRUE(Has(Date(2025, 7, 13), kPast));
  EXPECT_FALSE(
      Has(Date(2025, 7, 13), EpisodeWarning::CODE_NEARING_END_NO_EXIT_PLAN));
  EXPECT_THAT(On(Date(2025, 7, 26)),
              Contains("PAST_SPECIFIED_PERIOD 2025-07-13 PRACTITIONER"));
  EXPECT_THAT(
      On(Date(2025, 7, 27)),
      Contains("PAST_SPECIFIED_PERIOD 2025-07-13 PRACTITIONER QUALITY"));
  // In hospital the period waits for the person.
  Package::Pause& pause = *package_.add_pauses();
  *pause.mutable_start_date() = type::ToProto(Date(2025, 7, 10));
  package_.set_state(Package::STATE_PAUSED);
  EXPECT_THAT(On(Date(2025, 9, 1)), IsEmpty());
  // But not if it was over before.
  *pause.mutable_start_date() = type::ToProto(Date(2025, 7, 14));
  EXPECT_TRUE(Has(Date(2025, 9, 1), kPast));
}

TEST_F(TrackTest, OpenCheckBacksAndWaitingDecisionsAreOverdueAfterTheirDay) {
  Level(Date(2025, 6, 10), 600);
  check_backs_.push_back(
      ParseText<v1::CheckBack>(R"(due_date { year: 2025 month: 6 day: 13 })"));
  check_backs_.push_back(ParseText<v1::CheckBack>(
      R"(due_date { year: 2025 month: 6 day: 12 } result: RESULT_SLIPPED)"));
  waiting_.push_back(
      ParseText<v1::Proposal>(R"(decide_by { year: 2025 month: 6 day: 16 })"));
  EXPECT_THAT(On(Date(2025, 6, 13)), IsEmpty());
  EXPECT_THAT(On(Date(2025, 6, 17)),
              ElementsAre("CHECK_BACK_OVERDUE 2025-06-14 PRACTITIONER",
                          "DECISION_OVERDUE 2025-06-17 PRACTITIONER"));
}

TEST_F(TrackTest, ACouncilSetsItsOwnDays) {
  package_.clear_plan();
  terms_.episodes.set_no_change_days(7);
  terms_.episodes.set_near_end_days(10);
  EXPECT_THAT(On(Date(2025, 6, 7)), IsEmpty());
  EXPECT_TRUE(Has(Date(2025, 6, 8), EpisodeWarning::CODE_NO_CHANGE_TWO_WEEKS));
  constexpr auto kNear = EpisodeWarning::CODE_NEARING_END_NO_EXIT_PLAN;
  EXPECT_FALSE(Has(Date(2025, 7, 2), kNear));
  EXPECT_TRUE(Has(Date(2025, 7, 3), kNear));
}

}  // namespace
}  // namespace tidemark::enablement
