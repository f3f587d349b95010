// How counts and shares are rounded before they are published.

#ifndef TIDEMARK_COMMON_DISCLOSURE_ROUNDING_H_
#define TIDEMARK_COMMON_DISCLOSURE_ROUNDING_H_

#include <cstdint>

namespace tidemark::disclosure {

// `count`, at least 0, to the nearest 5: with a remainder of 1 or 2 down, of 3
// or 4 up.
int64_t RoundedToFive(int64_t count);

// `numerator` of `denominator` in tenths of a per cent, half away from zero:
// 2 of 3 is 667. Of the counts as they are, so before they are rounded.
// `denominator` must be above 0, `numerator` at least 0.
int64_t ShareInTenths(int64_t numerator, int64_t denominator);

}  // namespace tidemark::disclosure

#endif  // TIDEMARK_COMMON_DISCLOSURE_ROUNDING_H_
