#include "common/statistics/funnel_limits.h"

#include <cmath>

#include "gtest/gtest.h"

namespace tidemark::statistics {
namespace {

using enum FunnelLevel;

// testdata_funnel_prop_outputs.csv of PHEindicatormethods, in per cent.
TEST(ScoreShareLimitsTest, AgreeWithThePublishedVectors) {
  struct Vector {
    double n;
    double lower_95;
    double upper_95;
    double lower_998;
    double upper_998;
  };
  for (const Vector& v : {
           Vector{9, 54.82972, 100, 39.944085, 100},
           Vector{68, 71.251689, 90.033207, 65.836243, 95.448652},
           Vector{1531, 78.663349, 82.621547, 77.522045, 83.76285},
           Vector{34936, 80.228144, 81.056751, 79.989225, 81.295671},
       }) {
    const Interval attention = ScoreShareLimits(0.80642448, v.n, k95);
    EXPECT_NEAR(attention.lower * 100, v.lower_95, 2e-6) << v.n;
    EXPECT_NEAR(attention.upper * 100, v.upper_95, 2e-6) << v.n;
    const Interval action = ScoreShareLimits(0.80642448, v.n, k998);
    EXPECT_NEAR(action.lower * 100, v.lower_998, 5e-6) << v.n;
    EXPECT_NEAR(action.upper * 100, v.upper_998, 2e-6) << v.n;
  }
}

TEST(ExactShareLimitsTest, AgreeWithTheReferencePackage) {
  struct Vector {
    double n;
    double lower_998;
    double lower_95;
    double upper_95;
    double upper_998;
  };
  for (const Vector& v : {
           Vector{20, 0.421330, 0.551726, 0.920706, 0.991063},
           Vector{50, 0.564106, 0.640649, 0.873522, 0.928041},
           Vector{388, 0.702498, 0.727836, 0.811417, 0.834116},
           Vector{700, 0.720759, 0.739398, 0.801607, 0.818756},
           Vector{6009, 0.754646, 0.760853, 0.782082, 0.788115},
       }) {
    constexpr double kCentre = 142524.0 / 184714;
    const Interval attention = ExactShareLimits(kCentre, v.n, k95);
    EXPECT_NEAR(attention.lower, v.lower_95, 5.1e-7) << v.n;
    EXPECT_NEAR(attention.upper, v.upper_95, 5.1e-7) << v.n;
    const Interval action = ExactShareLimits(kCentre, v.n, k998);
    EXPECT_NEAR(action.lower, v.lower_998, 5.1e-7) << v.n;
    EXPECT_NEAR(action.upper, v.upper_998, 5.1e-7) << v.n;
  }
}

// Against the definition, worked out term by term.
TEST(ExactShareLimitsTest, InterpolateBetweenWholeCounts) {
  const auto limit = [](int n, double t, double p) {
    double below = 0;
    for (int r = 0;; ++r) {
      const double exactly = std::exp(std::lgamma(n + 1) - std::lgamma(r + 1) -
                                      std::lgamma(n - r + 1) + r * std::log(t) +
                                      (n - r) * std::log1p(-t));
      if (below + exactly >= p || r == n) {
        return std::max(0.0, (r - (below + exactly - p) / exactly) / n);
      }
      below += exactly;
    }
  };
  for (const double centre : {0.001, 0.05, 0.5, 0.77, 0.999}) {
    for (const int n : {1, 2, 7, 40, 333, 2000}) {
      const Interval interval = ExactShareLimits(centre, n, k998);
      EXPECT_NEAR(interval.lower, limit(n, centre, 0.001), 1e-9)
          << centre << " " << n;
      EXPECT_NEAR(interval.upper, limit(n, centre, 0.999), 1e-9)
          << centre << " " << n;
    }
  }
}

TEST(ExactShareLimitsTest, StayWithinZeroAndOne) {
  for (const double centre : {0.0, 0.01, 0.5, 0.99, 1.0}) {
    for (const double n : {1.0, 2.0, 5.0, 1000000.0}) {
      const Interval interval = ExactShareLimits(centre, n, k998);
      EXPECT_GE(interval.lower, 0);
      EXPECT_LE(interval.lower, interval.upper);
      EXPECT_LE(interval.upper, 1);
    }
  }
}

// A test of FunnelPlotR.
TEST(ExactRatioLimitsTest, AgreeWithThePublishedVectors) {
  struct Vector {
    double expected;
    double lower_95;
    double upper_95;
    double lower_998;
    double upper_998;
  };
  for (const Vector& v : {
           Vector{15, 0.5596924, 1.649348, 0.3862650, 2.082907},
           Vector{20, 0.6108260, 1.544419, 0.4479107, 1.902094},
           Vector{30, 0.6746958, 1.427562, 0.5289724, 1.702771},
       }) {
    const Interval attention = ExactRatioLimits(1, v.expected, k95);
    EXPECT_NEAR(attention.lower, v.lower_95, 5.1e-8);
    EXPECT_NEAR(attention.upper, v.upper_95, 5.1e-7);
    const Interval action = ExactRatioLimits(1, v.expected, k998);
    EXPECT_NEAR(action.lower, v.lower_998, 5.1e-8);
    EXPECT_NEAR(action.upper, v.upper_998, 5.1e-7);
  }
}

TEST(FunnelLimitsTest, NarrowAsUnitsGrowAndWidenWithConfidence) {
  using Method = Interval (*)(double, double, FunnelLevel);
  const auto width = [](const Interval& interval) {
    return interval.upper - interval.lower;
  };
  for (const Method method : {&ScoreShareLimits, &ExactShareLimits,
                              &ScoreRatioLimits, &ExactRatioLimits}) {
    double before = 10;
    for (double n = 16; n < 1e6; n *= 4) {
      EXPECT_LT(width(method(0.6, n, k95)), before) << n;
      before = width(method(0.6, n, k95));
      EXPECT_GT(width(method(0.6, n, k998)), before) << n;
    }
  }
}

TEST(FunnelLimitsTest, ExactAndScoreMeetForLargeUnits) {
  const Interval exact = ExactShareLimits(0.7, 1e6, k998);
  const Interval score = ScoreShareLimits(0.7, 1e6, k998);
  EXPECT_NEAR(exact.lower, score.lower, 5e-6);
  EXPECT_NEAR(exact.upper, score.upper, 5e-6);
  EXPECT_NEAR(ExactRatioLimits(1, 1e6, k998).upper,
              ScoreRatioLimits(1, 1e6, k998).upper, 5e-6);
}

}  // namespace
}  // namespace tidemark::statistics
