// The runs of a series about its centre: too long a run, or too few crossings,
// is no chance. After Anhoej and Olesen (2014).

#ifndef TIDEMARK_COMMON_STATISTICS_RUNS_H_
#define TIDEMARK_COMMON_STATISTICS_RUNS_H_

#include <cstddef>
#include <optional>
#include <span>

namespace tidemark::statistics {

// The runs of a series.
struct Runs {
  // Points that are neither missing nor on the centre.
  size_t useful = 0;
  // The points in the longest run on one side, and the most that chance allows:
  // log2 of the useful points, rounded, and 3.
  size_t longest = 0;
  size_t longest_max = 0;
  // How often the series crosses the centre, and the least that chance allows:
  // the 5% quantile of the binomial distribution of one try fewer than there
  // are useful points, at even odds.
  size_t crossings = 0;
  size_t crossings_min = 0;

  // Whether either says that it is no chance.
  bool signal() const {
    return longest > longest_max || crossings < crossings_min;
  }
  friend bool operator==(const Runs&, const Runs&) = default;
};

// The runs of `values` about `centre`. Points that are missing or on the centre
// are passed over. Without a useful point everything is 0.
Runs FindRuns(std::span<const std::optional<double>> values, double centre);

}  // namespace tidemark::statistics

#endif  // TIDEMARK_COMMON_STATISTICS_RUNS_H_
