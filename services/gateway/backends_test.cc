#include "services/gateway/backends.h"

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/rpc/testing/harness.h"
#include "tidemark/testing/v1/echo_service.pb.h"

namespace tidemark::gateway {
namespace {

// gRPC's own thread must not be the last to hold a channel: to end it there is
// to wait on that thread for that thread.
TEST(BackendsTest, HoldNoChannelForACallThatHasEnded) {
  const testing::Harness harness;
  const std::string path = "/tidemark.testing.v1.EchoService/Echo";
  testing::v1::EchoRequest request;
  request.set_name("councils/X");
  const std::string token = harness.TokenFor(testing::Ada());
  for (int i = 0; i < 200; ++i) {
    std::weak_ptr<grpc::Channel> channel;
    std::optional<Backends> backends(std::in_place);
    {
      std::shared_ptr<grpc::Channel> made =
          harness.ConnectAsNobody()->channel();
      channel = made;
      backends->Add("tidemark.testing.v1.EchoService", std::move(made));
    }
    boost::asio::io_context context;
    absl::Status status = absl::UnknownError("not called");
    boost::asio::co_spawn(
        context,
        backends->Unary({.rpc_path = path,
                         .token = token,
                         .request_id = path,
                         .timeout = absl::Seconds(20)},
                        request.SerializeAsString()),
        [&](const std::exception_ptr&, const absl::StatusOr<std::string>& got) {
          status = got.status();
          backends.reset();
          EXPECT_TRUE(channel.expired());
        });
    context.run();
    ASSERT_TRUE(status.ok()) << status;
  }
}

}  // namespace
}  // namespace tidemark::gateway
