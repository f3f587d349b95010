#include "common/statistics/intervals.h"

#include <cmath>

#include "gtest/gtest.h"

namespace tidemark::statistics {
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

// As above: testdata_Byars_Wilson.xlsx. A lower end that would be negative is
// published as missing and is 0 here.
TEST(ByarIntervalTest, AgreesWithThePublishedVectors) {
  struct Vector {
    double count;
    double confidence;
    double lower;
    double upper;
  };
  for (const Vector& v : {
           Vector{65, 0.95, 50.1631877104595, 82.849138545940},
           Vector{1045, 0.95, 982.5932018073325, 1110.331212985650},
           Vector{1, 0.95, 0.0130721329015, 5.563755582475},
           Vector{65, 0.998, 42.8802614714802, 94.000290844318},
           Vector{10, 0.998, 2.9163183746957, 24.193724927881},
           Vector{1, 0.998, 0, 9.362180217908},
       }) {
    const Interval interval = ByarInterval(v.count, v.confidence);
    EXPECT_NEAR(interval.lower, v.lower, 1e-11) << v.count;
    EXPECT_NEAR(interval.upper, v.upper, 1e-11) << v.count;
  }
}

TEST(ExactPoissonIntervalTest, LeavesHalfOfTheRestOnEitherSide) {
  const auto at_most = [](int count, double mean) {
    double sum = 0;
    for (int k = 0; k <= count; ++k) {
      sum += std::exp(k * std::log(mean) - mean - std::lgamma(k + 1));
    }
    return sum;
  };
  for (int count : {0, 1, 5, 9, 65}) {
    const Interval interval = ExactPoissonInterval(count);
    EXPECT_NEAR(at_most(count, interval.upper), 0.025, 1e-12) << count;
    if (count == 0) {
      EXPECT_EQ(interval.lower, 0);
    } else {
      EXPECT_NEAR(1 - at_most(count - 1, interval.lower), 0.025, 1e-12);
    }
  }
  // Of no events, the rule of three.
  EXPECT_NEAR(ExactPoissonInterval(0).upper, -std::log(0.025), 1e-12);
}

TEST(PoissonIntervalTest, IsExactBelowTenAndByarsFromTenOn) {
  EXPECT_EQ(PoissonInterval(9), ExactPoissonInterval(9));
  EXPECT_EQ(PoissonInterval(10), ByarInterval(10));
  EXPECT_EQ(PoissonInterval(0).lower, 0);
}

TEST(ExactBinomialIntervalTest, LeavesHalfOfTheRestOnEitherSide) {
  const auto at_most = [](int count, int n, double share) {
    double sum = 0;
    for (int k = 0; k <= count; ++k) {
      sum += std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) -
                      std::lgamma(n - k + 1) + k * std::log(share) +
                      (n - k) * std::log1p(-share));
    }
    return sum;
  };
  for (int x : {1, 3, 39}) {
    const Interval interval = ExactBinomialInterval(x, 40, 0.998);
    EXPECT_NEAR(at_most(x, 40, interval.upper), 0.001, 1e-12) << x;
    EXPECT_NEAR(1 - at_most(x - 1, 40, interval.lower), 0.001, 1e-12) << x;
  }
}

TEST(ExactBinomialIntervalTest, ReachesTheEndsWhenNoneOrAllDid) {
  const Interval none = ExactBinomialInterval(0, 10);
  EXPECT_EQ(none.lower, 0);
  EXPECT_NEAR(none.upper, 1 - std::pow(0.025, 0.1), 1e-12);
  const Interval all = ExactBinomialInterval(10, 10);
  EXPECT_NEAR(all.lower, std::pow(0.025, 0.1), 1e-12);
  EXPECT_EQ(all.upper, 1);
  const Interval one = ExactBinomialInterval(1, 1);
  EXPECT_NEAR(one.lower, 0.025, 1e-12);
  EXPECT_EQ(one.upper, 1);
}

TEST(IntervalsTest, GrowWithConfidenceAndShrinkWithCases) {
  using Method = Interval (*)(int64_t, int64_t, double);
  const auto width = [](const Interval& interval) {
    return interval.upper - interval.lower;
  };
  for (const Method method :
       {Method{&WilsonInterval}, Method{&ExactBinomialInterval}}) {
    double before = 2;
    for (int64_t n : {10, 100, 1000, 10000}) {
      const double now = width(method(3 * n / 10, n, 0.95));
      EXPECT_LT(now, before);
      EXPECT_LT(now, width(method(3 * n / 10, n, 0.998)));
      before = now;
    }
  }
  // The exact method pays for its guarantee.
  EXPECT_GT(width(ExactBinomialInterval(3, 20)), width(WilsonInterval(3, 20)));
}

}  // namespace
}  // namespace tidemark::statistics
