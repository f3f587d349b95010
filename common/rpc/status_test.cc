#include "common/rpc/status.h"

#include "absl/status/status.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/testing/matchers.h"
#include "tidemark/api/v1/errors.pb.h"

namespace tidemark::rpc {
namespace {

TEST(StatusTest, OkIsOkBothWays) {
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
  EXPECT_TRUE(FromGrpcStatus(grpc::Status::OK).ok());
}

TEST(StatusTest, EveryCodeKeepsItsNumber) {
  for (int code = 1; code <= 16; ++code) {
    const absl::Status status(static_cast<absl::StatusCode>(code), "why");
    const grpc::Status wire = ToGrpcStatus(status);
    EXPECT_EQ(static_cast<int>(wire.error_code()), code);
    EXPECT_EQ(wire.error_details(), "");
    EXPECT_EQ(FromGrpcStatus(wire), status);
    EXPECT_EQ(CodeName(status.code()), absl::StatusCodeToString(status.code()));
  }
}

TEST(StatusTest, DetailsTravelUnderTheirUsualNames) {
  Faults faults;
  faults.Add({.field = "a.b[1]", .code = "TOO_LONG", .message = "too long"});
  faults.Add({.field = "c", .code = "REQUIRED", .message = "is required"});
  const absl::Status status = faults.ToStatus();
  const grpc::Status wire = ToGrpcStatus(status);

  api::v1::Status details;
  ASSERT_TRUE(details.ParseFromString(wire.error_details()));
  EXPECT_EQ(details.code(), 3);
  EXPECT_EQ(details.message(), std::string(status.message()));
  ASSERT_EQ(details.details_size(), 1);
  EXPECT_EQ(details.details(0).type_url(),
            "type.googleapis.com/google.rpc.BadRequest");
  EXPECT_EQ(FromGrpcStatus(wire), status);
  EXPECT_EQ(FaultsOf(FromGrpcStatus(wire)).size(), 2U);
}

TEST(StatusTest, ReasonTravels) {
  const absl::Status status = Error(absl::StatusCode::kAborted, "ETAG_MISMATCH",
                                    "stale", {{"etag", "3"}});
  EXPECT_EQ(FromGrpcStatus(ToGrpcStatus(status)), status);
  EXPECT_EQ(ReasonOf(FromGrpcStatus(ToGrpcStatus(status))), "ETAG_MISMATCH");
}

TEST(StatusTest, UnreadableDetailsAreDropped) {
  const absl::Status status = FromGrpcStatus(
      grpc::Status(grpc::StatusCode::ABORTED, "why", "\xFF\xFF\xFF"));
  EXPECT_EQ(status, absl::AbortedError("why"));
}

}  // namespace
}  // namespace tidemark::rpc
