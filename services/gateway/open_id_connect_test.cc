// Signing in against a real OpenID Connect provider: oidc-provider, from npm.

#include "services/gateway/open_id_connect.h"

#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "re2/re2.h"
#include "services/gateway/provider_process.h"
#include "services/gateway/sign_in_fixture.h"
#include "services/gateway/urls.h"
#include "services/gateway/visitor.h"

namespace tidemark::gateway {
namespace {

using ::boost::beast::http::field;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kAddress[] = "http://127.0.0.1:8080";
constexpr char kCallback[] = "http://127.0.0.1:8080/session/callback";
constexpr char kBasicSecret[] = "a secret: with +/=& signs";

constexpr char kRules[] = R"([
  {"when": [{"claim": "roles", "value": "Tidemark.Commissioner"}],
   "role": "commissioner"},
  {"when": [{"claim": "roles", "value": "Tidemark.Provider"}],
   "role": "provider", "providerClaim": "cqc_provider_id"}
])";

std::string LocationOf(const Response& response) {
  return std::string(View(response[field::location]));
}

class OpenIdConnectTest : public SessionsFixture {
 protected:
  OpenIdConnectTest() {
    // The provider's clock is the machine's.
    clock_.Set(absl::Now());
    Use("basic", kBasicSecret);
  }

  // Signs in as the provider's client `id` from now on. `more` goes into the
  // settings.
  void Use(const std::string& id, const std::string& secret,
           const std::string& more = "") {
    std::string secret_file;
    if (!secret.empty()) {
      std::ofstream(dir_ / "secret") << secret << "\n";
      secret_file =
          absl::StrCat(R"("clientSecretFile": ")", dir_ / "secret", R"(", )");
    }
    std::ofstream(dir_ / "oidc.json")
        << R"({"issuer": ")" << provider_.issuer() << R"(", "clientId": ")"
        << id << R"(", "address": ")" << kAddress << R"(", "council": ")"
        << kEssex << R"(", )" << secret_file << more << R"("rules": )" << kRules
        << "}";
    auto settings = ReadOidcSettings(dir_ / "oidc.json");
    Must(settings.status());
    BrowserIdentity::Options options{.sessions = *sessions_,
                                     .colleagues = Colleagues(*db_)};
    options.open_id_connect =
        std::make_unique<OpenIdConnect>(*std::move(settings));
    options.log = [this](absl::string_view line) {
      logged_.emplace_back(line);
    };
    options.limit = {.rate = 0.1, .burst = 30};
    identity_ = std::make_unique<BrowserIdentity>(std::move(options));
  }

  Browser NewBrowser() { return Browser(*identity_, clock_); }

  // Where the browser is sent to sign in.
  std::string Begin(Browser& browser, const std::string& return_to = "/") {
    const Response response = browser.Get(
        WithParameters("/session/sign-in", {{"return_to", return_to}}));
    EXPECT_EQ(response.result_int(), 302);
    return LocationOf(response);
  }

  // Signs in at the provider. Returns the path that it sends the browser to.
  std::string Visit(const std::string& url, const std::string& account) {
    Visitor visitor;
    const std::string back = visitor.SignIn(url, account, kCallback);
    EXPECT_THAT(back, StartsWith(kCallback)) << visitor.page();
    return back.substr(std::string(kAddress).size());
  }

  // The whole way. Returns where it ends.
  std::string SignIn(Browser& browser, const std::string& account,
                     const std::string& return_to = "/") {
    const std::string back = Visit(Begin(browser, return_to), account);
    return LocationOf(browser.Get(back));
  }

  static bool IsSignedIn(Browser& browser) {
    return MemberOf(browser.Session(), "signedIn").bool_value();
  }

  int64_t Seconds(absl::Duration from_now) {
    return absl::ToUnixSeconds(Now() + from_now);
  }

  ProviderProcess provider_{kCallback, absl::StrCat(kAddress, "/sign-in")};
  std::unique_ptr<BrowserIdentity> identity_;
  std::vector<std::string> logged_;
};

