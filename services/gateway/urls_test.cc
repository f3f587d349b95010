#include "services/gateway/urls.h"

#include "gtest/gtest.h"

#include "services/gateway/attempts.h"
#include "services/gateway/cookies.h"
#include "services/gateway/secrets.h"

namespace tidemark::gateway {
namespace {

TEST(UrlsTest, ParametersGoThereAndBack) {
  const std::string query =
      FormatParameters({{"a", "1 2&3=4"}, {"b", "ü/?#%+~"}, {"c", ""}});
  EXPECT_EQ(query, "a=1%202%263%3D4&b=%C3%BC%2F%3F%23%25%2B~&c=");
  EXPECT_EQ(ParameterOf(query, "a"), "1 2&3=4");
  EXPECT_EQ(ParameterOf(query, "b"), "ü/?#%+~");
  EXPECT_EQ(ParameterOf(query, "c"), "");
  EXPECT_EQ(WithParameters("https://a.example/x?y=z", {{"a", "b"}}),
            "https://a.example/x?y=z&a=b");
}

TEST(UrlsTest, WhatIsThereTwiceOrIsNotWellFormedIsNotThere) {
  EXPECT_EQ(ParameterOf("a=b+c", "a"), "b c");
  EXPECT_EQ(ParameterOf("", "a"), "");
  EXPECT_EQ(ParameterOf("a", "a"), "");
  EXPECT_EQ(ParameterOf("a=1&a=2", "a"), "");
  EXPECT_EQ(ParameterOf("a=%4", "a"), "");
  EXPECT_EQ(ParameterOf("a=%zz", "a"), "");
  EXPECT_EQ(ParameterOf("a=%41", "a"), "A");
  EXPECT_EQ(ParameterOf("ba=1", "a"), "");
}

TEST(UrlsTest, OnlyPathsOfThisSiteAreLocal) {
  for (const char* const yes :
       {"/", "/returns/c001-1/2026-02?tab=people#p-1", "/a//b"}) {
    EXPECT_TRUE(IsLocalPath(yes)) << yes;
  }
  for (const char* const no :
       {"", "returns", "//evil.example", "/\\evil.example", "\\/evil.example",
        "https://evil.example", "/\t/evil.example", "/a\r\nset-cookie: x", " /",
        "javascript:alert(1)", "/ü"}) {
    EXPECT_FALSE(IsLocalPath(no)) << no;
  }
  EXPECT_FALSE(IsLocalPath("/" + std::string(2000, 'a')));
}

TEST(UrlsTest, SecretsGoOverTlsOrStayOnThisMachine) {
  for (const char* const yes :
       {"https://login.example/tenant/v2.0", "http://127.0.0.1:3000",
        "http://localhost:3000/x?y", "http://[::1]:1/"}) {
    EXPECT_TRUE(IsSafeUrl(yes)) << yes;
  }
  for (const char* const no :
       {"", "http://login.example", "http://127.0.0.1@evil.example",
        "http://localhost.evil.example", "https://", "https://a@b.example",
        "ftp://127.0.0.1", "https://a.example/#x", "https://a b"}) {
    EXPECT_FALSE(IsSafeUrl(no)) << no;
  }
  EXPECT_TRUE(IsSafeOrigin("https://tidemark.example:8443"));
  EXPECT_FALSE(IsSafeOrigin("https://tidemark.example/app"));
  EXPECT_FALSE(IsSafeOrigin("http://tidemark.example"));
}

TEST(UrlsTest, WhereARequestComesFromIsWhatTheBrowserSays) {
  constexpr char kHost[] = "tidemark.example";
  const auto same = [](bool secure, const char* origin, const char* site) {
    return IsSameOrigin({.secure = secure,
                         .host = kHost,
                         .origin = origin,
                         .sec_fetch_site = site});
  };
  EXPECT_EQ(same(true, "", ""), std::nullopt);
  EXPECT_EQ(same(true, "https://tidemark.example", "same-origin"), true);
  EXPECT_EQ(same(true, "https://Tidemark.example", ""), true);
  EXPECT_EQ(same(true, "", "same-origin"), true);
  EXPECT_EQ(same(true, "http://tidemark.example", ""), false);
  // Behind a proxy that has the certificate.
  EXPECT_EQ(same(false, "https://tidemark.example", ""), true);
  EXPECT_EQ(same(true, "https://tidemark.example:444", ""), false);
  EXPECT_EQ(same(true, "https://evil.example", "same-origin"), false);
  EXPECT_EQ(same(true, "https://tidemark.example", "cross-site"), false);
  EXPECT_EQ(same(true, "", "same-site"), false);
  EXPECT_EQ(same(true, "", "none"), false);
  EXPECT_EQ(same(true, "null", ""), false);
  EXPECT_EQ(IsSameOrigin({.secure = true,
                          .host = "",
                          .origin = "https://",
                          .sec_fetch_site = ""}),
            false);
}

TEST(CookiesTest, OneIsFoundAmongOthersByItsWholeName) {
  const Cookie plain = {.name = "tidemark", .secure = false};
  const Cookie safe = {.name = "tidemark", .secure = true};
  EXPECT_EQ(CookieIn("a=b; tidemark=x; c=d", plain), "x");
  EXPECT_EQ(CookieIn("xtidemark=y;tidemark=x", plain), "x");
  EXPECT_EQ(CookieIn("tidemark=a=b", plain), "a=b");
  EXPECT_EQ(CookieIn("tidemark=x", safe), "");
  EXPECT_EQ(CookieIn("tidemark=x; __Host-tidemark=y", safe), "y");
  EXPECT_EQ(CookieIn("", plain), "");
  EXPECT_EQ(CookieIn(";;=;tidemark", plain), "");
}

TEST(SecretsTest, ADerivedSecretIsOfOneSecretForOnePurpose) {
  const std::string a = NewSecret(SystemRandomBytes);
  EXPECT_TRUE(IsSecret(a));
  EXPECT_TRUE(IsSecret(Derive(a, "x")));
  EXPECT_EQ(Derive(a, "x"), Derive(a, "x"));
  EXPECT_NE(Derive(a, "x"), Derive(a, "y"));
  EXPECT_NE(Derive(a, "x"), Derive(NewSecret(SystemRandomBytes), "x"));
  // RFC 4231, test case 2.
  EXPECT_EQ(Derive("Jefe", "what do ya want for nothing?"),
            "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM");
  EXPECT_TRUE(SameSecret("", ""));
  EXPECT_FALSE(SameSecret("a", ""));
  EXPECT_FALSE(SameSecret("ab", "ac"));
}

TEST(AttemptsTest, OneIsTakenOnceByTheBrowserThatBeganIt) {
  Attempts attempts({.longest = absl::Minutes(10), .max = 2});
  const absl::Time now = absl::UnixEpoch();
  const auto add = [&](const char* state, absl::Time begun) {
    return attempts.Add(state, {.browser = "b",
                                .nonce = "n",
                                .verifier = "v",
                                .return_to = "/",
                                .begun = begun});
  };
  EXPECT_TRUE(add("s", now));
  EXPECT_TRUE(add("t", now));
  EXPECT_FALSE(add("u", now));
  EXPECT_FALSE(attempts.Take("s", "c", now));
  EXPECT_FALSE(attempts.Take("s", "", now));
  EXPECT_FALSE(attempts.Take("x", "b", now));
  EXPECT_TRUE(attempts.Take("s", "b", now));
  EXPECT_FALSE(attempts.Take("s", "b", now));
  EXPECT_FALSE(attempts.Take("t", "b", now + absl::Minutes(10)));
  EXPECT_TRUE(add("u", now + absl::Minutes(10)));
  EXPECT_TRUE(add("v", now + absl::Minutes(10)));
  EXPECT_TRUE(add("w", now + absl::Minutes(20)));
}

}  // namespace
}  // namespace tidemark::gateway
