#include "common/statistics/false_signals.h"

#include <cmath>
#include <optional>
#include <span>
#include <vector>

namespace tidemark::statistics {
namespace {

using Values = std::span<const std::optional<double>>;

// To which side the latest of `values` is special.
int LatestSide(Values values, const XmrOptions& options) {
  if (values.empty()) return 0;
  return SideOf(XmrChart(values, options).points.back().cause);
}

// How many signals begin among the last `horizon` of `values`.
int CountSignals(Values values, size_t horizon, const XmrOptions& options) {
  int signals = 0;
  int before = LatestSide(values.first(values.size() - horizon), options);
  for (size_t size = values.size() - horizon + 1; size <= values.size();
       ++size) {
    const int now = LatestSide(values.first(size), options);
    signals += now != 0 && now != before;
    before = now;
  }
  return signals;
}

}  // namespace

FalseSignals SimulateFalseSignals(const FalseSignalOptions& options,
                                  absl::FunctionRef<double()> draw) {
  double sum = 0;
  double squares = 0;
  double with_signal = 0;
  std::vector<std::optional<double>> values(options.history + options.horizon);
  for (size_t round = 0; round < options.rounds; ++round) {
    for (std::optional<double>& value : values) value = draw();
    const int signals = CountSignals(values, options.horizon, options.chart);
    sum += signals;
    squares += static_cast<double>(signals) * signals;
    with_signal += signals > 0;
  }
  const double rounds = static_cast<double>(options.rounds);
  const double mean = sum / rounds;
  return {
      .signals = mean,
      .standard_error = std::sqrt((squares / rounds - mean * mean) / rounds),
      .series_with_signal = with_signal / rounds};
}

}  // namespace tidemark::statistics
