#include "services/gateway/errors.h"

#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "tidemark/api/v1/errors.pb.h"

namespace tidemark::gateway {
namespace {

using nlohmann::json;

absl::Status TwoFaults() {
  Faults faults;
  faults.Add({.field = "title", .code = "REQUIRED", .message = "is needed"});
  faults.Add({.field = "",
              .code = "LEVEL_RANGE",
              .message = "must be -2 to 2; is 5",
              .line = 7,
              .column = "Level",
              .value = "5"});
  return faults.ToStatus();
}

TEST(ErrorsTest, RestHasTheStatusOfGoogleWithItsDetails) {
  const Response response = RestError(TwoFaults());
  EXPECT_EQ(response.result_int(), 400u);
  const json body = json::parse(response.body());
  EXPECT_EQ(body["code"], 3);
  EXPECT_EQ(body["details"][0]["@type"],
            "type.googleapis.com/google.rpc.BadRequest");
  EXPECT_EQ(body["details"][0]["fieldViolations"], json::parse(R"([
    {"field": "title", "description": "is needed", "reason": "REQUIRED"},
    {"field": "", "description": "must be -2 to 2; is 5",
     "reason": "LEVEL_RANGE", "line": 7, "column": "Level", "value": "5"}])"));
}

TEST(ErrorsTest, ConnectHasItsCodeAndTheDetailsAsMessages) {
  const Response response = ConnectError(
      Error(absl::StatusCode::kFailedPrecondition, "RETURN_NOT_EDITABLE",
            "it is ACCEPTED", {{"state", "ACCEPTED"}}));
  EXPECT_EQ(response.result_int(), 400u);
  const json body = json::parse(response.body());
  EXPECT_EQ(body["code"], "failed_precondition");
  EXPECT_EQ(body["message"], "it is ACCEPTED");
  ASSERT_EQ(body["details"].size(), 1u);
  EXPECT_EQ(body["details"][0]["type"], "google.rpc.ErrorInfo");
  const std::string value = body["details"][0]["value"];
  EXPECT_EQ(value.find('='), std::string::npos);
  std::string bytes;
  ASSERT_TRUE(absl::Base64Unescape(value, &bytes));
  api::v1::ErrorInfo info;
  ASSERT_TRUE(info.ParseFromString(bytes));
  EXPECT_EQ(info.reason(), "RETURN_NOT_EDITABLE");
}

TEST(ErrorsTest, EachCodeHasItsHttpStatus) {
  EXPECT_EQ(ConnectError(absl::UnauthenticatedError("")).result_int(), 401u);
  EXPECT_EQ(ConnectError(absl::PermissionDeniedError("")).result_int(), 403u);
  EXPECT_EQ(ConnectError(absl::NotFoundError("")).result_int(), 404u);
  EXPECT_EQ(ConnectError(absl::AbortedError("")).result_int(), 409u);
  EXPECT_EQ(ConnectError(absl::AlreadyExistsError("")).result_int(), 409u);
  EXPECT_EQ(ConnectError(absl::ResourceExhaustedError("")).result_int(), 429u);
  EXPECT_EQ(ConnectError(absl::CancelledError("")).result_int(), 499u);
  EXPECT_EQ(ConnectError(absl::DataLossError("")).result_int(), 500u);
  EXPECT_EQ(ConnectError(absl::UnimplementedError("")).result_int(), 501u);
  EXPECT_EQ(ConnectError(absl::UnavailableError("")).result_int(), 503u);
  EXPECT_EQ(ConnectError(absl::DeadlineExceededError("")).result_int(), 504u);
  EXPECT_EQ(json::parse(ConnectError(absl::CancelledError("")).body())["code"],
            "canceled");
}

TEST(ErrorsTest, SaysWhichMethodsAreAllowedAndHowToSignIn) {
  const Response response =
      RestError(Error(absl::StatusCode::kUnimplemented, "METHOD_NOT_ALLOWED",
                      "this address takes GET only", {{"allow", "GET"}}));
  EXPECT_EQ(response.result_int(), 405u);
  EXPECT_EQ(View(response["allow"]), "GET");
  EXPECT_EQ(View(RestError(absl::UnauthenticatedError(""))["www-authenticate"]),
            "Bearer");
}

}  // namespace
}  // namespace tidemark::gateway
