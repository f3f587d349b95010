#include "services/monitoring/finding_noise.h"

#include "gtest/gtest.h"

#include "services/monitoring/finding_thresholds.h"

namespace tidemark::monitoring {
namespace {

using statistics::SpecialCause;

constexpr uint64_t kSeed = 7;
constexpr size_t kRounds = 500;

bool Every(SpecialCause cause) { return cause != SpecialCause::kNone; }

bool OutsideOnly(SpecialCause cause) {
  return cause == SpecialCause::kAboveLimit ||
         cause == SpecialCause::kBelowLimit;
}

TEST(FindingNoiseTest, ChanceBringsNoMoreThanOneFindingAProviderAndYear) {
  const v1::FalseFindings noise = NoiseOf(20);
  EXPECT_GT(noise.expected_a_provider_year(), 0.1);
  EXPECT_LE(noise.expected_a_provider_year(), 1);
  EXPECT_EQ(noise.providers_judged(), 20);
  EXPECT_DOUBLE_EQ(noise.expected_a_year(),
                   20 * noise.expected_a_provider_year());
  double sum = 0;
  for (const v1::FalseFindingRate& rate : noise.rates()) {
    EXPECT_FALSE(rate.method().empty());
    EXPECT_EQ(rate.looks_a_year(), 12);
    sum += rate.expected_a_year();
  }
  EXPECT_DOUBLE_EQ(noise.expected_a_provider_year(), sum);
}

TEST(FindingNoiseTest, TheSameSeedGivesTheSameAnswer) {
  const SimulatedRate once = SimulateCharts({}, 100, kSeed, Every);
  const SimulatedRate again = SimulateCharts({}, 100, kSeed, Every);
  EXPECT_EQ(once.a_year, again.a_year);
  EXPECT_NE(once.a_year, SimulateCharts({}, 100, kSeed + 1, Every).a_year);
}

TEST(FindingNoiseTest, EveryRuleMakesMoreNoiseThanAFewOfThem) {
  for (const bool varying : {false, true}) {
    const SimulatedChart chart = {.varying = varying};
    const double outside =
        SimulateCharts(chart, kRounds, kSeed, OutsideOnly).a_year;
    const double every = SimulateCharts(chart, kRounds, kSeed, Every).a_year;
    EXPECT_LT(outside, every);
    RecordProperty(varying ? "varying outside" : "alike outside",
                   std::to_string(outside));
    RecordProperty(varying ? "varying every" : "alike every",
                   std::to_string(every));
  }
}

TEST(FindingNoiseTest, NothingIsRaisedByWhatRaisesNothing) {
  EXPECT_EQ(
      SimulateCharts({}, 50, kSeed, [](SpecialCause) { return false; }).a_year,
      0);
}

}  // namespace
}  // namespace tidemark::monitoring