TEST_F(OpenIdConnectTest, AnAccountIsWhoTheRulesSay) {
  Browser browser = NewBrowser();
  EXPECT_EQ(
      TextOf(
          MemberOf(MemberOf(browser.Session(), "signIn").struct_value(), "oidc")
              .struct_value(),
          "href"),
      "/session/sign-in");
  EXPECT_EQ(SignIn(browser, "ada", "/returns?tab=due#all"),
            "/returns?tab=due#all");
  const JsonObject session = browser.Session();
  const JsonObject& user = MemberOf(session, "user").struct_value();
  EXPECT_EQ(TextOf(user, "subject"), "users/ada");
  EXPECT_EQ(TextOf(user, "name"), "Ada Example");
  EXPECT_EQ(TextOf(user, "role"), "commissioner");
  EXPECT_EQ(TextOf(user, "council"), kEssex);
  const auto caller = browser.Call({.csrf = browser.Csrf()});
  ASSERT_TRUE(caller.ok()) << caller.status();
  const auto who =
      authenticator_->Authenticate(absl::StrCat("Bearer ", caller->token));
  ASSERT_TRUE(who.ok());
  EXPECT_EQ((*who)->subject, "users/ada");
  EXPECT_THAT(logged_, IsEmpty());
}

TEST_F(OpenIdConnectTest, AProvidersAccountSeesTheProviderThatItNames) {
  Browser kim = NewBrowser();
  EXPECT_EQ(SignIn(kim, "kim"), "/");
  const JsonObject session = kim.Session();
  EXPECT_EQ(TextOf(MemberOf(session, "user").struct_value(), "provider"),
            kShoreline);
  EXPECT_EQ(TextOf(MemberOf(session, "user").struct_value(), "name"),
            "Kim Ångström");
  Browser lee = NewBrowser();
  EXPECT_EQ(SignIn(lee, "lee"), "/sign-in?problem=NO_PROVIDER");
  EXPECT_FALSE(IsSignedIn(lee));
}

TEST_F(OpenIdConnectTest, AnAccountThatNoRuleFitsIsRefusedInPlainWords) {
  Use("basic", kBasicSecret, R"("help": "the desk on 01245 000000",)");
  Browser sam = NewBrowser();
  EXPECT_EQ(SignIn(sam, "sam"), "/sign-in?problem=NOT_SET_UP");
  EXPECT_FALSE(IsSignedIn(sam));
  EXPECT_THAT(sam.Get("/session").body(),
              AllOf(HasSubstr("NOT_SET_UP"),
                    HasSubstr("Ask the desk on 01245 000000 to give your "
                              "account a role in Tidemark.")));
}

TEST_F(OpenIdConnectTest, SomebodyWithTwoAccountsIsAskedWhichOne) {
  Browser browser = NewBrowser();
  EXPECT_THAT(Begin(browser), Not(HasSubstr("prompt=")));
  const std::string url =
      LocationOf(browser.Get("/session/sign-in?return_to=%2F&anew=1"));
  EXPECT_THAT(url, HasSubstr("&prompt=login"));
  EXPECT_EQ(LocationOf(browser.Get(Visit(url, "ada"))), "/");
  EXPECT_TRUE(IsSignedIn(browser));
}

TEST_F(OpenIdConnectTest, EveryWayToShowASecretAndToSignWorks) {
  Browser basic = NewBrowser();
  EXPECT_EQ(SignIn(basic, "ada"), "/");
  Use("post", "another secret",
      R"("clientAuthentication": "client_secret_post", )");
  Browser post = NewBrowser();
  EXPECT_EQ(SignIn(post, "ada"), "/");
  Use("public", "");
  Browser none = NewBrowser();
  EXPECT_EQ(SignIn(none, "ada"), "/");
  Use("basic", "not the secret");
  Browser wrong = NewBrowser();
  EXPECT_EQ(SignIn(wrong, "ada"), "/sign-in?problem=ANSWER_INVALID");
  EXPECT_THAT(logged_.back(), HasSubstr("401 invalid_client"));
}

