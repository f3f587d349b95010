#include "common/rpc/tokens.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <jwt.h>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"

namespace tidemark::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::tidemark::testing::FakeClock;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;
using ::tidemark::testing::TempDir;

constexpr auto kUnauthenticated = absl::StatusCode::kUnauthenticated;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::string text((std::istreambuf_iterator<char>(file)), {});
  return text;
}

// The file in `dir` that ends with `.pub.pem`.
std::string PublicKeyIn(const std::string& dir) {
  for (const auto& entry : std::filesystem::directory_iterator(dir)) {
    if (entry.path().string().ends_with(".pub.pem")) return entry.path();
  }
  return "";
}

// Any token that the library makes, ours or not.
std::string Forge(jwt_alg_t algorithm, const std::string& key,
                  const std::string& kid, const std::string& claims) {
  jwt_t* jwt = nullptr;
  EXPECT_EQ(jwt_new(&jwt), 0);
  if (!kid.empty()) jwt_add_header(jwt, "kid", kid.c_str());
  EXPECT_EQ(jwt_add_grants_json(jwt, claims.c_str()), 0);
  EXPECT_EQ(jwt_set_alg(jwt, algorithm,
                        key.empty() ? nullptr
                                    : reinterpret_cast<const unsigned char*>(
                                          key.data()),
                        static_cast<int>(key.size())),
            0);
  char* text = jwt_encode_str(jwt);
  std::string token = text == nullptr ? "" : text;
  std::free(text);
  jwt_free(jwt);
  EXPECT_NE(token, "");
  return token;
}

class TokensTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(key_, IsOk());
    ASSERT_THAT(authenticator_, IsOk());
  }

  Principal Ada() const {
    return {.subject = "users/ada",
            .role = api::v1::ROLE_COMMISSIONER,
            .council = "councils/E10000012",
            .expires = clock_.Now() + absl::Hours(1)};
  }

  absl::StatusOr<std::shared_ptr<const Principal>> Authenticate(
      const std::string& token) const {
    return (*authenticator_)->Authenticate(absl::StrCat("Bearer ", token));
  }

  // What comes of a token of our own key with these claims.
  absl::Status WithClaims(const std::string& claims) const {
    return Authenticate(Forge(JWT_ALG_ES256,
                              ReadFile(dir_ / "keys/signing.key.pem"),
                              key_->id(), claims))
        .status();
  }

  const TempDir dir_;
  FakeClock clock_{"2026-01-01T00:00:00Z"};
  const absl::StatusOr<TokenKey> key_ = TokenKey::LoadOrCreate(dir_ / "keys");
  const absl::StatusOr<std::unique_ptr<Authenticator>> authenticator_ =
      Authenticator::Load(dir_ / "keys", clock_);
};

TEST_F(TokensTest, TokenBringsItsCallerBack) {
  Principal bob = Ada();
  bob.subject = "users/bob";
  bob.role = api::v1::ROLE_PROVIDER;
  bob.provider = "councils/E10000012/providers/1-101668892";
  bob.read_only = true;
  const absl::StatusOr<std::string> token = key_->Issue(bob, clock_.Now());
  ASSERT_THAT(token, IsOk());
  // Twice: the second time from memory.
  for (int i = 0; i < 2; ++i) {
    const auto principal = Authenticate(*token);
    ASSERT_THAT(principal, IsOk());
    EXPECT_EQ((*principal)->subject, "users/bob");
    EXPECT_EQ((*principal)->role, api::v1::ROLE_PROVIDER);
    EXPECT_EQ((*principal)->council, "councils/E10000012");
    EXPECT_EQ((*principal)->provider,
              "councils/E10000012/providers/1-101668892");
    EXPECT_TRUE((*principal)->read_only);
    EXPECT_EQ((*principal)->expires, bob.expires);
  }
}

