#include "services/gateway/sign_in_settings.h"

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "services/gateway/identity_provider.h"
#include "services/gateway/jwks.h"

namespace tidemark::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::tidemark::testing::HasFault;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;

class SignInSettingsTest : public ::testing::Test {
 protected:
  absl::StatusOr<OidcSettings> Read(const std::string& text) {
    std::ofstream(dir_ / "oidc.json") << text;
    return ReadOidcSettings(dir_ / "oidc.json");
  }

  testing::TempDir dir_;
};

TEST_F(SignInSettingsTest, WhatIsLeftOutIsFilledIn) {
  std::ofstream(dir_ / "secret") << "hush\n";
  const auto settings = Read(absl::StrCat(R"({
    "issuer": "https://login.microsoftonline.com/1b2c/v2.0",
    "clientId": "3f2b",
    "clientSecretFile": ")",
                                          dir_ / "secret", R"(",
    "address": "https://tidemark.essex.gov.uk/",
    "council": "councils/E10000012",
    "rules": [
      {"when": [{"claim": "roles", "value": "Tidemark.Commissioner"}],
       "role": "commissioner"},
      {"when": [{"claim": "roles", "value": "Tidemark.Provider"}],
       "role": "provider", "provider_claim": "cqc", "read_only": true}]})"));
  ASSERT_THAT(settings, IsOk());
  EXPECT_EQ(settings->client_secret, "hush");
  EXPECT_EQ(settings->redirect_uri(),
            "https://tidemark.essex.gov.uk/session/callback");
  const v1::SignInSettings& file = settings->file;
  EXPECT_EQ(file.scopes_size(), 3);
  EXPECT_EQ(file.label(), "Sign in with your council account");
  EXPECT_EQ(file.subject_claim(), "sub");
  EXPECT_EQ(file.name_claim(), "name");
  EXPECT_EQ(file.clock_skew_seconds(), 60);
  EXPECT_EQ(file.rules(1).provider_claim(), "cqc");
  EXPECT_TRUE(file.rules(1).read_only());
}

TEST_F(SignInSettingsTest, AllThatIsWrongIsToldAtOnce) {
  const auto settings = Read(R"({
    "issuer": "http://login.example",
    "clientSecretFile": "/nowhere/secret",
    "address": "https://tidemark.essex.gov.uk/app",
    "scopes": ["profile"],
    "clockSkewSeconds": 3600,
    "clientAuthentication": "private_key_jwt",
    "rules": [
      {"role": "boss"},
      {"when": [{"claim": "preferred_username", "value": "a"}],
       "role": "service", "council": "councils/-"},
      {"when": [{"claim": "roles"}], "role": "provider",
       "council": "councils/E10000012"},
      {"when": [{"claim": "roles", "value": "x"}], "role": "provider",
       "council": "councils/E10000012",
       "provider": "councils/E10000013/providers/1-1"},
      {"when": [{"claim": "roles", "value": "x"}], "role": "finance",
       "council": "councils/E10000012", "providerClaim": "cqc"}]})");
  EXPECT_THAT(settings, StatusIs(absl::StatusCode::kInvalidArgument));
  for (const auto& [field, code] :
       std::vector<std::pair<const char*, const char*>>{
           {"issuer", "BAD_URL"},
           {"clientId", "REQUIRED"},
           {"clientSecretFile", "UNREADABLE"},
           {"address", "BAD_URL"},
           {"scopes", "NO_OPENID"},
           {"clockSkewSeconds", "OUT_OF_RANGE"},
           {"clientAuthentication", "UNKNOWN"},
           {"rules[0].when", "REQUIRED"},
           {"rules[0].role", "BAD_ROLE"},
           {"rules[0].council", "BAD_NAME"},
           {"rules[1].when[0]", "CLAIM_NOT_TRUSTED"},
           {"rules[1].role", "BAD_ROLE"},
           {"rules[1].council", "BAD_NAME"},
           {"rules[2].when[0]", "REQUIRED"},
           {"rules[2].provider", "PROVIDER_MISSING"},
           {"rules[3].provider", "BAD_NAME"},
           {"rules[4].provider", "NOT_A_PROVIDER"}}) {
    EXPECT_THAT(settings, HasFault(field, code));
    EXPECT_THAT(std::string(settings.status().message()),
                HasSubstr(absl::StrCat("\n  ", field, " ")));
  }
}

TEST_F(SignInSettingsTest, SettingsThatDoNotExistAreToldWithTheirPlace) {
  const auto settings = Read(R"({
    "isuer": "x", "clientId": 5, "signOutOfProvider": "yes", "rules": [
      {"when": {"claim": "a"}, "roles": ["x"], "readOnly": 1}, 7],
    "scopes": "openid", "clockSkewSeconds": 1.5})");
  EXPECT_THAT(settings, HasFault("isuer", "UNKNOWN"));
  EXPECT_THAT(settings, HasFault("clientId", "NOT_TEXT"));
  EXPECT_THAT(settings, HasFault("signOutOfProvider", "NOT_A_SWITCH"));
  EXPECT_THAT(settings, HasFault("rules[0].when", "NOT_A_LIST"));
  EXPECT_THAT(settings, HasFault("rules[0].roles", "UNKNOWN"));
  EXPECT_THAT(settings, HasFault("rules[0].readOnly", "NOT_A_SWITCH"));
  EXPECT_THAT(settings, HasFault("rules[1]", "NOT_AN_OBJECT"));
  EXPECT_THAT(settings, HasFault("scopes", "NOT_A_LIST"));
  EXPECT_THAT(settings, HasFault("clockSkewSeconds", "NOT_A_NUMBER"));
}

