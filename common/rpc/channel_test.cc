#include "common/rpc/channel.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"

#include "common/rpc/testing/harness.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "tidemark/testing/v1/echo_service.grpc.pb.h"

namespace tidemark::rpc {
namespace {

using ::tidemark::testing::Ada;
using ::tidemark::testing::Harness;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;
using ::tidemark::testing::TempDir;
using ::tidemark::testing::v1::EchoRequest;
using ::tidemark::testing::v1::EchoResponse;
using ::tidemark::testing::v1::EchoService;
using ::tidemark::testing::v1::MarkThingRequest;
using ::tidemark::testing::v1::Thing;
using Stub = EchoService::Stub;

EchoRequest Echo() {
  EchoRequest request;
  request.set_name("councils/X");
  return request;
}

// A server that is away for the first few calls, and counts them.
class Shy : public EchoService::Service {
 public:
  explicit Shy(int refusals) : refusals_(refusals) {
    grpc::ServerBuilder builder;
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }

  std::shared_ptr<grpc::Channel> channel() {
    return server_->InProcessChannel({});
  }

  int calls() const { return calls_; }

 private:
  grpc::Status Answer() {
    return ++calls_ <= refusals_
               ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "away")
               : grpc::Status::OK;
  }
  grpc::Status Echo(grpc::ServerContext*, const EchoRequest*,
                    EchoResponse*) override {
    return Answer();
  }
  grpc::Status MarkThing(grpc::ServerContext*, const MarkThingRequest*,
                         Thing*) override {
    return Answer();
  }

  const int refusals_;
  std::atomic<int> calls_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

TEST(ConnectionTest, CallThatOnlyReadsIsTriedAgain) {
  Shy server(2);
  Connection connection(server.channel(), nullptr);
  EXPECT_THAT(connection.Unary(&Stub::Echo, Echo()), IsOk());
  EXPECT_EQ(server.calls(), 3);
}

TEST(ConnectionTest, CallThatWritesIsTriedAgainOnlyWithARequestId) {
  Shy server(1);
  Connection connection(server.channel(), nullptr);
  MarkThingRequest request;
  EXPECT_THAT(connection.Unary(&Stub::MarkThing, request),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(server.calls(), 1);

  Shy other(1);
  Connection again(other.channel(), nullptr);
  request.set_request_id("123e4567-e89b-42d3-a456-426614174000");
  EXPECT_THAT(again.Unary(&Stub::MarkThing, request), IsOk());
  EXPECT_EQ(other.calls(), 2);
}

TEST(ConnectionTest, CallerDecidesOtherwise) {
  Shy server(1);
  Connection connection(server.channel(), nullptr);
  EXPECT_THAT(connection.Unary(&Stub::Echo, Echo(), {.retry = false}),
              StatusIs(absl::StatusCode::kUnavailable));
  Shy other(1);
  Connection again(other.channel(), nullptr);
  EXPECT_THAT(
      again.Unary(&Stub::MarkThing, MarkThingRequest(), {.retry = true}),
      IsOk());
}

TEST(ConnectionTest, TriesEndWithTheTimeout) {
  Shy server(1000000);
  Connection connection(server.channel(), nullptr);
  EXPECT_THAT(connection.Unary(&Stub::Echo, Echo(),
                               {.timeout = absl::Milliseconds(300)}),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_GE(server.calls(), 2);
}

TEST(ConnectionTest, StopEndsTheWaitBetweenTries) {
  Shy server(1000000);
  Connection connection(server.channel(), nullptr);
  std::thread caller([&] {
    EXPECT_THAT(
        connection.Unary(&Stub::Echo, Echo(), {.timeout = absl::Hours(1)}),
        StatusIs(absl::StatusCode::kUnavailable));
  });
  while (server.calls() < 2) std::this_thread::yield();
  connection.StopRetrying();
  caller.join();
}

TEST(ConnectionTest, ServerThatIsNotThereYetIsWaitedFor) {
  const auto connection = Connection::Open({.address = "127.0.0.1:1"});
  ASSERT_THAT(connection, IsOk());
  EXPECT_THAT(
      (*connection)
          ->Unary(&Stub::Echo, Echo(), {.timeout = absl::Milliseconds(300)}),
      StatusIs(absl::StatusCode::kUnavailable));
}

TEST(ConnectionTest, TokenFileIsReadAgainWhenItChanges) {
  const Harness harness;
  const TempDir dir;
  std::ofstream(dir / "token") << "an old token\n";
  const auto connection = Connection::Open(
      {.address = harness.address(), .token_file = dir / "token"});
  ASSERT_THAT(connection, IsOk());
  EXPECT_THAT((*connection)->Unary(&Stub::Echo, Echo()),
              StatusIs(absl::StatusCode::kUnauthenticated));
  std::ofstream(dir / "new") << harness.TokenFor(Ada()) << "\n";
  std::filesystem::rename(dir / "new", dir / "token");
  EXPECT_THAT((*connection)->Unary(&Stub::Echo, Echo()), IsOk());
}

TEST(ConnectionTest, FilesThatCannotBeUsedAreNamed) {
  const TempDir dir;
  EXPECT_THAT(Connection::Open({.address = "x", .token_file = dir / "none"}),
              StatusIs(absl::StatusCode::kNotFound, "none"));
  std::ofstream(dir / "empty") << "\n";
  EXPECT_THAT(Connection::Open({.address = "x", .token_file = dir / "empty"}),
              StatusIs(absl::StatusCode::kInvalidArgument, "holds no token"));
  EXPECT_THAT(Connection::Open({.address = "x", .ca_file = dir / "none"}),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Connection::Open({.address = "x", .ca_file = dir / "empty"}),
              StatusIs(absl::StatusCode::kInvalidArgument, "not a PEM file"));
  EXPECT_THAT(Connection::Open({.address = "x", .cert_file = "a"}),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace tidemark::rpc
