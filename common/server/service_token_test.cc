#include "common/server/service_token.h"

#include <string>

#include "gtest/gtest.h"

#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"

namespace tidemark::server {
namespace {

using ::tidemark::testing::FakeClock;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::TempDir;

TEST(ServiceTokenTest, IsRenewedBeforeItExpires) {
  const TempDir dir;
  FakeClock clock("2026-01-01T00:00:00Z");
  absl::StatusOr<rpc::TokenKey> key = rpc::TokenKey::LoadOrCreate(dir / "keys");
  ASSERT_THAT(key, IsOk());
  const auto authenticator = rpc::Authenticator::Load(dir / "keys", clock);
  ASSERT_THAT(authenticator, IsOk());
  ServiceToken token(*std::move(key), "services/outcomes", clock);

  const std::string first = *token.Get();
  clock.Advance(absl::Minutes(30));
  EXPECT_EQ(*token.Get(), first);
  clock.Advance(absl::Seconds(1));
  const std::string second = *token.Get();
  EXPECT_NE(second, first);
  clock.Advance(absl::Minutes(31));
  const auto principal = (*authenticator)->Authenticate("Bearer " + second);
  ASSERT_THAT(principal, IsOk());
  EXPECT_EQ((*principal)->subject, "services/outcomes");
  EXPECT_EQ((*principal)->role, api::v1::ROLE_SERVICE);
  EXPECT_EQ((*principal)->council, rpc::kAnyCouncil);
  EXPECT_FALSE((*authenticator)->Authenticate("Bearer " + first).ok());
}

}  // namespace
}  // namespace tidemark::server