TEST_F(SignInSettingsTest, AFileThatCannotBeReadIsNamed) {
  EXPECT_THAT(ReadOidcSettings(dir_ / "none"),
              StatusIs(absl::StatusCode::kInvalidArgument, "none"));
  EXPECT_THAT(Read("{"), StatusIs(absl::StatusCode::kInvalidArgument,
                                  "oidc.json is not JSON"));
  EXPECT_THAT(Read("[]"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Read("{}"), HasFault("rules", "REQUIRED"));
}

TEST(ProviderDescriptionTest, OnlyTheIssuersOwnSafeAddressesAreTaken) {
  constexpr char kIssuer[] = "https://login.example/v2.0";
  const auto parse = [&](const std::string& issuer, const std::string& token) {
    return ParseDescription(
        absl::StrCat(R"({"issuer": ")", issuer, R"(",
          "authorization_endpoint": "https://login.example/a",
          "token_endpoint": ")",
                     token, R"(", "jwks_uri": "https://login.example/k",
          "token_endpoint_auth_methods_supported": ["client_secret_post"]})"),
        kIssuer);
  };
  const auto right = parse(kIssuer, "https://login.example/t");
  ASSERT_THAT(right, IsOk());
  EXPECT_FALSE(right->basic);
  EXPECT_EQ(right->userinfo_endpoint, "");
  EXPECT_THAT(
      parse("https://login.example/{tenantid}/v2.0", "https://login.example/t"),
      StatusIs(absl::StatusCode::kInvalidArgument, "another issuer"));
  EXPECT_THAT(parse(kIssuer, "http://login.example/t"),
              StatusIs(absl::StatusCode::kInvalidArgument, "token_endpoint"));
  EXPECT_THAT(parse(kIssuer, ""),
              StatusIs(absl::StatusCode::kInvalidArgument, "token_endpoint"));
  EXPECT_THAT(ParseDescription("<html>", kIssuer),
              StatusIs(absl::StatusCode::kInvalidArgument, "not JSON"));
}

TEST(JwksTest, KeysThatAreWeakOrOfAnotherUseAreLeftOut) {
  // RFC 7515, A.2 and A.3; the first has 2048 bits.
  constexpr char kRsa[] = R"("kty": "RSA", "e": "AQAB", "n":
"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ")";
  constexpr char kEc[] = R"("kty": "EC", "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")";
  const auto set = [](const std::string& key) {
    return Jwks::Parse(absl::StrCat(R"({"keys": [{)", key, "}]}"));
  };
  EXPECT_THAT(set(kRsa), IsOk());
  EXPECT_THAT(set(kEc), IsOk());
  EXPECT_THAT(set(absl::StrCat(kEc, R"(, "alg": "ES256", "use": "sig")")),
              IsOk());
  for (
      const std::string& key :
      {absl::StrCat(kRsa, R"(, "use": "enc")"),
       absl::StrCat(kRsa, R"(, "alg": "RS512")"),
       absl::StrCat(kEc, R"(, "alg": "RS256")"),
       std::string(R"("kty": "oct", "k": "c2VjcmV0")"),
       // 512 bits.
       std::string(
           R"("kty": "RSA", "e": "AQAB", "n": "3ZWrUY0Y6IKN1qI4BhxR2C7oHVFgGPYkd38uGq1jQNSqEvJFcN93CYm16_G78FAFKWqwsJb3Wx-nbxDn6LtP4Q")"),
       // Not on the curve.
       std::string(R"("kty": "EC", "crv": "P-256", "x": "AQ", "y": "AQ")"),
       std::string(R"("kty": "RSA")")}) {
    EXPECT_THAT(set(key), StatusIs(absl::StatusCode::kInvalidArgument)) << key;
  }
  EXPECT_THAT(Jwks::Parse("{}"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Jwks::Parse("x"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(JwksTest, ATokenOfAStandardsExampleIsVerified) {
  // RFC 7515, A.3.
  const auto keys = Jwks::Parse(R"({"keys": [{"kty": "EC", "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})");
  ASSERT_THAT(keys, IsOk());
  const std::string token =
      "eyJhbGciOiJFUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLm"
      "NvbS9pc19yb290Ijp0cnVlfQ."
      "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKT"
      "UJqPP3-Kg6NU1Q";
  const auto claims = keys->Verify(token);
  ASSERT_THAT(claims, IsOk());
  EXPECT_EQ(TextOf(*claims, "iss"), "joe");
  std::string tampered = token;
  tampered[30] = tampered[30] == 'A' ? 'B' : 'A';
  EXPECT_THAT(keys->Verify(tampered),
              StatusIs(absl::StatusCode::kUnauthenticated));
  for (const char* const bad : {"", ".", "..", "a.b.c", "eyJhbGciOiJub25lIn0..",
                                "eyJhbGciOiJFUzI1NiJ9.e30."}) {
    EXPECT_THAT(keys->Verify(bad), Not(IsOk())) << bad;
  }
}

}  // namespace
}  // namespace tidemark::gateway
