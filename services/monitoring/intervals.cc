#include "services/monitoring/intervals.h"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/normal.hpp>

namespace tidemark::monitoring {
namespace {

double NormalQuantile(double confidence) {
  return boost::math::quantile(boost::math::normal(), (1 + confidence) / 2);
}

}  // namespace

Interval WilsonInterval(int64_t numerator, int64_t denominator,
                        double confidence) {
  // A scorecard has thousands of intervals, all at the same confidence.
  static const double kUsual = NormalQuantile(0.95);
  const double z = confidence == 0.95 ? kUsual : NormalQuantile(confidence);
  const double x = static_cast<double>(numerator);
  const double n = static_cast<double>(denominator);
  const double centre = 2 * x + z * z;
  const double width = z * std::sqrt(z * z + 4 * x * (1 - x / n));
  const double scale = 2 * (n + z * z);
  // Rounding may lead a hair beyond 0 or 1.
  return {.lower = std::max((centre - width) / scale, 0.0),
          .upper = std::min((centre + width) / scale, 1.0)};
}

}  // namespace tidemark::monitoring
