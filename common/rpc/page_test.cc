#include "common/rpc/page.h"

#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "tidemark/testing/v1/echo_service.pb.h"

namespace tidemark::rpc {
namespace {

using ::tidemark::testing::ParseText;
using ::tidemark::testing::StatusIs;
using ::tidemark::testing::v1::ListThingsRequest;

ListThingsRequest Request() {
  return ParseText<ListThingsRequest>(R"pb(
    parent: "councils/X/providers/-"
    provider: "councils/X/providers/P"
  )pb");
}

TEST(PageTest, SizeIsFiftyUnlessSaidAndAThousandAtMost) {
  EXPECT_EQ(PageSize(0), 50U);
  EXPECT_EQ(PageSize(1), 1U);
  EXPECT_EQ(PageSize(1000), 1000U);
  EXPECT_EQ(PageSize(1001), 1000U);
  EXPECT_EQ(PageSize(2147483647), 1000U);
}

TEST(PageTest, FirstPageStartsAtTheStartAndTheLastHasNoToken) {
  EXPECT_EQ(*PageStart(Request()), "");
  EXPECT_EQ(NextPageToken(Request(), ""), "");
}

TEST(PageTest, TokenLeadsToWhereItWasMadeFor) {
  const std::string start("councils/X/things/\xFF\0z", 21);
  ListThingsRequest request = Request();
  const std::string token = NextPageToken(request, start);
  request.set_page_token(token);
  EXPECT_EQ(*PageStart(request), start);
  // The size of a page may change on the way.
  request.set_page_size(7);
  EXPECT_EQ(*PageStart(request), start);
  // The token of a later page does not depend on the one before.
  EXPECT_EQ(NextPageToken(request, start), token);
}

TEST(PageTest, TokenIsRefusedForAnyOtherRequest) {
  ListThingsRequest request = Request();
  request.set_page_token(NextPageToken(request, "start"));
  request.set_parent("councils/Y/providers/-");
  EXPECT_THAT(PageStart(request), StatusIs(absl::StatusCode::kInvalidArgument,
                                           "page_token: is not one of ours"));
  request = Request();
  request.set_page_token(NextPageToken(request, "start"));
  request.clear_provider();
  EXPECT_THAT(PageStart(request), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(PageTest, AnythingElseIsRefused) {
  ListThingsRequest request = Request();
  const std::string token = NextPageToken(request, "start");
  for (const std::string& bad :
       {std::string("x"), std::string("start"), std::string("!!!"),
        token.substr(0, 12), token.substr(0, 11), "A" + token}) {
    request.set_page_token(bad);
    EXPECT_THAT(PageStart(request),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << bad;
  }
}

}  // namespace
}  // namespace tidemark::rpc
