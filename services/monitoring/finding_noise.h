// How many findings a year chance alone brings for a provider of which nothing
// has changed.

#ifndef TIDEMARK_SERVICES_MONITORING_FINDING_NOISE_H_
#define TIDEMARK_SERVICES_MONITORING_FINDING_NOISE_H_

#include <cstddef>
#include <cstdint>

#include "absl/functional/function_ref.h"

#include "common/statistics/special_causes.h"
#include "tidemark/monitoring/v1/finding.pb.h"

namespace tidemark::monitoring {

// The rates by the rules in use, computed once. `providers_judged` is how many
// providers have enough cases.
v1::FalseFindings NoiseOf(int32_t providers_judged);

// A provider's charts, as they are simulated: shares of so many cases a month,
// the same number or one that differs from month to month.
struct SimulatedChart {
  int cases = 30;
  bool varying = false;
  double share = 0.7;
  // The share of cases that are as they were a month before, because the same
  // people's outcomes are rated again; 0: months are independent draws.
  double carried = 0;
};

// What a simulation found: findings that begin in a year, on average, and the
// standard error of that.
struct SimulatedRate {
  double a_year = 0;
  double standard_error = 0;
};

// Draws charts of 24 months, looks at the latest point of each of twelve more
// months, and counts the findings that begin: those that `raises` accepts and
// that did not stand, to the same side, a month before. The same seed gives the
// same answer.
SimulatedRate SimulateCharts(
    const SimulatedChart& chart, size_t rounds, uint64_t seed,
    absl::FunctionRef<bool(statistics::SpecialCause)> raises);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_FINDING_NOISE_H_
