#include "services/enablement/episode_rules.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/enablement/enablement_fixture.h"

namespace tidemark::enablement {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::tidemark::testing::ParseText;
using v1::Package;

// Six weeks from 1 June 2025.
Package SixWeeks(const std::string& extensions) {
  Package package = ParseText<Package>(R"(
    stage: STAGE_ENABLE
    start_date { year: 2025 month: 6 day: 1 }
    time_limit_date { year: 2025 month: 7 day: 12 })");
  package.MergeFrom(ParseText<Package>(extensions));
  return package;
}

std::vector<std::string> Faulty(const std::string& extensions) {
  Faults faults;
  CheckExtensions(SixWeeks(extensions), "", faults);
  return FaultsIn(faults.ToStatus());
}

TEST(EpisodeRulesTest, AnExtensionSaysWhyHowItIsChargedAndWhoDecided) {
  EXPECT_THAT(Faulty("extensions {}"),
              ElementsAre("extensions[0].reason REQUIRED",
                          "extensions[0].decided_by REQUIRED",
                          "extensions[0].charging REQUIRED",
                          "extensions[0].end_date DATE_MISSING",
                          "extensions[0].decision_date DATE_MISSING"));
}

// An extension to `end`, decided on 1 July 2025.
std::string To(const std::string& end, const std::string& charging) {
  return "extensions { end_date { " + end +
         " } reason: 'Nearly there' decided_by: 'The funding panel' "
         "decision_date { year: 2025 month: 7 day: 1 } " +
         charging + " }";
}

constexpr char kEndOfJuly[] = "year: 2025 month: 7 day: 31";
constexpr char kFree[] = "charging: CHARGING_STAYS_FREE";

std::string ChargedFrom(const std::string& day) {
  return "charging: CHARGING_CHARGED charged_from { " + day + " }";
}

TEST(EpisodeRulesTest, ThePeriodOnlyGrowsAndDecisionsAreInOrder) {
  EXPECT_THAT(Faulty(To(kEndOfJuly, kFree)), IsEmpty());
  EXPECT_THAT(Faulty(To("year: 2025 month: 7 day: 12", kFree)),
              ElementsAre("extensions[0].end_date EXTENSION_ORDER"));
  EXPECT_THAT(Faulty(To(kEndOfJuly, kFree) + To(kEndOfJuly, kFree)),
              ElementsAre("extensions[1].end_date EXTENSION_ORDER"));
  EXPECT_THAT(Faulty(To(kEndOfJuly, kFree) + R"(extensions {
        end_date { year: 2025 month: 8 day: 31 }
        reason: "More" decided_by: "users/ada"
        decision_date { year: 2025 month: 6 day: 30 }
        charging: CHARGING_STAYS_FREE
      })"),
              ElementsAre("extensions[1].decision_date EXTENSION_ORDER"));
}

TEST(EpisodeRulesTest, NobodyIsChargedForTheFirstSixWeeks) {
  EXPECT_THAT(
      Faulty(To(kEndOfJuly, ChargedFrom("year: 2025 month: 7 day: 12"))),
      ElementsAre("extensions[0].charged_from CHARGED_WHILE_FREE"));
  EXPECT_THAT(
      Faulty(To(kEndOfJuly, ChargedFrom("year: 2025 month: 7 day: 13"))),
      IsEmpty());
  EXPECT_THAT(Faulty(To(kEndOfJuly, ChargedFrom("year: 2025 month: 8 day: 1"))),
              ElementsAre("extensions[0].charged_from CHARGED_AFTER_END"));
  EXPECT_THAT(Faulty(To(kEndOfJuly, "charging: CHARGING_CHARGED")),
              ElementsAre("extensions[0].charged_from CHARGED_FROM_MISSING"));
  EXPECT_THAT(Faulty(To(kEndOfJuly,
                        "charging: CHARGING_STAYS_FREE charged_from { "
                        "year: 2025 month: 7 day: 20 }")),
              ElementsAre("extensions[0].charged_from CHARGED_FROM_UNWANTED"));
}

TEST(EpisodeRulesTest, AShortPeriodExtendedWithinSixWeeksStaysFree) {
  Package package = SixWeeks(To("year: 2025 month: 7 day: 5",
                                ChargedFrom("year: 2025 month: 7 day: 1")));
  *package.mutable_time_limit_date() = type::ToProto(type::Date(2025, 6, 14));
  Faults faults;
  CheckExtensions(package, "", faults);
  EXPECT_THAT(FaultsIn(faults.ToStatus()),
              ElementsAre("extensions[0].charged_from CHARGED_WHILE_FREE"));
}

