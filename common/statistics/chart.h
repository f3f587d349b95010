// Control charts: what is chance in a series, and what is not.
//
//   std::vector<std::optional<double>> values = {72, 75, std::nullopt, 74,
//   ...}; const Chart chart = XmrChart(values, {.screening = true});
//   chart.phases.back().mean, chart.points[3].cause
//
//   std::vector<Proportion> months = {{.numerator = 41, .denominator = 50},
//   ...}; const Chart chart = ProportionChart(months, {.laney = true});
//
// An XmR chart is for values that each weigh the same; where shares rest on
// denominators that differ, a p chart's limits differ with them, and where the
// denominators are large a p' chart's, which lets the share itself vary beyond
// what counting explains (Laney 2002).
//
// A missing point is never 0: it has no value, ends runs, and no moving range
// spans it.

#ifndef TIDEMARK_COMMON_STATISTICS_CHART_H_
#define TIDEMARK_COMMON_STATISTICS_CHART_H_

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "common/statistics/special_causes.h"

namespace tidemark::statistics {

// With fewer points than this behind them, limits are on trial.
inline constexpr size_t kFirmPoints = 12;

// Where the limits of a chart are computed anew.
struct PhaseStart {
  // The position of the phase's first point.
  size_t first = 0;
  // The phase's limits are computed from its first so many points, missing ones
  // counted, and then stay as they are. 0: from all of them.
  size_t baseline = 0;

  friend bool operator==(const PhaseStart&, const PhaseStart&) = default;
};

// Limits that hold for a part of a series.
struct Phase {
  // The positions of the first point and of that behind the last one.
  size_t first = 0;
  size_t end = 0;
  // How many points, without those missing, the limits are computed from.
  size_t baseline_points = 0;
  // Fewer than `kFirmPoints`: the limits are on trial.
  bool trial = true;
  // The centre: of an XmR chart the mean of the values, of others the share of
  // the whole. Unset if every point of the baseline is missing.
  std::optional<double> mean = {};
  // The mean of the moving ranges, without those that screening leaves out. Of
  // a p' or u' chart, of the moving ranges of the standardised values. Unset if
  // there are none.
  std::optional<double> mean_moving_range = {};
  // How many moving ranges screening leaves out.
  size_t screened = 0;
  // The limits of all of its points; of XmR charts only. Unset if there are no
  // moving ranges.
  std::optional<ProcessLimits> limits = {};
  // By how much the values vary more than counting explains, sigma_z; of p' and
  // u' charts only.
  std::optional<double> sigma_z = {};
};

// One point of a chart.
struct ChartPoint {
  // Unset if it is missing.
  std::optional<double> value = {};
  // The position of its phase.
  size_t phase = 0;
  // Unset where they cannot be computed. Of a missing point of a p chart, the
  // limits are unset, too: they depend on its denominator.
  std::optional<ProcessLimits> limits = {};
  // How far it is from the one before; unset if either is missing, or if it is
  // the first of its phase. XmR charts only.
  std::optional<double> moving_range = {};
  SpecialCause cause = SpecialCause::kNone;
};

// A series with its limits.
struct Chart {
  std::vector<ChartPoint> points;
  // At least one, in order; together they hold all points.
  std::vector<Phase> phases;

  // The position of the last point that is not missing.
  std::optional<size_t> LastPoint() const;
  // What that point says; `kNone` if there is none.
  Variation VariationFor(Direction direction) const;
  // Whether the process meets the target, by the limits of that point.
  Assurance AssuranceFor(std::optional<double> target,
                         Direction direction) const;
};

// How to draw an XmR chart.
struct XmrOptions {
  // In order, the first with `first` 0, all within the series. Empty: one
  // phase.
  std::vector<PhaseStart> phases = {};
  // Whether moving ranges of 3.267 times their mean or more are left out, once,
  // so that one wild point does not widen the limits that it is judged by. On,
  // as in NHSRplotthedots; the Excel tool of Making Data Count does not screen.
  bool screening = true;
  SpecialCauseRules rules = {};
};

// The XmR chart of `values`: limits lie 2.66 mean moving ranges from the mean,
// near limits two thirds of that. A phase with fewer than two neighbouring
// points has no limits.
Chart XmrChart(std::span<const std::optional<double>> values,
               const XmrOptions& options = {});

// Cases out of cases.
struct Proportion {
  double numerator = 0;
  // 0 or less: the point is missing.
  double denominator = 0;

  friend bool operator==(const Proportion&, const Proportion&) = default;
};

// What a chart of numerators and denominators counts.
enum class Counting {
  // Cases out of cases, 0 to 1: a binomial p chart.
  kShares,
  // Events per exposure, 0 or more: a Poisson u chart.
  kRates,
};

// How to draw a p, p', u or u' chart.
struct ProportionOptions {
  // As of `XmrOptions`.
  std::vector<PhaseStart> phases = {};
  Counting counting = Counting::kShares;
  // Whether to widen (or narrow) the limits by sigma_z: a p' or u' chart.
  bool laney = false;
  // As of `XmrOptions`, for the moving ranges behind sigma_z. Off, as in
  // qicharts2.
  bool screening = false;
  SpecialCauseRules rules = {};
};

// The chart of the shares or rates of `points`: limits lie three standard
// deviations from the share of the whole, near limits two; shares' are clipped
// to 0 to 1, rates' to 0.
Chart ProportionChart(std::span<const std::optional<Proportion>> points,
                      const ProportionOptions& options = {});

}  // namespace tidemark::statistics

#endif  // TIDEMARK_COMMON_STATISTICS_CHART_H_
