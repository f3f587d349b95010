#include "common/statistics/special_causes.h"

#include <algorithm>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tidemark::statistics {
namespace {

using enum SpecialCause;
using ::testing::Each;
using ::testing::ElementsAre;

// Points about 0 with near limits at 2 and limits at 3.
std::vector<JudgedPoint> Points(
    const std::vector<std::optional<double>>& values) {
  std::vector<JudgedPoint> points;
  for (const std::optional<double>& value : values) {
    points.push_back(
        {.value = value,
         .limits = ProcessLimits{
             .lower = -3, .near_lower = -2, .near_upper = 2, .upper = 3}});
  }
  return points;
}

std::vector<SpecialCause> Causes(
    const std::vector<std::optional<double>>& values,
    const SpecialCauseRules& rules = {}) {
  return FindSpecialCauses(Points(values), rules);
}

TEST(SpecialCausesTest, APointOnItsLimitIsNotOutside) {
  EXPECT_THAT(Causes({3, 3.0001, -3, -3.0001}),
              ElementsAre(kNone, kAboveLimit, kNone, kBelowLimit));
}

TEST(SpecialCausesTest, SixStepsOneWayAreATrendOfSevenPoints) {
  EXPECT_THAT(Causes({1.5, 1, .5, 0, -.5, -1, -1.5, -1.4}),
              ElementsAre(kTrendDown, kTrendDown, kTrendDown, kTrendDown,
                          kTrendDown, kTrendDown, kTrendDown, kNone));
  // Five steps are not, and a step on the spot ends one.
  EXPECT_THAT(Causes({-1, -.5, 0, .5, 1, 1.5, 1.4}), Each(kNone));
  EXPECT_THAT(Causes({-1, -.5, 0, 0, .5, 1, 1.5, 1.6}), Each(kNone));
}

TEST(SpecialCausesTest, APeakOfTwoTrendsIsOfTheLater) {
  EXPECT_THAT(
      Causes({-1.5, -1, -.5, 0, .5, 1, 1.5, 1.1, .6, .1, -.4, -.9, -1.4}),
      ElementsAre(kTrendUp, kTrendUp, kTrendUp, kTrendUp, kTrendUp, kTrendUp,
                  kTrendDown, kTrendDown, kTrendDown, kTrendDown, kTrendDown,
                  kTrendDown, kTrendDown));
}

TEST(SpecialCausesTest, OnlyTheCloseOnesOfThreeOnOneSideAreFlagged) {
  EXPECT_THAT(Causes({2.5, 1, 2.5}),
              ElementsAre(kTwoInThreeAbove, kNone, kTwoInThreeAbove));
  EXPECT_THAT(Causes({-1, -2.5, -2.5}),
              ElementsAre(kNone, kTwoInThreeBelow, kTwoInThreeBelow));
  // The third is on the other side, or on the centre, or too far away.
  EXPECT_THAT(Causes({2.5, -1, 2.5}), Each(kNone));
  EXPECT_THAT(Causes({2.5, 0, 2.5}), Each(kNone));
  EXPECT_THAT(Causes({2.5, 1, 1, 2.5}), Each(kNone));
  EXPECT_THAT(Causes({2.5, 2.5}), Each(kNone));
  // On the near limit is not beyond it.
  EXPECT_THAT(Causes({2, 1, 2.5}), Each(kNone));
}

TEST(SpecialCausesTest, APointOutsideIsNotOneOfTwoInThree) {
  EXPECT_THAT(Causes({2.5, 3.5, 1}), ElementsAre(kNone, kAboveLimit, kNone));
  EXPECT_THAT(Causes({2.5, 3.5, 2.5}),
              ElementsAre(kTwoInThreeAbove, kAboveLimit, kTwoInThreeAbove));
}

TEST(SpecialCausesTest, SevenOnOneSideAreAShiftAndAPointOnTheCentreEndsIt) {
  EXPECT_THAT(Causes({-1, 1, .5, 1, .5, 1, .5, 1}),
              ElementsAre(kNone, kShiftAbove, kShiftAbove, kShiftAbove,
                          kShiftAbove, kShiftAbove, kShiftAbove, kShiftAbove));
  EXPECT_THAT(Causes({1, .5, 1, 0, 1, .5, 1, .5, 1, .5}), Each(kNone));
  EXPECT_THAT(Causes({1, .5, 1, .5, 1, .5}), Each(kNone));
}

TEST(SpecialCausesTest, AMissingPointEndsEveryRunAndIsNothingItself) {
  EXPECT_THAT(Causes({1, .5, 1, std::nullopt, .5, 1, .5, 1}), Each(kNone));
  EXPECT_THAT(Causes({-1.5, -1, -.5, std::nullopt, 0, .5, 1, 1.5}),
              Each(kNone));
  EXPECT_THAT(Causes({2.5, std::nullopt, 2.5, 1}), Each(kNone));
  EXPECT_THAT(Causes({std::nullopt, std::nullopt}), Each(kNone));
}

TEST(SpecialCausesTest, RulesAreTriedInTheirPublishedOrder) {
  // A trend that begins outside and ends close, all of it above: outside beats
  // trend, trend beats two in three and shift.
  EXPECT_THAT(Causes({3.5, 2.9, 2.5, 2.2, 1.5, 1, .5}),
              ElementsAre(kAboveLimit, kTrendDown, kTrendDown, kTrendDown,
                          kTrendDown, kTrendDown, kTrendDown));
  // Two in three beats shift.
  EXPECT_THAT(Causes({2.5, 1, 2.5, 1, .5, 1, .5}),
              ElementsAre(kTwoInThreeAbove, kShiftAbove, kTwoInThreeAbove,
                          kShiftAbove, kShiftAbove, kShiftAbove, kShiftAbove));
}

TEST(SpecialCausesTest, LengthsOfRunsCanBeChosen) {
  EXPECT_THAT(Causes({1, .5, 1, .5, 1, .5, 1}, {.shift = 8}), Each(kNone));
  EXPECT_THAT(Causes({-1, -.5, 0, .5, 1, 1.5}, {.trend = 6}), Each(kTrendUp));
  EXPECT_THAT(Causes({1, .5}, {.shift = 2}), Each(kShiftAbove));
}

TEST(SpecialCausesTest, WithoutLimitsRunsAreStillFound) {
  std::vector<JudgedPoint> points = Points({9, 1, 9, 1, 9, 1, 9});
  for (JudgedPoint& point : points) point.limits = std::nullopt;
  EXPECT_THAT(FindSpecialCauses(points, {}), Each(kShiftAbove));
}

TEST(SpecialCausesTest, AMirroredSeriesHasMirroredCauses) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> noise(0, 1.5);
  std::vector<std::optional<double>> values;
  std::vector<std::optional<double>> mirrored;
  for (int i = 0; i < 2000; ++i) {
    values.push_back(noise(random));
    mirrored.push_back(-*values.back());
  }
  const std::vector<SpecialCause> causes = Causes(values);
  const std::vector<SpecialCause> opposite = Causes(mirrored);
  size_t special = 0;
  for (size_t i = 0; i < causes.size(); ++i) {
    ASSERT_EQ(SideOf(causes[i]), -SideOf(opposite[i])) << i;
    special += causes[i] != kNone;
  }
  EXPECT_GT(special, 100u);
}