TEST_F(OpenIdConnectTest, CookiesSurviveTheWayBackAndNoFurther) {
  Browser browser = NewBrowser();
  const Response away = browser.Get("/session/sign-in");
  EXPECT_THAT(std::string(View(away[field::set_cookie])),
              AllOf(StartsWith("tidemark-sign-in="), HasSubstr("HttpOnly"),
                    HasSubstr("SameSite=Lax"), HasSubstr("Max-Age=900")));
  EXPECT_EQ(away[field::cache_control], "no-store");
  const Response back = browser.Get(Visit(LocationOf(away), "ada"));
  EXPECT_THAT(std::string(View(back[field::set_cookie])),
              AllOf(StartsWith("tidemark="), HasSubstr("HttpOnly"),
                    HasSubstr("SameSite=Lax"), Not(HasSubstr("Max-Age")),
                    Not(HasSubstr("eyJ"))));
}

TEST_F(OpenIdConnectTest, WhoeverComesBackMustHaveGoneFromHere) {
  Browser browser = NewBrowser();
  const std::string back = Visit(Begin(browser), "ada");
  // An attacker's own answer, sent to a victim by a link.
  Browser victim = NewBrowser();
  EXPECT_EQ(LocationOf(victim.Get(back)), "/sign-in?problem=SIGN_IN_EXPIRED");
  Begin(victim);
  EXPECT_EQ(LocationOf(victim.Get(back)), "/sign-in?problem=SIGN_IN_EXPIRED");
  EXPECT_FALSE(IsSignedIn(victim));
  // A state that nobody was given.
  std::string other = back;
  RE2::Replace(&other, "state=[^&]+", "state=" + std::string(43, 'A'));
  EXPECT_EQ(LocationOf(browser.Get(other)), "/sign-in?problem=SIGN_IN_EXPIRED");
  RE2::Replace(&other, "state=[^&]+&?", "");
  EXPECT_EQ(LocationOf(browser.Get(other)), "/sign-in?problem=SIGN_IN_EXPIRED");
  EXPECT_EQ(LocationOf(browser.Get(back)), "/");
}

TEST_F(OpenIdConnectTest, AnAnswerIsGoodOnce) {
  Browser browser = NewBrowser();
  const std::string back = Visit(Begin(browser), "ada");
  EXPECT_EQ(LocationOf(browser.Get(back)), "/");
  EXPECT_EQ(LocationOf(browser.Get(back)), "/sign-in?problem=SIGN_IN_EXPIRED");
  EXPECT_TRUE(IsSignedIn(browser));
}

TEST_F(OpenIdConnectTest, ACodeIsGoodForTheSignInThatAskedForIt) {
  Browser browser = NewBrowser();
  const std::string first = Begin(browser);
  const std::string second = Begin(browser);
  std::string back = Visit(first, "ada");
  // The provider finds that the proof of the second is not that of the first.
  std::string state;
  ASSERT_TRUE(RE2::PartialMatch(second, "[?&](state=[^&]+)", &state));
  RE2::Replace(&back, "state=[^&]+", state);
  EXPECT_EQ(LocationOf(browser.Get(back)), "/sign-in?problem=ANSWER_INVALID");
  EXPECT_THAT(logged_.back(), EndsWith("400 invalid_grant"));
}

TEST_F(OpenIdConnectTest, SigningInTakesTooLong) {
  Browser browser = NewBrowser();
  const std::string back = Visit(Begin(browser), "ada");
  clock_.Advance(absl::Minutes(10));
  EXPECT_EQ(LocationOf(browser.Get(back)), "/sign-in?problem=SIGN_IN_EXPIRED");
}

