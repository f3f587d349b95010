// How sure a share is.

#ifndef TIDEMARK_SERVICES_MONITORING_INTERVALS_H_
#define TIDEMARK_SERVICES_MONITORING_INTERVALS_H_

#include <cstdint>

namespace tidemark::monitoring {

// A range of shares, 0 to 1.
struct Interval {
  double lower;
  double upper;
};

// The range that holds the true share with `confidence` (0.95 for 95%), by
// Wilson's score method without continuity correction (Wilson 1927; the OHID
// standard for proportions), when `numerator` of `denominator` cases were
// observed. `denominator` must be above 0, `numerator` 0 to `denominator`.
Interval WilsonInterval(int64_t numerator, int64_t denominator,
                        double confidence = 0.95);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_INTERVALS_H_
