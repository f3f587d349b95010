#include "services/monitoring/intervals.h"

#include "gtest/gtest.h"

namespace tidemark::monitoring {
namespace {

// The vectors that PHEindicatormethods 2.1.0 publishes and computes.
TEST(WilsonIntervalTest, AgreesWithThePublishedVectors) {
  struct Vector {
    int64_t numerator;
    int64_t denominator;
    double confidence;
    double lower;
    double upper;
    double tolerance;
  };
  for (const Vector& v : {
           Vector{65, 100, 0.95, 0.5525444329689, 0.736357517569, 1e-12},
           Vector{1045, 5000, 0.95, 0.1979554988001, 0.220491303732, 1e-12},
           Vector{65, 100, 0.998, 0.4954946574070, 0.778354061409, 1e-12},
           Vector{515, 700, 0.95, 0.701826074, 0.767029513, 1e-9},
           Vector{0, 10, 0.95, 0, 0.2775328, 1e-7},
       }) {
    const Interval interval =
        WilsonInterval(v.numerator, v.denominator, v.confidence);
    EXPECT_NEAR(interval.lower, v.lower, v.tolerance) << v.numerator;
    EXPECT_NEAR(interval.upper, v.upper, v.tolerance) << v.numerator;
  }
}

TEST(WilsonIntervalTest, NeverLeavesZeroToOneAndHoldsTheShare) {
  for (int64_t n : {1, 2, 3, 10, 99, 1000, 123456}) {
    for (int64_t x : {int64_t{0}, int64_t{1}, n / 2, n - 1, n}) {
      const Interval interval = WilsonInterval(x, n);
      const double share = static_cast<double>(x) / static_cast<double>(n);
      EXPECT_GE(interval.lower, 0);
      EXPECT_LE(interval.upper, 1);
      EXPECT_LE(interval.lower, share + 1e-12) << x << "/" << n;
      EXPECT_GE(interval.upper, share - 1e-12) << x << "/" << n;
      EXPECT_LT(interval.lower, interval.upper);
    }
  }
}

TEST(WilsonIntervalTest, IsTheMirrorImageForTheOppositeQuestion) {
  const Interval met = WilsonInterval(3, 40);
  const Interval not_met = WilsonInterval(37, 40);
  EXPECT_NEAR(met.lower, 1 - not_met.upper, 1e-12);
  EXPECT_NEAR(met.upper, 1 - not_met.lower, 1e-12);
}

}  // namespace
}  // namespace tidemark::monitoring
