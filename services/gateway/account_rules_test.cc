#include "services/gateway/account_rules.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"

namespace tidemark::gateway {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Not;
using ::testing::StartsWith;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::ParseText;
using ::tidemark::testing::StatusIs;

// Settings of Essex with these rules, in text form.
v1::SignInSettings With(const std::string& rules) {
  return ParseText<v1::SignInSettings>(
      R"(subject_claim: "sub" name_claim: "name"
         council: "councils/E10000012" )" +
      rules);
}

JsonObject Claims(const std::string& json) {
  auto claims = ParseJson(json);
  EXPECT_THAT(claims, IsOk());
  return *std::move(claims);
}

TEST(AccountRulesTest, OfSeveralRulesThatFitTheFirstOneCounts) {
  const v1::SignInSettings settings = With(R"(
    rules { when { claim: "groups" value: "g-2" } role: "finance" }
    rules { when { claim: "roles" value: "Lead" } role: "commissioner" })");
  const auto both = AccountOf(
      settings,
      Claims(R"({"sub": "ada", "groups": ["g-1", "g-2"], "roles": "Lead"})"));
  ASSERT_THAT(both, IsOk());
  EXPECT_EQ(both->principal.role, api::v1::ROLE_FINANCE);
  const auto one =
      AccountOf(settings, Claims(R"({"sub": "ada", "roles": ["Lead"]})"));
  ASSERT_THAT(one, IsOk());
  EXPECT_EQ(one->principal.role, api::v1::ROLE_COMMISSIONER);
  EXPECT_EQ(one->principal.council, "councils/E10000012");
  EXPECT_FALSE(one->principal.read_only);
}

TEST(AccountRulesTest, AllConditionsOfARuleMustHold) {
  const v1::SignInSettings settings = With(R"(
    rules {
      when { claim: "roles" value: "Lead" }
      when { claim: "mfa" value: "true" }
      role: "commissioner" read_only: true council: "councils/E10000013"
    })");
  const auto account = AccountOf(
      settings, Claims(R"({"sub": "ada", "roles": ["Lead"], "mfa": true})"));
  ASSERT_THAT(account, IsOk());
  EXPECT_TRUE(account->principal.read_only);
  EXPECT_EQ(account->principal.council, "councils/E10000013");
  for (const char* const json :
       {R"({"sub": "ada", "roles": ["Lead"]})",
        R"({"sub": "ada", "roles": ["Lead"], "mfa": false})",
        R"({"sub": "ada", "roles": ["Leader"], "mfa": true})",
        R"({"sub": "ada", "roles": ["lead"], "mfa": true})",
        R"({"sub": "ada", "roles": {"Lead": true}, "mfa": true})",
        R"({"sub": "ada"})"}) {
    EXPECT_THAT(AccountOf(settings, Claims(json)),
                AllOf(StatusIs(absl::StatusCode::kPermissionDenied),
                      HasReason("NOT_SET_UP")))
        << json;
  }
}

TEST(AccountRulesTest, AnAddressCountsOnlyIfItWasVerified) {
  v1::SignInSettings settings = With(R"(
    rules { when { claim: "email" value: "Ada@essex.example" }
            role: "quality" })");
  EXPECT_THAT(
      AccountOf(settings, Claims(R"({"sub": "x", "email": "ada@essex.example",
                                     "email_verified": true})")),
      IsOk());
  const JsonObject unverified =
      Claims(R"({"sub": "x", "email": "ada@essex.example"})");
  EXPECT_THAT(AccountOf(settings, unverified), HasReason("NOT_SET_UP"));
  EXPECT_THAT(
      AccountOf(settings, Claims(R"({"sub": "x", "email": "ada@essex.example",
                                     "email_verified": false})")),
      HasReason("NOT_SET_UP"));
  settings.set_trust_email(true);
  EXPECT_THAT(AccountOf(settings, unverified), IsOk());
}

