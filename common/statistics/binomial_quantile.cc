#include "common/statistics/binomial_quantile.h"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>

namespace tidemark::statistics {
namespace {

// Without the detour over long doubles, which takes twice as long for digits
// that no limit shows.
using InDoubles =
    boost::math::policies::policy<boost::math::policies::promote_double<false>>;

// A count near the quantile: Cornish and Fisher's to the second term.
double NearQuantile(double tries, double chance, double share) {
  const double z = boost::math::quantile(
      boost::math::normal_distribution<double, InDoubles>(), share);
  const double near = tries * chance +
                      z * std::sqrt(tries * chance * (1 - chance)) +
                      (z * z - 1) * (1 - 2 * chance) / 6;
  return std::clamp(std::floor(near), 0.0, tries);
}

}  // namespace

BinomialQuantile FindBinomialQuantile(double tries, double chance,
                                      double share) {
  const boost::math::binomial_distribution<double, InDoubles> distribution(
      tries, chance);
  const double odds = chance / (1 - chance);
  BinomialQuantile at = {.count = NearQuantile(tries, chance, share)};
  at.at_most = boost::math::cdf(distribution, at.count);
  at.exactly = boost::math::pdf(distribution, at.count);
  // The start is a step or two off: walking is far quicker than searching.
  while (at.at_most < share && at.count < tries) {
    at.exactly *= (tries - at.count) / (at.count + 1) * odds;
    at.count += 1;
    at.at_most += at.exactly;
  }
  while (at.count > 0 && at.at_most - at.exactly >= share) {
    at.at_most -= at.exactly;
    at.exactly *= at.count / (tries - at.count + 1) / odds;
    at.count -= 1;
  }
  return at;
}

}  // namespace tidemark::statistics
