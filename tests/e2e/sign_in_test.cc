// Signing in at the real server, as it is started by a command line.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "services/gateway/visitor.h"
#include "tests/e2e/server_process.h"

namespace tidemark::e2e {
namespace {

using ::tidemark::gateway::Visitor;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;
using ::tidemark::testing::TempDir;

const std::vector<std::string>& Demonstration() {
  static const auto* const flags =
      new std::vector<std::string>{"--http_listen",
                                   "127.0.0.1:0",
                                   "--http_demonstration",
                                   "--http_council",
                                   "councils/E10000012",
                                   "--http_demonstration_provider",
                                   "councils/E10000012/providers/1-100000001"};
  return *flags;
}

std::string Url(const ServerProcess& server, const std::string& path) {
  return absl::StrCat("http://", server.http_address(), path);
}

// What the server says of the visitor's session.
google::protobuf::Struct SessionOf(const ServerProcess& server,
                                   Visitor& visitor) {
  google::protobuf::Struct session;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(
                  visitor.Send({.url = Url(server, "/session")}).body, &session)
                  .ok());
  return session;
}

bool IsSignedIn(const ServerProcess& server, Visitor& visitor) {
  return SessionOf(server, visitor).fields().at("signedIn").bool_value();
}

long SignIn(const ServerProcess& server, Visitor& visitor,
            const std::string& account) {
  return visitor
      .Send({.url = Url(server, "/session/demonstration"),
             .method = "POST",
             .headers = {"content-type: application/json",
                         "sec-fetch-site: same-origin"},
             .body = absl::StrCat(R"({"id": ")", account, "\"}")})
      .status;
}

// Lists the contracts of the council, as a page does.
long ListContracts(const ServerProcess& server, Visitor& visitor) {
  const google::protobuf::Struct session = SessionOf(server, visitor);
  const auto csrf = session.fields().find("csrf");
  return visitor
      .Send(
          {.url = Url(server,
                      "/tidemark.contracts.v1.ContractsService/ListContracts"),
           .method = "POST",
           .headers = {"content-type: application/json",
                       absl::StrCat("x-tidemark-csrf: ",
                                    csrf == session.fields().end()
                                        ? ""
                                        : csrf->second.string_value())},
           .body = R"({"parent": "councils/E10000012"})"})
      .status;
}

TEST(SignInTest, EachAccountOfADemonstrationCallsTheServices) {
  const TempDir dir;
  const auto server = ServerProcess::Start(dir / "data", Demonstration());
  ASSERT_THAT(server, IsOk());
  for (const char* const account : {"commissioner", "provider", "quality",
                                    "practitioner", "finance", "admin"}) {
    Visitor visitor;
    EXPECT_EQ(ListContracts(*server, visitor), 401) << account;
    EXPECT_EQ(SignIn(*server, visitor, account), 200) << account;
    EXPECT_EQ(ListContracts(*server, visitor), 200) << account;
  }
}

TEST(SignInTest, SessionsOutliveAServerThatIsKilled) {
  const TempDir dir;
  auto first = ServerProcess::Start(dir / "data", Demonstration());
  ASSERT_THAT(first, IsOk());
  Visitor stays;
  Visitor leaves;
  ASSERT_EQ(SignIn(*first, stays, "commissioner"), 200);
  ASSERT_EQ(SignIn(*first, leaves, "finance"), 200);
  const std::string csrf =
      SessionOf(*first, leaves).fields().at("csrf").string_value();
  EXPECT_EQ(leaves
                .Send({.url = Url(*first, "/session/sign-out"),
                       .method = "POST",
                       .headers = {"x-tidemark-csrf: " + csrf}})
                .status,
            204);
  first->Kill();
  const auto second = ServerProcess::Start(dir / "data", Demonstration());
  ASSERT_THAT(second, IsOk());
  EXPECT_TRUE(IsSignedIn(*second, stays));
  EXPECT_EQ(ListContracts(*second, stays), 200);
  EXPECT_FALSE(IsSignedIn(*second, leaves));
}

TEST(SignInTest, NothingOfADemonstrationIsLeftOnceItIsNoneAnyMore) {
  const TempDir dir;
  auto first = ServerProcess::Start(dir / "data", Demonstration());
  ASSERT_THAT(first, IsOk());
  Visitor visitor;
  ASSERT_EQ(SignIn(*first, visitor, "admin"), 200);
  ASSERT_THAT(first->Stop(), IsOk());
  const auto second =
      ServerProcess::Start(dir / "data", {"--http_listen", "127.0.0.1:0"});
  ASSERT_THAT(second, IsOk());
  EXPECT_FALSE(IsSignedIn(*second, visitor));
  EXPECT_EQ(SignIn(*second, visitor, "admin"), 403);
}

TEST(SignInTest, ADemonstrationForOthersThanThisMachineDoesNotStart) {
  const TempDir dir;
  std::vector<std::string> flags = Demonstration();
  flags[1] = "0.0.0.0:0";
  EXPECT_THAT(ServerProcess::Start(dir / "data", flags),
              StatusIs(absl::StatusCode::kAborted));
  flags = Demonstration();
  flags[4] = "councils/-";
  EXPECT_THAT(ServerProcess::Start(dir / "data", flags),
              StatusIs(absl::StatusCode::kAborted));
}

}  // namespace
}  // namespace tidemark::e2e
