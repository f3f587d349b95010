#include "services/monitoring/chart_messages.h"

#include <string>
#include <vector>

#include "common/statistics/runs.h"

namespace tidemark::monitoring {
namespace {

using statistics::Assurance;
using statistics::Chart;
using statistics::ChartPoint;
using statistics::Funnel;
using statistics::Phase;
using statistics::SpecialCause;
using statistics::Standing;
using statistics::Variation;

v1::FunnelPlot::Standing StandingOf(Standing standing) {
  static_assert(static_cast<int>(Standing::kBelow) + 1 ==
                v1::FunnelPlot::STANDING_BELOW);
  return static_cast<v1::FunnelPlot::Standing>(static_cast<int>(standing) + 1);
}

void SetPhase(const Phase& phase, v1::ControlChart::Phase& message) {
  message.set_first_row(static_cast<int32_t>(phase.first + 1));
  message.set_last_row(static_cast<int32_t>(phase.end));
  message.set_baseline_points(static_cast<int32_t>(phase.baseline_points));
  message.set_trial(phase.trial);
  message.set_screened(static_cast<int32_t>(phase.screened));
  if (phase.mean) message.set_mean(*phase.mean);
  if (phase.mean_moving_range) {
    message.set_mean_moving_range(*phase.mean_moving_range);
  }
  if (phase.sigma_z) message.set_sigma_z(*phase.sigma_z);
  if (phase.limits) {
    message.set_lower(phase.limits->lower);
    message.set_upper(phase.limits->upper);
  }
}

void SetPoint(const Chart& chart, size_t i,
              const statistics::SpecialCauseRules& rules,
              v1::ControlChart::Point& message) {
  const ChartPoint& point = chart.points[i];
  message.set_row(static_cast<int32_t>(i + 1));
  message.set_phase(static_cast<int32_t>(point.phase + 1));
  if (point.value) message.set_value(*point.value);
  if (const auto& mean = chart.phases[point.phase].mean) {
    message.set_centre(*mean);
  }
  if (point.limits) {
    message.set_lower(point.limits->lower);
    message.set_near_lower(point.limits->near_lower);
    message.set_near_upper(point.limits->near_upper);
    message.set_upper(point.limits->upper);
  }
  if (point.moving_range) message.set_moving_range(*point.moving_range);
  message.set_cause(ToProto(point.cause));
  message.set_special_cause(LabelOf(point.cause, rules));
}

void SetRuns(const Chart& chart, v1::ControlChart::Runs& message) {
  const Phase& phase = chart.phases.back();
  if (!phase.mean) return;
  std::vector<std::optional<double>> values;
  for (size_t i = phase.first; i < phase.end; ++i) {
    values.push_back(chart.points[i].value);
  }
  const statistics::Runs runs = statistics::FindRuns(values, *phase.mean);
  message.set_useful(static_cast<int32_t>(runs.useful));
  message.set_longest(static_cast<int32_t>(runs.longest));
  message.set_longest_max(static_cast<int32_t>(runs.longest_max));
  message.set_crossings(static_cast<int32_t>(runs.crossings));
  message.set_crossings_min(static_cast<int32_t>(runs.crossings_min));
  message.set_signal(runs.signal());
}

void SetLimits(const statistics::FunnelLimits& limits,
               v1::FunnelPlot::Limits& message) {
  message.set_lower(limits.limits.lower);
  message.set_upper(limits.limits.upper);
  message.set_standing(StandingOf(limits.standing));
  message.set_outside(limits.outside());
}

void Count(const statistics::FunnelVerdict& verdict,
           v1::FunnelPlot::Outside& outside) {
  outside.set_unadjusted_95(outside.unadjusted_95() +
                            verdict.unadjusted.attention.outside());
  outside.set_unadjusted_998(outside.unadjusted_998() +
                             verdict.unadjusted.action.outside());
  outside.set_adjusted_95(outside.adjusted_95() +
                          verdict.adjusted.attention.outside());
  outside.set_adjusted_998(outside.adjusted_998() +
                           verdict.adjusted.action.outside());
}

}  // namespace

// The two enums name the same in the same order.
v1::ControlChart::Cause ToProto(SpecialCause cause) {
  static_assert(static_cast<int>(SpecialCause::kShiftBelow) + 1 ==
                v1::ControlChart::CAUSE_SHIFT_BELOW);
  return static_cast<v1::ControlChart::Cause>(static_cast<int>(cause) + 1);
}

v1::ControlChart::Variation ToProto(Variation variation) {
  static_assert(static_cast<int>(Variation::kNeutralLow) ==
                v1::ControlChart::VARIATION_NEUTRAL_LOW);
  return static_cast<v1::ControlChart::Variation>(variation);
}

v1::ControlChart::Assurance ToProto(Assurance assurance) {
  static_assert(static_cast<int>(Assurance::kInconsistent) ==
                v1::ControlChart::ASSURANCE_INCONSISTENT);
  return static_cast<v1::ControlChart::Assurance>(assurance);
}

statistics::Direction DirectionOf(v1::AnalysisDirection direction) {
  switch (direction) {
    case v1::ANALYSIS_DIRECTION_HIGHER_IS_BETTER:
      return statistics::Direction::kHigherIsBetter;
    case v1::ANALYSIS_DIRECTION_LOWER_IS_BETTER:
      return statistics::Direction::kLowerIsBetter;
    default:
      return statistics::Direction::kNeutral;
  }
}

v1::ControlChart ToProto(const Chart& chart, const ChartReading& reading) {
  v1::ControlChart message;
  for (const Phase& phase : chart.phases) {
    SetPhase(phase, *message.add_phases());
  }
  int32_t present = 0;
  for (size_t i = 0; i < chart.points.size(); ++i) {
    present += chart.points[i].value.has_value();
    SetPoint(chart, i, reading.rules, *message.add_points());
  }
  message.set_points_present(present);
  message.set_points_missing(message.points_size() - present);
  const Phase& last = chart.phases.back();
  message.set_trial(last.trial);
  if (last.mean) message.set_mean(*last.mean);
  if (const std::optional<size_t> latest = chart.LastPoint();
      latest && chart.points[*latest].limits) {
    message.set_lower(chart.points[*latest].limits->lower);
    message.set_upper(chart.points[*latest].limits->upper);
  }
  const Variation variation = chart.VariationFor(reading.direction);
  message.set_variation(ToProto(variation));
  message.set_variation_text(std::string(SentenceOf(variation)));
  const Assurance assurance =
      chart.AssuranceFor(reading.target, reading.direction);
  message.set_assurance(ToProto(assurance));
  message.set_assurance_text(std::string(SentenceOf(assurance)));
  SetRuns(chart, *message.mutable_runs());
  return message;
}

v1::FunnelPlot ToProto(const Funnel& funnel) {
  v1::FunnelPlot message;
  message.set_phi(funnel.dispersion.phi);
  message.set_tau2(funnel.dispersion.tau2);
  if (funnel.centre) message.set_centre(*funnel.centre);
  message.set_over_dispersed(funnel.dispersion.over_dispersed());
  message.set_dispersion_units(static_cast<int32_t>(funnel.dispersion.units));
  v1::FunnelPlot::Outside& outside = *message.mutable_outside();
  for (size_t i = 0; i < funnel.points.size(); ++i) {
    v1::FunnelPlot::Unit& unit = *message.add_units();
    unit.set_row(static_cast<int32_t>(i + 1));
    if (funnel.points[i].value) unit.set_value(*funnel.points[i].value);
    if (!funnel.points[i].verdict) continue;
    const statistics::FunnelVerdict& verdict = *funnel.points[i].verdict;
    message.set_judged(message.judged() + 1);
    Count(verdict, outside);
    SetLimits(verdict.unadjusted.attention, *unit.mutable_unadjusted_95());
    SetLimits(verdict.unadjusted.action, *unit.mutable_unadjusted_998());
    SetLimits(verdict.adjusted.attention, *unit.mutable_adjusted_95());
    SetLimits(verdict.adjusted.action, *unit.mutable_adjusted_998());
  }
  return message;
}

}  // namespace tidemark::monitoring
