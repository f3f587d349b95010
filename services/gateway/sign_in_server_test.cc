// Signing in over real connections: browsers without a screen, the HTTP server,
// a service behind it, and an identity provider.

#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/rpc/testing/harness.h"
#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "services/gateway/browser_identity.h"
#include "services/gateway/gateway.h"
#include "services/gateway/json_object.h"
#include "services/gateway/provider_process.h"
#include "services/gateway/session_tables.h"
#include "services/gateway/visitor.h"
#include "tidemark/testing/v1/echo_service.pb.h"

namespace tidemark::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::tidemark::testing::IsOk;

// Passes on to an identity that is made once the server's port is known, and
// made again when a test starts it anew.
class LateIdentity : public Identity {
 public:
  absl::StatusOr<Caller> CallerOf(const Exchange& exchange) override {
    return made->CallerOf(exchange);
  }
  boost::asio::awaitable<std::optional<Response>> Handle(
      const Exchange& exchange) override {
    return made->Handle(exchange);
  }

  std::unique_ptr<Identity> made;
};

rpc::Runtime::Options RuntimeAt(const Clock& clock) {
  rpc::Runtime::Options options;
  options.clock = &clock;
  return options;
}

class SignInServerTest : public ::testing::Test {
 protected:
  SignInServerTest() : harness_({.runtime = RuntimeAt(clock_)}) {
    clock_.Set(absl::Now());
    auto gateway = Gateway::Start(
        {.schema = *google::protobuf::DescriptorPool::generated_pool(),
         .services =
             {testing::v1::GetThingRequest::descriptor()->file()->service(0)},
         .channel_of = [this](const std::string&)
             -> absl::StatusOr<std::shared_ptr<grpc::Channel>> {
           return harness_.ConnectAsNobody()->channel();
         },
         .identity = identity_,
         .runtime = harness_.runtime()});
    EXPECT_THAT(gateway, IsOk());
    gateway_ = *std::move(gateway);
    Start();
  }

  // Makes what signs people in, on the sessions that are on disk.
  void Start() {
    auto db = store::Database::Open(
        {.path = dir_ / "gateway", .schema = MakeSchema(), .clock = &clock_});
    ASSERT_THAT(db, IsOk());
    db_ = *std::move(db);
    auto sessions = Sessions::Open(
        {.db = *db_,
         .issue = [this](const rpc::Principal& principal, absl::Time) {
           return absl::StatusOr<std::string>(harness_.TokenFor(principal));
         }});
    ASSERT_THAT(sessions, IsOk());
    sessions_ = *std::move(sessions);
    BrowserIdentity::Options options{.sessions = *sessions_,
                                     .colleagues = Colleagues(*db_)};
    auto accounts = DemonstrationAccounts({.council = "councils/X"});
    ASSERT_THAT(accounts, IsOk());
    options.demonstration = *std::move(accounts);
    options.open_id_connect = std::move(open_id_connect_);
    identity_.made = std::make_unique<BrowserIdentity>(std::move(options));
  }

  void Restart() {
    Stop();
    Start();
  }

  void Stop() {
    identity_.made = nullptr;
    sessions_ = nullptr;
    db_ = nullptr;
  }

  std::string Site() const {
    return absl::StrCat("http://127.0.0.1:", gateway_->port());
  }

  Visitor::Answer SignIn(Visitor& visitor,
                         const std::string& account = "commissioner") {
    return visitor.Send(
        {.url = Site() + "/session/demonstration",
         .method = "POST",
         .headers = {"content-type: application/json", "origin: " + Site()},
         .body = absl::StrCat(R"({"id": ")", account, "\"}")});
  }

  JsonObject Session(Visitor& visitor) {
    auto json = ParseJson(visitor.Send({.url = Site() + "/session"}).body);
    EXPECT_THAT(json, IsOk());
    return *std::move(json);
  }

  // A call as a page makes it; `csrf` empty for none.
  Visitor::Answer Call(Visitor& visitor, const std::string& csrf,
                       const std::string& origin = "") {
    return visitor.Send(
        {.url = Site() + "/tidemark.testing.v1.EchoService/CreateThing",
         .method = "POST",
         .headers = {"content-type: application/json",
                     "x-tidemark-csrf: " + csrf,
                     "origin: " + (origin.empty() ? Site() : origin)},
         .body = absl::StrCat(
             R"({"parent": "councils/X", "thingId": "t)", ++things_,
             R"(", "thing": {"title": "a", "grade": "GRADE_GOOD"}})")});
  }

  testing::TempDir dir_;
  testing::FakeClock clock_{"2026-03-02T09:00:00Z"};
  testing::Harness harness_;
  std::unique_ptr<OpenIdConnect> open_id_connect_;
  LateIdentity identity_;
  std::unique_ptr<store::Database> db_;
  std::unique_ptr<Sessions> sessions_;
  std::unique_ptr<Gateway> gateway_;
  int things_ = 0;
};

