#include "common/statistics/intervals.h"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>

namespace tidemark::statistics {
namespace {

using boost::math::beta_distribution;
using boost::math::chi_squared;
using boost::math::complement;
using boost::math::quantile;

// Below this, Byar's approximation is not good enough.
constexpr double kByarFrom = 10;

// Byar: the cube root of a Poisson count is nearly normal.
double Cubed(double count, double deviate) {
  const double root = 1 - 1 / (9 * count) + deviate / (3 * std::sqrt(count));
  return count * root * root * root;
}

}  // namespace

double NormalDeviate(double confidence) {
  return quantile(complement(boost::math::normal_distribution<double>(),
                             (1 - confidence) / 2));
}

Interval WilsonInterval(int64_t numerator, int64_t denominator,
                        double confidence) {
  // A scorecard has thousands of intervals, all at the same confidence.
  static const double usual = NormalDeviate(0.95);
  const double z = confidence == 0.95 ? usual : NormalDeviate(confidence);
  const double x = static_cast<double>(numerator);
  const double n = static_cast<double>(denominator);
  const double centre = 2 * x + z * z;
  const double width = z * std::sqrt(z * z + 4 * x * (1 - x / n));
  const double scale = 2 * (n + z * z);
  // Rounding may lead a hair beyond 0 or 1.
  return {.lower = std::max((centre - width) / scale, 0.0),
          .upper = std::min((centre + width) / scale, 1.0)};
}

Interval ExactBinomialInterval(int64_t numerator, int64_t denominator,
                               double confidence) {
  const double x = static_cast<double>(numerator);
  const double n = static_cast<double>(denominator);
  const double tail = (1 - confidence) / 2;
  return {.lower = numerator == 0
                       ? 0.0
                       : quantile(beta_distribution<>(x, n - x + 1), tail),
          .upper = numerator == denominator
                       ? 1.0
                       : quantile(complement(beta_distribution<>(x + 1, n - x),
                                             tail))};
}

Interval ByarInterval(double count, double confidence) {
  const double z = NormalDeviate(confidence);
  return {.lower = count == 0 ? 0.0 : std::max(Cubed(count, -z), 0.0),
          .upper = Cubed(count + 1, z)};
}

Interval ExactPoissonInterval(double count, double confidence) {
  const double tail = (1 - confidence) / 2;
  return {
      .lower = count == 0 ? 0.0 : quantile(chi_squared(2 * count), tail) / 2,
      .upper = quantile(complement(chi_squared(2 * count + 2), tail)) / 2};
}

Interval PoissonInterval(double count, double confidence) {
  return count < kByarFrom ? ExactPoissonInterval(count, confidence)
                           : ByarInterval(count, confidence);
}

}  // namespace tidemark::statistics
