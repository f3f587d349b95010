#include "common/rpc/server.h"

#include <future>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "common/rpc/testing/certificates.h"
#include "common/rpc/testing/harness.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "tidemark/testing/v1/echo_service.grpc.pb.h"

namespace tidemark::rpc {
namespace {

using ::testing::HasSubstr;
using ::tidemark::testing::Ada;
using ::tidemark::testing::Authority;
using ::tidemark::testing::Harness;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;
using ::tidemark::testing::TempDir;
using ::tidemark::testing::v1::AwaitThingRequest;
using ::tidemark::testing::v1::CreateThingRequest;
using ::tidemark::testing::v1::EchoRequest;
using ::tidemark::testing::v1::EchoService;
using ::tidemark::testing::v1::GetThingRequest;
using Stub = EchoService::Stub;

EchoRequest Echo() {
  EchoRequest request;
  request.set_name("councils/X");
  return request;
}

grpc::ByteBuffer Bytes(const std::string& text) {
  const grpc::Slice slice(text);
  return {&slice, 1};
}

std::string Text(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string text;
  if (!buffer.Dump(&slices).ok()) return text;
  for (const grpc::Slice& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

// The status of `service` by grpc.health.v1: 1 is SERVING, 2 NOT_SERVING.
// Debian ships no header for it, so its two fields are spelled out here.
absl::StatusOr<int> Health(const std::shared_ptr<grpc::Channel>& channel,
                           const std::string& service) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  std::string field;
  if (!service.empty()) {
    field = absl::StrCat("\x0A", std::string(1, char(service.size())), service);
  }
  const grpc::ByteBuffer request = Bytes(field);
  grpc::ByteBuffer response;
  std::promise<grpc::Status> done;
  stub.UnaryCall(
      &context, "/grpc.health.v1.Health/Check", {}, &request, &response,
      [&](grpc::Status status) { done.set_value(std::move(status)); });
  const grpc::Status status = done.get_future().get();
  if (!status.ok()) return FromGrpcStatus(status);
  const std::string text = Text(response);
  return text.size() == 2 ? text[1] : 0;
}

TEST(ServerTest, HealthIsReportedForTheServerAndEachService) {
  const Harness harness;
  const auto channel = harness.ConnectAsNobody()->channel();
  EXPECT_EQ(*Health(channel, ""), 1);
  EXPECT_EQ(*Health(channel, "tidemark.testing.v1.EchoService"), 1);
  EXPECT_THAT(Health(channel, "another.Service"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST(ServerTest, IsNotHealthyUntilItSaysSo) {
  Runtime runtime({});
  const absl::StatusOr<std::unique_ptr<Server>> server =
      Server::Start({.runtime = runtime}, {});
  ASSERT_THAT(server, IsOk());
  EXPECT_EQ(*Health((*server)->InProcessChannel(), ""), 2);
  (*server)->SetHealthy();
  EXPECT_EQ(*Health((*server)->InProcessChannel(), ""), 1);
}

// Asks a server by reflection for the names of its services.
std::string ReflectedServices(const Harness& harness) {
  const auto connection = harness.ConnectAsNobody();
  grpc::GenericStub stub(connection->channel());
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const auto step = [&] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  const auto call = stub.PrepareCall(
      &context,
      "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
  call->StartCall(nullptr);
  EXPECT_TRUE(step());
  // Field 7, `list_services`, is a string that is not used.
  call->Write(Bytes(std::string("\x3A\x01*", 3)), nullptr);
  EXPECT_TRUE(step());
  grpc::ByteBuffer response;
  call->Read(&response, nullptr);
  EXPECT_TRUE(step());
  grpc::Status status;
  call->WritesDone(nullptr);
  EXPECT_TRUE(step());
  call->Finish(&status, nullptr);
  EXPECT_TRUE(step());
  EXPECT_TRUE(status.ok()) << status.error_message();
  return Text(response);
}

TEST(ServerTest, ReflectionNamesTheServices) {
  const Harness harness;
  const std::string names = ReflectedServices(harness);
  EXPECT_THAT(names, HasSubstr("tidemark.testing.v1.EchoService"));
  EXPECT_THAT(names, HasSubstr("grpc.health.v1.Health"));
}

TEST(ServerTest, AddressThatIsTakenIsAClearError) {
  Harness harness;
  Runtime runtime({});
  EXPECT_THAT(
      Server::Start({.address = harness.address(), .runtime = runtime}, {}),
      StatusIs(absl::StatusCode::kUnavailable,
               absl::StrCat("cannot listen on ", harness.address())));
}

TEST(ServerTest, RequestThatIsTooLargeIsRefused) {
  const Harness harness;
  CreateThingRequest request;
  request.mutable_thing()->set_picture(std::string(41 << 20, 'x'));
  EXPECT_THAT(harness.ConnectAs(Ada())->Unary(&Stub::CreateThing, request),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST(ServerTest, InProcessChannelReachesTheServer) {
  Harness harness;
  const std::string token = harness.TokenFor(Ada());
  Connection connection(harness.server().InProcessChannel(),
                        [&]() -> absl::StatusOr<std::string> { return token; });
  EXPECT_THAT(connection.Unary(&Stub::Echo, Echo()), IsOk());
  EXPECT_THAT(harness.AccessLog(), HasSubstr("\"peer\":\"inproc\""));
  harness.server().Drain(absl::ZeroDuration());
  EXPECT_FALSE(connection.Unary(&Stub::Echo, Echo(), {.retry = false}).ok());
}

TEST(ServerTest, DrainLetsCallsUnderWayEndAndRefusesNewOnes) {
  Harness harness;
  const auto ada = harness.ConnectAs(Ada());
  harness.things().CloseGate();
  std::thread under_way(
      [&] { EXPECT_THAT(ada->Unary(&Stub::Echo, Echo()), IsOk()); });
  harness.things().AwaitAtGate(1);
  std::thread drain([&] { harness.server().Drain(absl::Seconds(30)); });
  // As soon as it drains, a new call is refused.
  absl::Status refused;
  GetThingRequest request;
  request.set_name("councils/X/things/none");
  do {
    refused = ada->Unary(&Stub::GetThing, request, {.retry = false}).status();
  } while (absl::IsNotFound(refused));
  EXPECT_THAT(refused, HasReason("STOPPING"));
  harness.things().OpenGate();
  under_way.join();
  drain.join();
}

TEST(ServerTest, DrainEndsWhatTakesLongerThanItsGrace) {
  Harness harness;
  const auto ada = harness.ConnectAs(Ada());
  harness.things().CloseGate();
  std::thread under_way([&] {
    EXPECT_FALSE(ada->Unary(&Stub::Echo, Echo(), {.retry = false}).ok());
    // The function itself must end before the server can.
    harness.things().OpenGate();
  });
  harness.things().AwaitAtGate(1);
  harness.server().Drain(absl::Milliseconds(20));
  under_way.join();
}

TEST(ServerTest, DrainEndsLongPollsAtOnce) {
  Harness harness;
  const auto ada = harness.ConnectAs(Ada());
  AwaitThingRequest request;
  request.set_name("councils/X/things/t");
  std::thread poll([&] {
    EXPECT_THAT(
        ada->Unary(&Stub::AwaitThing, request, {.retry = false}).status(),
        HasReason("STOPPING"));
  });
  while (harness.things().waiting() < 1) std::this_thread::yield();
  harness.server().Drain(absl::InfiniteDuration());
  poll.join();
}

class TlsTest : public ::testing::Test {
 protected:
  TlsTest() {
    authority_.Issue(dir_ / "server.pem", dir_ / "server.key");
    authority_.Issue(dir_ / "client.pem", dir_ / "client.key");
    other_.Issue(dir_ / "stranger.pem", dir_ / "stranger.key");
  }

  Harness::Options Tls() const {
    return {.cert_file = dir_ / "server.pem", .key_file = dir_ / "server.key"};
  }

  absl::Status Call(const Harness& harness, Endpoint endpoint) const {
    endpoint.address = harness.address();
    endpoint.token = harness.TokenFor(Ada());
    const auto connection = Connection::Open(endpoint);
    if (!connection.ok()) return connection.status();
    return (*connection)
        ->Unary(&Stub::Echo, Echo(),
                {.timeout = absl::Seconds(10), .retry = false})
        .status();
  }

  const TempDir dir_;
  Authority authority_{dir_ / "ca.pem"};
  Authority other_{dir_ / "other_ca.pem"};
};

TEST_F(TlsTest, ServerProvesItself) {
  const Harness harness(Tls());
  EXPECT_THAT(Call(harness, {.ca_file = dir_ / "ca.pem"}), IsOk());
  EXPECT_THAT(Call(harness, {.ca_file = dir_ / "other_ca.pem"}),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(Call(harness, {}), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(TlsTest, MutualTlsWantsACertificateOfTheRightAuthority) {
  Harness::Options options = Tls();
  options.client_ca_file = dir_ / "ca.pem";
  const Harness harness(std::move(options));
  EXPECT_THAT(Call(harness, {.ca_file = dir_ / "ca.pem",
                             .cert_file = dir_ / "client.pem",
                             .key_file = dir_ / "client.key"}),
              IsOk());
  EXPECT_THAT(Call(harness, {.ca_file = dir_ / "ca.pem",
                             .cert_file = dir_ / "stranger.pem",
                             .key_file = dir_ / "stranger.key"}),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(Call(harness, {.ca_file = dir_ / "ca.pem"}),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(TlsTest, FilesThatCannotBeUsedAreNamed) {
  Runtime runtime({});
  const auto start = [&](const std::string& cert, const std::string& key,
                         const std::string& ca) {
    return Server::Start({.cert_file = cert,
                          .key_file = key,
                          .client_ca_file = ca,
                          .runtime = runtime},
                         {})
        .status();
  };
  EXPECT_THAT(start(dir_ / "none.pem", dir_ / "server.key", ""),
              StatusIs(absl::StatusCode::kNotFound, "none.pem"));
  EXPECT_THAT(start(dir_ / "server.pem", "", ""),
              StatusIs(absl::StatusCode::kInvalidArgument, "its key"));
  EXPECT_THAT(start(dir_ / "server.pem", dir_ / "client.key", ""),
              StatusIs(absl::StatusCode::kInvalidArgument, "is not the key"));
  EXPECT_THAT(start(dir_ / "server.key", dir_ / "server.key", ""),
              StatusIs(absl::StatusCode::kInvalidArgument, "no certificate"));
  EXPECT_THAT(start("", "", dir_ / "ca.pem"),
              StatusIs(absl::StatusCode::kInvalidArgument, "mutual TLS"));
}

}  // namespace
}  // namespace tidemark::rpc
