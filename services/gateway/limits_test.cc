#include "services/gateway/limits.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "services/gateway/proxies.h"

namespace tidemark::gateway {
namespace {

using ::testing::Le;
using ::tidemark::testing::FakeClock;
using ::tidemark::testing::StatusIs;

TEST(ClientKeyTest, CountsANetworkOfIpv6AsOne) {
  EXPECT_EQ(ClientKey("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(ClientKey("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(ClientKey("2001:db8:1:2:3:4:5:6"), ClientKey("2001:db8:1:2::9"));
  EXPECT_NE(ClientKey("2001:db8:1:2::9"), ClientKey("2001:db8:1:3::9"));
}

TEST(RateLimitTest, LetsABurstPassAndThenSoManyASecond) {
  FakeClock clock("2026-01-01T00:00:00Z");
  RateLimit limit({.rate = 2, .burst = 3});
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(limit.Count("a", clock.Now()), std::nullopt);
  }
  EXPECT_EQ(limit.Count("a", clock.Now()), absl::Milliseconds(500));
  EXPECT_EQ(limit.Count("b", clock.Now()), std::nullopt);
  clock.Advance(absl::Milliseconds(500));
  EXPECT_EQ(limit.Count("a", clock.Now()), std::nullopt);
  EXPECT_NE(limit.Count("a", clock.Now()), std::nullopt);
  clock.Advance(absl::Hours(1));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(limit.Count("a", clock.Now()), std::nullopt);
  }
  EXPECT_NE(limit.Count("a", clock.Now()), std::nullopt);
}

TEST(RateLimitTest, AClockThatIsSetBackGivesAndTakesNothing) {
  FakeClock clock("2026-01-01T00:00:00Z");
  RateLimit limit({.rate = 1, .burst = 2});
  EXPECT_EQ(limit.Count("a", clock.Now()), std::nullopt);
  clock.Advance(-absl::Hours(1));
  EXPECT_NE(limit.Count("a", clock.Now()), absl::Hours(1));
  clock.Advance(absl::Seconds(2));
  EXPECT_EQ(limit.Count("a", clock.Now()), std::nullopt);
}

TEST(RateLimitTest, RemembersOnlySoManyClients) {
  const FakeClock clock("2026-01-01T00:00:00Z");
  RateLimit limit({.rate = 1, .burst = 2, .max_clients = 100});
  for (int i = 0; i < 1000; ++i) {
    limit.Count(absl::StrCat(i), clock.Now());
    ASSERT_THAT(limit.size(), Le(100u));
  }
}

TEST(HoldingsTest, HoldsSoMuchInAllAndSoMuchForEach) {
  Holdings holdings(3, 2);
  auto a = holdings.Take("a");
  auto b = holdings.Take("a");
  EXPECT_TRUE(a && b);
  EXPECT_FALSE(holdings.Take("a"));
  auto c = holdings.Take("b");
  EXPECT_TRUE(c);
  EXPECT_FALSE(holdings.Take("c"));
  a.reset();
  EXPECT_TRUE(holdings.Take("c"));
  EXPECT_EQ(holdings.total(), 2);
  Holdings::Held moved = *std::move(b);
  b.reset();
  EXPECT_EQ(holdings.total(), 2);
}

TEST(HoldingsTest, HoldsAmounts) {
  Holdings holdings(100, 60);
  const auto held = holdings.Take("a", 50);
  EXPECT_TRUE(held);
  EXPECT_FALSE(holdings.Take("a", 11));
  EXPECT_FALSE(holdings.Take("b", 61));
  EXPECT_TRUE(holdings.Take("b", 50));
}

class ProxiesTest : public ::testing::Test {
 protected:
  static std::string ClientOf(const char* peer, const char* forwarded) {
    Request request;
    request.set("x-forwarded-for", forwarded);
    const auto proxies = *Proxies::Parse({"10.0.0.0/8", "2001:db8::1"});
    return proxies.ClientOf(boost::asio::ip::make_address(peer), request)
        .to_string();
  }
};

TEST_F(ProxiesTest, BelievesTrustedProxiesOnly) {
  EXPECT_EQ(ClientOf("10.1.2.3", "203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(ClientOf("2001:db8::1", "203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(ClientOf("::ffff:10.1.2.3", "203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(ClientOf("11.1.2.3", "203.0.113.9"), "11.1.2.3");
}

TEST_F(ProxiesTest, TakesNothingThatTheClientItselfWrote) {
  EXPECT_EQ(ClientOf("10.1.2.3", "1.1.1.1, 203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(ClientOf("10.1.2.3", "1.1.1.1, 203.0.113.9, 10.9.9.9"),
            "203.0.113.9");
  EXPECT_EQ(ClientOf("10.1.2.3", "nonsense"), "10.1.2.3");
  EXPECT_EQ(ClientOf("10.1.2.3", "203.0.113.9, nonsense"), "10.1.2.3");
}

TEST_F(ProxiesTest, RefusesWhatIsNoRange) {
  for (const char* const text : {"", "10.0.0.0/33", "10.0.0.0/x", "host"}) {
    EXPECT_THAT(Proxies::Parse({text}),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << text;
  }
}

}  // namespace
}  // namespace tidemark::gateway
