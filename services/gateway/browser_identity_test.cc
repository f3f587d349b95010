#include "services/gateway/browser_identity.h"

#include <string>
#include <utility>

#include "services/gateway/sign_in_fixture.h"

namespace tidemark::gateway {
namespace {

using ::boost::beast::http::field;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;

constexpr char kCommissioner[] = R"({"id": "commissioner"})";

std::string SetCookieOf(const Response& response) {
  return std::string(View(response[field::set_cookie]));
}

// A demonstration, and a browser at it.
class BrowserIdentityTest : public SessionsFixture {
 protected:
  std::unique_ptr<BrowserIdentity> MakeIdentity() const {
    auto accounts =
        DemonstrationAccounts({.council = kEssex, .provider = kShoreline});
    Must(accounts.status());
    BrowserIdentity::Options options{.sessions = *sessions_,
                                     .colleagues = Colleagues(*db_)};
    options.demonstration = *std::move(accounts);
    options.limit = {.rate = 0.1, .burst = 5};
    return std::make_unique<BrowserIdentity>(std::move(options));
  }

  Browser NewBrowser() { return Browser(*identity_, clock_); }

  Response SignIn(Browser& browser, const std::string& body = kCommissioner) {
    return browser.Post("/session/demonstration", body);
  }

  std::unique_ptr<BrowserIdentity> identity_ = MakeIdentity();
  Browser browser_ = NewBrowser();
};

TEST_F(BrowserIdentityTest, WithoutASessionOneLearnsHowToSignIn) {
  const Response response = browser_.Get("/session");
  EXPECT_EQ(response.result_int(), 200);
  EXPECT_EQ(response[field::content_type], "application/json");
  EXPECT_EQ(response[field::cache_control], "no-store");
  EXPECT_THAT(SetCookieOf(response), IsEmpty());
  const JsonObject json = browser_.Session();
  EXPECT_FALSE(MemberOf(json, "signedIn").bool_value());
  EXPECT_TRUE(json.fields().contains("signedIn"));
  EXPECT_FALSE(json.fields().contains("user"));
  const JsonObject& options = MemberOf(json, "signIn").struct_value();
  EXPECT_FALSE(options.fields().contains("oidc"));
  std::vector<std::string> roles;
  for (const auto& one :
       MemberOf(options, "demonstration").list_value().values()) {
    roles.push_back(TextOf(one.struct_value(), "role"));
    EXPECT_THAT(TextOf(one.struct_value(), "name"),
                StartsWith("Demonstration "));
    EXPECT_THAT(TextOf(one.struct_value(), "about"), Not(IsEmpty()));
  }
  EXPECT_THAT(roles, ElementsAre("commissioner", "provider", "quality",
                                 "practitioner", "finance", "admin"));
}

TEST_F(BrowserIdentityTest, SigningInAnswersAsTheSessionDoes) {
  const Response response = SignIn(browser_);
  EXPECT_EQ(response.result_int(), 200);
  const JsonObject json = browser_.Session();
  EXPECT_EQ(response.body(), browser_.Get("/session").body());
  EXPECT_TRUE(MemberOf(json, "signedIn").bool_value());
  const JsonObject& user = MemberOf(json, "user").struct_value();
  EXPECT_EQ(TextOf(user, "subject"), "users/demonstration-commissioner");
  EXPECT_EQ(TextOf(user, "name"), "Demonstration commissioner");
  EXPECT_EQ(TextOf(user, "role"), "commissioner");
  EXPECT_EQ(TextOf(user, "council"), kEssex);
  EXPECT_FALSE(user.fields().contains("provider"));
  EXPECT_TRUE(user.fields().contains("readOnly"));
  EXPECT_EQ(TextOf(json, "expires"), "2026-03-02T21:00:00Z");
  EXPECT_EQ(TextOf(json, "idleExpires"), "2026-03-02T09:30:00Z");
  EXPECT_TRUE(IsSecret(TextOf(json, "csrf")));
}

TEST_F(BrowserIdentityTest, WhoIsSignedInLearnsHowColleaguesAreCalled) {
  SignIn(browser_, R"({"id": "provider"})");
  SignIn(browser_);
  const Response response = browser_.Get(
      "/session/names?of=users/demonstration-provider,users/nobody,users/"
      "demonstration-commissioner");
  EXPECT_EQ(response[field::cache_control], "no-store");
  const auto json = ParseJson(response.body());
  ASSERT_THAT(json, IsOk());
  const JsonObject& names = MemberOf(*json, "names").struct_value();
  EXPECT_EQ(names.fields().size(), 2u);
  EXPECT_EQ(TextOf(names, "users/demonstration-provider"),
            "Demonstration provider");
  EXPECT_EQ(TextOf(names, "users/demonstration-commissioner"),
            "Demonstration commissioner");
}

TEST_F(BrowserIdentityTest, NobodyLearnsNamesWithoutASession) {
  SignIn(browser_);
  Browser stranger = NewBrowser();
  const Response response =
      stranger.Get("/session/names?of=users/demonstration-commissioner");
  EXPECT_EQ(response.result_int(), 401);
  EXPECT_THAT(response.body(), Not(HasSubstr("Demonstration")));
}

TEST_F(BrowserIdentityTest, NamesAreAskedForAFewAtATime) {
  SignIn(browser_);
  for (const std::string& of : {std::string(), std::string(",,,")}) {
    EXPECT_EQ(browser_.Get("/session/names?of=" + of).result_int(), 400);
  }
  std::string many = "users/a";
  for (int i = 0; i < 50; ++i) absl::StrAppend(&many, ",users/a");
  EXPECT_EQ(browser_.Get("/session/names?of=" + many).result_int(), 400);
}

TEST_F(BrowserIdentityTest, TheProvidersAccountHasAProvider) {
  SignIn(browser_, R"({"id": "provider"})");
  const JsonObject session = browser_.Session();
  const JsonObject& user = MemberOf(session, "user").struct_value();
  EXPECT_EQ(TextOf(user, "provider"), kShoreline);
}

TEST_F(BrowserIdentityTest, TheCookieIsForThisHostAndNotForScripts) {
  const std::string plain = SetCookieOf(SignIn(browser_));
  EXPECT_THAT(plain,
              AllOf(StartsWith("tidemark="), HasSubstr("; Path=/"),
                    HasSubstr("; HttpOnly"), HasSubstr("; SameSite=Strict"),
                    Not(HasSubstr("Secure")), Not(HasSubstr("Domain")),
                    Not(HasSubstr("Max-Age"))));
  Browser safe = NewBrowser();
  safe.secure = true;
  const std::string over_tls =
      SetCookieOf(safe.Post("/session/demonstration", kCommissioner,
                            {.origin = "https://127.0.0.1:8080"}));
  EXPECT_THAT(over_tls,
              AllOf(StartsWith("__Host-tidemark="), HasSubstr("; Secure")));
}

TEST_F(BrowserIdentityTest, NoTokenReachesTheBrowser) {
  const Response response = SignIn(browser_);
  const auto caller = browser_.Call({.csrf = browser_.Csrf()});
  ASSERT_THAT(caller, IsOk());
  EXPECT_THAT(caller->set_cookie, IsEmpty());
  EXPECT_THAT(response.body(), Not(HasSubstr("eyJ")));
  EXPECT_THAT(SetCookieOf(response), Not(HasSubstr("eyJ")));
}

TEST_F(BrowserIdentityTest, ACallNeedsTheTokenOfItsOwnSession) {
  SignIn(browser_);
  Browser other = NewBrowser();
  SignIn(other, R"({"id": "finance"})");
  EXPECT_THAT(browser_.Call({}), HasReason("CSRF_TOKEN_MISSING"));
  EXPECT_THAT(browser_.Call({}), StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(browser_.Call({.csrf = other.Csrf()}),
              HasReason("CSRF_TOKEN_MISSING"));
  EXPECT_THAT(browser_.Call({.csrf = browser_.Csrf() + "x"}),
              HasReason("CSRF_TOKEN_MISSING"));
  EXPECT_THAT(browser_.Call({.csrf = browser_.Csrf()}), IsOk());
  for (const char* const method : {"PATCH", "DELETE", "PUT"}) {
    EXPECT_THAT(browser_.Call({}, method), HasReason("CSRF_TOKEN_MISSING"));
  }
  EXPECT_THAT(browser_.Call({}, "GET"), IsOk());
}

TEST_F(BrowserIdentityTest, AnotherSiteMayNotCallEvenWithTheToken) {
  SignIn(browser_);
  const std::string csrf = browser_.Csrf();
  EXPECT_THAT(browser_.Call({.csrf = csrf, .sec_fetch_site = "cross-site"}),
              HasReason("CROSS_ORIGIN"));
  EXPECT_THAT(browser_.Call({.csrf = csrf, .sec_fetch_site = "same-site"}),
              HasReason("CROSS_ORIGIN"));
  EXPECT_THAT(browser_.Call({.csrf = csrf,
                             .origin = "https://evil.example",
                             .sec_fetch_site = ""}),
              HasReason("CROSS_ORIGIN"));
  EXPECT_THAT(
      browser_.Call({.csrf = csrf, .origin = "null", .sec_fetch_site = ""}),
      HasReason("CROSS_ORIGIN"));
  // Some browsers say nothing of where a request comes from.
  EXPECT_THAT(browser_.Call({.csrf = csrf, .origin = "", .sec_fetch_site = ""}),
              IsOk());
}

TEST_F(BrowserIdentityTest, WhoHasNoSessionIsToldWhatToDo) {
  EXPECT_THAT(browser_.Call({.csrf = std::string(43, 'a')}),
              AllOf(StatusIs(absl::StatusCode::kUnauthenticated),
                    HasReason("SESSION_ENDED")));
  // A machine.
  EXPECT_THAT(browser_.Call({.origin = "", .sec_fetch_site = ""}),
              AllOf(StatusIs(absl::StatusCode::kUnauthenticated, "Bearer"),
                    HasReason("NOT_SIGNED_IN")));
  browser_.cookies = {"tidemark=" + std::string(43, 'a')};
  EXPECT_THAT(browser_.Call({}), HasReason("SESSION_ENDED"));
}

TEST_F(BrowserIdentityTest, AMachinesTokenNeedsNoSessionAndNoCsrfToken) {
  SignIn(browser_);
  const auto caller = browser_.Call({.authorization = "Bearer e.f.g"});
  ASSERT_THAT(caller, IsOk());
  EXPECT_EQ(caller->token, "e.f.g");
}

TEST_F(BrowserIdentityTest, CallsAreMadeAsThePersonWhoSignedIn) {
  SignIn(browser_, R"({"id": "provider"})");
  const auto caller = browser_.Call({.csrf = browser_.Csrf()});
  ASSERT_THAT(caller, IsOk());
  const auto who =
      authenticator_->Authenticate(absl::StrCat("Bearer ", caller->token));
  ASSERT_THAT(who, IsOk());
  EXPECT_EQ((*who)->provider, kShoreline);
  EXPECT_EQ((*who)->subject, "users/demonstration-provider");
}

TEST_F(BrowserIdentityTest, SigningInTakesUpNoSessionThatTheBrowserBrought) {
  Browser attacker = NewBrowser();
  SignIn(attacker, R"({"id": "finance"})");
  // The attacker plants a session of its own, then the victim signs in.
  browser_.cookies = attacker.cookies;
  SignIn(browser_);
  EXPECT_NE(browser_.cookies, attacker.cookies);
  EXPECT_FALSE(MemberOf(attacker.Session(), "signedIn").bool_value());
  EXPECT_TRUE(MemberOf(browser_.Session(), "signedIn").bool_value());
}

TEST_F(BrowserIdentityTest, TwoTabsShareASessionAndItsEnd) {
  SignIn(browser_);
  Browser tab = browser_;
  EXPECT_EQ(tab.Csrf(), browser_.Csrf());
  const std::string csrf = browser_.Csrf();
  const Response out = browser_.Post("/session/sign-out", "", {.csrf = csrf});
  EXPECT_EQ(out.result_int(), 204);
  EXPECT_THAT(SetCookieOf(out), HasSubstr("Max-Age=0"));
  EXPECT_THAT(browser_.cookies, IsEmpty());
  EXPECT_THAT(tab.Call({.csrf = csrf}), HasReason("SESSION_ENDED"));
  // The other tab shares the cookies; it knows the session by its token.
  tab.cookies = browser_.cookies;
  EXPECT_THAT(tab.Call({.csrf = csrf}), HasReason("SESSION_ENDED"));
}

TEST_F(BrowserIdentityTest, NobodyIsSignedOutByAnotherSite) {
  SignIn(browser_);
  EXPECT_EQ(browser_.Post("/session/sign-out", "").result_int(), 403);
  EXPECT_EQ(browser_
                .Post("/session/sign-out", "",
                      {.csrf = browser_.Csrf(),
                       .origin = "https://evil.example",
                       .sec_fetch_site = "cross-site"})
                .result_int(),
            403);
  EXPECT_TRUE(MemberOf(browser_.Session(), "signedIn").bool_value());
}

TEST_F(BrowserIdentityTest, SigningOutTwiceIsNoError) {
  SignIn(browser_);
  browser_.Post("/session/sign-out", "", {.csrf = browser_.Csrf()});
  EXPECT_EQ(browser_.Post("/session/sign-out", "").result_int(), 204);
}

TEST_F(BrowserIdentityTest, ASessionThatEndsInMidFormSaysSo) {
  SignIn(browser_);
  const std::string csrf = browser_.Csrf();
  clock_.Advance(absl::Minutes(20));
  EXPECT_THAT(browser_.Call({.csrf = csrf}), IsOk());
  clock_.Advance(absl::Minutes(29));
  EXPECT_THAT(browser_.Call({.csrf = csrf, .background = true}), IsOk());
  clock_.Advance(absl::Minutes(1));
  EXPECT_THAT(browser_.Call({.csrf = csrf}), HasReason("SESSION_ENDED"));
  EXPECT_FALSE(MemberOf(browser_.Session(), "signedIn").bool_value());
}

TEST_F(BrowserIdentityTest, LookingAtTheSessionDoesNotMakeItLast) {
  SignIn(browser_);
  clock_.Advance(absl::Minutes(29));
  EXPECT_EQ(TextOf(browser_.Session(), "idleExpires"), "2026-03-02T09:30:00Z");
  clock_.Advance(absl::Minutes(1));
  EXPECT_FALSE(MemberOf(browser_.Session(), "signedIn").bool_value());
}

TEST_F(BrowserIdentityTest, TheDemonstrationIsForPagesOfThisMachine) {
  using Headers = Browser::Headers;
  const auto post = [&](Browser& browser, Headers headers) {
    return browser
        .Post("/session/demonstration", kCommissioner, std::move(headers))
        .result_int();
  };
  EXPECT_EQ(post(browser_, {.origin = "", .sec_fetch_site = ""}), 403);
  EXPECT_EQ(post(browser_, {.origin = "https://evil.example",
                            .sec_fetch_site = "cross-site"}),
            403);
  EXPECT_EQ(post(browser_, {.content_type = "text/plain"}), 400);
  // A site whose name points to this machine is its own origin there.
  Browser rebound = NewBrowser();
  rebound.host = "evil.example:8080";
  EXPECT_EQ(post(rebound, {.origin = "http://evil.example:8080"}), 403);
  EXPECT_EQ(sessions_->size(), 0);
  EXPECT_EQ(post(browser_, {}), 200);
}

TEST_F(BrowserIdentityTest, WhatIsNotAnAccountIsRefused) {
  EXPECT_EQ(SignIn(browser_, "{}").result_int(), 404);
  EXPECT_EQ(SignIn(browser_, R"({"id": "root"})").result_int(), 404);
  EXPECT_EQ(SignIn(browser_, "[").result_int(), 400);
  EXPECT_EQ(SignIn(browser_, R"({"role": "admin"})").result_int(), 400);
}

TEST_F(BrowserIdentityTest, AClientThatTriesTooOftenWaits) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(SignIn(browser_).result_int(), 200);
  const Response response = SignIn(browser_);
  EXPECT_EQ(response.result_int(), 429);
  EXPECT_THAT(response.body(), HasSubstr("resource_exhausted"));
  Browser neighbour = NewBrowser();
  neighbour.client = "127.0.0.2";
  EXPECT_EQ(SignIn(neighbour).result_int(), 200);
  clock_.Advance(absl::Seconds(10));
  EXPECT_EQ(SignIn(browser_).result_int(), 200);
  EXPECT_EQ(SignIn(browser_).result_int(), 429);
}

TEST_F(BrowserIdentityTest, WithoutADemonstrationNobodyIsLetIn) {
  BrowserIdentity plain(
      {.sessions = *sessions_, .colleagues = Colleagues(*db_)});
  Browser browser(plain, clock_);
  const Response response = SignIn(browser);
  EXPECT_EQ(response.result_int(), 403);
  EXPECT_THAT(response.body(), HasSubstr("permission_denied"));
  EXPECT_EQ(browser.Get("/session").result_int(), 200);
  EXPECT_FALSE(MemberOf(browser.Session(), "signIn")
                   .struct_value()
                   .fields()
                   .contains("demonstration"));
  EXPECT_EQ(browser.Get("/session/sign-in").result_int(), 404);
  EXPECT_EQ(browser.Get("/session/callback?code=a").result_int(), 404);
}

TEST_F(BrowserIdentityTest, OtherMethodsAndPathsAreRefused) {
  const Response wrong = browser_.Post("/session", "");
  EXPECT_EQ(wrong.result_int(), 405);
  EXPECT_EQ(wrong[field::allow], "GET, HEAD");
  EXPECT_EQ(browser_.Get("/session/sign-out").result_int(), 405);
  EXPECT_EQ(browser_.Get("/session/else").result_int(), 404);
}

TEST_F(BrowserIdentityTest, ARestartSignsNobodyOut) {
  SignIn(browser_);
  const std::vector<std::string> cookies = browser_.cookies;
  const std::string csrf = browser_.Csrf();
  identity_ = nullptr;
  Restart();
  identity_ = MakeIdentity();
  Browser again = NewBrowser();
  again.cookies = cookies;
  EXPECT_EQ(again.Csrf(), csrf);
  EXPECT_THAT(again.Call({.csrf = csrf}), IsOk());
}

TEST(DemonstrationTest, OnlyThisMachineMayReachOne) {
  for (const char* const yes :
       {"127.0.0.1:8080", "localhost:80", "[::1]:8080"}) {
    EXPECT_TRUE(IsLoopbackAddress(yes)) << yes;
  }
  for (const char* const no :
       {"0.0.0.0:8080", "[::]:8080", "10.0.0.1:8080", "", "*:8080",
        "127.0.0.1.evil.example:80", "localhost.example:80"}) {
    EXPECT_FALSE(IsLoopbackAddress(no)) << no;
  }
}

TEST(DemonstrationTest, FlagsThatCannotBeRightAreNamed) {
  EXPECT_THAT(DemonstrationAccounts({}),
              StatusIs(absl::StatusCode::kInvalidArgument, "--http_council"));
  EXPECT_THAT(DemonstrationAccounts({.council = "councils/-"}),
              StatusIs(absl::StatusCode::kInvalidArgument, "--http_council"));
  EXPECT_THAT(
      DemonstrationAccounts(
          {.council = kEssex, .provider = "councils/E10000013/providers/1-1"}),
      StatusIs(absl::StatusCode::kInvalidArgument,
               "--http_demonstration_provider"));
  const auto without = DemonstrationAccounts({.council = kEssex});
  ASSERT_THAT(without, IsOk());
  EXPECT_THAT(*without, SizeIs(5));
}

}  // namespace
}  // namespace tidemark::gateway
