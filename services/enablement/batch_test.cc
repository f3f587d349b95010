#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/proto/names.h"
#include "common/testing/matchers.h"
#include "common/type/date.h"
#include "services/enablement/enablement_fixture.h"
#include "services/enablement/package_rules.h"

namespace tidemark::enablement {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;
using ::tidemark::contracts::v1::Contract;
using ::tidemark::testing::EqualsProto;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;
using ::tidemark::type::Date;

class BatchTest : public EnablementFixture {};

TEST_F(BatchTest, ABatchStoresWholeHistoriesWithTheirCheckBacks) {
  const auto response = Batch({History("a"), History("b")});
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->created(), 2);
  const auto package = Get(kPackageA);
  ASSERT_THAT(package, IsOk());
  EXPECT_EQ(package->state(), v1::Package::STATE_ENDED);
  EXPECT_EQ(package->provider(), kProviderP);
  EXPECT_THAT(package->pauses(), SizeIs(1));
  EXPECT_THAT(package->reopenings(), SizeIs(1));
  // The exit to a care home is not looked back on.
  EXPECT_THAT(CheckBackIds(), ElementsAre("2024-02-29-d14", "2024-02-29-d42",
                                          "2024-02-29-d84", "2024-05-31-d14",
                                          "2024-05-31-d42", "2024-05-31-d84"));
}

TEST_F(BatchTest, ABatchLeavesAloneWhatIsAsGiven) {
  ASSERT_THAT(Batch({History("a"), History("b")}), IsOk());
  const auto before = Get(kPackageA);
  const int64_t sequence = Sequence();
  const auto again = Batch({History("a"), History("b")});
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->unchanged(), 2);
  EXPECT_EQ(Sequence(), sequence);

  v1::PackageRecord changed = History("b");
  changed.mutable_package()->set_service_type("Home support");
  const auto third = Batch({History("a"), changed, History("c")});
  ASSERT_THAT(third, IsOk());
  EXPECT_EQ(third->created(), 1);
  EXPECT_EQ(third->updated(), 1);
  EXPECT_EQ(third->unchanged(), 1);
  EXPECT_THAT(*Get(kPackageA), EqualsProto(*before));
}

