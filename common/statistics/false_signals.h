// How often the rules of a chart cry wolf: how many signals a series without
// any change raises, by chance alone. A limit on noise begins with its number.
//
//   std::mt19937_64 random(20260401);
//   std::normal_distribution<double> noise;
//   const FalseSignals a_year = SimulateFalseSignals(
//       {.history = 24, .horizon = 12, .rounds = 2000},
//       [&] { return noise(random); });
//   a_year.signals    // expected false signals in 12 months of one provider

#ifndef TIDEMARK_COMMON_STATISTICS_FALSE_SIGNALS_H_
#define TIDEMARK_COMMON_STATISTICS_FALSE_SIGNALS_H_

#include <cstddef>

#include "absl/functional/function_ref.h"

#include "common/statistics/chart.h"

namespace tidemark::statistics {

// What to simulate.
struct FalseSignalOptions {
  // Points that a series has before anybody looks.
  size_t history = 24;
  // Points that are added, one after another, with a look at the latest after
  // each; at least 1.
  size_t horizon = 12;
  // Series to simulate, at least 1. The standard error of the answer falls with
  // the root of it.
  size_t rounds = 1000;
  // How the chart is drawn; phases beyond `history + horizon` are not allowed.
  XmrOptions chart = {};
};

// What was found.
struct FalseSignals {
  // Signals in a horizon, on average: a signal begins when the latest point is
  // special and the one before was not, or was so to the other side. One that
  // stands is one signal.
  double signals = 0;
  // Its standard error.
  double standard_error = 0;
  // The share of series with at least one.
  double series_with_signal = 0;
};

// Simulates `options.rounds` series whose points are independent draws. The
// same draws give the same answer.
FalseSignals SimulateFalseSignals(const FalseSignalOptions& options,
                                  absl::FunctionRef<double()> draw);

}  // namespace tidemark::statistics

#endif  // TIDEMARK_COMMON_STATISTICS_FALSE_SIGNALS_H_
