// Everything that the server serves, over HTTP: each method is reached, and
// nobody reaches by HTTP what is refused by gRPC.

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

#include "common/proto/names.h"
#include "common/rpc/testing/certificates.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "tests/e2e/any_call.h"
#include "tests/e2e/any_request.h"
#include "tests/e2e/http_call.h"
#include "tests/e2e/server_process.h"
#include "tests/e2e/two_councils.h"
#include "tidemark/api/v1/annotations.pb.h"

namespace tidemark::e2e {
namespace {

using ::google::protobuf::Message;
using ::google::protobuf::MethodDescriptor;
using ::testing::AnyOf;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using ::tidemark::testing::Authority;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;
using ::tidemark::testing::TempDir;

std::string ToJson(const Message& message) {
  std::string json;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(message, &json).ok());
  return json;
}

// Whether people and their systems may call it.
bool IsForCallers(const MethodDescriptor& method) {
  const auto& roles = AccessOf(method).roles();
  return std::any_of(roles.begin(), roles.end(),
                     [](int role) { return role != api::v1::ROLE_SERVICE; });
}

// A resource of Essex of this pattern, whether or not it is there.
std::string ResourceOf(absl::string_view pattern) {
  std::vector<std::string> parts = absl::StrSplit(pattern, '/');
  for (size_t i = 1; i < parts.size(); ++i) {
    if (parts[i] == "**") {
      parts.resize(i);
      break;
    }
    if (parts[i] == "*") parts[i] = i == 1 ? "E10000012" : "x";
  }
  if (parts.size() == 1) parts.emplace_back("E10000012");
  return absl::StrJoin(parts, "/");
}

// A request to the method's own path, about Essex.
HttpCall RestCall(const MethodDescriptor& method) {
  const api::v1::HttpRule& rule = method.options().GetExtension(api::v1::http);
  HttpCall call;
  std::string path = rule.get();
  if (rule.has_post()) {
    call.method = "POST";
    path = rule.post();
  } else if (rule.has_patch()) {
    call.method = "PATCH";
    path = rule.patch();
  } else if (rule.has_delete_()) {
    call.method = "DELETE";
    path = rule.delete_();
  }
  const size_t open = path.find('{');
  if (open != std::string::npos) {
    const size_t equals = path.find('=');
    const size_t close = path.find('}');
    path =
        absl::StrCat(path.substr(0, open),
                     ResourceOf(path.substr(equals + 1, close - equals - 1)),
                     absl::StrReplaceAll(path.substr(close + 1), {{"*", "x"}}));
  }
  call.url = path;
  if (!rule.body().empty()) call.body = "{}";
  return call;
}

HttpCall ConnectCall(const MethodDescriptor& method, const Message& request) {
  return {.method = "POST",
          .url = absl::StrCat("/", method.service()->full_name(), "/",
                              method.name()),
          .body = ToJson(request)};
}

class GatewayTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    dir_ = new TempDir;
    absl::StatusOr<ServerProcess> server = ServerProcess::Start(
        *dir_ / "data", {"--access_log", "off", "--http_listen", "127.0.0.1:0",
                         // A test is one client, and in a hurry.
                         "--http_rate", "0"});
    ASSERT_THAT(server, IsOk());
    server_ = new ServerProcess(*std::move(server));
    ASSERT_THAT(StoreTwoCouncils(*server_), IsOk());
  }

  static void TearDownTestSuite() {
    delete server_;
    delete dir_;
  }

  void SetUp() override {
    ASSERT_NE(server_, nullptr);
    const auto served = ServedMethods(
        *server_->As(Someone(api::v1::ROLE_SERVICE, rpc::kAnyCouncil)));
    ASSERT_THAT(served, IsOk());
    methods_ = *served;
    ASSERT_THAT(methods_, Not(IsEmpty()));
  }

  static std::string Token(const rpc::Principal& who) {
    const auto token = server_->TokenFor(who);
    EXPECT_THAT(token, IsOk());
    return *token;
  }

  // What a call to a path of the server comes to.
  static HttpAnswer Call(HttpCall call, const std::string& token) {
    call.url = absl::StrCat("http://", server_->http_address(), call.url);
    call.token = token;
    const absl::StatusOr<HttpAnswer> answer = CallHttp(call);
    EXPECT_THAT(answer, IsOk());
    return answer.ok() ? *answer : HttpAnswer();
  }

  static TempDir* dir_;
  static ServerProcess* server_;
  std::vector<const MethodDescriptor*> methods_;
};

TempDir* GatewayTest::dir_ = nullptr;
ServerProcess* GatewayTest::server_ = nullptr;

TEST_F(GatewayTest, EveryMethodIsReachedByRest) {
  const std::string kent = Token(Commissioner(kKent));
  int reached = 0;
  for (const MethodDescriptor* method : methods_) {
    const HttpCall call = RestCall(*method);
    const HttpAnswer nobody = Call(call, "");
    const HttpAnswer stranger = Call(call, kent);
    if (!IsForCallers(*method)) {
      EXPECT_THAT(nobody.status, AnyOf(404, 405)) << method->full_name();
      continue;
    }
    ++reached;
    EXPECT_EQ(nobody.status, 401) << method->full_name();
    // What is acted on may be in the body, which is empty here.
    const bool in_path =
        absl::StrContains(call.url, "councils/") &&
        !absl::StrContains(AccessOf(*method).resource(), "requests.");
    EXPECT_THAT(stranger.status, in_path ? AnyOf(403, 403) : AnyOf(403, 400))
        << method->full_name() << " " << call.url << " " << stranger.body;
  }
  EXPECT_THAT(reached, Gt(150));
}

