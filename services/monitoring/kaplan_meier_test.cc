#include "services/monitoring/kaplan_meier.h"

#include <algorithm>
#include <random>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tidemark::monitoring {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

Observation Seen(int32_t days) { return {.days = days, .event = true}; }
Observation Lost(int32_t days) { return {.days = days, .event = false}; }

// Weeks in remission of the 21 children given 6-MP (Freireich et al. 1963, as
// in textbooks of survival analysis).
std::vector<Observation> SixMp() {
  return {Seen(6),  Seen(6),  Seen(6),  Lost(6),  Seen(7),  Lost(9),  Seen(10),
          Lost(10), Lost(11), Seen(13), Seen(16), Lost(17), Lost(19), Lost(20),
          Seen(22), Seen(23), Lost(25), Lost(32), Lost(32), Lost(34), Lost(35)};
}

// Weeks in remission of the 21 given placebo: everyone was seen to the end.
std::vector<Observation> Placebo() {
  std::vector<Observation> all;
  for (const int weeks : {1, 1, 2,  2,  3,  4,  4,  5,  5,  8, 8,
                          8, 8, 11, 11, 12, 12, 15, 17, 22, 23}) {
    all.push_back(Seen(weeks));
  }
  return all;
}

TEST(KaplanMeierTest, GivesThePublishedCurveOfTheLeukaemiaTrial) {
  const std::vector<SurvivalStep> curve = KaplanMeier(SixMp());
  struct Published {
    int32_t days;
    int64_t at_risk;
    int64_t events;
    int64_t censored;
    double survival;
    double lower;
    double upper;
  };
  const Published published[] = {
      {6, 21, 3, 1, 0.857, 0.620, 0.952},  {7, 17, 1, 1, 0.807, 0.563, 0.923},
      {10, 15, 1, 2, 0.753, 0.503, 0.889}, {13, 12, 1, 0, 0.690, 0.432, 0.849},
      {16, 11, 1, 3, 0.627, 0.368, 0.805}, {22, 7, 1, 0, 0.538, 0.268, 0.747},
      {23, 6, 1, 5, 0.448, 0.188, 0.680}};
  ASSERT_THAT(curve, SizeIs(8));
  EXPECT_EQ(curve[0].days, 0);
  EXPECT_EQ(curve[0].at_risk, 21);
  EXPECT_EQ(curve[0].survival, 1);
  EXPECT_FALSE(curve[0].limits.has_value());
  for (size_t i = 0; i < std::size(published); ++i) {
    const SurvivalStep& step = curve[i + 1];
    EXPECT_EQ(step.days, published[i].days);
    EXPECT_EQ(step.at_risk, published[i].at_risk);
    EXPECT_EQ(step.events, published[i].events);
    EXPECT_EQ(step.censored, published[i].censored);
    EXPECT_NEAR(step.survival, published[i].survival, 5e-4);
    ASSERT_TRUE(step.limits.has_value());
    EXPECT_NEAR(step.limits->lower, published[i].lower, 5e-4);
    EXPECT_NEAR(step.limits->upper, published[i].upper, 5e-4);
  }
  const Median median = MedianOf(curve);
  EXPECT_EQ(median.days, 23);
  EXPECT_EQ(median.lower, 13);
  EXPECT_EQ(median.upper, std::nullopt);
}

TEST(KaplanMeierTest, WithoutAnyoneLostItIsTheShareLeft) {
  const std::vector<SurvivalStep> curve = KaplanMeier(Placebo());
  for (const SurvivalStep& step : curve) {
    EXPECT_NEAR(step.survival,
                static_cast<double>(step.at_risk - step.events) / 21, 1e-12);
  }
  EXPECT_EQ(curve.back().survival, 0);
  EXPECT_FALSE(curve.back().limits.has_value());
  const Median median = MedianOf(curve);
  EXPECT_EQ(median.days, 8);
  EXPECT_EQ(median.lower, 4);
  EXPECT_EQ(median.upper, 11);
}

TEST(KaplanMeierTest, OfOneDayEventsComeBeforeTheLost) {
  const auto curve = KaplanMeier({Lost(5), Seen(5)});
  ASSERT_THAT(curve, SizeIs(2));
  EXPECT_EQ(curve[1].at_risk, 2);
  EXPECT_EQ(curve[1].survival, 0.5);
  EXPECT_EQ(curve[1].censored, 1);
  EXPECT_EQ(MedianOf(curve).days, 5);
}

TEST(KaplanMeierTest, AMedianThatNobodyReachesIsNotReachedAndNever0) {
  const auto curve = KaplanMeier({Lost(3), Lost(9), Lost(9)});
  ASSERT_THAT(curve, SizeIs(1));
  EXPECT_EQ(curve[0].at_risk, 3);
  EXPECT_EQ(curve[0].censored, 3);
  const Median median = MedianOf(curve);
  EXPECT_EQ(median.days, std::nullopt);
  EXPECT_EQ(median.lower, std::nullopt);
  EXPECT_EQ(median.upper, std::nullopt);
}

TEST(KaplanMeierTest, OnePersonIsSeenOrNot) {
  const auto seen = KaplanMeier({Seen(42)});
  EXPECT_EQ(seen.back().survival, 0);
  EXPECT_EQ(MedianOf(seen).days, 42);
  EXPECT_EQ(MedianOf(KaplanMeier({Lost(42)})).days, std::nullopt);
  EXPECT_THAT(KaplanMeier({}), IsEmpty());
  EXPECT_EQ(MedianOf({}).days, std::nullopt);
}

TEST(KaplanMeierTest, AHalfThatIsMadeOfThirdsIsAHalf) {
  // 5/6 * 4/5 * 3/4 is not 0.5 in binary.
  const auto curve =
      KaplanMeier({Seen(1), Seen(2), Seen(3), Seen(4), Seen(5), Seen(6)});
  EXPECT_EQ(MedianOf(curve).days, 3);
}

TEST(KaplanMeierTest, ItFallsAndTheOrderOfCasesChangesNothing) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<Observation> all;
    for (int i = static_cast<int>(random() % 40); i >= 0; --i) {
      all.push_back({.days = 1 + static_cast<int32_t>(random() % 20),
                     .event = random() % 3 != 0});
    }
    const auto curve = KaplanMeier(all);
    std::shuffle(all.begin(), all.end(), random);
    const auto again = KaplanMeier(all);
    ASSERT_EQ(curve.size(), again.size());
    int64_t cases = 0;
    for (size_t i = 0; i < curve.size(); ++i) {
      EXPECT_EQ(curve[i].survival, again[i].survival);
      EXPECT_EQ(curve[i].at_risk, static_cast<int64_t>(all.size()) - cases);
      cases += curve[i].events + curve[i].censored;
      if (i > 0) {
        EXPECT_LT(curve[i].survival, curve[i - 1].survival);
      }
      if (!curve[i].limits) continue;
      EXPECT_GT(curve[i].limits->lower, 0);
      EXPECT_LT(curve[i].limits->lower, curve[i].survival);
      EXPECT_GT(curve[i].limits->upper, curve[i].survival);
      EXPECT_LT(curve[i].limits->upper, 1);
    }
    EXPECT_EQ(cases, static_cast<int64_t>(all.size()));
  }
}

}  // namespace
}  // namespace tidemark::monitoring
