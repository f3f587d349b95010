#include "common/disclosure/rounding.h"

namespace tidemark::disclosure {

int64_t RoundedToFive(int64_t count) { return (count + 2) / 5 * 5; }

int64_t ShareInTenths(int64_t numerator, int64_t denominator) {
  return (2000 * numerator + denominator) / (2 * denominator);
}

}  // namespace tidemark::disclosure
