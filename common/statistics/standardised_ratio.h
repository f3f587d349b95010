// Indirect standardisation: what was observed against what would have been
// expected had each group done as the reference does.
//
//   const double expected = ExpectedCount(strata);
//   const StandardisedRatio ratio = Standardise(895, expected, {});
//   ratio.ratio, ratio.interval.lower

#ifndef TIDEMARK_COMMON_STATISTICS_STANDARDISED_RATIO_H_
#define TIDEMARK_COMMON_STATISTICS_STANDARDISED_RATIO_H_

#include <span>

#include "common/statistics/intervals.h"

namespace tidemark::statistics {

// A group of cases that fare alike: an age band, say.
struct Stratum {
  // Cases in it that are to be judged.
  double cases = 0;
  // Of the reference: events, and the cases that they are out of. A stratum
  // without reference cases expects nothing.
  double reference_events = 0;
  double reference_cases = 0;
};

// How many events the reference would have had among these cases.
double ExpectedCount(std::span<const Stratum> strata);

// The events of the reference, divided by its cases.
double ReferenceRate(std::span<const Stratum> strata);

// How to find the interval of a count.
enum class CountInterval {
  // Byar's from 10 on, exact below.
  kByar,
  // Exact throughout.
  kExact,
};

// How to standardise.
struct StandardisedRatioOptions {
  double confidence = 0.95;
  CountInterval interval = CountInterval::kByar;
};

// Events observed, divided by those expected.
struct StandardisedRatio {
  double ratio = 0;
  Interval interval = {};
};

// The ratio of `observed`, at least 0, to `expected`, above 0. Its interval is
// that of the observed count: what is expected counts as certain. Times
// `ReferenceRate` it is the standardised rate.
StandardisedRatio Standardise(double observed, double expected,
                              const StandardisedRatioOptions& options = {});

}  // namespace tidemark::statistics

#endif  // TIDEMARK_COMMON_STATISTICS_STANDARDISED_RATIO_H_
