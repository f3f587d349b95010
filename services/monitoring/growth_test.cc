#include "services/monitoring/growth.h"

#include <algorithm>
#include <random>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tidemark::monitoring {
namespace {

// Pounds and hours a week at both dates.
PersonGrowth Person(int64_t pounds_before, int64_t hours_before,
                    int64_t pounds_after, int64_t hours_after) {
  return {.opening = {.minutes = hours_before * 60,
                      .cost_pence = pounds_before * 100},
          .closing = {.minutes = hours_after * 60,
                      .cost_pence = pounds_after * 100}};
}

TEST(AddUpTest, GivesAWorkedExample) {
  // Prices go from £20 to £22 an hour for all but the last, who is unchanged.
  const Growth growth = AddUp({
      // 10 to 12 hours: £200 to £264, up 32%; 2 hours at £20 are volume.
      Person(200, 10, 264, 12),
      // 5 to 5 hours: £100 to £110, up 10%, all of it price.
      Person(100, 5, 110, 5),
      // 20 to 10 hours: £400 to £220, down 45%; 10 hours at £20 are volume.
      Person(400, 20, 220, 10),
      Person(300, 15, 300, 15),
  });
  EXPECT_EQ(growth.people, 4);
  EXPECT_EQ(growth.by_cost, (Directions{.grew = 2, .fell = 1, .unchanged = 1}));
  EXPECT_EQ(growth.by_minutes,
            (Directions{.grew = 1, .fell = 1, .unchanged = 2}));
  EXPECT_EQ(growth.increase.people, 2);
  EXPECT_DOUBLE_EQ(growth.increase.mean, 0.21);
  EXPECT_EQ(growth.decrease.people, 1);
  EXPECT_DOUBLE_EQ(growth.decrease.mean, -0.45);
  EXPECT_EQ(growth.opening.cost_pence, 100000);
  EXPECT_EQ(growth.closing.cost_pence, 89400);
  EXPECT_EQ(growth.net_pence(), -10600);
  EXPECT_EQ(growth.volume_pence, 4000 - 20000);
  EXPECT_EQ(growth.price_pence(), 2400 + 1000 + 2000);
}

TEST(AddUpTest, OfNobodyIsNothing) { EXPECT_EQ(AddUp({}), Growth()); }

TEST(AddUpTest, WhatCostNothingBeforeHasNoPercentage) {
  const Growth growth = AddUp({Person(0, 0, 50, 2), Person(100, 5, 150, 5)});
  EXPECT_EQ(growth.by_cost.grew, 2);
  EXPECT_EQ(growth.increase.people, 1);
  EXPECT_EQ(growth.increase.without_percentage, 1);
  EXPECT_DOUBLE_EQ(growth.increase.mean, 0.5);
}

TEST(VolumePenceTest, PricesTheSecondVolumeAtTheFirstPrice) {
  EXPECT_EQ(VolumePence(Person(200, 10, 300, 15)), 10000);
  EXPECT_EQ(VolumePence(Person(200, 10, 0, 0)), -20000);
  // Support that cost nothing: its price rose, at whatever volume.
  EXPECT_EQ(VolumePence(Person(0, 10, 50, 20)), 0);
}

TEST(VolumePenceTest, WithoutMinutesTheWeekIsTheUnit) {
  EXPECT_EQ(VolumePence(Person(900, 0, 950, 0)), 0);
  EXPECT_EQ(VolumePence(Person(900, 0, 0, 0)), 0);
  // No minute had a price, so minutes that come are volume.
  EXPECT_EQ(VolumePence(Person(900, 0, 200, 10)), -70000);
  EXPECT_EQ(VolumePence(Person(0, 0, 200, 0)), 20000);
}

TEST(VolumePenceTest, RoundsHalfAPennyUp) {
  // 1p for 2 minutes; one minute is half a penny.
  EXPECT_EQ(VolumePence({.opening = {.minutes = 2, .cost_pence = 1},
                         .closing = {.minutes = 1, .cost_pence = 1}}),
            0);
  // 1p for 3 minutes; one minute is a third of a penny.
  EXPECT_EQ(VolumePence({.opening = {.minutes = 3, .cost_pence = 1},
                         .closing = {.minutes = 1, .cost_pence = 1}}),
            -1);
}

TEST(VolumePenceTest, TheLargestPackagesDoNotOverflow) {
  // Ten packages of the largest cost and minutes that may be stored.
  const int64_t minutes = int64_t{10} * 40320 * 10;
  const int64_t cost = int64_t{10} * 10000000;
  EXPECT_EQ(VolumePence({.opening = {.minutes = minutes, .cost_pence = cost},
                         .closing = {.minutes = minutes, .cost_pence = 1}}),
            0);
}

class GrowthPropertyTest : public ::testing::TestWithParam<uint32_t> {};

TEST_P(GrowthPropertyTest, AddsUpAndDoesNotCareForOrder) {
  std::mt19937 random(GetParam());
  const auto pick = [&](uint32_t below) {
    return static_cast<int64_t>(random() % below);
  };
  std::vector<PersonGrowth> people;
  for (int64_t i = pick(60); i > 0; --i) {
    people.push_back({.opening = {.minutes = pick(3) * pick(2000),
                                  .cost_pence = pick(3) * pick(90000)},
                      .closing = {.minutes = pick(3) * pick(2000),
                                  .cost_pence = pick(3) * pick(90000)}});
  }
  const Growth growth = AddUp(people);
  int64_t net = 0;
  int64_t volume = 0;
  for (const PersonGrowth& person : people) {
    net += person.closing.cost_pence - person.opening.cost_pence;
    volume += VolumePence(person);
    // Nobody's volume takes more than there was.
    EXPECT_GE(VolumePence(person), -person.opening.cost_pence);
  }
  EXPECT_EQ(growth.price_pence() + growth.volume_pence, net);
  EXPECT_EQ(growth.volume_pence, volume);
  EXPECT_EQ(
      growth.by_cost.grew + growth.by_cost.fell + growth.by_cost.unchanged,
      growth.people);
  EXPECT_EQ(growth.increase.people + growth.increase.without_percentage,
            growth.by_cost.grew);
  EXPECT_EQ(growth.decrease.people, growth.by_cost.fell);
  EXPECT_GE(growth.increase.mean, 0);
  EXPECT_LE(growth.decrease.mean, 0);
  EXPECT_GE(growth.decrease.mean, -1);
  std::shuffle(people.begin(), people.end(), random);
  EXPECT_EQ(AddUp(people), growth);
}

INSTANTIATE_TEST_SUITE_P(Seeds, GrowthPropertyTest, ::testing::Range(1u, 51u));

}  // namespace
}  // namespace tidemark::monitoring
