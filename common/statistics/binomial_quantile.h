// Quantiles of the binomial distribution, quick enough for a funnel of hundreds
// of units.

#ifndef TIDEMARK_COMMON_STATISTICS_BINOMIAL_QUANTILE_H_
#define TIDEMARK_COMMON_STATISTICS_BINOMIAL_QUANTILE_H_

namespace tidemark::statistics {

// Where a binomial distribution reaches a share.
struct BinomialQuantile {
  // The smallest count that is reached with at least that share.
  double count = 0;
  // The chance of at most `count`, and of `count` itself.
  double at_most = 0;
  double exactly = 0;
};

// The quantile at `share` of `tries` (whole, above 0) that each succeed with
// `chance`. Both lie between 0 and 1, both excluded.
BinomialQuantile FindBinomialQuantile(double tries, double chance,
                                      double share);

}  // namespace tidemark::statistics

#endif  // TIDEMARK_COMMON_STATISTICS_BINOMIAL_QUANTILE_H_
