// How sure a share, a count or a ratio is.
//
//   const Interval share = WilsonInterval(515, 700);          // 70.2% to 76.7%
//   const Interval count = ByarInterval(65, 0.998);
//
// Everything here is two-sided: `confidence` 0.95 leaves 2.5% on either side.
// It lies between 0 and 1, both excluded.

#ifndef TIDEMARK_COMMON_STATISTICS_INTERVALS_H_
#define TIDEMARK_COMMON_STATISTICS_INTERVALS_H_

#include <cstdint>

namespace tidemark::statistics {

// A range, both ends included.
struct Interval {
  double lower = 0;
  double upper = 0;

  friend bool operator==(const Interval&, const Interval&) = default;
};

// The standard normal deviate that leaves (1 - confidence) / 2 above it: 1.96
// for 95%.
double NormalDeviate(double confidence);

// The range that holds the true share with `confidence`, by Wilson's score
// method without continuity correction (Wilson 1927; the OHID standard for
// proportions), when `numerator` of `denominator` cases were observed.
// `denominator` must be above 0, `numerator` 0 to `denominator`.
Interval WilsonInterval(int64_t numerator, int64_t denominator,
                        double confidence = 0.95);

// The same by Clopper and Pearson's method (1934), which is exact in that it
// never holds the true share less often than it says; so it is wider than
// Wilson's.
Interval ExactBinomialInterval(int64_t numerator, int64_t denominator,
                               double confidence = 0.95);

// The range that holds the mean of the Poisson distribution of which `count`,
// at least 0, was observed, by Byar's approximation (Breslow and Day 1987; the
// OHID standard for counts of 10 or more). Below that it is poor: a `count` of
// 1 at 99.8% would have a lower end below 0, which is given as 0, and that of 0
// is 0.
Interval ByarInterval(double count, double confidence = 0.95);

// The same exactly, from the chi-squared distribution (Garwood 1936).
Interval ExactPoissonInterval(double count, double confidence = 0.95);

// What OHID publishes with: Byar's approximation from 10 on, the exact interval
// below.
Interval PoissonInterval(double count, double confidence = 0.95);

}  // namespace tidemark::statistics

#endif  // TIDEMARK_COMMON_STATISTICS_INTERVALS_H_
