#include "common/statistics/runs.h"

#include <algorithm>
#include <cmath>

#include "common/statistics/binomial_quantile.h"

namespace tidemark::statistics {

Runs FindRuns(std::span<const std::optional<double>> values, double centre) {
  Runs runs;
  size_t so_far = 0;
  bool above = false;
  for (const std::optional<double>& value : values) {
    if (!value || *value == centre) continue;
    const bool here = *value > centre;
    if (runs.useful > 0 && here != above) {
      ++runs.crossings;
      so_far = 0;
    }
    above = here;
    ++runs.useful;
    runs.longest = std::max(runs.longest, ++so_far);
  }
  if (runs.useful == 0) return runs;
  const double useful = static_cast<double>(runs.useful);
  runs.longest_max = static_cast<size_t>(std::lround(std::log2(useful))) + 3;
  if (runs.useful > 1) {
    runs.crossings_min =
        static_cast<size_t>(FindBinomialQuantile(useful - 1, 0.5, 0.05).count);
  }
  return runs;
}

}  // namespace tidemark::statistics
