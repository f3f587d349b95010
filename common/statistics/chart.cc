#include "common/statistics/chart.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace tidemark::statistics {
namespace {

// Half the width of an XmR chart's limits, in mean moving ranges: 3 / 1.128.
// Published, and computed with, to two places.
constexpr double kLimit = 2.66;
// The mean moving range of a normal distribution, in standard deviations.
constexpr double kD2 = 1.128;
// The upper limit of a moving range chart, in mean moving ranges.
constexpr double kMovingRangeLimit = 3.267;
// Where near limits are on the way to the limits.
constexpr double kNear = 2.0 / 3.0;

using Value = std::optional<double>;

// The phases of a series of `size` points.
std::vector<Phase> Split(std::span<const PhaseStart> starts, size_t size) {
  if (starts.empty()) return {{.first = 0, .end = size}};
  std::vector<Phase> phases;
  for (size_t i = 0; i < starts.size(); ++i) {
    phases.push_back(
        {.first = starts[i].first,
         .end = i + 1 < starts.size() ? starts[i + 1].first : size});
  }
  return phases;
}

// Behind the last point that the limits of phase `i` rest on.
size_t BaselineEnd(std::span<const PhaseStart> starts, size_t i,
                   const Phase& phase) {
  if (starts.empty() || starts[i].baseline == 0) return phase.end;
  return std::min(phase.first + starts[i].baseline, phase.end);
}

double MeanOf(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) /
         static_cast<double>(values.size());
}

// The moving ranges of neighbours in `values`.
std::vector<double> MovingRanges(std::span<const Value> values) {
  std::vector<double> ranges;
  for (size_t i = 1; i < values.size(); ++i) {
    if (values[i] && values[i - 1]) {
      ranges.push_back(std::abs(*values[i] - *values[i - 1]));
    }
  }
  return ranges;
}

// Puts the mean of `ranges` into `phase`.
void TakeMovingRanges(std::vector<double> ranges, bool screening,
                      Phase& phase) {
  if (ranges.empty()) return;
  if (screening) {
    const double limit = kMovingRangeLimit * MeanOf(ranges);
    // Where nothing moves, nothing is wild.
    phase.screened = std::erase_if(
        ranges, [limit](double range) { return limit > 0 && range >= limit; });
  }
  phase.mean_moving_range = MeanOf(ranges);
}

void CountBaseline(size_t points, Phase& phase) {
  phase.baseline_points = points;
  phase.trial = points < kFirmPoints;
}

// Limits `width` either side of `centre`, and none beyond what is possible.
ProcessLimits LimitsAbout(double centre, double width, double least,
                          double most) {
  const auto clip = [&](double limit) {
    return std::clamp(limit, least, most);
  };
  return {.lower = clip(centre - width),
          .near_lower = clip(centre - kNear * width),
          .near_upper = clip(centre + kNear * width),
          .upper = clip(centre + width)};
}

// Says what is special about the points of one phase.
void Judge(const Phase& phase, const SpecialCauseRules& rules,
           std::vector<ChartPoint>& points) {
  std::vector<JudgedPoint> judged;
  for (size_t i = phase.first; i < phase.end; ++i) {
    judged.push_back({.value = phase.mean ? points[i].value : Value(),
                      .centre = phase.mean.value_or(0),
                      .limits = points[i].limits});
  }
  const std::vector<SpecialCause> causes = FindSpecialCauses(judged, rules);
  for (size_t i = phase.first; i < phase.end; ++i) {
    points[i].cause = causes[i - phase.first];
  }
}

// The mean, the mean moving range and the limits of the baseline.
void TakeValues(std::span<const Value> baseline, bool screening, Phase& phase) {
  std::vector<double> present;
  for (const Value& value : baseline) {
    if (value) present.push_back(*value);
  }
  CountBaseline(present.size(), phase);
  if (present.empty()) return;
  phase.mean = MeanOf(present);
  TakeMovingRanges(MovingRanges(baseline), screening, phase);
  if (!phase.mean_moving_range) return;
  constexpr double kEndless = std::numeric_limits<double>::infinity();
  phase.limits = LimitsAbout(*phase.mean, kLimit * *phase.mean_moving_range,
                             -kEndless, kEndless);
}

void FillXmrPoints(std::span<const Value> values, size_t number,
                   const Phase& phase, std::vector<ChartPoint>& points) {
  for (size_t i = phase.first; i < phase.end; ++i) {
    ChartPoint& point = points[i];
    point.value = values[i];
    point.phase = number;
    point.limits = phase.limits;
    if (i > phase.first && values[i] && values[i - 1]) {
      point.moving_range = std::abs(*values[i] - *values[i - 1]);
    }
  }
}

bool IsPresent(const std::optional<Proportion>& point) {
  return point && point->denominator > 0;
}