TEST_F(OpenIdConnectTest, ATokenThatHasExpiredIsRefused) {
  Browser browser = NewBrowser();
  const std::string back = Visit(Begin(browser), "ada");
  // The provider's tokens are good for a minute, and clocks may differ by one.
  clock_.Advance(absl::Minutes(3));
  EXPECT_EQ(LocationOf(browser.Get(back)), "/sign-in?problem=ANSWER_INVALID");
  EXPECT_THAT(logged_.back(), HasSubstr("expired (exp)"));
}

TEST_F(OpenIdConnectTest, ATokenThatIsNotAsItShouldBeIsRefused) {
  const struct {
    std::string lie;
    std::string said;
  } kLies[] = {
      {R"({"claims": {"nonce": "another"}})", "(nonce)"},
      {R"({"claims": {"nonce": null}})", "(nonce)"},
      {R"({"claims": {"iss": "https://evil.example"}})", "(iss)"},
      {R"({"claims": {"aud": "post"}})", "(aud)"},
      {R"({"claims": {"aud": ["basic", "post"]}})", "(azp)"},
      {R"({"claims": {"azp": "post"}})", "(azp)"},
      {R"({"claims": {"sub": null}})", "(sub)"},
      {R"({"claims": {"exp": null}})", "(exp, iat)"},
      {R"({"claims": {"exp": "tomorrow"}})", "(exp, iat)"},
      {absl::StrCat(R"({"claims": {"exp": )", Seconds(-absl::Minutes(2)), "}}"),
       "(exp)"},
      {absl::StrCat(R"({"claims": {"nbf": )", Seconds(absl::Minutes(2)), "}}"),
       "(nbf)"},
      {absl::StrCat(R"({"claims": {"iat": )", Seconds(absl::Minutes(2)), "}}"),
       "(iat)"},
      {absl::StrCat(R"({"claims": {"iat": )", Seconds(-absl::Hours(1)), "}}"),
       "(iat)"},
      {R"({"tampered": true})", "signature is wrong"},
      {R"({"header": {"alg": "none"}})", "not signed"},
      {R"({"header": {"alg": "HS256"}})", "not signed"},
      {R"({"header": {"kid": "another"}})", "does not publish"},
      // The right key, by an algorithm that it is not for.
      {R"({"header": {"alg": "PS256"}})", "does not publish"},
  };
  for (const auto& one : kLies) {
    SCOPED_TRACE(one.lie);
    // The provider's clock goes on meanwhile.
    clock_.Set(absl::Now());
    Browser browser = NewBrowser();
    const std::string back = Visit(Begin(browser), "sam");
    provider_.Lie(one.lie);
    EXPECT_EQ(LocationOf(browser.Get(back)), "/sign-in?problem=ANSWER_INVALID");
    ASSERT_THAT(logged_, Not(IsEmpty()));
    EXPECT_THAT(logged_.back(), HasSubstr(one.said));
    EXPECT_FALSE(IsSignedIn(browser));
  }
  EXPECT_EQ(sessions_->size(), 0);
}

TEST_F(OpenIdConnectTest, ClocksMayDifferALittle) {
  Browser browser = NewBrowser();
  const std::string back = Visit(Begin(browser), "ada");
  provider_.Lie(absl::StrCat(R"({"claims": {"iat": )",
                             Seconds(absl::Seconds(50)), R"(, "nbf": )",
                             Seconds(absl::Seconds(50)), "}}"));
  EXPECT_EQ(LocationOf(browser.Get(back)), "/");
}

TEST_F(OpenIdConnectTest, ClaimsInTheTokenNeedNoUserInfo) {
  Browser browser = NewBrowser();
  const std::string back = Visit(Begin(browser), "sam");
  // Were userinfo asked, it would speak of somebody else.
  provider_.Lie(R"({"subject": "ada", "claims": {"name": "Sam in the token",
                   "roles": ["Tidemark.Commissioner"],
                   "cqc_provider_id": "1-1"}})");
  EXPECT_EQ(LocationOf(browser.Get(back)), "/");
  EXPECT_EQ(TextOf(MemberOf(browser.Session(), "user").struct_value(), "name"),
            "Sam in the token");
}

