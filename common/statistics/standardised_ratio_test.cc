#include "common/statistics/standardised_ratio.h"

#include <vector>

#include "gtest/gtest.h"

namespace tidemark::statistics {
namespace {

// From the expected count of testdata_DSR_ISR.xlsx of PHEindicatormethods.
TEST(StandardisedRatioTest, AgreesWithThePublishedVector) {
  const double expected = 835.883561231;
  struct Vector {
    double observed;
    double confidence;
    double ratio;
    double lower;
    double upper;
  };
  for (const Vector& v : {
           Vector{895, 0.95, 1.0707232939, 1.00171477126, 1.14323328725},
           Vector{895, 0.998, 1.0707232939, 0.963515561961, 1.18600704159},
           Vector{91, 0.95, 0.108866837704, 0.0876504010183, 0.133665763284},
       }) {
    const StandardisedRatio ratio =
        Standardise(v.observed, expected, {.confidence = v.confidence});
    EXPECT_NEAR(ratio.ratio, v.ratio, 5.1e-11);
    EXPECT_NEAR(ratio.interval.lower, v.lower, 5.1e-12);
    EXPECT_NEAR(ratio.interval.upper, v.upper, 5.1e-12);
  }
}

TEST(StandardisedRatioTest, ExpectsWhatTheReferenceWouldHaveHad) {
  const std::vector<Stratum> strata = {
      {.cases = 100, .reference_events = 50, .reference_cases = 1000},
      {.cases = 20, .reference_events = 300, .reference_cases = 600},
      // Nothing is known of this one.
      {.cases = 7, .reference_events = 0, .reference_cases = 0},
  };
  EXPECT_DOUBLE_EQ(ExpectedCount(strata), 5 + 10);
  EXPECT_DOUBLE_EQ(ReferenceRate(strata), 350.0 / 1600);
  EXPECT_EQ(ExpectedCount({}), 0);
  EXPECT_EQ(ReferenceRate({}), 0);
}

TEST(StandardisedRatioTest, TheReferenceAgainstItselfIsOne) {
  const std::vector<Stratum> strata = {
      {.cases = 1000, .reference_events = 50, .reference_cases = 1000},
      {.cases = 600, .reference_events = 300, .reference_cases = 600}};
  EXPECT_DOUBLE_EQ(Standardise(350, ExpectedCount(strata)).ratio, 1);
}

TEST(StandardisedRatioTest, FewEventsHaveAnExactIntervalAndNoneAZero) {
  const StandardisedRatio few = Standardise(4, 2);
  const Interval exact = ExactPoissonInterval(4);
  EXPECT_DOUBLE_EQ(few.interval.lower, exact.lower / 2);
  EXPECT_DOUBLE_EQ(few.interval.upper, exact.upper / 2);
  const StandardisedRatio many =
      Standardise(40, 20, {.interval = CountInterval::kExact});
  EXPECT_DOUBLE_EQ(many.interval.upper, ExactPoissonInterval(40).upper / 20);
  EXPECT_EQ(Standardise(0, 3).ratio, 0);
  EXPECT_EQ(Standardise(0, 3).interval.lower, 0);
}

}  // namespace
}  // namespace tidemark::statistics
