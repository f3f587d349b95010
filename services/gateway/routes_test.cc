#include "services/gateway/routes.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/testing/matchers.h"

namespace tidemark::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;

Routes Make(const std::vector<std::pair<std::string, std::string>>& rules) {
  Routes routes;
  for (size_t i = 0; i < rules.size(); ++i) {
    EXPECT_THAT(
        routes.Add(rules[i].first, *PathTemplate::Parse(rules[i].second), i),
        IsOk());
  }
  return routes;
}

TEST(PathTemplateTest, RefusesWhatIsNoTemplate) {
  for (const char* const text :
       {"", "v1", "/", "/v1/{name", "/v1/{=*}", "/v1/{name=a b}", "/v1//a",
        "/v1/**/a", "/v1/{name=**}/a", "/v1/a:", "/v1/a}b"}) {
    EXPECT_THAT(PathTemplate::Parse(text),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << text;
  }
}

TEST(RoutesTest, FillsFieldsFromThePath) {
  const Routes routes =
      Make({{"GET", "/v1/{name=councils/*/contracts/*}"},
            {"POST", "/v1/{contract.name=councils/*/contracts/*}:vary"},
            {"GET", "/v1/{parent=councils/*}/contracts"},
            {"GET", "/v1/{council}/of/{provider}"}});
  const auto get = routes.Find("GET", "/v1/councils/E1/contracts/home%2Dcare");
  ASSERT_THAT(get, IsOk());
  EXPECT_EQ(get->target, 0u);
  EXPECT_THAT(get->fields,
              ElementsAre(Pair("name", "councils/E1/contracts/home-care")));
  const auto vary = routes.Find("POST", "/v1/councils/E1/contracts/a:vary");
  ASSERT_THAT(vary, IsOk());
  EXPECT_THAT(vary->fields,
              ElementsAre(Pair("contract.name", "councils/E1/contracts/a")));
  EXPECT_THAT(routes.Find("GET", "/v1/councils/E1/contracts")->fields,
              ElementsAre(Pair("parent", "councils/E1")));
  EXPECT_THAT(routes.Find("GET", "/v1/E1/of/P")->fields,
              ElementsAre(Pair("council", "E1"), Pair("provider", "P")));
}

TEST(RoutesTest, AWordGoesBeforeAStarAndAStarBeforeTwo) {
  const Routes routes = Make({{"GET", "/v1/{name=councils/**}:series"},
                              {"GET", "/v1/{name=councils/*}:series"},
                              {"GET", "/v1/{name=councils/*/a/*}"},
                              {"GET", "/v1/{name=councils/*/a/settings}"}});
  EXPECT_EQ(routes.Find("GET", "/v1/councils/E1:series")->target, 1u);
  const auto deep = routes.Find("GET", "/v1/councils/E1/a/b:series");
  ASSERT_THAT(deep, IsOk());
  EXPECT_EQ(deep->target, 0u);
  EXPECT_THAT(deep->fields, ElementsAre(Pair("name", "councils/E1/a/b")));
  EXPECT_EQ(routes.Find("GET", "/v1/councils/E1/a/settings")->target, 3u);
  EXPECT_EQ(routes.Find("GET", "/v1/councils/E1/a/other")->target, 2u);
}

TEST(RoutesTest, GoesBackWhereAWordLeadsNowhere) {
  const Routes routes = Make({{"GET", "/v1/a/b/c"}, {"GET", "/v1/{x=*}/b/d"}});
  EXPECT_EQ(routes.Find("GET", "/v1/a/b/d")->target, 1u);
}

TEST(RoutesTest, SaysWhichMethodsAPathTakes) {
  const Routes routes = Make({{"GET", "/v1/{name=councils/*}"},
                              {"PATCH", "/v1/{council.name=councils/*}"}});
  const auto refused = routes.Find("DELETE", "/v1/councils/E1");
  EXPECT_THAT(refused, HasReason("METHOD_NOT_ALLOWED"));
  EXPECT_EQ(MetadataOf(refused.status(), "allow"), "GET, PATCH");
}

TEST(RoutesTest, FindsNothingUnderOtherPaths) {
  const Routes routes = Make({{"GET", "/v1/{name=councils/*}"},
                              {"GET", "/v1/{name=councils/**}:series"}});
  for (const char* const path :
       {"", "/", "v1/councils/E1", "/v1/councils", "/v1/councils/",
        "/v1/councils/E1/", "/v1/councils//a:series",
        "/v1/councils/a//b:series", "/v1/councils/a/:series",
        "/v1/councils/E1:", "/v1/councils/E1:other", "/V1/councils/E1",
        "/v1/councils/E1/x"}) {
    EXPECT_FALSE(routes.Find("GET", path).ok()) << path;
  }
  EXPECT_THAT(routes.Find("GET", "/v1/councils/a%2Fb"),
              HasReason("MALFORMED_TARGET"));
  std::string deep = "/v1/councils";
  for (int i = 0; i < 1000; ++i) absl::StrAppend(&deep, "/a");
  EXPECT_THAT(routes.Find("GET", deep + ":series"), HasReason("NO_SUCH_PATH"));
}

TEST(RoutesTest, RefusesTwoRulesThatCannotBeToldApart) {
  Routes routes = Make({{"GET", "/v1/{name=councils/*}"}});
  EXPECT_THAT(
      routes.Add("GET", *PathTemplate::Parse("/v1/{parent=councils/*}"), 1),
      StatusIs(absl::StatusCode::kAlreadyExists, "GET /v1/councils/*"));
}

}  // namespace
}  // namespace tidemark::gateway
