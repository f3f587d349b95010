#include "common/statistics/standardised_ratio.h"

namespace tidemark::statistics {

double ExpectedCount(std::span<const Stratum> strata) {
  double expected = 0;
  for (const Stratum& stratum : strata) {
    if (stratum.reference_cases <= 0) continue;
    expected +=
        stratum.cases * (stratum.reference_events / stratum.reference_cases);
  }
  return expected;
}

double ReferenceRate(std::span<const Stratum> strata) {
  double events = 0;
  double cases = 0;
  for (const Stratum& stratum : strata) {
    events += stratum.reference_events;
    cases += stratum.reference_cases;
  }
  return cases > 0 ? events / cases : 0;
}

StandardisedRatio Standardise(double observed, double expected,
                              const StandardisedRatioOptions& options) {
  const Interval count =
      options.interval == CountInterval::kExact
          ? ExactPoissonInterval(observed, options.confidence)
          : PoissonInterval(observed, options.confidence);
  return {.ratio = observed / expected,
          .interval = {.lower = count.lower / expected,
                       .upper = count.upper / expected}};
}

}  // namespace tidemark::statistics
