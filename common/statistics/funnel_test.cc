#include "common/statistics/funnel.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"

namespace tidemark::statistics {
namespace {

using Units = std::vector<FunnelUnit>;

// The published test of FunnelPlotR for SHMI.
TEST(FunnelTest, AgreesWithThePublishedDispersionOfRatios) {
  const Units units = {{100, 108}, {150, 112}, {180, 165},
                       {80, 95},   {120, 100}, {225, 220}};
  const Funnel funnel = MakeFunnel(units, {.kind = FunnelKind::kRatiosLog});
  EXPECT_NEAR(funnel.dispersion.phi, 2.948033175102, 5.1e-13);
  EXPECT_NEAR(funnel.dispersion.tau2, 0.019477530578, 5.1e-13);
  EXPECT_EQ(*funnel.centre, 1);
  const FunnelBand& adjusted = funnel.points[0].verdict->adjusted;
  EXPECT_NEAR(adjusted.attention.limits.lower, 0.717306749, 5.1e-10);
  EXPECT_NEAR(adjusted.attention.limits.upper, 1.39410371, 5.1e-9);
}

// The councils of ASCOF 2A 2024-25 whose numerator and denominator are shown.
std::map<std::string, FunnelUnit> ReadCouncils() {
  std::map<std::string, FunnelUnit> councils;
  std::ifstream file(std::string(TIDEMARK_OPEN_DATA) +
                     "/ascof_2024_25_table_2a.csv");
  for (std::string line; std::getline(file, line);) {
    // A name with a comma stands in a row that is suppressed.
    const std::vector<std::string> cells = absl::StrSplit(line, ',');
    FunnelUnit unit;
    const bool council = cells.size() > 4 && cells[2].size() == 9 &&
                         cells[2][0] == 'E' && cells[2] < "E11";
    if (council && absl::SimpleAtod(cells[3], &unit.numerator) &&
        absl::SimpleAtod(cells[4], &unit.denominator)) {
      councils[cells[1]] = unit;
    }
  }
  return councils;
}

TEST(FunnelTest, AgreesWithTheNationalTable) {
  const std::map<std::string, FunnelUnit> councils = ReadCouncils();
  if (councils.empty()) GTEST_SKIP() << "the open data is not here";
  ASSERT_EQ(councils.size(), 146u);
  Units units;
  std::map<std::string, size_t> positions;
  for (const auto& [name, unit] : councils) {
    positions[name] = units.size();
    units.push_back(unit);
  }
  const Funnel funnel = MakeFunnel(units);
  EXPECT_NEAR(funnel.dispersion.phi, 68.576231470991, 5.1e-13);
  EXPECT_NEAR(funnel.dispersion.tau2, 0.013590501353, 5.1e-13);
  EXPECT_NEAR(*funnel.centre, 0.771592840824, 5.1e-13);
  int unadjusted = 0;
  int action = 0;
  int attention = 0;
  for (const FunnelPoint& point : funnel.points) {
    unadjusted += point.verdict->unadjusted.action.outside();
    action += point.verdict->adjusted.action.outside();
    attention += point.verdict->adjusted.attention.outside();
  }
  EXPECT_EQ(unadjusted, 113);
  EXPECT_EQ(action, 14);
  EXPECT_EQ(attention, 32);

  const auto adjusted = [&](const std::string& name) {
    return funnel.points[positions.at(name)].verdict->adjusted;
  };
  const FunnelBand essex = adjusted("Essex");
  EXPECT_NEAR(essex.action.limits.lower, 0.4265748398, 5.1e-11);
  EXPECT_NEAR(essex.action.limits.upper, 0.9812180822, 5.1e-11);
  EXPECT_FALSE(essex.action.outside());
  EXPECT_FALSE(adjusted("Southend-on-Sea").action.outside());
  EXPECT_FALSE(adjusted("Leicester").action.outside());
  const FunnelBand thurrock = adjusted("Thurrock");
  EXPECT_NEAR(*funnel.points[positions.at("Thurrock")].value, 0.4561855670,
              5.1e-11);
  EXPECT_NEAR(thurrock.action.limits.lower, 0.4187798513, 5.1e-11);
  EXPECT_FALSE(thurrock.action.outside());
  EXPECT_NEAR(thurrock.attention.limits.lower, 0.5531696930, 5.1e-11);
  EXPECT_EQ(thurrock.attention.standing, Standing::kBelow);
  // The limits that count are the adjusted ones.
  const FunnelVerdict& verdict = *funnel.points[positions.at("Essex")].verdict;
  EXPECT_EQ(&funnel.Band(verdict), &verdict.adjusted);
}

TEST(FunnelTest, ComparesRatiosWithSquaredLimitsOnTheSquareRootScale) {
  const Units units = {{100, 108}, {150, 112}, {180, 165},
                       {80, 95},   {120, 100}, {225, 220}};
  const Funnel funnel =
      MakeFunnel(units, {.kind = FunnelKind::kRatiosSquareRoot});
  const double tau2 = funnel.dispersion.tau2;
  ASSERT_GT(tau2, 0);
  const double width = 3.090232 * std::sqrt(1 / (4 * 108.0) + tau2);
  const Interval& limits = funnel.points[0].verdict->adjusted.action.limits;
  EXPECT_NEAR(limits.lower, (1 - width) * (1 - width), 1e-12);
  EXPECT_NEAR(limits.upper, (1 + width) * (1 + width), 1e-12);
}

// The transformations agree about units that are large and alike.
TEST(FunnelTest, TheTransformationsMeetForLargeUnits) {
  Units units;
  for (int i = 0; i < 50; ++i) {
    units.push_back({1e6 * (1 + 0.01 * std::sin(i)), 1e6});
  }
  const auto upper = [&](FunnelKind kind) {
    return MakeFunnel(units, {.kind = kind, .tails = Tails::kWinsorise})
        .points[0]
        .verdict->adjusted.action.limits.upper;
  };
  EXPECT_NEAR(upper(FunnelKind::kRatiosLog),
              upper(FunnelKind::kRatiosSquareRoot), 5e-4);
  EXPECT_NEAR(upper(FunnelKind::kRatiosLog), upper(FunnelKind::kRatiosOfCounts),
              2e-2);
}

TEST(FunnelTest, RatiosOfCountsHaveTheErrorsOfBothCounts) {
  const Units units = {{10, 40}, {30, 20}, {25, 50}, {5, 60}};
  const Funnel funnel = MakeFunnel(
      units, {.kind = FunnelKind::kRatiosOfCounts, .tails = Tails::kKeep});
  EXPECT_DOUBLE_EQ(*funnel.centre, 70.0 / 170);
  double squares = 0;
  for (const FunnelUnit& unit : units) {
    const double y = std::log((unit.numerator + .5) / (unit.denominator + .5));
    const double s2 = unit.numerator / std::pow(unit.numerator + .5, 2) +
                      unit.denominator / std::pow(unit.denominator + .5, 2);
    squares += std::pow(y - std::log(70.0 / 170), 2) / s2;
  }
  EXPECT_NEAR(funnel.dispersion.phi, squares / 4, 1e-12);
}

TEST(FunnelTest, LimitsOfSharesDoNotWrapAround) {
  Units units = {{0, 3}, {3, 3}, {1, 4}, {400, 500}, {20, 500}};
  const Funnel funnel = MakeFunnel(units);
  for (const FunnelPoint& point : funnel.points) {
    for (const FunnelBand* band :
         {&point.verdict->unadjusted, &point.verdict->adjusted}) {
      EXPECT_GE(band->action.limits.lower, 0);
      EXPECT_LE(band->action.limits.lower, band->attention.limits.lower);
      EXPECT_LE(band->attention.limits.upper, band->action.limits.upper);
      EXPECT_LE(band->action.limits.upper, 1);
    }
  }
  EXPECT_EQ(funnel.points[0].verdict->adjusted.action.limits.lower, 0);
  EXPECT_EQ(funnel.points[0].verdict->adjusted.action.limits.upper, 1);
}

TEST(FunnelTest, UnitsThatAreTooSmallAreShownAndNotJudged) {
  const Units units = {{4, 5}, {0, 0}, {50, 100}, {60, 100}, {10, 10}};
  const Funnel funnel = MakeFunnel(units, {.minimum_denominator = 10});
  EXPECT_DOUBLE_EQ(*funnel.centre, 124.0 / 215);
  EXPECT_DOUBLE_EQ(*funnel.points[0].value, 0.8);
  EXPECT_FALSE(funnel.points[0].verdict.has_value());
  EXPECT_FALSE(funnel.points[1].value.has_value());
  EXPECT_TRUE(funnel.points[4].verdict.has_value());
  EXPECT_EQ(funnel.dispersion.units, 3u);
}

TEST(FunnelTest, ACentreOfTheCallersOwnHolds) {
  const Units units = {{50, 100}, {60, 100}, {70, 100}};
  const Funnel funnel = MakeFunnel(units, {.centre = 0.9});
  EXPECT_EQ(*funnel.centre, 0.9);
  EXPECT_EQ(funnel.points[0].verdict->unadjusted.action.standing,
            Standing::kBelow);
}

TEST(FunnelTest, NothingToCompareIsNoFigure) {
  EXPECT_FALSE(MakeFunnel({}).centre.has_value());
  const Units units = {{0, 0}};
  EXPECT_FALSE(MakeFunnel(units).centre.has_value());
  const Units alone = {{3, 7}};
  const Funnel funnel = MakeFunnel(alone);
  EXPECT_EQ(funnel.dispersion.tau2, 0);
  EXPECT_FALSE(funnel.points[0].verdict->unadjusted.action.outside());
}

TEST(FunnelTest, NoEventsAtAllAreNoWallOnTheLogScale) {
  const Units units = {{0, 12}, {10, 12}, {30, 14}, {5, 13}};
  const Funnel funnel = MakeFunnel(units, {.kind = FunnelKind::kRatiosLog});
  EXPECT_TRUE(std::isfinite(funnel.dispersion.phi));
  EXPECT_EQ(funnel.dispersion.units, 3u);
  EXPECT_EQ(funnel.points[0].verdict->unadjusted.action.standing,
            Standing::kBelow);
}

TEST(FunnelTest, TheOrderOfUnitsDoesNotMatter) {
  std::mt19937_64 random(2);
  Units units;
  for (int i = 0; i < 200; ++i) {
    const int n = 10 + static_cast<int>(random() % 500);
    units.push_back({double(random() % (n + 1)), double(n)});
  }
  const Funnel before = MakeFunnel(units);
  std::reverse(units.begin(), units.end());
  const Funnel after = MakeFunnel(units);
  EXPECT_NEAR(before.dispersion.tau2, after.dispersion.tau2, 1e-12);
  for (size_t i = 0; i < units.size(); ++i) {
    const FunnelVerdict& one = *before.points[i].verdict;
    const FunnelVerdict& two = *after.points[units.size() - 1 - i].verdict;
    EXPECT_EQ(one.unadjusted.action.standing, two.unadjusted.action.standing);
    EXPECT_EQ(one.adjusted.action.standing, two.adjusted.action.standing);
  }
}

// If nothing but chance is at work, few lie outside, and tau^2 is small.
TEST(FunnelTest, ChanceAloneSeldomLiesOutside) {
  std::mt19937_64 random(4);
  Units units;
  for (int i = 0; i < 5000; ++i) {
    const int n = 30 + i % 300;
    std::binomial_distribution<int> cases(n, 0.7);
    units.push_back({double(cases(random)), double(n)});
  }
  const Funnel funnel = MakeFunnel(units, {.tails = Tails::kKeep});
  EXPECT_NEAR(funnel.dispersion.phi, 1, 0.06);
  int outside_95 = 0;
  int outside_998 = 0;
  for (const FunnelPoint& point : funnel.points) {
    outside_95 += point.verdict->unadjusted.attention.outside();
    outside_998 += point.verdict->unadjusted.action.outside();
  }
  EXPECT_NEAR(outside_95 / 5000.0, 0.05, 0.01);
  EXPECT_NEAR(outside_998 / 5000.0, 0.002, 0.002);
}

}  // namespace
}  // namespace tidemark::statistics
