#include "services/cli/claims.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace tidemark::cli {
namespace {

std::string Token(absl::string_view payload) {
  return absl::StrCat(absl::WebSafeBase64Escape(R"({"alg":"ES256"})"), ".",
                      absl::WebSafeBase64Escape(payload), ".c2ln");
}

TEST(ClaimsTest, ReadsWhomATokenIsFor) {
  const Claims claims = ReadClaims(
      Token(R"({"sub":"users/ada","role":"provider","council":"E10000012",)"
            R"("provider":"1-101668892","iat":1,"exp":2})") +
      "\n");

  EXPECT_EQ(claims.role, "provider");
  EXPECT_EQ(claims.council, "councils/E10000012");
  EXPECT_EQ(claims.provider, "councils/E10000012/providers/1-101668892");
}

TEST(ClaimsTest, ATokenForEveryCouncilNamesNone) {
  const Claims claims =
      ReadClaims(Token(R"({"role":"service","council":"-"})"));
  EXPECT_EQ(claims.role, "service");
  EXPECT_EQ(claims.council, "");
  EXPECT_EQ(claims.provider, "");
}

TEST(ClaimsTest, WhatIsNoTokenHasNoClaims) {
  for (const std::string& text :
       {std::string(), std::string("a.b"), std::string("a.!!.c"),
        Token("not json"), Token("[1]"), Token(R"({"council":7})")}) {
    EXPECT_EQ(ReadClaims(text).council, "") << text;
    EXPECT_EQ(ReadClaims(text).role, "") << text;
  }
}

}  // namespace
}  // namespace tidemark::cli
