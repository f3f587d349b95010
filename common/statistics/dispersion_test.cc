#include "common/statistics/dispersion.h"

#include <algorithm>
#include <random>

#include "gtest/gtest.h"

namespace tidemark::statistics {
namespace {

std::vector<Deviation> Units(const std::vector<double>& scores) {
  std::vector<Deviation> units;
  for (const double z : scores) units.push_back({.z = z, .standard_error = 1});
  return units;
}

TEST(QuantileTest, IsLinearBetweenValues) {
  EXPECT_DOUBLE_EQ(Quantile({4, 1, 3, 2}, 0.5), 2.5);
  EXPECT_DOUBLE_EQ(Quantile({4, 1, 3, 2}, 0.1), 1.3);
  EXPECT_DOUBLE_EQ(Quantile({4, 1, 3, 2}, 0), 1);
  EXPECT_DOUBLE_EQ(Quantile({4, 1, 3, 2}, 1), 4);
  EXPECT_DOUBLE_EQ(Quantile({7}, 0.9), 7);
}

TEST(DispersionTest, WinsorisingDrawsTheOutermostIn) {
  const auto units = Units({-10, -1, -1, 0, 0, 0, 0, 1, 1, 10, 2});
  EXPECT_DOUBLE_EQ(DispersionOf(units, Tails::kKeep).phi, 208.0 / 11);
  // The quantiles are -1 and 2.
  EXPECT_DOUBLE_EQ(DispersionOf(units, Tails::kWinsorise).phi, 13.0 / 11);
  EXPECT_EQ(DispersionOf(units, Tails::kWinsorise).units, 11u);
}

TEST(DispersionTest, TruncatingLeavesTheOutermostTenthsOut) {
  std::vector<double> scores;
  for (int i = 1; i <= 20; ++i) scores.push_back(i);
  // Ranks 1 and 2 are within a tenth of 21, and so are 19 and 20.
  const Dispersion dispersion = DispersionOf(Units(scores), Tails::kTruncate);
  EXPECT_EQ(dispersion.units, 16u);
  double squares = 0;
  for (int i = 3; i <= 18; ++i) squares += i * i;
  EXPECT_DOUBLE_EQ(dispersion.phi, squares / 16);
}

TEST(DispersionTest, LevelUnitsAreKeptOrLeftOutTogether) {
  const Dispersion dispersion =
      DispersionOf(Units(std::vector<double>(10, 2)), Tails::kTruncate);
  EXPECT_EQ(dispersion.units, 10u);
}

TEST(DispersionTest, WhatChanceExplainsHasNoVarianceBetweenUnits) {
  const Dispersion calm = DispersionOf(Units({-.5, .5, 0, .2}), Tails::kKeep);
  EXPECT_EQ(calm.tau2, 0);
  EXPECT_FALSE(calm.over_dispersed());
  const Dispersion wild = DispersionOf(Units({-5, 5, 0, 2}), Tails::kKeep);
  // (54 - 3) / (4 - 4 / 4).
  EXPECT_DOUBLE_EQ(wild.tau2, 17);
  EXPECT_TRUE(wild.over_dispersed());
}

TEST(DispersionTest, StandsUpToNextToNothing) {
  EXPECT_EQ(DispersionOf({}, Tails::kWinsorise).units, 0u);
  const Dispersion one = DispersionOf(Units({9}), Tails::kWinsorise);
  EXPECT_DOUBLE_EQ(one.phi, 81);
  EXPECT_EQ(one.tau2, 0);
  EXPECT_FALSE(one.over_dispersed());
}

TEST(DispersionTest, TheOrderOfUnitsDoesNotMatter) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> z(0, 3);
  std::uniform_real_distribution<double> error(0.01, 0.2);
  std::vector<Deviation> units;
  for (int i = 0; i < 101; ++i) {
    units.push_back({.z = z(random), .standard_error = error(random)});
  }
  for (const Tails tails : {Tails::kWinsorise, Tails::kTruncate}) {
    const Dispersion before = DispersionOf(units, tails);
    std::shuffle(units.begin(), units.end(), random);
    const Dispersion after = DispersionOf(units, tails);
    EXPECT_NEAR(before.phi, after.phi, 1e-12 * before.phi);
    EXPECT_NEAR(before.tau2, after.tau2, 1e-12 * before.tau2);
    EXPECT_EQ(before.units, after.units);
  }
}

}  // namespace
}  // namespace tidemark::statistics
