#include "common/statistics/chart.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/statistics/runs.h"

namespace tidemark::statistics {
namespace {

using enum SpecialCause;
using ::testing::Each;
using Series = std::vector<std::optional<double>>;

std::vector<SpecialCause> CausesOf(const Chart& chart) {
  std::vector<SpecialCause> causes;
  for (const ChartPoint& point : chart.points) causes.push_back(point.cause);
  return causes;
}

// The vignette of NHSRplotthedots: one wild point among ones and twos.
const Series kVignette = {1, 2, 1, 2, 10, 1, 2, 1, 2,
                          1, 2, 1, 2, 1,  2, 1, 2, 1};

// R's `set.seed(123); rnorm(20)`.
const Series kNormal = {
    -0.5604756465522126,  -0.23017748948327996, 1.558708314149124,
    0.070508391424576,    0.12928773516094624,  1.715064986883281,
    0.4609162059892023,   -1.265061234606534,   -0.6868528518935261,
    -0.44566197009995806, 1.2240817974394615,   0.3598138270573638,
    0.40077145059405217,  0.1106827159451197,   -0.5558411347540749,
    1.7869131368030782,   0.4978504782292394,   -1.9666171566296382,
    0.7013559015636855,   -0.47279140772793404};

TEST(XmrChartTest, AgreesWithThePublishedLimits) {
  Series wild = kNormal;
  wild[14] = 10;
  struct Vector {
    Series values;
    bool screening;
    double mean;
    double lower;
    double upper;
  };
  // Computed by NHSRplotthedots 0.2.2, whose vignette and snapshots have the
  // same to fewer places.
  for (const Vector& v : {
           Vector{kVignette, true, 1.9444444444, -0.7155555556, 4.6044444444},
           Vector{kVignette, false, 1.9444444444, -3.0626143791, 6.9515032680},
           Vector{kNormal, true, 0.1416238025, -3.0113795957, 3.2946272007},
           Vector{wild, true, 0.6694158592, -2.3836655973, 3.7224973157},
           Vector{wild, false, 0.6694158592, -4.5966251825, 5.9354569009},
       }) {
    const Chart chart = XmrChart(v.values, {.screening = v.screening});
    ASSERT_EQ(chart.phases.size(), 1u);
    EXPECT_NEAR(*chart.phases[0].mean, v.mean, 5.1e-11);
    EXPECT_FALSE(chart.phases[0].trial);
    for (const ChartPoint& point : chart.points) {
      EXPECT_NEAR(point.limits->lower, v.lower, 5.1e-11);
      EXPECT_NEAR(point.limits->upper, v.upper, 5.1e-11);
    }
  }
}

TEST(XmrChartTest, FlagsTheWildPointOfTheVignetteOnly) {
  const Chart chart = XmrChart(kVignette);
  EXPECT_EQ(chart.phases[0].screened, 2u);
  for (size_t i = 0; i < chart.points.size(); ++i) {
    EXPECT_EQ(chart.points[i].cause, i == 4 ? kAboveLimit : kNone) << i;
  }
}

TEST(XmrChartTest, FlagsAShiftTwoInThreeAndAPointBelow) {
  const Chart chart =
      XmrChart(Series{72, 75, 71, 74, 73, 76, 70, 74, 72, 75, 73,
                      74, 78, 79, 78, 80, 79, 81, 78, 60, 74, 73});
  EXPECT_DOUBLE_EQ(*chart.phases[0].mean, 74.5);
  EXPECT_NEAR(chart.points[0].limits->lower, 67.92, 1e-12);
  EXPECT_NEAR(chart.points[0].limits->upper, 81.08, 1e-12);
  std::vector<SpecialCause> expected(22, kNone);
  expected[12] = expected[14] = expected[18] = kShiftAbove;
  expected[13] = expected[15] = expected[16] = expected[17] = kTwoInThreeAbove;
  expected[19] = kBelowLimit;
  EXPECT_EQ(CausesOf(chart), expected);
}

TEST(XmrChartTest, FlagsTheCloseOnesOfThreeOnly) {
  const Chart chart =
      XmrChart(Series{10, 12, 11,   9,    10,   11, 12, 10, 9,  11,
                      10, 12, 14.2, 10.9, 14.1, 10, 11, 9,  10, 11});
  EXPECT_NEAR(*chart.phases[0].mean, 10.86, 1e-12);
  EXPECT_NEAR(chart.points[0].limits->lower, 6.128, 1e-12);
  EXPECT_NEAR(chart.points[0].limits->upper, 15.592, 1e-12);
  std::vector<SpecialCause> expected(20, kNone);
  expected[12] = expected[14] = kTwoInThreeAbove;
  EXPECT_EQ(CausesOf(chart), expected);
}

// Montgomery's example 6.5, frozen at the first 20 points.
TEST(XmrChartTest, FreezesItsBaseline) {
  const Series values = {310, 288, 297, 298, 307, 303, 294, 297, 308, 306,
                         294, 299, 297, 299, 314, 295, 293, 306, 301, 304,
                         305, 282, 305, 296, 314, 295, 287, 301, 298, 311,
                         310, 292, 305, 299, 304, 310, 304, 305, 333, 328};
  const Chart chart = XmrChart(
      values, {.phases = {{.first = 0, .baseline = 20}}, .screening = false});
  const Phase& phase = chart.phases[0];
  EXPECT_EQ(phase.baseline_points, 20u);
  EXPECT_DOUBLE_EQ(*phase.mean, 300.5);
  // The published limits are three deviations of moving range / 1.128, which is
  // 2.66 unrounded.
  const double width = 3 * *phase.mean_moving_range / 1.128;
  EXPECT_NEAR(*phase.mean - width, 279.7833147, 5.1e-8);
  EXPECT_NEAR(*phase.mean + width, 321.2166853, 5.1e-8);
  for (size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(chart.points[i].cause == kAboveLimit, i == 38 || i == 39) << i;
  }
  EXPECT_EQ(FindRuns(values, *phase.mean), (Runs{.useful = 40,
                                                 .longest = 6,
                                                 .longest_max = 8,
                                                 .crossings = 20,
                                                 .crossings_min = 14}));
}

TEST(XmrChartTest, APhaseHasItsOwnLimitsAndEndsRuns) {
  Series values;
  for (int i = 0; i < 6; ++i) values.push_back(10 + i % 2);
  for (int i = 0; i < 6; ++i) values.push_back(20 + 2 * (i % 2));
  const Chart chart =
      XmrChart(values, {.phases = {{.first = 0}, {.first = 6, .baseline = 4}}});
  ASSERT_EQ(chart.phases.size(), 2u);
  EXPECT_EQ(chart.phases[0].end, 6u);
  EXPECT_EQ(chart.phases[1].end, 12u);
  EXPECT_DOUBLE_EQ(*chart.phases[0].mean, 10.5);
  EXPECT_DOUBLE_EQ(*chart.phases[1].mean, 21);
  EXPECT_EQ(chart.phases[1].baseline_points, 4u);
  EXPECT_FALSE(chart.points[6].moving_range.has_value());
  EXPECT_DOUBLE_EQ(*chart.points[7].moving_range, 2);
  EXPECT_EQ(chart.points[7].phase, 1u);
  EXPECT_THAT(CausesOf(chart), Each(kNone));
  // In one phase the later points would be far from the mean of all.
  EXPECT_EQ(XmrChart(values).points[11].cause, kAboveLimit);
}

TEST(XmrChartTest, AGapIsNoZeroAndNoMovingRangeSpansIt) {
  const Series values = {10, 12, std::nullopt, 30, 31};
  const Chart chart = XmrChart(values, {.screening = false});
  EXPECT_DOUBLE_EQ(*chart.phases[0].mean, 20.75);
  // (2 + 1) / 2, without the 18 across the gap.
  EXPECT_DOUBLE_EQ(*chart.phases[0].mean_moving_range, 1.5);
  EXPECT_EQ(chart.phases[0].baseline_points, 4u);
  EXPECT_TRUE(chart.phases[0].trial);
  EXPECT_FALSE(chart.points[2].value.has_value());
  EXPECT_FALSE(chart.points[2].moving_range.has_value());
  EXPECT_FALSE(chart.points[3].moving_range.has_value());
  EXPECT_EQ(chart.points[2].cause, kNone);
}

TEST(XmrChartTest, LimitsAreFirmFromTwelvePointsOn) {
  Series values(11, 5.0);
  EXPECT_TRUE(XmrChart(values).phases[0].trial);
  values.push_back(std::nullopt);
  EXPECT_TRUE(XmrChart(values).phases[0].trial);
  values.push_back(5.0);
  EXPECT_FALSE(XmrChart(values).phases[0].trial);
}

TEST(XmrChartTest, StandsUpToNextToNothing) {
  const Chart empty = XmrChart(Series{});
  EXPECT_EQ(empty.phases.size(), 1u);
  EXPECT_FALSE(empty.phases[0].mean.has_value());
  EXPECT_EQ(empty.VariationFor(Direction::kHigherIsBetter), Variation::kNone);

  const Chart missing = XmrChart(Series{std::nullopt, std::nullopt});
  EXPECT_FALSE(missing.phases[0].mean.has_value());
  EXPECT_FALSE(missing.LastPoint().has_value());

  const Chart one = XmrChart(Series{7});
  EXPECT_DOUBLE_EQ(*one.phases[0].mean, 7);
  EXPECT_FALSE(one.points[0].limits.has_value());
  EXPECT_EQ(one.AssuranceFor(5, Direction::kHigherIsBetter), Assurance::kNone);

  // Points that never have a neighbour have no moving range.
  const Chart apart = XmrChart(Series{1, std::nullopt, 9, std::nullopt, 1});
  EXPECT_FALSE(apart.phases[0].mean_moving_range.has_value());
  EXPECT_FALSE(apart.points[0].limits.has_value());

  // What never changes is common cause.
  const Chart constant = XmrChart(Series(15, 0.3));
  EXPECT_DOUBLE_EQ(*constant.phases[0].mean_moving_range, 0);
  EXPECT_EQ(constant.phases[0].screened, 0u);
}

TEST(XmrChartTest, TheIconsAreOfTheLastPointThatIsThere) {
  Series values(12, 10.0);
  values[3] = 11;
  values.push_back(30);
  values.push_back(std::nullopt);
  const Chart chart = XmrChart(values);
  EXPECT_EQ(*chart.LastPoint(), 12u);
  EXPECT_EQ(chart.VariationFor(Direction::kHigherIsBetter),
            Variation::kImprovementHigh);
  EXPECT_EQ(chart.AssuranceFor(1000, Direction::kHigherIsBetter),
            Assurance::kConsistentFail);
}

// Another unit of measure, or another zero, changes no judgement.
TEST(XmrChartTest, ScaleAndOriginDoNotMatter) {
  std::mt19937_64 random(11);
  std::normal_distribution<double> noise;
  Series values;
  Series scaled;
  for (int i = 0; i < 300; ++i) {
    const double drift = i < 150 ? 0 : 1;
    values.push_back(i % 37 == 5 ? std::nullopt
                                 : std::optional(drift + noise(random)));
    scaled.push_back(values.back() ? std::optional(*values.back() * 8 + 512)
                                   : std::nullopt);
  }
  const Chart chart = XmrChart(values);
  const Chart other = XmrChart(scaled);
  EXPECT_EQ(CausesOf(chart), CausesOf(other));
  EXPECT_THAT(CausesOf(chart), ::testing::Contains(kShiftAbove));
  EXPECT_NEAR(chart.points[0].limits->upper * 8 + 512,
              other.points[0].limits->upper, 1e-9);
}

TEST(ProportionChartTest, LimitsFollowTheDenominators) {
  const std::vector<std::optional<Proportion>> points = {
      Proportion{5, 10}, Proportion{50, 100}, Proportion{500, 1000}};
  const Chart chart = ProportionChart(points);
  EXPECT_DOUBLE_EQ(*chart.phases[0].mean, 0.5);
  EXPECT_DOUBLE_EQ(chart.points[1].limits->upper, 0.65);
  EXPECT_DOUBLE_EQ(chart.points[1].limits->near_lower, 0.4);
  EXPECT_DOUBLE_EQ(chart.points[0].limits->upper,
                   0.5 + 3 * std::sqrt(0.25 / 10));
  double width = 2;
  for (const ChartPoint& point : chart.points) {
    EXPECT_LT(point.limits->upper - point.limits->lower, width);
    width = point.limits->upper - point.limits->lower;
  }
}

TEST(ProportionChartTest, LimitsOfSharesStayBetweenZeroAndOne) {
  const std::vector<std::optional<Proportion>> points = {
      Proportion{1, 2}, Proportion{3, 3}, Proportion{190, 200}};
  for (const ChartPoint& point : ProportionChart(points).points) {
    EXPECT_GE(point.limits->lower, 0);
    EXPECT_LE(point.limits->upper, 1);
  }
}

TEST(ProportionChartTest, NothingToCountIsAMissingPointNotZero) {
  const std::vector<std::optional<Proportion>> points = {
      Proportion{5, 10}, Proportion{0, 0}, std::nullopt, Proportion{7, 10}};
  const Chart chart = ProportionChart(points);
  EXPECT_DOUBLE_EQ(*chart.phases[0].mean, 0.6);
  EXPECT_EQ(chart.phases[0].baseline_points, 2u);
  EXPECT_FALSE(chart.points[1].value.has_value());
  EXPECT_FALSE(chart.points[1].limits.has_value());
  EXPECT_FALSE(chart.points[2].value.has_value());
}

TEST(ProportionChartTest, LaneysSigmaIsTheMeanMovingRangeOfTheScores) {
  const std::vector<std::optional<Proportion>> points = {
      Proportion{40, 100}, Proportion{60, 100}, Proportion{40, 100},
      std::nullopt,        Proportion{60, 100}, Proportion{50, 100}};
  const Chart chart = ProportionChart(points, {.laney = true});
  // Scores of -2, 2, -2, a gap, 2 and 0: moving ranges of 4, 4 and 2.
  EXPECT_NEAR(*chart.phases[0].sigma_z, (4 + 4 + 2) / 3.0 / 1.128, 1e-12);
  EXPECT_NEAR(chart.points[0].limits->upper,
              0.5 + 3 * 0.05 * *chart.phases[0].sigma_z, 1e-12);
  EXPECT_FALSE(ProportionChart(points).phases[0].sigma_z.has_value());
}

TEST(ProportionChartTest, LaneysChartOfPureCountingIsThePlainOne) {
  std::mt19937_64 random(3);
  std::vector<std::optional<Proportion>> points;
  for (int i = 0; i < 4000; ++i) {
    const int n = 50 + i % 200;
    std::binomial_distribution<int> cases(n, 0.3);
    points.push_back(Proportion{double(cases(random)), double(n)});
  }
  EXPECT_NEAR(*ProportionChart(points, {.laney = true}).phases[0].sigma_z, 1,
              0.03);
}

TEST(ProportionChartTest, LargeDenominatorsNeedLaneysChart) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> share(0.95, 0.01);
  std::vector<std::optional<Proportion>> points;
  for (int i = 0; i < 60; ++i) {
    points.push_back(Proportion{std::round(300000 * share(random)), 300000});
  }
  const auto outside = [](const Chart& chart) {
    const std::vector<SpecialCause> causes = CausesOf(chart);
    return std::count(causes.begin(), causes.end(), kAboveLimit) +
           std::count(causes.begin(), causes.end(), kBelowLimit);
  };
  EXPECT_GT(outside(ProportionChart(points)), 40);
  EXPECT_LE(outside(ProportionChart(points, {.laney = true})), 2);
}

TEST(ProportionChartTest, WhereAllDidThereIsNoRoomAndNoSignal) {
  const std::vector<std::optional<Proportion>> points(9, Proportion{4, 4});
  for (const bool laney : {false, true}) {
    const Chart chart = ProportionChart(points, {.laney = laney});
    EXPECT_DOUBLE_EQ(chart.points[0].limits->lower, 1);
    EXPECT_THAT(CausesOf(chart), Each(kNone));
  }
}

TEST(ProportionChartTest, RatesMayExceedOne) {
  const std::vector<std::optional<Proportion>> points = {
      Proportion{12, 4}, Proportion{24, 8}, Proportion{1, 4}};
  const Chart chart = ProportionChart(points, {.counting = Counting::kRates});
  const double mean = 37.0 / 16;
  EXPECT_DOUBLE_EQ(*chart.phases[0].mean, mean);
  EXPECT_DOUBLE_EQ(chart.points[0].limits->upper,
                   mean + 3 * std::sqrt(mean / 4));
  EXPECT_DOUBLE_EQ(chart.points[0].limits->lower,
                   std::max(0.0, mean - 3 * std::sqrt(mean / 4)));
  EXPECT_TRUE(
      ProportionChart(points, {.counting = Counting::kRates, .laney = true})
          .phases[0]
          .sigma_z.has_value());
}

TEST(ProportionChartTest, FreezesItsBaselineAndStartsAnew) {
  std::vector<std::optional<Proportion>> points;
  for (int i = 0; i < 12; ++i) points.push_back(Proportion{50, 100});
  for (int i = 0; i < 12; ++i) points.push_back(Proportion{80, 100});
  const Chart frozen =
      ProportionChart(points, {.phases = {{.first = 0, .baseline = 12}}});
  EXPECT_DOUBLE_EQ(*frozen.phases[0].mean, 0.5);
  EXPECT_EQ(frozen.points[23].cause, kAboveLimit);
  const Chart anew =
      ProportionChart(points, {.phases = {{.first = 0}, {.first = 12}}});
  EXPECT_DOUBLE_EQ(*anew.phases[1].mean, 0.8);
  EXPECT_THAT(CausesOf(anew), Each(kNone));
}

}  // namespace
}  // namespace tidemark::statistics