TEST(AccountRulesTest, AProviderIsNamedByTheRuleOrByTheAccount) {
  const v1::SignInSettings settings = With(R"(
    rules { when { claim: "groups" value: "shoreline" } role: "provider"
            provider: "councils/E10000012/providers/1-100000001" }
    rules { when { claim: "groups" value: "providers" } role: "provider"
            provider_claim: "cqc" })");
  const auto named =
      AccountOf(settings, Claims(R"({"sub": "k", "groups": ["shoreline"]})"));
  ASSERT_THAT(named, IsOk());
  EXPECT_EQ(named->principal.provider,
            "councils/E10000012/providers/1-100000001");
  const auto claimed = AccountOf(
      settings,
      Claims(R"({"sub": "k", "groups": ["providers"], "cqc": "1-2"})"));
  ASSERT_THAT(claimed, IsOk());
  EXPECT_EQ(claimed->principal.provider, "councils/E10000012/providers/1-2");
  for (const char* const cqc :
       {R"("")", R"("-")", R"("1-2/../1-3")", R"(["1-2", "1-3"])", "12"}) {
    EXPECT_THAT(
        AccountOf(
            settings,
            Claims(absl::StrCat(
                R"({"sub": "k", "groups": ["providers"], "cqc": )", cqc, "}"))),
        HasReason("NO_PROVIDER"))
        << cqc;
  }
}

TEST(AccountRulesTest, NoTwoAccountsHaveOneSubject) {
  const v1::SignInSettings settings =
      With(R"(rules { when { claim: "r" value: "x" } role: "admin" })");
  const auto subject = [&](const std::string& sub) {
    const auto account = AccountOf(
        settings, Claims(absl::StrCat(R"({"r": "x", "sub": ")", sub, "\"}")));
    EXPECT_THAT(account, IsOk());
    return account->principal.subject;
  };
  EXPECT_EQ(subject("AAAAAKb-_1.x@y"), "users/AAAAAKb-_1.x@y");
  const std::string odd = subject("auth0|5f7c/8 ü");
  EXPECT_THAT(odd, StartsWith("users/"));
  EXPECT_EQ(odd.size(), 6 + 64);
  EXPECT_NE(subject("auth0|1"), subject("auth0|2"));
  EXPECT_EQ(subject(std::string(255, 'a')).size(), 6 + 64);
  EXPECT_THAT(AccountOf(settings, Claims(R"({"r": "x"})")),
              HasReason("ANSWER_INVALID"));
}

TEST(AccountRulesTest, NamesAreShownAsTheyAreOnOneLine) {
  const v1::SignInSettings settings =
      With(R"(rules { when { claim: "r" value: "x" } role: "admin" })");
  const auto name = [&](const std::string& json) {
    return AccountOf(settings, Claims(absl::StrCat(R"({"r": "x", "sub": "a")",
                                                   json, "}")))
        ->display_name;
  };
  EXPECT_EQ(name(R"(, "name": "Kim Ångström")"), "Kim Ångström");
  EXPECT_EQ(name(R"(, "name": " Ada\n\tExample ")"), "Ada  Example");
  EXPECT_EQ(name(""), "You");
  // 150 letters of two bytes each, of which 100 fit.
  std::string wide;
  for (int i = 0; i < 150; ++i) wide += "é";
  EXPECT_EQ(name(absl::StrCat(R"(, "name": ")", wide, "\"")).size(), 200);
  EXPECT_EQ(name(absl::StrCat(R"(, "name": "a)", wide, "\"")).size(), 199);
}

TEST(AccountRulesTest, WhatTheRulesLookAtIsKnown) {
  const std::set<std::string> claims = ClaimsIn(With(R"(
    rules { when { claim: "email" value: "a@b" } role: "provider"
            provider_claim: "cqc" })"));
  EXPECT_THAT(claims, AllOf(Contains("sub"), Contains("name"),
                            Contains("email"), Contains("email_verified"),
                            Contains("cqc"), Not(Contains(""))));
}

}  // namespace
}  // namespace tidemark::gateway