TEST_F(GatewayTest, EveryMethodIsReachedByConnect) {
  const std::string kent = Token(Commissioner(kKent));
  for (const MethodDescriptor* method : methods_) {
    const HttpCall call = ConnectCall(
        *method, *RequestFor(*method, ResourceOf(PatternOf(*method))));
    if (!IsForCallers(*method)) {
      EXPECT_EQ(Call(call, "").status, 404) << method->full_name();
      continue;
    }
    EXPECT_EQ(Call(call, "").status, 401) << method->full_name();
    const HttpAnswer stranger = Call(call, kent);
    EXPECT_EQ(stranger.status, 403)
        << method->full_name() << " " << stranger.body;
    EXPECT_THAT(stranger.body, HasSubstr("\"permission_denied\""));
  }
}

TEST_F(GatewayTest, AProviderReachesNothingOfItsNeighbour) {
  const Bird& kestrel = kBirds[0];
  const Bird& heron = Neighbour(kestrel);
  const auto by_grpc = server_->As(ProviderUser(kestrel.provider()));
  const std::string token = Token(ProviderUser(kestrel.provider()));
  int refused = 0;
  for (const MethodDescriptor* method : methods_) {
    if (!IsForCallers(*method)) continue;
    for (const Resource& resource : ResourcesOfTwoCouncils()) {
      if (!Matches(resource.name, PatternOf(*method)) ||
          resource.providers != std::vector<std::string>{heron.provider()}) {
        continue;
      }
      const std::unique_ptr<Message> request =
          RequestFor(*method, resource.name);
      if (!absl::IsPermissionDenied(
              CallMethod(*by_grpc, *method, *request).status())) {
        continue;
      }
      ++refused;
      EXPECT_EQ(Call(ConnectCall(*method, *request), token).status, 403)
          << method->full_name() << " of " << resource.name;
      if (Reads(*method) && PatternOf(*method) != "councils/**") {
        HttpCall rest = RestCall(*method);
        rest.url = absl::StrReplaceAll(
            rest.url, {{ResourceOf(PatternOf(*method)), resource.name}});
        EXPECT_EQ(Call(rest, token).status, 403) << rest.url;
      }
    }
  }
  EXPECT_THAT(refused, Gt(50));
}

TEST_F(GatewayTest, ReadsAreWhatGrpcAnswers) {
  const auto by_grpc = server_->As(Commissioner(kEssex));
  const std::string token = Token(Commissioner(kEssex));
  int same = 0;
  for (const MethodDescriptor* method : methods_) {
    if (!Reads(*method) || !absl::StartsWith(method->name(), "Get")) continue;
    for (const Resource& resource : ResourcesOfTwoCouncils()) {
      if (resource.derived || !Matches(resource.name, PatternOf(*method))) {
        continue;
      }
      const std::unique_ptr<Message> request =
          RequestFor(*method, resource.name);
      const auto answer = CallMethod(*by_grpc, *method, *request);
      const HttpAnswer by_http = Call(ConnectCall(*method, *request), token);
      EXPECT_EQ(answer.ok(), by_http.status == 200)
          << method->full_name() << " of " << resource.name << " "
          << by_http.body;
      // What has no name is worked out, and says when it was.
      if (!answer.ok() ||
          method->output_type()->FindFieldByName("name") == nullptr) {
        continue;
      }
      ++same;
      EXPECT_EQ(by_http.body, ToJson(**answer)) << resource.name;
    }
  }
  EXPECT_THAT(same, Gt(20));
}

TEST_F(GatewayTest, AScorecardIsAskedForInAnAddress) {
  const HttpAnswer answer =
      Call({.url = "/v1/councils/E10000012:scorecard?fromMonth.year=2025&"
                   "fromMonth.month=4&to_month.year=2026&to_month.month=3"},
           Token(Commissioner(kEssex)));
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_THAT(answer.body, HasSubstr("\"rows\""));
}

TEST_F(GatewayTest, SaysWhatTheApiIs) {
  const HttpAnswer answer = Call({.url = "/openapi.json"}, "");
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, StartsWith("{\"openapi\":\"3.1.0\""));
}

TEST(GatewayTlsTest, ServesByTlsAndStops) {
  const TempDir dir;
  Authority authority(dir / "ca.pem");
  authority.Issue(dir / "cert.pem", dir / "key.pem");
  auto server = ServerProcess::Start(
      dir / "data", {"--http_listen", "127.0.0.1:0", "--http_tls_cert",
                     dir / "cert.pem", "--http_tls_key", dir / "key.pem"});
  ASSERT_THAT(server, IsOk());
  const auto answer = CallHttp(
      {.url = absl::StrCat("https://", server->http_address(), "/healthz"),
       .ca_file = dir / "ca.pem"});
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->status, 200);
  EXPECT_THAT(CallHttp({.url = absl::StrCat("http://", server->http_address(),
                                            "/healthz")}),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(server->Stop(), IsOk());
}

TEST(GatewayStartTest, DoesNotStartWithWhatItCannotUse) {
  const TempDir dir;
  EXPECT_THAT(ServerProcess::Start(dir / "data", {"--http_listen", "nowhere"}),
              StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(
      ServerProcess::Start(dir / "data", {"--http_listen", "127.0.0.1:0",
                                          "--http_static", dir / "nowhere"}),
      StatusIs(absl::StatusCode::kAborted));
}

}  // namespace
}  // namespace tidemark::e2e