TEST_F(BatchTest, ABatchWithOneFaultStoresNothing) {
  v1::PackageRecord faulty = History("b");
  faulty.clear_sequel();
  faulty.mutable_pauses(0)->mutable_end_date()->set_year(2023);
  EXPECT_THAT(FaultsIn(Batch({History("a"), faulty}).status()),
              ElementsAre("packages[1].pauses[0].end_date PAUSE_ORDER",
                          "packages[1].sequel REQUIRED"));
  EXPECT_THAT(Get(kPackageA), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(Sequence(), 0);

  faulty = History("b");
  faulty.mutable_package()->set_continues(NameIn(kCouncil, "packages", "z"));
  EXPECT_THAT(FaultsIn(Batch({History("a"), faulty}).status()),
              ElementsAre("packages[1].package.continues NO_SUCH_PACKAGE"));
  EXPECT_THAT(Get(kPackageA), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(BatchTest, ABatchNamesEachPackageOnceAndInItsCouncil) {
  v1::PackageRecord elsewhere = History("b");
  elsewhere.mutable_package()->set_name("councils/E06000033/packages/b");
  v1::PackageRecord capital = History("B");
  EXPECT_THAT(
      FaultsIn(
          Batch({History("a"), History("a"), elsewhere, capital}).status()),
      ElementsAre("packages[1].package.name DUPLICATE",
                  "packages[2].package.name BAD_NAME",
                  "packages[3].package.name BAD_ID"));
}

TEST_F(BatchTest, ABatchDoesNotMoveAPackageToAnotherPersonOrContract) {
  ASSERT_THAT(Batch({History("a")}), IsOk());
  v1::PackageRecord moved = History("a");
  moved.mutable_package()->set_person(NameIn(kCouncil, "people", "bob"));
  moved.mutable_package()->set_contract(
      NameIn(kCouncil, "contracts", "home-q"));
  EXPECT_THAT(FaultsIn(Batch({moved}).status()),
              ElementsAre("packages[0].package.person IMMUTABLE",
                          "packages[0].package.contract IMMUTABLE"));
}

TEST_F(BatchTest, APackageFromClientLevelDataHasAProviderAndNoContract) {
  ASSERT_THAT(Batch({FromClientLevelData("a")}), IsOk());
  const auto package = Get(kPackageA);
  ASSERT_THAT(package, IsOk());
  EXPECT_EQ(package->contract(), "");
  EXPECT_EQ(package->provider(), kProviderP);
  EXPECT_EQ(package->origin(), v1::Package::ORIGIN_CLIENT_LEVEL_DATA);
  EXPECT_EQ(package->state(), v1::Package::STATE_ENDED);
  EXPECT_EQ(package->sequel(), v1::Package::SEQUEL_UNSPECIFIED);
  const auto again = Batch({FromClientLevelData("a")});
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->unchanged(), 1);
}

TEST_F(BatchTest, NobodyIsToLookBackOnClientLevelData) {
  v1::PackageRecord record = FromClientLevelData("a");
  record.set_sequel(v1::Package::SEQUEL_NO_SUPPORT);
  ASSERT_THAT(Batch({record}), IsOk());
  EXPECT_THAT(CheckBackIds(), ElementsAre());
}

TEST_F(BatchTest, AMendedLocationMovesAPackageOfClientLevelDataToItsProvider) {
  ASSERT_THAT(Batch({FromClientLevelData("a")}), IsOk());
  v1::PackageRecord mended = FromClientLevelData("a");
  mended.set_provider(NameIn(kCouncil, "providers", "q"));
  const auto response = Batch({mended});
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->updated(), 1);
  EXPECT_EQ(Get(kPackageA)->provider(), NameIn(kCouncil, "providers", "q"));
}

TEST_F(BatchTest, APackageHasAContractOrAProviderOfItsCouncilAndNotBoth) {
  v1::PackageRecord neither = FromClientLevelData("a");
  neither.clear_provider();
  EXPECT_THAT(FaultsIn(Batch({neither}).status()),
              ElementsAre("packages[0].package.contract BAD_NAME",
                          "packages[0].package.levels[1].reason REQUIRED",
                          "packages[0].package.levels[1].agreement REQUIRED",
                          "packages[0].sequel REQUIRED"));
  v1::PackageRecord both = FromClientLevelData("a");
  both.mutable_package()->set_contract(NameIn(kCouncil, "contracts", "home-p"));
  EXPECT_THAT(
      FaultsIn(Batch({both}).status()),
      ElementsAre("packages[0].package.contract CONTRACT_AND_PROVIDER"));
  v1::PackageRecord elsewhere = FromClientLevelData("a");
  elsewhere.set_provider("councils/E06000033/providers/p");
  EXPECT_THAT(FaultsIn(Batch({elsewhere}).status()),
              ElementsAre("packages[0].provider BAD_NAME"));
  // One that has a contract keeps it.
  ASSERT_THAT(Batch({History("a")}), IsOk());
  EXPECT_THAT(FaultsIn(Batch({FromClientLevelData("a")}).status()),
              ElementsAre("packages[0].package.contract IMMUTABLE"));
}

TEST_F(BatchTest, ABatchChecksTheEtagOfWhatItWouldChange) {
  ASSERT_THAT(Batch({History("a")}), IsOk());
  v1::PackageRecord record = History("a");
  record.mutable_package()->set_etag("0");
  // Nothing to change, so nothing is lost.
  EXPECT_THAT(Batch({record}), IsOk());
  record.mutable_package()->set_service_type("Home support");
  EXPECT_THAT(Batch({record}), StatusIs(absl::StatusCode::kAborted));
  record.mutable_package()->set_etag(Get(kPackageA)->etag());
  EXPECT_THAT(Batch({record}), IsOk());
}

TEST_F(BatchTest, ABatchTakesWhatEndedUnderAContractThatHasEnded) {
  SetContract("home-p", "p", Contract::STATE_ENDED);
  v1::PackageRecord active = History("b");
  active.clear_end_date();
  active.clear_sequel();
  active.clear_end_reason();
  EXPECT_THAT(Batch({History("a"), active}), HasReason("CONTRACT_NOT_ACTIVE"));
  EXPECT_THAT(Batch({History("a")}), IsOk());
}

TEST_F(BatchTest, APackageMayContinueAnotherOneOfItsBatch) {
  v1::PackageRecord later = History("a");
  v1::Package& package = *later.mutable_package();
  package.set_continues(NameIn(kCouncil, "packages", "b"));
  for (type::v1::Date* const date :
       {package.mutable_start_date(),
        package.mutable_levels(0)->mutable_from_date(),
        package.mutable_levels(1)->mutable_from_date(),
        later.mutable_pauses(0)->mutable_start_date(),
        later.mutable_pauses(0)->mutable_end_date(),
        later.mutable_end_date()}) {
    date->set_year(2025);
    if (date->day() == 29) date->set_day(28);
  }
  later.clear_reopenings();
  const auto response = Batch({later, History("b")});
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->created(), 2);
}

