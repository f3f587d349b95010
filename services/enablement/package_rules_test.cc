#include "services/enablement/package_rules.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"

namespace tidemark::enablement {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using ::tidemark::contracts::v1::Contract;
using ::tidemark::testing::EqualsProto;
using ::tidemark::testing::ParseText;

constexpr char kCouncil[] = "councils/E10000012";

// A package with nothing wrong with it.
v1::Package Right() {
  return ParseText<v1::Package>(R"(
    name: "councils/E10000012/packages/a"
    person: "councils/E10000012/people/ada"
    contract: "councils/E10000012/contracts/home"
    stage: STAGE_ENABLE
    start_date { year: 2025 month: 4 day: 1 }
    time_limit_date { year: 2025 month: 5 day: 12 }
    levels {
      from_date { year: 2025 month: 4 day: 1 }
      weekly_minutes: 840
    }
    levels {
      from_date { year: 2025 month: 4 day: 15 }
      weekly_minutes: 420
      reason: "Cooks again"
      agreement: AGREEMENT_PERSON_AGREES
    }
    plan { from_date { year: 2025 month: 4 day: 1 } weekly_minutes: 420 }
    plan { from_date { year: 2025 month: 4 day: 29 } weekly_minutes: 210 }
    pauses {
      start_date { year: 2025 month: 4 day: 20 }
      end_date { year: 2025 month: 4 day: 22 }
      reason: "In hospital"
    }
    state: STATE_ACTIVE)");
}

// "field code" of each.
std::vector<std::string> Describe(const Faults& faults) {
  std::vector<std::string> described;
  for (const Fault& fault : faults.all()) {
    described.push_back(absl::StrCat(fault.field, " ", fault.code));
  }
  return described;
}

// The faults of both checks.
std::vector<std::string> Check(const v1::Package& package) {
  Faults faults;
  CheckTerms(package, kCouncil, {.terms = "p", .course = "r"}, faults);
  CheckCourse(package, {.terms = "p", .course = "r"}, faults);
  return Describe(faults);
}

// The faults of `Right()` with `text` merged in or appended.
std::vector<std::string> CheckWith(const std::string& text) {
  v1::Package package = Right();
  package.MergeFrom(ParseText<v1::Package>(text));
  return Check(package);
}

TEST(PackageRulesTest, ARightPackageHasNoFaults) {
  EXPECT_THAT(Check(Right()), IsEmpty());
}

TEST(PackageRulesTest, AnEmptyPackageHasAllItsFaultsAtOnce) {
  EXPECT_THAT(
      Check(v1::Package()),
      UnorderedElementsAre("p.person BAD_NAME", "p.contract BAD_NAME",
                           "p.start_date DATE_MISSING", "p.levels REQUIRED"));
}

TEST(PackageRulesTest, NamesLieInTheCouncil) {
  EXPECT_THAT(CheckWith(R"(
                person: "councils/E06000033/people/ada"
                contract: "councils/E06000033/contracts/home"
                continues: "councils/E06000033/packages/b")"),
              ElementsAre("p.person BAD_NAME", "p.contract BAD_NAME",
                          "p.continues BAD_NAME"));
  EXPECT_THAT(CheckWith(R"(person: "councils/E10000012/providers/ada")"),
              ElementsAre("p.person BAD_NAME"));
}

TEST(PackageRulesTest, ItsLocationIsOneOfItsProviders) {
  const auto faults_of = [](const std::string& location) {
    v1::Package package = Right();
    package.set_provider("councils/E10000012/providers/p");
    package.set_location(location);
    Faults faults;
    CheckLocation(package, "package", faults);
    return Describe(faults);
  };
  EXPECT_THAT(faults_of(""), IsEmpty());
  EXPECT_THAT(faults_of("councils/E10000012/providers/p/locations/l"),
              IsEmpty());
  EXPECT_THAT(faults_of("councils/E10000012/providers/q/locations/l"),
              ElementsAre("package.location LOCATION_OTHER_PROVIDER"));
  EXPECT_THAT(faults_of("councils/E10000012/providers/p"),
              ElementsAre("package.location BAD_NAME"));
}

TEST(PackageRulesTest, NothingContinuesItself) {
  EXPECT_THAT(CheckWith(R"(continues: "councils/E10000012/packages/a")"),
              ElementsAre("p.continues SELF_REFERENCE"));
}

TEST(PackageRulesTest, TheTimeLimitMayBeTheFirstDayButNotEarlier) {
  v1::Package package = Right();
  *package.mutable_time_limit_date() = package.start_date();
  EXPECT_THAT(Check(package), IsEmpty());
  package.mutable_time_limit_date()->set_month(3);
  EXPECT_THAT(Check(package),
              ElementsAre("p.time_limit_date TIME_LIMIT_ORDER"));
}

TEST(PackageRulesTest, DaysThatDoNotExistAreRefused) {
  EXPECT_THAT(CheckWith("time_limit_date { year: 2026 month: 2 day: 29 }"),
              ElementsAre("p.time_limit_date DATE_INVALID"));
  EXPECT_THAT(CheckWith("time_limit_date { year: 2028 month: 2 day: 29 }"),
              IsEmpty());
  EXPECT_THAT(
      CheckWith(R"(plan { from_date { year: 2025 month: 4 day: 31 } })"),
      ElementsAre("p.plan[2].from_date DATE_INVALID"));
}

TEST(PackageRulesTest, TheFirstLevelBeginsWithThePackage) {
  v1::Package package = Right();
  package.mutable_levels(0)->mutable_from_date()->set_day(2);
  EXPECT_THAT(Check(package),
              ElementsAre("p.levels[0].from_date FIRST_LEVEL_DATE"));
}

TEST(PackageRulesTest, LevelsAscendAndSayWhyAndWhoAgreed) {
  EXPECT_THAT(CheckWith(R"(
        levels {
          from_date { year: 2025 month: 4 day: 15 }
          reason: "More"
          agreement: AGREEMENT_BEST_INTERESTS
        })"),
              ElementsAre("p.levels[2].from_date LEVEL_ORDER"));
  EXPECT_THAT(CheckWith("levels { from_date { year: 2025 month: 5 day: 1 } }"),
              ElementsAre("p.levels[2].reason REQUIRED",
                          "p.levels[2].agreement REQUIRED"));
}

TEST(PackageRulesTest, ThePlanAscendsFromTheStart) {
  EXPECT_THAT(CheckWith("plan { from_date { year: 2025 month: 4 day: 29 } }"),
              ElementsAre("p.plan[2].from_date PLAN_ORDER"));
  EXPECT_THAT(CheckWith("plan { from_date { year: 2025 month: 3 day: 31 } }"),
              ElementsAre("p.plan[2].from_date PLAN_ORDER"));
}

TEST(PackageRulesTest, PausesThatOverlapOrTouchNoDayAreRefused) {
  // From the last day of the pause before.
  EXPECT_THAT(CheckWith(R"(
                pauses {
                  start_date { year: 2025 month: 4 day: 22 }
                  reason: "Away"
                })"),
              ElementsAre("r.pauses[1].start_date PAUSE_ORDER"));
  // From the day after it.
  EXPECT_THAT(CheckWith(R"(
                pauses {
                  start_date { year: 2025 month: 4 day: 23 }
                  reason: "Away"
                })"),
              IsEmpty());
  EXPECT_THAT(CheckWith(R"(
                pauses {
                  start_date { year: 2025 month: 5 day: 2 }
                  end_date { year: 2025 month: 5 day: 1 }
                  reason: "Away"
                })"),
              ElementsAre("r.pauses[1].end_date PAUSE_ORDER"));
}

TEST(PackageRulesTest, PausesLieInThePackage) {
  v1::Package package = Right();
  *package.mutable_pauses(0)->mutable_start_date() =
      ParseText<type::v1::Date>("year: 2025 month: 3 day: 31");
  EXPECT_THAT(Check(package),
              ElementsAre("r.pauses[0].start_date PAUSE_ORDER"));
  EXPECT_THAT(CheckWith(R"(
                end_date { year: 2025 month: 4 day: 21 }
                sequel: SEQUEL_HOSPITAL
                end_reason: "Admitted")"),
              ElementsAre("r.pauses[0].end_date PAUSE_ORDER"));
}

TEST(PackageRulesTest, OnlyTheLastPauseOfAPackageThatLastsMayBeOpen) {
  v1::Package package = Right();
  package.mutable_pauses(0)->clear_end_date();
  EXPECT_THAT(Check(package), IsEmpty());
  *package.mutable_end_date() =
      ParseText<type::v1::Date>("year: 2025 month: 4 day: 30");
  package.set_sequel(v1::Package::SEQUEL_HOSPITAL);
  package.set_end_reason("Admitted");
  EXPECT_THAT(Check(package), ElementsAre("r.pauses[0].end_date PAUSE_OPEN"));

  package = Right();
  package.mutable_pauses(0)->clear_end_date();
  package.MergeFrom(ParseText<v1::Package>(R"(
    pauses {
      start_date { year: 2025 month: 5 day: 1 }
      reason: "Away"
    })"));
  EXPECT_THAT(Check(package), ElementsAre("r.pauses[0].end_date PAUSE_OPEN"));
}

TEST(PackageRulesTest, EndSequelAndReasonBelongTogether) {
  EXPECT_THAT(CheckWith("end_date { year: 2025 month: 5 day: 1 }"),
              ElementsAre("r.sequel REQUIRED", "r.end_reason REQUIRED"));
  EXPECT_THAT(CheckWith("sequel: SEQUEL_DIED"),
              ElementsAre("r.end_date REQUIRED", "r.end_reason REQUIRED"));
  EXPECT_THAT(CheckWith(R"(end_reason: "Done")"),
              ElementsAre("r.end_date REQUIRED", "r.sequel REQUIRED"));
}

TEST(PackageRulesTest, NothingBeginsAfterTheEnd) {
  EXPECT_THAT(CheckWith(R"(
                end_date { year: 2025 month: 3 day: 31 }
                sequel: SEQUEL_NO_SUPPORT
                end_reason: "Done")"),
              UnorderedElementsAre("r.end_date END_ORDER",
                                   "r.pauses[0].end_date PAUSE_ORDER",
                                   "p.levels[0].from_date LEVEL_AFTER_END",
                                   "p.levels[1].from_date LEVEL_AFTER_END"));
}

TEST(PackageRulesTest, NothingHappensWhileThePackageIsOver) {
  const std::string reopening = R"(
    reopenings {
      end_date { year: 2025 month: 4 day: 30 }
      sequel: SEQUEL_NO_SUPPORT
      end_reason: "Done"
      reopen_date { year: 2025 month: 6 day: 1 }
      reason: "A fall"
    })";
  EXPECT_THAT(CheckWith(reopening), IsEmpty());
  EXPECT_THAT(CheckWith(reopening + R"(
                levels {
                  from_date { year: 2025 month: 5 day: 31 }
                  reason: "More"
                  agreement: AGREEMENT_PERSON_AGREES
                })"),
              ElementsAre("p.levels[2].from_date LEVEL_AFTER_END"));
  EXPECT_THAT(CheckWith(reopening + R"(
                pauses {
                  start_date { year: 2025 month: 4 day: 30 }
                  end_date { year: 2025 month: 5 day: 1 }
                  reason: "Away"
                })"),
              ElementsAre("r.pauses[1].start_date PAUSE_ORDER"));
  EXPECT_THAT(CheckWith(reopening + R"(
                end_date { year: 2025 month: 5 day: 31 }
                sequel: SEQUEL_NO_SUPPORT
                end_reason: "Done")"),
              ElementsAre("r.end_date END_ORDER"));
}

TEST(PackageRulesTest, ReopeningsAreInOrderAndWhole) {
  EXPECT_THAT(CheckWith(R"(
                reopenings {
                  end_date { year: 2025 month: 4 day: 30 }
                  reopen_date { year: 2025 month: 4 day: 30 }
                })"),
              ElementsAre("r.reopenings[0].sequel REQUIRED",
                          "r.reopenings[0].end_reason REQUIRED",
                          "r.reopenings[0].reason REQUIRED",
                          "r.reopenings[0].reopen_date REOPENING_ORDER"));
}

TEST(PackageRulesTest, IdsAreLowerCaseLettersDigitsAndHyphens) {
  for (const char* const id : {"a", "0", "2025-0001", "2025-06-01-d14"}) {
    Faults faults;
    CheckNewId("id", id, faults);
    EXPECT_THAT(Describe(faults), IsEmpty()) << id;
  }
  for (const std::string& id :
       {std::string(), std::string("-a"), std::string("A"), std::string("a/b"),
        std::string("a_b"), std::string("a b"), std::string(64, 'a')}) {
    Faults faults;
    CheckNewId("id", id, faults);
    EXPECT_THAT(Describe(faults), ElementsAre("id BAD_ID")) << id;
  }
}

TEST(PackageRulesTest, APackageContinuesAnEndedOneOfTheSamePerson) {
  v1::Package earlier = ParseText<v1::Package>(R"(
    person: "councils/E10000012/people/ada"
    start_date { year: 2025 month: 1 day: 1 }
    end_date { year: 2025 month: 4 day: 1 }
    state: STATE_ENDED)");
  const auto check = [&](const v1::Package* package) {
    Faults faults;
    CheckContinues(Right(), package, "f", faults);
    return Describe(faults);
  };
  EXPECT_THAT(check(&earlier), IsEmpty());
  EXPECT_THAT(check(nullptr), ElementsAre("f NO_SUCH_PACKAGE"));
  earlier.mutable_end_date()->set_day(2);
  EXPECT_THAT(check(&earlier), ElementsAre("f CONTINUES_ORDER"));
  earlier.set_state(v1::Package::STATE_PAUSED);
  EXPECT_THAT(check(&earlier), ElementsAre("f NOT_ENDED"));
  earlier.set_person("councils/E10000012/people/bob");
  EXPECT_THAT(check(&earlier), ElementsAre("f OTHER_PERSON"));
}

TEST(PackageRulesTest, OnlyWhatHasEndedMayStandUnderAContractThatIsNotActive) {
  v1::Package package = Right();
  for (int i = Contract::State_MIN; i <= Contract::State_MAX; ++i) {
    const auto state = static_cast<Contract::State>(i);
    package.set_state(v1::Package::STATE_ACTIVE);
    EXPECT_EQ(MayHold(state, package), state == Contract::STATE_ACTIVE);
    package.set_state(v1::Package::STATE_ENDED);
    EXPECT_EQ(MayHold(state, package), state == Contract::STATE_ACTIVE ||
                                           state == Contract::STATE_SUSPENDED ||
                                           state == Contract::STATE_ENDED);
  }
}

TEST(PackageRulesTest, ARecordRoundTripsAndKeepsWhoRecordedItsLevels) {
  v1::Package stored = Right();
  stored.set_provider("councils/E10000012/providers/p");
  for (v1::SupportLevel& level : *stored.mutable_levels()) {
    level.set_recorded_by("users/ada");
  }
  EXPECT_THAT(FromRecord(ToRecord(stored), &stored, "users/bob"),
              EqualsProto(stored));

  v1::PackageRecord record = ToRecord(stored);
  record.mutable_package()->mutable_levels(1)->set_weekly_minutes(210);
  const v1::Package changed = FromRecord(record, &stored, "users/bob");
  EXPECT_EQ(changed.levels(0).recorded_by(), "users/ada");
  EXPECT_EQ(changed.levels(1).recorded_by(), "users/bob");
}

TEST(PackageRulesTest, ADateOfZerosIsStoredLikeNone) {
  v1::Package stored = Right();
  stored.clear_time_limit_date();
  v1::PackageRecord record = ToRecord(stored);
  record.mutable_package()->mutable_time_limit_date();
  record.mutable_end_date();
  EXPECT_THAT(FromRecord(record, nullptr, ""), EqualsProto(stored));
}

TEST(PackageRulesTest, WhatOnlyTheServerSaysIsNotTakenFromANewPackage) {
  v1::CreatePackageRequest request;
  request.set_parent(kCouncil);
  request.set_package_id("b");
  *request.mutable_package() = Right();
  request.mutable_package()->set_provider("councils/E10000012/providers/x");
  request.mutable_package()->set_state(v1::Package::STATE_ENDED);
  request.mutable_package()->set_sequel(v1::Package::SEQUEL_DIED);
  request.mutable_package()->mutable_levels(0)->set_recorded_by("users/x");
  const v1::Package package = NewPackage(request, "users/ada");
  EXPECT_EQ(package.name(), "councils/E10000012/packages/b");
  EXPECT_EQ(package.provider(), "");
  EXPECT_EQ(package.state(), v1::Package::STATE_ACTIVE);
  EXPECT_EQ(package.sequel(), v1::Package::SEQUEL_UNSPECIFIED);
  EXPECT_THAT(package.pauses(), IsEmpty());
  EXPECT_EQ(package.levels(0).recorded_by(), "users/ada");
}

}  // namespace
}  // namespace tidemark::enablement
