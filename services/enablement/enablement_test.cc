#include "services/enablement/enablement.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/proto/names.h"
#include "common/store/feed.h"
#include "common/testing/matchers.h"
#include "common/type/date.h"
#include "services/enablement/enablement_fixture.h"

namespace tidemark::enablement {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::tidemark::contracts::v1::Contract;
using ::tidemark::testing::EqualsProto;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;
using ::tidemark::type::Date;

class EnablementTest : public EnablementFixture {};

TEST_F(EnablementTest, ANewPackageIsActiveAndKnowsItsProvider) {
  const absl::StatusOr<v1::Package> package = Create("a");
  ASSERT_THAT(package, IsOk());
  EXPECT_EQ(package->name(), kPackageA);
  EXPECT_EQ(package->state(), v1::Package::STATE_ACTIVE);
  EXPECT_EQ(package->provider(), kProviderP);
  EXPECT_EQ(package->levels(0).recorded_by(), "users/ada");
  EXPECT_THAT(*Get(kPackageA), EqualsProto(*package));
  EXPECT_THAT(CheckBackIds(), IsEmpty());
  EXPECT_THAT(Create("a"), StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(EnablementTest, ANewPackageNeedsAContractInForce) {
  EXPECT_EQ(FaultsIn(Create("a", "nowhere").status()),
            std::vector<std::string>{"package.contract NO_SUCH_CONTRACT"});
  for (const Contract::State state :
       {Contract::STATE_DRAFT, Contract::STATE_SUSPENDED, Contract::STATE_ENDED,
        Contract::STATE_WITHDRAWN}) {
    SetContract("home-p", "p", state);
    const auto refused = Create("a");
    EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition));
    EXPECT_THAT(refused, HasReason("CONTRACT_NOT_ACTIVE"));
  }
}

TEST_F(EnablementTest, ACopyThatLagsRefusesNobody) {
  SetContract("home-p", "p", Contract::STATE_DRAFT);
  ASSERT_THAT(Create("a"), HasReason("CONTRACT_NOT_ACTIVE"));
  // Activated since, but the change has not come through the feed yet.
  SetContract("home-p", "p", Contract::STATE_ACTIVE);
  EXPECT_THAT(Create("a"), IsOk());
}

TEST_F(EnablementTest, AContractServiceThatIsAwayIsNoFaultOfTheCaller) {
  feed::Replica<Contract> away(*db_, kContractCopies, [](absl::string_view) {
    return absl::UnavailableError("away");
  });
  Enablement enablement(*db_, away, councils_);
  const v1::CreatePackageRequest request = NewRequest("a");
  EXPECT_THAT(enablement.CreatePackage(
                  rpc::Call::For({.subject = "users/ada", .council = kCouncil},
                                 clock_, request),
                  request),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(EnablementTest, ARepeatedCallIsAnsweredAsTheFirst) {
  ASSERT_THAT(Create("a"), IsOk());
  v1::ChangeLevelRequest request = LevelRequest(Date(2025, 5, 1), 420);
  request.set_request_id(kRequestId);
  const auto first = Do(&Enablement::ChangeLevel, request);
  ASSERT_THAT(first, IsOk());
  const int64_t sequence = Sequence();
  const auto again = Do(&Enablement::ChangeLevel, request);
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(*first));
  EXPECT_EQ(Sequence(), sequence);

  request.mutable_level()->set_weekly_minutes(210);
  EXPECT_THAT(Do(&Enablement::ChangeLevel, request),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(EnablementTest, AStaleEtagIsRefusedByEveryMove) {
  const auto created = Create("a");
  ASSERT_THAT(created, IsOk());
  ASSERT_THAT(ChangeLevel(Date(2025, 5, 1), 420), IsOk());
  const std::string stale = created->etag();

  v1::ChangeLevelRequest change = LevelRequest(Date(2025, 6, 1), 210);
  change.set_etag(stale);
  EXPECT_THAT(Do(&Enablement::ChangeLevel, change),
              StatusIs(absl::StatusCode::kAborted));
  v1::PlanStepDownRequest plan;
  plan.set_name(kPackageA);
  plan.set_etag(stale);
  EXPECT_THAT(Do(&Enablement::PlanStepDown, plan),
              StatusIs(absl::StatusCode::kAborted));
  v1::PausePackageRequest pause;
  pause.set_name(kPackageA);
  pause.set_etag(stale);
  EXPECT_THAT(Do(&Enablement::PausePackage, pause),
              StatusIs(absl::StatusCode::kAborted));
  v1::ResumePackageRequest resume;
  resume.set_name(kPackageA);
  resume.set_etag(stale);
  EXPECT_THAT(Do(&Enablement::ResumePackage, resume),
              StatusIs(absl::StatusCode::kAborted));
  v1::ExitPackageRequest exit;
  exit.set_name(kPackageA);
  exit.set_etag(stale);
  EXPECT_THAT(Do(&Enablement::ExitPackage, exit),
              StatusIs(absl::StatusCode::kAborted));
  v1::ReopenPackageRequest reopen;
  reopen.set_name(kPackageA);
  reopen.set_etag(stale);
  EXPECT_THAT(Do(&Enablement::ReopenPackage, reopen),
              StatusIs(absl::StatusCode::kAborted));
}

TEST_F(EnablementTest, EveryMoveOfAPackageThatIsNotThereIsNotFound) {
  EXPECT_THAT(ChangeLevel(Date(2025, 5, 1), 420),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Exit(kPackageA, Date(2025, 5, 1)),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Get(kPackageA), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Record("2025-05-01-d14", Date(2025, 5, 15)),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(EnablementTest, TheSameLevelAgainWritesNothing) {
  ASSERT_THAT(Create("a"), IsOk());
  const auto first = ChangeLevel(Date(2025, 5, 1), 420);
  ASSERT_THAT(first, IsOk());
  const int64_t sequence = Sequence();
  const auto again = ChangeLevel(Date(2025, 5, 1), 420);
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(*first));
  EXPECT_EQ(Sequence(), sequence);
  EXPECT_EQ(FaultsIn(ChangeLevel(Date(2025, 5, 1), 210).status()),
            std::vector<std::string>{"level.from_date LEVEL_SAME_DAY"});
}

TEST_F(EnablementTest, AReasonIsKeptWithTheChange) {
  ASSERT_THAT(Create("a"), IsOk());
  ASSERT_THAT(Exit(kPackageA, Date(2025, 5, 31)), IsOk());
  ASSERT_THAT(Reopen(kPackageA, Date(2025, 7, 1)), IsOk());
  const auto revisions = store::ReadRevisions(*db_, kPackageA, 0, 10);
  ASSERT_THAT(revisions, IsOk());
  ASSERT_THAT(*revisions, SizeIs(3));
  EXPECT_EQ((*revisions)[0].reason(), "A fall");
  EXPECT_EQ((*revisions)[0].method(), "ReopenPackage");
  EXPECT_EQ((*revisions)[1].reason(), "Manages alone");
  EXPECT_EQ((*revisions)[1].subject(), "users/ada");
}

TEST_F(EnablementTest, APersonWhoComesBackContinuesTheEarlierPackage) {
  ASSERT_THAT(Create("a"), IsOk());
  v1::CreatePackageRequest request = NewRequest("b", "home-q");
  request.mutable_package()->set_continues(kPackageA);
  *request.mutable_package()->mutable_start_date() =
      type::ToProto(Date(2025, 7, 1));
  *request.mutable_package()->mutable_levels(0)->mutable_from_date() =
      type::ToProto(Date(2025, 7, 1));
  EXPECT_EQ(FaultsIn(Do(&Enablement::CreatePackage, request).status()),
            std::vector<std::string>{"package.continues NOT_ENDED"});
  ASSERT_THAT(Exit(kPackageA, Date(2025, 6, 30)), IsOk());
  EXPECT_THAT(Do(&Enablement::CreatePackage, request), IsOk());

  request.set_package_id("c");
  request.mutable_package()->set_person(NameIn(kCouncil, "people", "bob"));
  EXPECT_EQ(FaultsIn(Do(&Enablement::CreatePackage, request).status()),
            std::vector<std::string>{"package.continues OTHER_PERSON"});
  request.mutable_package()->set_continues(NameIn(kCouncil, "packages", "z"));
  EXPECT_EQ(FaultsIn(Do(&Enablement::CreatePackage, request).status()),
            std::vector<std::string>{"package.continues NO_SUCH_PACKAGE"});
}

TEST_F(EnablementTest, NeitherOfAPersonsTwoProvidersSeesTheOthersPackage) {
  ASSERT_THAT(Create("a", "home-p"), IsOk());
  ASSERT_THAT(Create("b", "home-q"), IsOk());
  ASSERT_THAT(ChangeLevel(Date(2025, 5, 1), 420), IsOk());
  ASSERT_THAT(Exit(NameIn(kCouncil, "packages", "b"), Date(2025, 5, 1)),
              IsOk());

  v1::ListPackagesRequest packages;
  packages.set_parent(kCouncil);
  packages.set_person(NameIn(kCouncil, "people", "ada"));
  EXPECT_THAT(PackageIds(packages), ElementsAre("a", "b"));
  packages.set_provider(kProviderP);
  EXPECT_THAT(PackageIds(packages), ElementsAre("a"));
  packages.set_provider(kProviderQ);
  EXPECT_THAT(PackageIds(packages), ElementsAre("b"));
  packages.clear_person();
  EXPECT_THAT(PackageIds(packages), ElementsAre("b"));
  packages.set_contract(NameIn(kCouncil, "contracts", "home-p"));
  EXPECT_THAT(PackageIds(packages), IsEmpty());

  v1::ListCheckBacksRequest all;
  all.set_parent(absl::StrCat(kCouncil, "/packages/-"));
  all.set_provider(kProviderQ);
  EXPECT_THAT(CheckBackNames(all),
              ElementsAre("packages/b/checkBacks/2025-05-01-d14",
                          "packages/b/checkBacks/2025-05-01-d42",
                          "packages/b/checkBacks/2025-05-01-d84"));
  v1::ListCheckBacksRequest others;
  others.set_parent(kPackageA);
  others.set_provider(kProviderQ);
  EXPECT_THAT(CheckBackNames(others), IsEmpty());

  EXPECT_THAT(*enablement_->ProvidersOf(kPackageA), ElementsAre(kProviderP));
  EXPECT_THAT(*enablement_->ProvidersOf(
                  absl::StrCat(kPackageA, "/checkBacks/2025-05-01-d14")),
              ElementsAre(kProviderP));
  for (const char* const name :
       {"councils/E10000012/packages/z", "councils/E10000012", ""}) {
    EXPECT_THAT(enablement_->ProvidersOf(name),
                StatusIs(absl::StatusCode::kNotFound))
        << name;
  }
}

TEST_F(EnablementTest, FiltersOfAnotherCouncilAreRefused) {
  v1::ListPackagesRequest packages;
  packages.set_parent(kCouncil);
  packages.set_provider("councils/E06000033/providers/p");
  packages.set_contract("councils/E06000033/contracts/c");
  packages.set_person("councils/E06000033/people/ada");
  EXPECT_THAT(
      FaultsIn(Do(&Enablement::ListPackages, packages).status()),
      ElementsAre("provider BAD_NAME", "contract BAD_NAME", "person BAD_NAME"));
}

TEST_F(EnablementTest, ListsComeInPages) {
  for (const char* const id : {"a", "b", "c", "d", "e"}) {
    ASSERT_THAT(Create(id, id[0] % 2 == 0 ? "home-p" : "home-q"), IsOk());
    ASSERT_THAT(Exit(NameIn(kCouncil, "packages", id), Date(2025, 5, 1)),
                IsOk());
  }
  for (const bool by_provider : {false, true}) {
    v1::ListPackagesRequest request;
    request.set_parent(kCouncil);
    request.set_page_size(2);
    if (by_provider) request.set_provider(kProviderQ);
    std::vector<std::string> ids;
    do {
      const auto page = Do(&Enablement::ListPackages, request);
      ASSERT_THAT(page, IsOk());
      ASSERT_LE(page->packages_size(), 2);
      for (const v1::Package& package : page->packages()) {
        ids.emplace_back(IdOf(package.name()));
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    if (by_provider) {
      EXPECT_THAT(ids, ElementsAre("a", "c", "e"));
    } else {
      EXPECT_THAT(ids, ElementsAre("a", "b", "c", "d", "e"));
    }
  }
  for (const bool by_provider : {false, true}) {
    for (const bool open_only : {false, true}) {
      v1::ListCheckBacksRequest request;
      request.set_parent(absl::StrCat(kCouncil, "/packages/-"));
      request.set_page_size(4);
      request.set_open_only(open_only);
      if (by_provider) request.set_provider(kProviderQ);
      std::vector<std::string> names;
      do {
        const auto page = Do(&Enablement::ListCheckBacks, request);
        ASSERT_THAT(page, IsOk());
        for (const v1::CheckBack& check_back : page->check_backs()) {
          names.push_back(check_back.name());
        }
        request.set_page_token(page->next_page_token());
      } while (!request.page_token().empty());
      EXPECT_THAT(names, SizeIs(by_provider ? 9 : 15));
      EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
    }
  }
}

}  // namespace
}  // namespace tidemark::enablement