TEST(EpisodeRulesTest, WhatWasLeftFreeStaysFreeAndWhatIsChargedStaysCharged) {
  const std::string august = "year: 2025 month: 8 day: 31";
  EXPECT_THAT(Faulty(To(kEndOfJuly, kFree) +
                     To(august, ChargedFrom("year: 2025 month: 7 day: 20"))),
              ElementsAre("extensions[1].charged_from CHARGED_WHILE_FREE"));
  const std::string charged = ChargedFrom("year: 2025 month: 7 day: 20");
  EXPECT_THAT(Faulty(To(kEndOfJuly, charged) + To(august, charged)), IsEmpty());
  EXPECT_THAT(Faulty(To(kEndOfJuly, charged) +
                     To(august, ChargedFrom("year: 2025 month: 8 day: 1"))),
              ElementsAre("extensions[1].charged_from CHARGED_ALREADY"));
  EXPECT_THAT(Faulty(To(kEndOfJuly, charged) + To(august, kFree)),
              ElementsAre("extensions[1].charging CHARGED_ALREADY"));
}

TEST(EpisodeRulesTest, OnlyASpecifiedPeriodIsExtended) {
  Package package = SixWeeks(To(kEndOfJuly, kFree));
  package.clear_time_limit_date();
  Faults faults;
  CheckExtensions(package, "packages[0]", faults);
  EXPECT_THAT(FaultsIn(faults.ToStatus()),
              ElementsAre("packages[0].extensions NO_SPECIFIED_PERIOD"));
}

TEST(EpisodeRulesTest, APauseAfterTheDecisionDoesNotMakeItWrong) {
  // Stored with the pause that came later, and sent again.
  EXPECT_THAT(Faulty(To("year: 2025 month: 7 day: 15", kFree) + R"(
                pauses {
                  start_date { year: 2025 month: 7 day: 5 }
                  end_date { year: 2025 month: 7 day: 25 }
                })"),
              IsEmpty());
}

TEST(EpisodeRulesTest, GoalsAreOutcomesOfThePersonEachOnce) {
  Package package = ParseText<Package>(R"(
    goals: "councils/E10000012/people/ada/outcomes/walk"
    goals: "councils/E10000012/people/ada/outcomes/walk"
    goals: "councils/E10000012/people/bob/outcomes/walk"
    goals: "walk")");
  Faults faults;
  CheckGoals(package.goals(), "councils/E10000012/people/ada", "package",
             faults);
  EXPECT_THAT(FaultsIn(faults.ToStatus()),
              ElementsAre("package.goals[1] GOAL_TWICE",
                          "package.goals[2] GOAL_OF_OTHER_PERSON",
                          "package.goals[3] BAD_NAME"));
}

TEST(EpisodeRulesTest, ATypeBoundsThePeriod) {
  const Terms terms = TermsOf(ParseText<contracts::v1::Council>(R"(
    name: "councils/E10000012"
    enablement {
      episode_types { id: "discharge-to-assess" specified_period_days: 10 }
      episode_types { id: "bridging" specified_period_days: 7 }
    })"));
  const auto faulty = [&](const std::string& type, int days) {
    Package package = SixWeeks("");
    package.set_episode_type(type);
    *package.mutable_time_limit_date() =
        type::ToProto(type::Date(2025, 6, 1) + (days - 1));
    Faults faults;
    CheckEpisodeType(package, terms, "package", faults);
    return FaultsIn(faults.ToStatus());
  };
  EXPECT_THAT(faulty("reablement-at-home", 42), IsEmpty());
  EXPECT_THAT(faulty("reablement-at-home", 43),
              ElementsAre("package.time_limit_date TIME_LIMIT_LONG"));
  EXPECT_THAT(faulty("home-to-assess", 13),
              ElementsAre("package.time_limit_date TIME_LIMIT_SHORT"));
  EXPECT_THAT(faulty("home-to-assess", 14), IsEmpty());
  EXPECT_THAT(faulty("home-to-assess", 28), IsEmpty());
  EXPECT_THAT(faulty("home-to-assess", 29),
              ElementsAre("package.time_limit_date TIME_LIMIT_LONG"));
  // The council's own, and its own terms for one that is known.
  EXPECT_THAT(faulty("discharge-to-assess", 10), IsEmpty());
  EXPECT_THAT(faulty("bridging", 8),
              ElementsAre("package.time_limit_date TIME_LIMIT_LONG"));
  EXPECT_THAT(faulty("rehab", 7),
              ElementsAre("package.episode_type EPISODE_TYPE_UNKNOWN"));

  Package filled = SixWeeks("");
  filled.clear_time_limit_date();
  filled.set_episode_type("home-to-assess");
  FillPeriod(terms, filled);
  EXPECT_EQ(DayOf(filled.time_limit_date()), type::Date(2025, 6, 28));
}

}  // namespace
}  // namespace tidemark::enablement