TEST(VariationTest, SaysWhetherHighIsGood) {
  using enum Direction;
  EXPECT_EQ(VariationOf(kShiftAbove, kHigherIsBetter),
            Variation::kImprovementHigh);
  EXPECT_EQ(VariationOf(kShiftAbove, kLowerIsBetter), Variation::kConcernHigh);
  EXPECT_EQ(VariationOf(kShiftAbove, kNeutral), Variation::kNeutralHigh);
  EXPECT_EQ(VariationOf(kTrendDown, kHigherIsBetter), Variation::kConcernLow);
  EXPECT_EQ(VariationOf(kTrendDown, kLowerIsBetter),
            Variation::kImprovementLow);
  EXPECT_EQ(VariationOf(kBelowLimit, kNeutral), Variation::kNeutralLow);
  EXPECT_EQ(VariationOf(kNone, kHigherIsBetter), Variation::kCommonCause);
}

TEST(AssuranceTest, HoldsTheTargetAgainstTheLimits) {
  using enum Direction;
  const ProcessLimits limits = {.lower = 60, .upper = 80};
  EXPECT_EQ(AssuranceOf(limits, 81, kHigherIsBetter),
            Assurance::kConsistentFail);
  EXPECT_EQ(AssuranceOf(limits, 59, kHigherIsBetter),
            Assurance::kConsistentPass);
  EXPECT_EQ(AssuranceOf(limits, 80, kHigherIsBetter), Assurance::kInconsistent);
  EXPECT_EQ(AssuranceOf(limits, 81, kLowerIsBetter),
            Assurance::kConsistentPass);
  EXPECT_EQ(AssuranceOf(limits, 59, kLowerIsBetter),
            Assurance::kConsistentFail);
  EXPECT_EQ(AssuranceOf(limits, 60, kLowerIsBetter), Assurance::kInconsistent);
  EXPECT_EQ(AssuranceOf(limits, 81, kNeutral), Assurance::kNone);
  EXPECT_EQ(AssuranceOf(limits, std::nullopt, kHigherIsBetter),
            Assurance::kNone);
  EXPECT_EQ(AssuranceOf(std::nullopt, 81, kHigherIsBetter), Assurance::kNone);
}

TEST(LabelsTest, AreThoseOfTheCharts) {
  EXPECT_EQ(LabelOf(kNone), "Common Cause");
  EXPECT_EQ(LabelOf(kTrendUp), "7 Point Trend (Increasing)");
  EXPECT_EQ(LabelOf(kShiftBelow, {.shift = 8}), "8 Points Below CL");
  EXPECT_EQ(WordOf(Variation::kConcernLow), "concern_low");
  EXPECT_EQ(WordOf(Assurance::kInconsistent), "inconsistent");
}

}  // namespace
}  // namespace tidemark::statistics