TEST_F(TokensTest, EveryRoleHasAToken) {
  for (int number = 1; number <= api::v1::Role_MAX; ++number) {
    Principal caller = Ada();
    caller.role = static_cast<api::v1::Role>(number);
    if (caller.is_provider()) {
      caller.provider = "councils/E10000012/providers/P";
    }
    if (caller.role == api::v1::ROLE_SERVICE) caller.council = kAnyCouncil;
    const absl::StatusOr<std::string> token = key_->Issue(caller, clock_.Now());
    ASSERT_THAT(token, IsOk());
    const auto principal = Authenticate(*token);
    ASSERT_THAT(principal, IsOk());
    EXPECT_EQ((*principal)->role, caller.role);
    EXPECT_EQ((*principal)->council, caller.council);
    EXPECT_FALSE((*principal)->read_only);
    EXPECT_EQ(*ParseRole(RoleName(caller.role)), caller.role);
  }
  EXPECT_THAT(ParseRole("unspecified"),
              StatusIs(absl::StatusCode::kInvalidArgument, "commissioner"));
  EXPECT_THAT(ParseRole("COMMISSIONER"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(TokensTest, MalformedCallersGetNoToken) {
  const auto issue = [&](const Principal& principal) {
    return key_->Issue(principal, clock_.Now()).status();
  };
  Principal bad = Ada();
  bad.subject = "";
  EXPECT_THAT(issue(bad), StatusIs(absl::StatusCode::kInvalidArgument));
  bad.subject = "a b";
  EXPECT_THAT(issue(bad), StatusIs(absl::StatusCode::kInvalidArgument));
  bad = Ada();
  bad.council = "E10000012";
  EXPECT_THAT(issue(bad), StatusIs(absl::StatusCode::kInvalidArgument));
  bad.council = kAnyCouncil;
  EXPECT_THAT(issue(bad), StatusIs(absl::StatusCode::kInvalidArgument,
                                   "only the role service"));
  bad = Ada();
  bad.provider = "councils/E10000012/providers/P";
  EXPECT_THAT(issue(bad), StatusIs(absl::StatusCode::kInvalidArgument));
  bad.role = api::v1::ROLE_PROVIDER;
  bad.provider = "councils/E10000013/providers/P";
  EXPECT_THAT(issue(bad), StatusIs(absl::StatusCode::kInvalidArgument));
  bad.provider = "";
  EXPECT_THAT(issue(bad), StatusIs(absl::StatusCode::kInvalidArgument));
  bad = Ada();
  bad.expires = clock_.Now();
  EXPECT_THAT(issue(bad), StatusIs(absl::StatusCode::kInvalidArgument));
  bad.expires = absl::InfiniteFuture();
  EXPECT_THAT(issue(bad), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(TokensTest, ExpiredTokenIsRefusedEvenIfItWasGoodBefore) {
  const std::string token = *key_->Issue(Ada(), clock_.Now());
  EXPECT_THAT(Authenticate(token), IsOk());
  clock_.Advance(absl::Hours(1) + absl::Seconds(29));
  EXPECT_THAT(Authenticate(token), IsOk());
  clock_.Advance(absl::Seconds(1));
  EXPECT_THAT(Authenticate(token), StatusIs(kUnauthenticated, "has expired"));
  EXPECT_THAT(Authenticate(token).status(), HasReason("TOKEN_EXPIRED"));
}

TEST_F(TokensTest, TokenOfTheFutureIsRefused) {
  const int64_t now = absl::ToUnixSeconds(clock_.Now());
  const auto claims = [&](int64_t not_before) {
    return absl::StrCat(
        R"({"sub":"users/ada","role":"admin","council":"X","exp":)", now + 9999,
        R"(,"nbf":)", not_before, "}");
  };
  EXPECT_THAT(WithClaims(claims(now + 30)), IsOk());
  EXPECT_THAT(WithClaims(claims(now + 31)), HasReason("TOKEN_NOT_YET_VALID"));
}

TEST_F(TokensTest, TokensOfNobodyAreRefused) {
  const std::string token = *key_->Issue(Ada(), clock_.Now());
  for (const std::string& bad : std::vector<std::string>{
           "", "Bearer", "Bearer ", "Basic abc", "Bearer x", "Bearer a.b.c",
           token, "Bearer " + token + "x", "Bearer x" + token,
           "Bearer " + token.substr(0, token.size() - 1),
           "Bearer " + token.substr(0, token.rfind('.') + 1),
           "Bearer " + std::string(10000, 'a')}) {
    EXPECT_THAT((*authenticator_)->Authenticate(bad),
                StatusIs(kUnauthenticated))
        << bad;
  }
  // Case of the scheme does not matter (RFC 9110).
  EXPECT_THAT((*authenticator_)->Authenticate("bearer " + token), IsOk());
}

TEST_F(TokensTest, ChangedClaimsBreakTheSignature) {
  const std::string token = *key_->Issue(Ada(), clock_.Now());
  std::vector<std::string> parts = absl::StrSplit(token, '.');
  std::string claims;
  ASSERT_TRUE(absl::WebSafeBase64Unescape(parts[1], &claims));
  const size_t at = claims.find("E10000012");
  ASSERT_NE(at, std::string::npos);
  claims[at + 8] = '3';
  parts[1] = absl::WebSafeBase64Escape(claims);
  EXPECT_THAT(
      Authenticate(absl::StrCat(parts[0], ".", parts[1], ".", parts[2])),
      StatusIs(kUnauthenticated));
}

constexpr char kClaims[] =
    R"({"sub":"users/eve","role":"admin","council":"E10000012",)"
    R"("exp":9999999999})";

TEST_F(TokensTest, AlgorithmIsOursToSay) {
  const std::string public_pem = ReadFile(PublicKeyIn(dir_ / "keys"));
  EXPECT_THAT(Authenticate(Forge(JWT_ALG_NONE, "", key_->id(), kClaims)),
              StatusIs(kUnauthenticated));
  // The public key, which everyone may know, as a shared secret.
  EXPECT_THAT(
      Authenticate(Forge(JWT_ALG_HS256, public_pem, key_->id(), kClaims)),
      StatusIs(kUnauthenticated));
  EXPECT_THAT(Authenticate(Forge(JWT_ALG_HS256, "secret", key_->id(), kClaims)),
              StatusIs(kUnauthenticated));
  // The same claims under our own key are good.
  EXPECT_THAT(WithClaims(kClaims), IsOk());
}

TEST_F(TokensTest, AnotherInstallationsKeyIsRefusedWhateverItCallsItself) {
  ASSERT_THAT(TokenKey::LoadOrCreate(dir_ / "other"), IsOk());
  const std::string other = ReadFile(dir_ / "other/signing.key.pem");
  EXPECT_THAT(Authenticate(Forge(JWT_ALG_ES256, other, key_->id(), kClaims)),
              StatusIs(kUnauthenticated));
  EXPECT_THAT(Authenticate(Forge(JWT_ALG_ES256, other, "", kClaims)),
              StatusIs(kUnauthenticated));
  EXPECT_THAT(Authenticate(Forge(JWT_ALG_ES256, other, "../keys/x", kClaims)),
              StatusIs(kUnauthenticated));
}

TEST_F(TokensTest, ClaimsMustBeWholeAndOfTheRightKind) {
  const auto refused = StatusIs(kUnauthenticated);
  EXPECT_THAT(WithClaims(R"({"role":"admin","council":"X","exp":9999999999})"),
              refused);
  EXPECT_THAT(WithClaims(R"({"sub":"a","council":"X","exp":9999999999})"),
              refused);
  EXPECT_THAT(WithClaims(R"({"sub":"a","role":"admin","exp":9999999999})"),
              refused);
  EXPECT_THAT(WithClaims(R"({"sub":"a","role":"admin","council":"X"})"),
              refused);
  EXPECT_THAT(WithClaims(R"({"sub":"a","role":"root","council":"X",)"
                         R"("exp":9999999999})"),
              refused);
  EXPECT_THAT(WithClaims(R"({"sub":"a","role":"admin","council":"-",)"
                         R"("exp":9999999999})"),
              refused);
  EXPECT_THAT(WithClaims(R"({"sub":"a","role":"admin","council":"X/Y/Z",)"
                         R"("exp":9999999999})"),
              refused);
  EXPECT_THAT(WithClaims(R"({"sub":"a","role":"provider","council":"X",)"
                         R"("exp":9999999999})"),
              refused);
  EXPECT_THAT(WithClaims(R"({"sub":"a","role":"provider","council":"X",)"
                         R"("provider":"-","exp":9999999999})"),
              refused);
  EXPECT_THAT(WithClaims(R"({"sub":"a","role":"admin","council":"X",)"
                         R"("exp":"9999999999"})"),
              refused);
  EXPECT_THAT(WithClaims(R"({"sub":"a","role":"admin","council":"X",)"
                         R"("exp":9999999999,"nbf":"soon"})"),
              refused);
}

TEST_F(TokensTest, DoubtfulReadOnlyClaimIsReadOnly) {
  const std::string token =
      Forge(JWT_ALG_ES256, ReadFile(dir_ / "keys/signing.key.pem"), key_->id(),
            R"({"sub":"a","role":"admin","council":"X","exp":9999999999,)"
            R"("ro":"no"})");
  const auto principal = Authenticate(token);
  ASSERT_THAT(principal, IsOk());
  EXPECT_TRUE((*principal)->read_only);
}

TEST_F(TokensTest, RefusalsSayWhatToDoAndRepeatNothing) {
  const std::string token = *key_->Issue(Ada(), clock_.Now());
  const absl::Status missing = (*authenticator_)->Authenticate("").status();
  EXPECT_THAT(missing, HasReason("TOKEN_MISSING"));
  EXPECT_THAT(std::string(missing.message()),
              HasSubstr("tidemark token issue"));
  const absl::Status bad = Authenticate(token + "x").status();
  EXPECT_THAT(bad, HasReason("TOKEN_INVALID"));
  EXPECT_THAT(bad.ToString(), Not(HasSubstr(token.substr(10, 20))));
}

TEST_F(TokensTest, KeysAreMadeOnceAndOnlyTheirOwnerReadsThem) {
  const absl::StatusOr<TokenKey> again = TokenKey::LoadOrCreate(dir_ / "keys");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->id(), key_->id());
  EXPECT_TRUE(TokenKey::Exists(dir_ / "keys"));
  using std::filesystem::perms;
  EXPECT_EQ(
      std::filesystem::status(dir_ / "keys/signing.key.pem").permissions(),
      perms::owner_read | perms::owner_write);
  EXPECT_EQ(std::filesystem::status(dir_ / "keys").permissions(),
            perms::owner_all);
  EXPECT_THAT(ReadFile(PublicKeyIn(dir_ / "keys")),
              Not(HasSubstr("PRIVATE KEY")));
}

TEST_F(TokensTest, OldKeyStaysGoodUntilItIsRemoved) {
  const std::string before = *key_->Issue(Ada(), clock_.Now());
  const std::string old_public = PublicKeyIn(dir_ / "keys");
  std::filesystem::remove(dir_ / "keys/signing.key.pem");
  const absl::StatusOr<TokenKey> renewed =
      TokenKey::LoadOrCreate(dir_ / "keys");
  ASSERT_THAT(renewed, IsOk());
  ASSERT_NE(renewed->id(), key_->id());
  const std::string after = *renewed->Issue(Ada(), clock_.Now());

  // A key that is not known is looked for, but not too often.
  EXPECT_THAT(Authenticate(after), StatusIs(kUnauthenticated));
  clock_.Advance(absl::Seconds(10));
  EXPECT_THAT(Authenticate(after), IsOk());
  EXPECT_THAT(Authenticate(before), IsOk());

  std::filesystem::remove(old_public);
  const auto restarted = Authenticator::Load(dir_ / "keys", clock_);
  ASSERT_THAT(restarted, IsOk());
  EXPECT_THAT((*restarted)->Authenticate("Bearer " + before),
              StatusIs(kUnauthenticated));
  EXPECT_THAT((*restarted)->Authenticate("Bearer " + after), IsOk());
}

TEST_F(TokensTest, FolderWithoutKeysOrWithOthersIsRefused) {
  EXPECT_THAT(Authenticator::Load(dir_ / "none", clock_),
              StatusIs(absl::StatusCode::kNotFound));
  std::filesystem::create_directories(dir_ / "empty");
  EXPECT_THAT(Authenticator::Load(dir_ / "empty", clock_),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  std::ofstream(dir_ / "empty/a.pub.pem") << "not a key";
  EXPECT_THAT(Authenticator::Load(dir_ / "empty", clock_),
              StatusIs(absl::StatusCode::kFailedPrecondition, "a.pub.pem"));
  std::ofstream(dir_ / "empty/signing.key.pem") << "not a key";
  EXPECT_THAT(
      TokenKey::LoadOrCreate(dir_ / "empty"),
      StatusIs(absl::StatusCode::kFailedPrecondition, "signing.key.pem"));
}

}  // namespace
}  // namespace tidemark::rpc
