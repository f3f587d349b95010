#include "services/contracts/providers.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "services/contracts/contracts_fixture.h"

namespace tidemark::contracts {
namespace {

using ::testing::ElementsAre;
using testing::HasReason;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::ParseText;
using testing::StatusIs;

constexpr char kProvider[] = "councils/E10000012/providers/1-101668892";

class ProvidersTest : public ContractsFixture {
 protected:
  ProvidersTest() { StoreCouncilAndProvider(); }

  absl::StatusOr<v1::Provider> CreateProvider(const std::string& id) {
    v1::CreateProviderRequest request;
    request.set_parent("councils/E10000012");
    request.set_provider_id(id);
    request.mutable_provider()->set_display_name("Care " + id);
    return providers_.CreateProvider(Ada(request), request);
  }

  absl::StatusOr<v1::Location> CreateLocation(const std::string& parent,
                                              const std::string& id) {
    v1::CreateLocationRequest request;
    request.set_parent(parent);
    request.set_location_id(id);
    request.mutable_location()->set_display_name("Place " + id);
    return providers_.CreateLocation(Ada(request), request);
  }

  // The last two ids of the locations that a list returns, and how many pages
  // it took.
  std::vector<std::string> ListLocations(v1::ListLocationsRequest request,
                                         int& pages) {
    std::vector<std::string> names;
    for (pages = 1;; ++pages) {
      const auto response = providers_.ListLocations(Ada(request), request);
      if (!response.ok()) return {response.status().ToString()};
      for (const v1::Location& location : response->locations()) {
        names.push_back(
            location.name().substr(sizeof("councils/E10000012/providers")));
      }
      if (response->next_page_token().empty()) return names;
      request.set_page_token(response->next_page_token());
    }
  }
};

TEST_F(ProvidersTest, ProviderIdIsNationalOrTheCouncilsOwn) {
  for (const char* id : {"1-9438821988", "RWD", "shoreline-two"}) {
    EXPECT_THAT(CreateProvider(id), IsOk()) << id;
  }
  for (const char* id : {"", "2-12345678", "1-123", "Shoreline", "a", "-",
                         "rwd/locations", "x--"}) {
    EXPECT_THAT(CreateProvider(id),
                StatusIs(absl::StatusCode::kInvalidArgument, "provider_id"))
        << id;
  }
  EXPECT_THAT(CreateProvider("RWD"),
              StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(ProvidersTest, ProviderNeedsItsCouncil) {
  v1::CreateProviderRequest request;
  request.set_parent("councils/E10000018");
  request.set_provider_id("RWD");
  EXPECT_THAT(providers_.CreateProvider(Ada(request), request),
              HasReason("COUNCIL_UNKNOWN"));
}

TEST_F(ProvidersTest, ListsProvidersInOrderPageByPage) {
  ASSERT_THAT(CreateProvider("RWD"), IsOk());
  ASSERT_THAT(CreateProvider("1-200000000"), IsOk());
  v1::ListProvidersRequest request;
  request.set_parent("councils/E10000012");
  request.set_page_size(2);
  const auto first = providers_.ListProviders(Ada(request), request);
  ASSERT_THAT(first, IsOk());
  ASSERT_EQ(first->providers_size(), 2);
  EXPECT_EQ(first->providers(0).name(), kProvider);
  EXPECT_EQ(first->providers(1).display_name(), "Care 1-200000000");
  request.set_page_token(first->next_page_token());
  const auto second = providers_.ListProviders(Ada(request), request);
  ASSERT_THAT(second, IsOk());
  ASSERT_EQ(second->providers_size(), 1);
  EXPECT_EQ(second->providers(0).display_name(), "Care RWD");
  EXPECT_EQ(second->next_page_token(), "");
}

TEST_F(ProvidersTest, ProviderFilterLeavesThatProviderOnly) {
  ASSERT_THAT(CreateProvider("RWD"), IsOk());
  v1::ListProvidersRequest request;
  request.set_parent("councils/E10000012");
  request.set_provider(kProvider);
  const auto found = providers_.ListProviders(Ada(request), request);
  ASSERT_THAT(found, IsOk());
  ASSERT_EQ(found->providers_size(), 1);
  EXPECT_EQ(found->providers(0).name(), kProvider);
  request.set_provider("councils/E10000012/providers/1-999999999");
  EXPECT_EQ(providers_.ListProviders(Ada(request), request)->providers_size(),
            0);
  request.set_provider("councils/E10000018/providers/1-101668892");
  EXPECT_THAT(
      FaultCodes(providers_.ListProviders(Ada(request), request).status()),
      ElementsAre("provider BAD_NAME"));
}

TEST_F(ProvidersTest, UpdateProviderRefusesAStaleEtagAndKeepsTheName) {
  v1::GetProviderRequest get;
  get.set_name(kProvider);
  const v1::Provider before = *providers_.GetProvider(Ada(get), get);
  v1::UpdateProviderRequest request;
  *request.mutable_provider() = before;
  request.mutable_provider()->set_group_id("BD123");
  request.mutable_provider()->set_group_name("Shore Group");
  const auto updated = providers_.UpdateProvider(Grace(request), request);
  ASSERT_THAT(updated, IsOk());
  EXPECT_EQ(updated->name(), kProvider);
  EXPECT_EQ(updated->group_name(), "Shore Group");
  EXPECT_THAT(providers_.UpdateProvider(Ada(request), request),
              StatusIs(absl::StatusCode::kAborted, "changed by users/grace"));
}

TEST_F(ProvidersTest, RepeatOfACreateGetsTheFirstAnswer) {
  v1::CreateProviderRequest request;
  request.set_parent("councils/E10000012");
  request.set_provider_id("RWD");
  request.set_request_id("7f9c24e8-3b12-4fef-91e0-3b1f0c9d5a11");
  request.mutable_provider()->set_display_name("Trust");
  const auto first = providers_.CreateProvider(Ada(request), request);
  ASSERT_THAT(first, IsOk());
  const int64_t sequence = db_->durable_sequence();
  const auto repeat = providers_.CreateProvider(Ada(request), request);
  ASSERT_THAT(repeat, IsOk());
  EXPECT_THAT(*repeat, testing::EqualsProto(*first));
  EXPECT_EQ(db_->durable_sequence(), sequence);
  request.mutable_provider()->set_display_name("Another trust");
  EXPECT_THAT(providers_.CreateProvider(Ada(request), request),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(ProvidersTest, LocationNeedsItsProvider) {
  EXPECT_THAT(CreateLocation("councils/E10000012/providers/RWD", "RWDAA"),
              HasReason("PROVIDER_UNKNOWN"));
  EXPECT_THAT(CreateLocation("councils/E10000012/providers/-", "RWDAA"),
              HasReason("PROVIDER_UNKNOWN"));
  EXPECT_THAT(CreateLocation(kProvider, "Main Office"),
              StatusIs(absl::StatusCode::kInvalidArgument, "location_id"));
}

TEST_F(ProvidersTest, NationalLocationIdBelongsToOneProvider) {
  ASSERT_THAT(CreateProvider("RWD"), IsOk());
  ASSERT_THAT(CreateLocation(kProvider, "1-10041249501"), IsOk());
  const auto elsewhere =
      CreateLocation("councils/E10000012/providers/RWD", "1-10041249501");
  EXPECT_THAT(elsewhere, HasReason("LOCATION_ELSEWHERE"));
  EXPECT_THAT(elsewhere,
              StatusIs(absl::StatusCode::kAlreadyExists,
                       absl::StrCat(kProvider, "/locations/1-10041249501")));
  EXPECT_THAT(CreateLocation(kProvider, "1-10041249501"),
              HasReason("ALREADY_EXISTS"));
  EXPECT_THAT(CreateLocation(kProvider, "main-office"), IsOk());
  EXPECT_THAT(CreateLocation("councils/E10000012/providers/RWD", "main-office"),
              IsOk());
}

TEST_F(ProvidersTest, KeepsRatingsInOrderAndOncePerGroupAndDomain) {
  auto request = ParseText<v1::CreateLocationRequest>(R"(
    location_id: "1-10041249501"
    location {
      display_name: "Shoreline House"
      ods_code: "VNH5M"
      ratings { service_group: "Homecare" domain: DOMAIN_SAFE
                grade: GRADE_GOOD
                publication_date { year: 2026 month: 5 day: 29 } }
      ratings { service_group: "Care Homes" domain: DOMAIN_CARING
                grade: GRADE_GOOD }
      ratings { service_group: "Overall" domain: DOMAIN_WELL_LED
                grade: GRADE_INADEQUATE }
      ratings { service_group: "Overall" domain: DOMAIN_OVERALL
                grade: GRADE_NOT_RATED }
    })");
  request.set_parent(kProvider);
  const auto created = providers_.CreateLocation(Ada(request), request);
  ASSERT_THAT(created, IsOk());
  std::vector<std::string> order;
  for (const v1::Location::Rating& rating : created->ratings()) {
    order.push_back(absl::StrCat(rating.service_group(), " ",
                                 static_cast<int>(rating.domain())));
  }
  EXPECT_THAT(order, ElementsAre("Overall 1", "Overall 6", "Care Homes 4",
                                 "Homecare 2"));

  auto faulty = ParseText<v1::UpdateLocationRequest>(R"(
    location {
      ods_code: "vnh5m"
      ratings { service_group: "Homecare" domain: DOMAIN_SAFE
                grade: GRADE_GOOD }
      ratings { service_group: "Homecare" domain: DOMAIN_SAFE
                grade: GRADE_INADEQUATE }
      ratings { service_group: "Homecare" domain: DOMAIN_CARING
                publication_date { year: 2026 month: 2 day: 30 } }
    })");
  faulty.mutable_location()->set_name(created->name());
  EXPECT_THAT(
      FaultCodes(providers_.UpdateLocation(Ada(faulty), faulty).status()),
      ElementsAre("location.ods_code ODS_CODE_INVALID",
                  "location.ratings[1] RATING_TWICE",
                  "location.ratings[2].grade RATING_INCOMPLETE",
                  "location.ratings[2].publication_date DATE_INVALID"));
  v1::GetLocationRequest get;
  get.set_name(created->name());
  EXPECT_THAT(*providers_.GetLocation(Ada(get), get),
              testing::EqualsProto(*created));
}

TEST_F(ProvidersTest, ListsLocationsOfOneProviderOrOfAll) {
  ASSERT_THAT(CreateProvider("1-1016688920"), IsOk());
  ASSERT_THAT(CreateProvider("RWD"), IsOk());
  ASSERT_THAT(CreateLocation(kProvider, "1-30000000"), IsOk());
  ASSERT_THAT(CreateLocation(kProvider, "1-20000000"), IsOk());
  ASSERT_THAT(
      CreateLocation("councils/E10000012/providers/1-1016688920", "1-40000000"),
      IsOk());
  ASSERT_THAT(CreateLocation("councils/E10000012/providers/RWD", "RWDAA"),
              IsOk());
  int pages = 0;
  v1::ListLocationsRequest request;
  request.set_parent("councils/E10000012/providers/-");
  request.set_page_size(1);
  // In the order of the full names, whose bytes put `/` before digits.
  EXPECT_THAT(
      ListLocations(request, pages),
      ElementsAre("1-101668892/locations/1-20000000",
                  "1-101668892/locations/1-30000000",
                  "1-1016688920/locations/1-40000000", "RWD/locations/RWDAA"));
  EXPECT_EQ(pages, 4);

  request.set_provider("councils/E10000012/providers/RWD");
  EXPECT_THAT(ListLocations(request, pages),
              ElementsAre("RWD/locations/RWDAA"));
  request.set_parent(kProvider);
  EXPECT_THAT(ListLocations(request, pages), IsEmpty());
  request.set_provider(kProvider);
  EXPECT_THAT(ListLocations(request, pages),
              ElementsAre("1-101668892/locations/1-20000000",
                          "1-101668892/locations/1-30000000"));
  request.clear_provider();
  EXPECT_THAT(ListLocations(request, pages),
              ElementsAre("1-101668892/locations/1-20000000",
                          "1-101668892/locations/1-30000000"));
  request.set_page_token("not-one-of-ours");
  EXPECT_THAT(providers_.ListLocations(Ada(request), request),
              StatusIs(absl::StatusCode::kInvalidArgument, "page_token"));
}

}  // namespace
}  // namespace tidemark::contracts