// The standard deviation that counting gives a point about `centre`.
double DeviationOf(const Proportion& point, double centre, Counting counting) {
  const double variance =
      counting == Counting::kShares ? centre * (1 - centre) : centre;
  return std::sqrt(std::max(variance, 0.0) / point.denominator);
}

// The centre of the baseline and, for p' and u', how its points vary.
void TakeProportions(std::span<const std::optional<Proportion>> baseline,
                     const ProportionOptions& options, Phase& phase) {
  Proportion whole;
  size_t present = 0;
  for (const std::optional<Proportion>& point : baseline) {
    if (!IsPresent(point)) continue;
    ++present;
    whole.numerator += point->numerator;
    whole.denominator += point->denominator;
  }
  CountBaseline(present, phase);
  if (present == 0) return;
  phase.mean = whole.numerator / whole.denominator;
  if (!options.laney ||
      DeviationOf(whole, *phase.mean, options.counting) == 0) {
    return;
  }
  std::vector<Value> standardised;
  for (const std::optional<Proportion>& point : baseline) {
    standardised.push_back(
        IsPresent(point)
            ? Value((point->numerator / point->denominator - *phase.mean) /
                    DeviationOf(*point, *phase.mean, options.counting))
            : Value());
  }
  TakeMovingRanges(MovingRanges(standardised), options.screening, phase);
  if (phase.mean_moving_range) phase.sigma_z = *phase.mean_moving_range / kD2;
}

// How many standard deviations wide the limits are on either side; nothing if
// that cannot be said.
std::optional<double> WidthOf(const Phase& phase,
                              const ProportionOptions& options) {
  if (!options.laney) return 3.0;
  if (phase.sigma_z) return 3.0 * *phase.sigma_z;
  // Where none or all did, counting leaves no room whatever sigma_z.
  const bool certain =
      *phase.mean == 0 ||
      (options.counting == Counting::kShares && *phase.mean == 1);
  return certain ? std::optional<double>(0) : std::nullopt;
}

void FillProportionPoints(std::span<const std::optional<Proportion>> values,
                          size_t number, const Phase& phase,
                          const ProportionOptions& options,
                          std::vector<ChartPoint>& points) {
  const double most = options.counting == Counting::kShares
                          ? 1.0
                          : std::numeric_limits<double>::infinity();
  for (size_t i = phase.first; i < phase.end; ++i) {
    points[i].phase = number;
    if (!IsPresent(values[i])) continue;
    points[i].value = values[i]->numerator / values[i]->denominator;
    if (!phase.mean) continue;
    if (const std::optional<double> width = WidthOf(phase, options)) {
      points[i].limits = LimitsAbout(
          *phase.mean,
          *width * DeviationOf(*values[i], *phase.mean, options.counting), 0,
          most);
    }
  }
}

}  // namespace

std::optional<size_t> Chart::LastPoint() const {
  for (size_t i = points.size(); i > 0; --i) {
    if (points[i - 1].value) return i - 1;
  }
  return std::nullopt;
}

Variation Chart::VariationFor(Direction direction) const {
  const std::optional<size_t> last = LastPoint();
  return last ? VariationOf(points[*last].cause, direction) : Variation::kNone;
}

Assurance Chart::AssuranceFor(std::optional<double> target,
                              Direction direction) const {
  const std::optional<size_t> last = LastPoint();
  return last ? AssuranceOf(points[*last].limits, target, direction)
              : Assurance::kNone;
}

Chart XmrChart(std::span<const Value> values, const XmrOptions& options) {
  Chart chart = {.points = std::vector<ChartPoint>(values.size()),
                 .phases = Split(options.phases, values.size())};
  for (size_t i = 0; i < chart.phases.size(); ++i) {
    Phase& phase = chart.phases[i];
    TakeValues(
        values.subspan(phase.first,
                       BaselineEnd(options.phases, i, phase) - phase.first),
        options.screening, phase);
    FillXmrPoints(values, i, phase, chart.points);
    Judge(phase, options.rules, chart.points);
  }
  return chart;
}

Chart ProportionChart(std::span<const std::optional<Proportion>> points,
                      const ProportionOptions& options) {
  Chart chart = {.points = std::vector<ChartPoint>(points.size()),
                 .phases = Split(options.phases, points.size())};
  for (size_t i = 0; i < chart.phases.size(); ++i) {
    Phase& phase = chart.phases[i];
    TakeProportions(
        points.subspan(phase.first,
                       BaselineEnd(options.phases, i, phase) - phase.first),
        options, phase);
    FillProportionPoints(points, i, phase, options, chart.points);
    Judge(phase, options.rules, chart.points);
  }
  return chart;
}

}  // namespace tidemark::statistics