TEST_F(OpenIdConnectTest, UserInfoOfSomebodyElseIsRefused) {
  Browser browser = NewBrowser();
  const std::string back = Visit(Begin(browser), "ada");
  provider_.Lie(R"({"subject": "kim"})");
  EXPECT_EQ(LocationOf(browser.Get(back)), "/sign-in?problem=ANSWER_INVALID");
  EXPECT_THAT(logged_.back(), HasSubstr("another person"));
}

TEST_F(OpenIdConnectTest, AProviderThatChangesItsKeysIsAskedForThemOnce) {
  Browser browser = NewBrowser();
  EXPECT_EQ(SignIn(browser, "ada"), "/");
  EXPECT_EQ(SignIn(browser, "ada"), "/");
  EXPECT_EQ(provider_.KeyFetches(), 1);
  provider_.Rotate();
  clock_.Advance(absl::Minutes(1));
  // The clocks differ by a minute now: as much as may be.
  clock_.Advance(-absl::Seconds(5));
  EXPECT_EQ(SignIn(browser, "ada"), "/sign-in?problem=ANSWER_INVALID");
  EXPECT_EQ(provider_.KeyFetches(), 1);
  clock_.Advance(absl::Seconds(5));
  EXPECT_EQ(SignIn(browser, "ada"), "/");
  EXPECT_EQ(provider_.KeyFetches(), 2);
  EXPECT_EQ(SignIn(browser, "ada"), "/");
  EXPECT_EQ(provider_.KeyFetches(), 2);
}

TEST_F(OpenIdConnectTest, WithoutTheProofThatACodeIsAskedForHereThereIsNone) {
  Browser browser = NewBrowser();
  std::string url = Begin(browser);
  EXPECT_THAT(url, HasSubstr("code_challenge_method=S256"));
  RE2::Replace(&url, "&code_challenge=[^&]+", "");
  RE2::Replace(&url, "&code_challenge_method=[^&]+", "");
  const std::string back = Visit(url, "ada");
  EXPECT_THAT(back, HasSubstr("error=invalid_request"));
  EXPECT_EQ(LocationOf(browser.Get(back)), "/sign-in?problem=PROVIDER_REFUSED");
}

TEST_F(OpenIdConnectTest, WhoGivesUpIsBackAtTheSignInPage) {
  Browser browser = NewBrowser();
  const std::string back = Visitor().Cancel(Begin(browser), kCallback);
  ASSERT_THAT(back, StartsWith(kCallback));
  EXPECT_EQ(LocationOf(browser.Get(back.substr(std::string(kAddress).size()))),
            "/sign-in?problem=SIGN_IN_CANCELLED");
}

TEST_F(OpenIdConnectTest, AnAnswerOfAnotherIssuerIsRefused) {
  Browser browser = NewBrowser();
  std::string back = Visit(Begin(browser), "ada");
  ASSERT_TRUE(
      RE2::Replace(&back, "iss=[^&]+", "iss=https%3A%2F%2Fevil.example"));
  EXPECT_EQ(LocationOf(browser.Get(back)), "/sign-in?problem=ANSWER_INVALID");
}

TEST_F(OpenIdConnectTest, AProviderThatIsAwayIsSaidToBe) {
  Browser browser = NewBrowser();
  const std::string back = Visit(Begin(browser), "ada");
  provider_.Lie(R"({"status": 503})");
  EXPECT_EQ(LocationOf(browser.Get(back)), "/sign-in?problem=PROVIDER_AWAY");
  const std::string url = Begin(browser);
  provider_.Stop();
  // What it said of itself is known for a while.
  EXPECT_THAT(Begin(browser), StartsWith(provider_.issuer()));
  std::string state;
  ASSERT_TRUE(RE2::PartialMatch(url, "[?&](state=[^&]+)", &state));
  EXPECT_EQ(LocationOf(browser.Get("/session/callback?code=x&" + state)),
            "/sign-in?problem=PROVIDER_AWAY");
  Use("basic", kBasicSecret);
  Browser another = NewBrowser();
  EXPECT_EQ(LocationOf(another.Get("/session/sign-in")),
            "/sign-in?problem=PROVIDER_AWAY");
}

