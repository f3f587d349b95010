#include "services/monitoring/finding_noise.h"

#include <iostream>

#include "gtest/gtest.h"

#include "services/monitoring/finding_thresholds.h"

namespace tidemark::monitoring {
namespace {

using statistics::SpecialCause;

constexpr uint64_t kSeed = 7;
constexpr size_t kRounds = 1000;

bool Every(SpecialCause cause) { return cause != SpecialCause::kNone; }

// The limits; then shifts, two in three and trends as well.
bool FirstRules(SpecialCause cause, int rules) {
  switch (cause) {
    case SpecialCause::kAboveLimit:
    case SpecialCause::kBelowLimit:
      return true;
    case SpecialCause::kShiftAbove:
    case SpecialCause::kShiftBelow:
      return rules > 1;
    case SpecialCause::kTwoInThreeAbove:
    case SpecialCause::kTwoInThreeBelow:
      return rules > 2;
    case SpecialCause::kTrendUp:
    case SpecialCause::kTrendDown:
      return rules > 3;
    case SpecialCause::kNone:
      break;
  }
  return false;
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

// What `common/decisions/21-signals.md` rests on.
TEST(FindingNoiseTest, EachRuleThatIsAddedAddsNoise) {
  for (const double carried : {0.0, 0.3, 0.6}) {
    double before = 0;
    for (const int rules : {1, 2, 3, 4}) {
      const SimulatedRate rate = SimulateCharts(
          {.carried = carried}, kRounds, kSeed,
          [&](SpecialCause cause) { return FirstRules(cause, rules); });
      std::cout << 100 * carried << "% carried over, " << rules
                << " of the rules: " << rate.a_year << " +- "
                << rate.standard_error << " a year\n";
      EXPECT_GE(rate.a_year, before);
      before = rate.a_year;
    }
  }
}

TEST(FindingNoiseTest, ChartsWhoseDenominatorsVaryMakeLessNoise) {
  for (const double carried : {0.0, 0.3}) {
    EXPECT_LT(
        SimulateCharts({.varying = true, .carried = carried}, kRounds, kSeed,
                       Every)
            .a_year,
        SimulateCharts({.carried = carried}, kRounds, kSeed, Every).a_year);
  }
}

TEST(FindingNoiseTest, NothingIsRaisedByWhatRaisesNothing) {
  EXPECT_EQ(
      SimulateCharts({}, 50, kSeed, [](SpecialCause) { return false; }).a_year,
      0);
}

}  // namespace
}  // namespace tidemark::monitoring
