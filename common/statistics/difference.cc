#include "common/statistics/difference.h"

#include <cmath>

namespace tidemark::statistics {
namespace {

double ShareOf(const Counts& counts) {
  return static_cast<double>(counts.numerator) /
         static_cast<double>(counts.denominator);
}

}  // namespace

Interval DifferenceInterval(const Counts& a, const Counts& b,
                            double confidence) {
  const double share_a = ShareOf(a);
  const double share_b = ShareOf(b);
  const Interval of_a =
      statistics::WilsonInterval(a.numerator, a.denominator, confidence);
  const Interval of_b =
      statistics::WilsonInterval(b.numerator, b.denominator, confidence);
  const double difference = share_a - share_b;
  return {.lower = difference -
                   std::hypot(share_a - of_a.lower, of_b.upper - share_b),
          .upper = difference +
                   std::hypot(of_a.upper - share_a, share_b - of_b.lower)};
}

}  // namespace tidemark::statistics