TEST_F(SignInServerTest, WhoSignsInMayCallUntilSigningOut) {
  Visitor visitor;
  EXPECT_EQ(Call(visitor, "").status, 401);
  const Visitor::Answer answer = SignIn(visitor);
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.headers,
              AllOf(HasSubstr("tidemark="), HasSubstr("HttpOnly"),
                    HasSubstr("SameSite=Strict")));
  const std::string csrf = TextOf(Session(visitor), "csrf");
  const Visitor::Answer called = Call(visitor, csrf);
  EXPECT_EQ(called.status, 200) << called.body;
  EXPECT_EQ(visitor
                .Send({.url = Site() + "/session/sign-out",
                       .method = "POST",
                       .headers = {"x-tidemark-csrf: " + csrf}})
                .status,
            204);
  // Nothing is left of the secret.
  EXPECT_THAT(visitor.Cookies(), HasSubstr("\ttidemark\t\n"));
  const Visitor::Answer refused = Call(visitor, csrf);
  EXPECT_EQ(refused.status, 401);
  EXPECT_THAT(refused.body, HasSubstr("unauthenticated"));
}

TEST_F(SignInServerTest, ACallWithoutTheSessionsTokenIsRefused) {
  Visitor visitor;
  SignIn(visitor);
  const Visitor::Answer without = Call(visitor, "");
  EXPECT_EQ(without.status, 403);
  EXPECT_THAT(without.body, HasSubstr("permission_denied"));
  EXPECT_EQ(Call(visitor, std::string(43, 'a')).status, 403);
  const std::string csrf = TextOf(Session(visitor), "csrf");
  EXPECT_EQ(Call(visitor, csrf, "https://evil.example").status, 403);
  EXPECT_EQ(Call(visitor, csrf).status, 200);
}

TEST_F(SignInServerTest, ASessionCanBeReadFromByRest) {
  Visitor visitor;
  SignIn(visitor);
  Call(visitor, TextOf(Session(visitor), "csrf"));
  EXPECT_EQ(visitor.Send({.url = Site() + "/v1/councils/X/things/t1"}).status,
            200);
  Visitor nobody;
  EXPECT_EQ(nobody.Send({.url = Site() + "/v1/councils/X/things/t1"}).status,
            401);
}

TEST_F(SignInServerTest, SessionsEndByTheServersClock) {
  Visitor idle;
  SignIn(idle);
  const std::string csrf = TextOf(Session(idle), "csrf");
  clock_.Advance(absl::Minutes(29));
  EXPECT_EQ(Call(idle, csrf).status, 200);
  clock_.Advance(absl::Minutes(30));
  EXPECT_EQ(Call(idle, csrf).status, 401);

  Visitor busy;
  SignIn(busy);
  const std::string other = TextOf(Session(busy), "csrf");
  for (int i = 0; i < 25; ++i) {
    clock_.Advance(absl::Minutes(28));
    EXPECT_EQ(Call(busy, other).status, 200);
  }
  clock_.Advance(absl::Minutes(20));
  EXPECT_EQ(Call(busy, other).status, 401);
}

TEST_F(SignInServerTest, ARestartSignsNobodyOut) {
  Visitor visitor;
  SignIn(visitor);
  const std::string csrf = TextOf(Session(visitor), "csrf");
  Restart();
  EXPECT_EQ(Call(visitor, csrf).status, 200);
}

TEST_F(SignInServerTest, EveryAnswerTellsBrowsersToBeStrict) {
  Visitor visitor;
  for (const char* const path :
       {"/session", "/session/sign-in", "/session/nothing"}) {
    EXPECT_THAT(visitor.Send({.url = Site() + path}).headers,
                AllOf(HasSubstr("frame-ancestors 'none'"), HasSubstr("nosniff"),
                      HasSubstr("no-store"), HasSubstr("x-request-id")))
        << path;
  }
}

TEST_F(SignInServerTest, ThePersonGoesToTheProviderAndBack) {
  ProviderProcess provider(Site() + "/session/callback", Site() + "/sign-in");
  std::ofstream(dir_ / "oidc.json")
      << R"({"issuer": ")" << provider.issuer()
      << R"(", "clientId": "public", "address": ")" << Site()
      << R"(", "council": "councils/X", "rules": [{"role": "commissioner",
             "when": [{"claim": "roles", "value": "Tidemark.Commissioner"}]}]})";
  auto settings = ReadOidcSettings(dir_ / "oidc.json");
  ASSERT_THAT(settings, IsOk());
  open_id_connect_ = std::make_unique<OpenIdConnect>(*std::move(settings));
  clock_.Set(absl::Now());
  Restart();

  Visitor ada;
  SignIn(ada, "finance");
  const std::string before = ada.Cookies();
  EXPECT_EQ(ada.SignIn(Site() + "/session/sign-in?return_to=%2Freturns", "ada",
                       Site() + "/returns"),
            Site() + "/returns");
  const JsonObject session = Session(ada);
  EXPECT_EQ(TextOf(MemberOf(session, "user").struct_value(), "name"),
            "Ada Example");
  EXPECT_THAT(ada.Cookies(), Not(HasSubstr(before)));
  EXPECT_EQ(sessions_->size(), 1);
  EXPECT_EQ(Call(ada, TextOf(session, "csrf")).status, 200);

  Visitor sam;
  EXPECT_EQ(sam.SignIn(Site() + "/session/sign-in", "sam",
                       Site() + "/sign-in?problem="),
            Site() + "/sign-in?problem=NOT_SET_UP");
  EXPECT_THAT(harness_.AccessLog(),
              AllOf(Not(HasSubstr("code=")), Not(HasSubstr("state="))));
}

}  // namespace
}  // namespace tidemark::gateway