TEST_F(OpenIdConnectTest, NobodyIsSentToAnotherSite) {
  for (const char* const target :
       {"https://evil.example/", "//evil.example", "/\\evil.example",
        "/session/sign-out", ""}) {
    Browser browser = NewBrowser();
    EXPECT_EQ(SignIn(browser, "ada", target), "/") << target;
  }
}

TEST_F(OpenIdConnectTest, TwoTabsMaySignInAtOnce) {
  Browser browser = NewBrowser();
  const std::string one = Begin(browser, "/one");
  const std::string two = Begin(browser, "/two");
  EXPECT_EQ(LocationOf(browser.Get(Visit(two, "ada"))), "/two");
  const std::vector<std::string> cookies = browser.cookies;
  EXPECT_EQ(LocationOf(browser.Get(Visit(one, "ada"))), "/one");
  EXPECT_TRUE(IsSignedIn(browser));
  // The session of the first to come back was replaced.
  EXPECT_NE(browser.cookies, cookies);
  EXPECT_EQ(sessions_->size(), 1);
}

TEST_F(OpenIdConnectTest, SigningOutOfTheProviderTooIsOffered) {
  Browser browser = NewBrowser();
  SignIn(browser, "ada");
  const Response here =
      browser.Post("/session/sign-out", "", {.csrf = browser.Csrf()});
  EXPECT_EQ(here.result_int(), 204);
  EXPECT_THAT(LocationOf(here), IsEmpty());

  Use("basic", kBasicSecret, R"("signOutOfProvider": true, )");
  Browser again = NewBrowser();
  SignIn(again, "ada");
  const Response both =
      again.Post("/session/sign-out", "", {.csrf = again.Csrf()});
  EXPECT_EQ(both.result_int(), 204);
  const std::string url = LocationOf(both);
  EXPECT_THAT(url, AllOf(StartsWith(provider_.issuer()),
                         HasSubstr("post_logout_redirect_uri=")));
  EXPECT_THAT(Visitor().PageAt(url),
              HasSubstr(provider_.issuer() + "/session/end/confirm"));
}

TEST_F(OpenIdConnectTest, AClientThatTriesTooOftenWaits) {
  Browser browser = NewBrowser();
  std::string last;
  for (int i = 0; i < 31; ++i) {
    last = LocationOf(browser.Get("/session/sign-in"));
  }
  EXPECT_EQ(last, "/sign-in?problem=TOO_MANY_ATTEMPTS");
}

TEST_F(OpenIdConnectTest, LogsSayNothingSecretOrPersonal) {
  Browser browser = NewBrowser();
  const std::string url = Begin(browser);
  const std::string back = Visit(url, "sam");
  EXPECT_EQ(LocationOf(browser.Get(back)), "/sign-in?problem=NOT_SET_UP");
  const std::string again = Visit(Begin(browser), "ada");
  provider_.Lie(R"({"claims": {"nonce": "another"}})");
  browser.Get(again);
  ASSERT_EQ(logged_.size(), 2);
  for (const std::string& line : logged_) {
    for (const char* const secret :
         {"sam", "Sam", "essex.example", "ada", "eyJ", kBasicSecret}) {
      EXPECT_THAT(line, Not(HasSubstr(secret)));
    }
    for (const char* const name : {"code", "state"}) {
      const absl::string_view query =
          absl::string_view(back).substr(back.find('?') + 1);
      EXPECT_THAT(line, Not(HasSubstr(ParameterOf(query, name))));
    }
  }
}

}  // namespace
}  // namespace tidemark::gateway