TEST_F(BatchTest, ACorrectedHistoryMovesItsOpenCheckBacks) {
  ASSERT_THAT(Batch({History("a")}), IsOk());
  ASSERT_THAT(Record("2024-02-29-d14", Date(2024, 3, 14)), IsOk());
  v1::PackageRecord corrected = History("a");
  *corrected.mutable_package()->mutable_levels(1)->mutable_from_date() =
      type::ToProto(Date(2024, 3, 1));
  corrected.mutable_reopenings(0)->set_sequel(
      v1::Package::SEQUEL_SHORT_TERM_SUPPORT);
  ASSERT_THAT(Batch({corrected}), IsOk());
  EXPECT_THAT(CheckBackIds(), ElementsAre("2024-02-29-d14", "2024-03-01-d14",
                                          "2024-03-01-d42", "2024-03-01-d84"));
}

TEST_F(BatchTest, WhateverWasStoredComesBackUnchanged) {
  std::mt19937 random(7);
  const auto roll = [&](int n) {
    return static_cast<int>(random() % static_cast<unsigned>(n));
  };
  for (int p = 0; p < 20; ++p) {
    const std::string id = absl::StrCat("p", p);
    const std::string name = NameIn(kCouncil, "packages", id);
    ASSERT_THAT(Create(id), IsOk());
    Date day(2025, 4, 1);
    for (int i = 0; i < 12; ++i) {
      day += roll(30);
      v1::ChangeLevelRequest level = LevelRequest(day, 60 * roll(20));
      level.set_name(name);
      v1::PausePackageRequest pause;
      pause.set_name(name);
      *pause.mutable_start_date() = type::ToProto(day);
      pause.set_reason("Away");
      v1::ResumePackageRequest resume;
      resume.set_name(name);
      *resume.mutable_resume_date() = type::ToProto(day);
      // Those that its state does not allow are refused.
      switch (roll(6)) {
        case 0:
          (void)Do(&Enablement::PausePackage, pause);
          break;
        case 1:
          (void)Do(&Enablement::ResumePackage, resume);
          break;
        case 2:
          (void)Exit(name, day);
          break;
        case 3:
          (void)Reopen(name, day);
          break;
        default:
          (void)Do(&Enablement::ChangeLevel, level);
      }
    }
    const auto stored = Get(name);
    ASSERT_THAT(stored, IsOk());
    const int64_t sequence = Sequence();
    v1::BatchUpsertPackagesRequest request;
    request.set_parent(kCouncil);
    *request.add_packages() = ToRecord(*stored);
    const auto response =
        Do(&Enablement::BatchUpsertPackages, request, "users/bob");
    ASSERT_THAT(response, IsOk()) << stored->DebugString();
    EXPECT_EQ(response->unchanged(), 1);
    EXPECT_EQ(Sequence(), sequence);
  }
}

}  // namespace
}  // namespace tidemark::enablement
