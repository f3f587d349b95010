#include "common/statistics/funnel_limits.h"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/chi_squared.hpp>

#include "common/statistics/binomial_quantile.h"

namespace tidemark::statistics {
namespace {

// As in `binomial_quantile.cc`.
using ChiSquared = boost::math::chi_squared_distribution<
    double, boost::math::policies::policy<
                boost::math::policies::promote_double<false>>>;

// The count that leaves `share` below it, interpolated between whole counts,
// as a share of `denominator`.
double Interpolated(double centre, double denominator, double share) {
  const BinomialQuantile at = FindBinomialQuantile(denominator, centre, share);
  const double back = (at.at_most - share) / at.exactly;
  return std::max((at.count - back) / denominator, 0.0);
}

}  // namespace

double TailOf(FunnelLevel level) {
  return level == FunnelLevel::k95 ? 0.025 : 0.001;
}

double DeviateOf(FunnelLevel level) {
  return level == FunnelLevel::k95 ? 1.959964 : 3.090232;
}

Interval ScoreShareLimits(double centre, double denominator,
                          FunnelLevel level) {
  const double width =
      DeviateOf(level) * std::sqrt(centre * (1 - centre) / denominator);
  return {.lower = std::max(centre - width, 0.0),
          .upper = std::min(centre + width, 1.0)};
}

Interval ExactShareLimits(double centre, double denominator,
                          FunnelLevel level) {
  if (centre <= 0 || centre >= 1) return {.lower = centre, .upper = centre};
  const double tail = TailOf(level);
  return {.lower = Interpolated(centre, denominator, tail),
          .upper = Interpolated(centre, denominator, 1 - tail)};
}

Interval ScoreRatioLimits(double centre, double expected, FunnelLevel level) {
  const double width = DeviateOf(level) * std::sqrt(centre / expected);
  return {.lower = std::max(centre - width, 0.0), .upper = centre + width};
}

Interval ExactRatioLimits(double centre, double expected, FunnelLevel level) {
  if (centre <= 0) return {};
  const double tail = TailOf(level);
  const double mean = centre * expected;
  return {.lower = quantile(ChiSquared(2 * mean), tail) / (2 * expected),
          .upper = quantile(complement(ChiSquared(2 * (mean + 1)), tail)) /
                   (2 * expected)};
}

}  // namespace tidemark::statistics
