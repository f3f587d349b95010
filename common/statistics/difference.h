// How sure the difference of two shares is.

#ifndef TIDEMARK_COMMON_STATISTICS_DIFFERENCE_H_
#define TIDEMARK_COMMON_STATISTICS_DIFFERENCE_H_

#include <cstdint>

#include "common/statistics/intervals.h"

namespace tidemark::statistics {

// A count out of another.
struct Counts {
  int64_t numerator;
  int64_t denominator;
};

// The range that holds the true share of `a` less that of `b` with
// `confidence`, by the hybrid score method without continuity correction
// (Newcombe 1998, Interval estimation for the difference between independent
// proportions, Statistics in Medicine 17:873-890, method 10). Both denominators
// must be above 0.
Interval DifferenceInterval(const Counts& a, const Counts& b,
                            double confidence = 0.95);

}  // namespace tidemark::statistics

#endif  // TIDEMARK_COMMON_STATISTICS_DIFFERENCE_H_
