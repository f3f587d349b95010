// Within what chance alone would keep a unit of a given size, if it were no
// different from the centre.
//
// The limits at 95% and 99.8% use the deviates 1.959964 and 3.090232 to six
// places, as published, so that they agree with published ones to the digit.

#ifndef TIDEMARK_COMMON_STATISTICS_FUNNEL_LIMITS_H_
#define TIDEMARK_COMMON_STATISTICS_FUNNEL_LIMITS_H_

#include "common/statistics/intervals.h"

namespace tidemark::statistics {

// How sure limits are.
enum class FunnelLevel {
  // 95%, for attention.
  k95,
  // 99.8%, for action.
  k998,
};

// The share of units without a difference that lie above the upper limit, and
// below the lower one: 0.025 or 0.001.
double TailOf(FunnelLevel level);

// The normal deviate: 1.959964 or 3.090232.
double DeviateOf(FunnelLevel level);

// Limits of a share of `denominator` (whole, above 0) about `centre`, 0 to 1,
// from the normal approximation at the centre: Wilson's score, inverted.
// Clipped to 0 to 1.
Interval ScoreShareLimits(double centre, double denominator, FunnelLevel level);

// The same from the binomial distribution itself, interpolated between whole
// counts as by Spiegelhalter (2005).
Interval ExactShareLimits(double centre, double denominator, FunnelLevel level);

// Limits of the ratio of what is observed to `expected`, above 0, about
// `centre`, from the normal approximation to the Poisson distribution; at least
// 0.
Interval ScoreRatioLimits(double centre, double expected, FunnelLevel level);

// The same from the chi-squared distribution, which is that of the Poisson
// distribution without its steps.
Interval ExactRatioLimits(double centre, double expected, FunnelLevel level);

}  // namespace tidemark::statistics

#endif  // TIDEMARK_COMMON_STATISTICS_FUNNEL_LIMITS_H_
