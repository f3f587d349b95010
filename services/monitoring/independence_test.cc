#include "services/monitoring/independence.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/monitoring/cells.h"
#include "services/monitoring/support.h"

namespace tidemark::monitoring {
namespace {

using enablement::v1::Package;
using testing::ParseText;

int32_t Day(int year, int month, int day) {
  return DayOf(type::Date(year, month, day));
}

// Six weeks from 1 March 2025, over the change of the clocks.
Package SixWeeks(const std::string& sequel) {
  return ParseText<Package>(absl::StrCat(R"(
    start_date { year: 2025 month: 3 day: 1 }
    end_date { year: 2025 month: 4 day: 11 } sequel: )",
                                         sequel));
}

TEST(SeenByTest, CountsTheFirstAndTheLastDay) {
  const auto seen = SeenBy(SixWeeks("SEQUEL_NO_SUPPORT"), Day(2025, 9, 30));
  ASSERT_TRUE(seen.has_value());
  EXPECT_EQ(seen->observation, (Observation{.days = 42, .event = true}));
  EXPECT_EQ(seen->censored, nullptr);
}

TEST(SeenByTest, NoOrLowerSupportIsTheEvent) {
  for (const char* const sequel :
       {"SEQUEL_NO_SUPPORT", "SEQUEL_UNIVERSAL_SERVICES",
        "SEQUEL_LOW_LEVEL_SUPPORT"}) {
    EXPECT_TRUE(SeenBy(SixWeeks(sequel), Day(2025, 9, 30))->observation.event)
        << sequel;
  }
}

TEST(SeenByTest, WhoWentOnToOtherSupportStaysInView) {
  for (const char* const sequel :
       {"SEQUEL_SHORT_TERM_SUPPORT", "SEQUEL_LONG_TERM_COMMUNITY",
        "SEQUEL_CARE_HOME"}) {
    const auto seen = SeenBy(SixWeeks(sequel), Day(2025, 9, 30));
    EXPECT_EQ(seen->observation, (Observation{.days = 214, .event = false}))
        << sequel;
  }
}

TEST(SeenByTest, WhoCannotBeSeenAnyMoreIsLostOnTheLastDay) {
  for (const char* const sequel :
       {"SEQUEL_HOSPITAL", "SEQUEL_SELF_FUNDED", "SEQUEL_DECLINED",
        "SEQUEL_NHS_FUNDED", "SEQUEL_MOVED", "SEQUEL_DIED"}) {
    const auto seen = SeenBy(SixWeeks(sequel), Day(2025, 9, 30));
    EXPECT_EQ(seen->observation, (Observation{.days = 42, .event = false}))
        << sequel;
  }
}

TEST(SeenByTest, UsesNothingThatCameAfterTheDay) {
  const Package package = SixWeeks("SEQUEL_NO_SUPPORT");
  EXPECT_EQ(SeenBy(package, Day(2025, 2, 28)), std::nullopt);
  EXPECT_EQ(SeenBy(package, Day(2025, 3, 1))->observation,
            (Observation{.days = 1, .event = false}));
  const auto day_before = SeenBy(package, Day(2025, 4, 10));
  EXPECT_EQ(day_before->observation, (Observation{.days = 41, .event = false}));
  EXPECT_STREQ(day_before->censored, "still open");
  EXPECT_TRUE(SeenBy(package, Day(2025, 4, 11))->observation.event);
}

TEST(SeenByTest, AnEndThatWasReopenedDidNotLast) {
  const auto package = ParseText<Package>(R"(
    start_date { year: 2025 month: 3 day: 1 }
    reopenings {
      end_date { year: 2025 month: 3 day: 31 } sequel: SEQUEL_NO_SUPPORT
      reopen_date { year: 2025 month: 4 day: 20 }
    }
    end_date { year: 2025 month: 5 day: 9 } sequel: SEQUEL_NO_SUPPORT
  )");
  // As it was then, it had lasted.
  EXPECT_EQ(SeenBy(package, Day(2025, 4, 19))->observation,
            (Observation{.days = 31, .event = true}));
  EXPECT_EQ(SeenBy(package, Day(2025, 4, 20))->observation,
            (Observation{.days = 51, .event = false}));
  EXPECT_EQ(SeenBy(package, Day(2025, 5, 31))->observation,
            (Observation{.days = 70, .event = true}));
}

TEST(SupportOnTest, IsTheLevelInForce) {
  const auto package = ParseText<Package>(R"(
    start_date { year: 2024 month: 2 day: 28 }
    levels {
      from_date { year: 2024 month: 2 day: 28 }
      weekly_minutes: 600 weekly_cost_pence: 20000
    }
    levels {
      from_date { year: 2024 month: 3 day: 1 }
      weekly_minutes: 300 people_per_visit: 2 weekly_cost_pence: 18000
    }
    reopenings {
      end_date { year: 2024 month: 5 day: 31 }
      reopen_date { year: 2024 month: 7 day: 1 }
    }
    pauses {
      start_date { year: 2024 month: 8 day: 1 }
      end_date { year: 2024 month: 8 day: 9 }
    }
    end_date { year: 2024 month: 12 day: 31 }
  )");
  const Support before = {.minutes = 600, .cost_pence = 20000};
  const Support after = {.minutes = 600, .cost_pence = 18000};
  EXPECT_EQ(SupportOn(package, Day(2024, 2, 27)), std::nullopt);
  EXPECT_EQ(SupportOn(package, Day(2024, 2, 29)), before);
  EXPECT_EQ(SupportOn(package, Day(2024, 3, 1)), after);
  EXPECT_EQ(SupportOn(package, Day(2024, 5, 31)), after);
  EXPECT_EQ(SupportOn(package, Day(2024, 6, 15)), std::nullopt);
  EXPECT_EQ(SupportOn(package, Day(2024, 7, 1)), after);
  // A pause is no change of the package.
  EXPECT_EQ(SupportOn(package, Day(2024, 8, 5)), after);
  EXPECT_EQ(SupportOn(package, Day(2024, 12, 31)), after);
  EXPECT_EQ(SupportOn(package, Day(2025, 1, 1)), std::nullopt);
}

}  // namespace
}  // namespace tidemark::monitoring
