#include "services/cld/publication.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/proto/names.h"
#include "common/testing/matchers.h"
#include "services/cld/cld_fixture.h"

namespace tidemark::cld {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;

constexpr char kCommunity[] = "Long term support: Community";
constexpr char kElsewhere[] = "1-200000002";

class PublicationTest : public CldFixture {
 protected:
  absl::StatusOr<v1::CldPublication> Summary(const std::string& id = "-") {
    v1::GetCldPublicationRequest request;
    request.set_parent(NameOf(id));
    return Do(*publication_, &Publication::GetCldPublication, request);
  }

  absl::StatusOr<v1::ListCldPeopleResponse> People(
      int page_size, const std::string& token = "",
      const std::string& id = "-") {
    v1::ListCldPeopleRequest request;
    request.set_parent(NameOf(id));
    request.set_page_size(page_size);
    request.set_page_token(token);
    return Do(*publication_, &Publication::ListCldPeople, request);
  }

  absl::StatusOr<v1::ListCldPackagesResponse> Packages(
      int page_size = 0, const std::string& token = "") {
    v1::ListCldPackagesRequest request;
    request.set_parent(NameOf("-"));
    request.set_page_size(page_size);
    request.set_page_token(token);
    return Do(*publication_, &Publication::ListCldPackages, request);
  }

  absl::StatusOr<v1::ListCldSkippedServicesResponse> Skipped() {
    v1::ListCldSkippedServicesRequest request;
    request.set_parent(NameOf("-"));
    return Do(*publication_, &Publication::ListCldSkippedServices, request);
  }

  void StoreLocation(const std::string& id) {
    contracts::v1::Location location;
    location.set_name(absl::StrCat(kShoreline, "/locations/", id));
    ASSERT_THAT(db_->Write({},
                           [&](store::Transaction& txn) {
                             return kLocationCopies.Replace(txn, location);
                           }),
                IsOk());
  }

  std::unique_ptr<Publication> publication_ =
      std::make_unique<Publication>(*db_);
};

// Two packages of Shoreline, and a service of nobody who is known.
std::string Extract() {
  return Lines({{.person = "P1"},
                {.person = "P2", .service = kCommunity, .component = "Meals"},
                {.person = "P2",
                 .start = "01/05/2023",
                 .service = kCommunity,
                 .component = "Transport",
                 .location = kElsewhere}});
}

TEST_F(PublicationTest, SaysWhatWouldBePublishedAndWhatNot) {
  Import("a", Extract());
  const auto summary = Summary();
  ASSERT_THAT(summary, IsOk());
  EXPECT_EQ(summary->people(), 2);
  EXPECT_EQ(summary->packages(), 2);
  ASSERT_THAT(summary->skipped(), SizeIs(1));
  EXPECT_EQ(summary->skipped(0).reason(), v1::CLD_SKIP_REASON_UNKNOWN_PROVIDER);
  EXPECT_EQ(summary->skipped(0).services(), 1);
  const auto skipped = Skipped();
  ASSERT_THAT(skipped, IsOk());
  ASSERT_THAT(skipped->services(), SizeIs(1));
  EXPECT_EQ(skipped->services(0).location_id(), kElsewhere);
  EXPECT_EQ(skipped->services(0).component(), "Transport");
}

TEST_F(PublicationTest, PackagesAreRecordsThatTheEnablementServiceTakes) {
  Import("a", Line({.person = "P1"}));
  const auto packages = Packages();
  ASSERT_THAT(packages, IsOk());
  ASSERT_THAT(packages->packages(), SizeIs(1));
  const enablement::v1::PackageRecord& record = packages->packages(0);
  EXPECT_EQ(record.provider(), kShoreline);
  EXPECT_EQ(record.package().contract(), "");
  EXPECT_EQ(record.package().service_type(), "Reablement");
  EXPECT_EQ(record.package().stage(), enablement::v1::Package::STAGE_ENABLE);
  EXPECT_EQ(record.sequel(), enablement::v1::Package::SEQUEL_NO_SUPPORT);
  EXPECT_EQ(record.end_reason(),
            "Client-level data: NFA: Support ended as planned");
  const auto people = People(0);
  ASSERT_THAT(people, IsOk());
  ASSERT_THAT(people->people(), SizeIs(1));
  EXPECT_EQ(record.package().person(), people->people(0).person().name());
  EXPECT_EQ(people->people(0).person().birth_year(), 1940);
  // Who it is about cannot be read from it.
  EXPECT_THAT(packages->DebugString(), Not(HasSubstr("P1")));
  EXPECT_THAT(people->DebugString(), Not(HasSubstr("P1")));
}

TEST_F(PublicationTest, PagesHoldEachPersonOnce) {
  Import("a", Extract());
  const auto first = People(1);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(first->people(), SizeIs(1));
  const auto second = People(1, first->next_page_token());
  ASSERT_THAT(second, IsOk());
  ASSERT_THAT(second->people(), SizeIs(1));
  EXPECT_THAT(second->next_page_token(), IsEmpty());
  EXPECT_LT(first->people(0).person().name(),
            second->people(0).person().name());
}

TEST_F(PublicationTest, APageOfWhatIsNoLongerSoIsRefused) {
  Import("a", Extract());
  const auto packages = Packages(1);
  ASSERT_THAT(packages, IsOk());
  StoreLocation(kElsewhere);
  EXPECT_THAT(Packages(1, packages->next_page_token()),
              HasReason("SUBMISSIONS_CHANGED"));
  // Begun again, the service has a provider.
  EXPECT_THAT(Packages()->packages(), SizeIs(3));
  EXPECT_THAT(Skipped()->services(), IsEmpty());
}

TEST_F(PublicationTest, OnlyWhatIsCommittedIsPublished) {
  EXPECT_THAT(Summary(), HasReason("NOT_COMMITTED"));
  ASSERT_THAT(Create("open"), IsOk());
  EXPECT_THAT(Summary("open"), HasReason("NOT_COMMITTED"));
  EXPECT_THAT(Summary("none"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(PublicationTest, ASubmissionNarrowsItToItsPeopleAndTheirWholeHistory) {
  Import("early", Lines({{.person = "P1",
                          .period_start = "01/04/2023",
                          .period_end = "30/04/2024"},
                         {.person = "P2",
                          .start = "01/02/2024",
                          .end = "10/03/2024",
                          .period_start = "01/04/2023",
                          .period_end = "30/04/2024"}}));
  Import("late", Line({.person = "P2"}));
  EXPECT_EQ(Summary()->people(), 2);
  const auto late = Summary("late");
  ASSERT_THAT(late, IsOk());
  EXPECT_EQ(late->people(), 1);
  EXPECT_EQ(late->packages(), 2);
}

TEST_F(PublicationTest, AReplacedPeriodGivesTheSameServiceTheSameName) {
  Import("a", Lines({{.person = "P1", .end = ""}, {.person = "P2"}}));
  const std::string before = Packages()->packages(0).DebugString() +
                             Packages()->packages(1).DebugString();
  // It speaks of one of them only, and says when that one ended.
  Import("b", Line({.person = "P1"}));
  const auto after = Packages();
  ASSERT_THAT(after->packages(), SizeIs(1));
  EXPECT_THAT(before, HasSubstr(after->packages(0).package().name()));
  EXPECT_TRUE(after->packages(0).has_end_date());
}

}  // namespace
}  // namespace tidemark::cld
