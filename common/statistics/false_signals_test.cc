#include "common/statistics/false_signals.h"

#include <random>

#include "gtest/gtest.h"

namespace tidemark::statistics {
namespace {

FalseSignals Simulate(const FalseSignalOptions& options, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> noise;
  return SimulateFalseSignals(options, [&] { return noise(random); });
}

TEST(FalseSignalsTest, TheSameDrawsGiveTheSameAnswer) {
  const FalseSignals one = Simulate({.rounds = 200}, 1);
  const FalseSignals two = Simulate({.rounds = 200}, 1);
  EXPECT_EQ(one.signals, two.signals);
  EXPECT_NE(one.signals, Simulate({.rounds = 200}, 2).signals);
}

TEST(FalseSignalsTest, ASeriesThatNeverMovesRaisesNone) {
  const FalseSignals none =
      SimulateFalseSignals({.rounds = 10}, [] { return 4.0; });
  EXPECT_EQ(none.signals, 0);
  EXPECT_EQ(none.series_with_signal, 0);
  EXPECT_EQ(none.standard_error, 0);
}

TEST(FalseSignalsTest, ASignalThatStandsIsOneSignal) {
  // 24 quiet points, then twelve far above.
  int drawn = 0;
  const FalseSignals one = SimulateFalseSignals(
      {.history = 24,
       .horizon = 12,
       .rounds = 1,
       .chart = {.phases = {{.first = 0, .baseline = 24}}}},
      [&] {
        const int at = drawn++;
        return at < 24 ? at % 2 : 100.0;
      });
  EXPECT_EQ(one.signals, 1);
  EXPECT_EQ(one.series_with_signal, 1);
}

TEST(FalseSignalsTest, LongerRunsAndAShorterHorizonRaiseFewer) {
  const FalseSignals usual = Simulate({.rounds = 1500}, 3);
  const FalseSignals longer = Simulate(
      {.rounds = 1500, .chart = {.rules = {.trend = 20, .shift = 20}}}, 3);
  const FalseSignals month = Simulate({.horizon = 1, .rounds = 1500}, 3);
  EXPECT_GT(usual.signals, longer.signals + 3 * usual.standard_error);
  EXPECT_GT(usual.signals, 5 * month.signals);
  // Chance alone does raise some, and not many.
  EXPECT_GT(usual.signals, 0.1);
  EXPECT_LT(usual.signals, 1);
  EXPECT_LE(usual.series_with_signal, usual.signals);
}

}  // namespace
}  // namespace tidemark::statistics
