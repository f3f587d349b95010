#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/statistics/chart.h"
#include "common/statistics/runs.h"
#include "services/monitoring/analysis.h"
#include "services/monitoring/analysis_checks.h"
#include "services/monitoring/chart_messages.h"

namespace tidemark::monitoring {
namespace {

using statistics::Chart;
using statistics::PhaseStart;
using statistics::Proportion;

// Reads the number of points that make a run.
size_t ReadLength(absl::string_view field, int32_t value, int32_t least,
                  Faults& faults) {
  if (value == 0) return 7;
  if (value < least) {
    faults.Add({.field = absl::StrCat("settings.", field),
                .code = "NUMBER_RANGE",
                .message = absl::StrCat("must be 0 or at least ", least,
                                        "; is ", value)});
  }
  return static_cast<size_t>(std::max(value, least));
}

statistics::SpecialCauseRules ReadRules(const v1::ChartSettings& settings,
                                        Faults& faults) {
  return {.trend = ReadLength("trend", settings.trend(), 3, faults),
          .shift = ReadLength("shift", settings.shift(), 2, faults)};
}

std::vector<PhaseStart> ReadPhases(const v1::ChartSettings& settings, int rows,
                                   Faults& faults) {
  std::vector<PhaseStart> phases;
  int before = 0;
  for (int i = 0; i < settings.phases_size(); ++i) {
    const v1::AnalysisPhase& phase = settings.phases(i);
    const std::string field =
        absl::StrCat("settings.phases[", i, "].first_row");
    if (phase.baseline() < 0) {
      faults.Add({.field = absl::StrCat("settings.phases[", i, "].baseline"),
                  .code = "NEGATIVE",
                  .message = absl::StrCat("must not be negative; is ",
                                          phase.baseline())});
    }
    if (i == 0 ? phase.first_row() != 1 : phase.first_row() <= before) {
      faults.Add(
          {.field = field,
           .code = "PHASE_ORDER",
           .message = absl::StrCat(
               "must be 1 for the first phase, and after the phase before for "
               "others; is ",
               phase.first_row())});
    } else if (phase.first_row() > rows) {
      faults.Add({.field = field,
                  .code = "PHASE_RANGE",
                  .message = absl::StrCat("must be one of the ", rows,
                                          " rows; is ", phase.first_row())});
    }
    before = phase.first_row();
    phases.push_back({.first = static_cast<size_t>(phase.first_row() - 1),
                      .baseline = static_cast<size_t>(phase.baseline())});
  }
  return phases;
}

void CheckTarget(const v1::ChartSettings& settings, Faults& faults) {
  if (settings.has_target() && !std::isfinite(settings.target())) {
    faults.Add({.field = "settings.target",
                .code = "NOT_A_NUMBER",
                .message = "must be a finite number"});
  }
}

// A drawn chart as the answer to a request.
template <typename Request>
v1::ControlChart Answer(const Chart& chart,
                        const statistics::SpecialCauseRules& rules,
                        const Request& request) {
  v1::ControlChart answer =
      ToProto(chart, {.rules = rules,
                      .direction = DirectionOf(request.settings().direction()),
                      .target = IfSet(request.settings().has_target(),
                                      request.settings().target())});
  for (int i = 0; i < request.rows_size(); ++i) {
    answer.mutable_points(i)->set_label(request.rows(i).label());
  }
  return answer;
}

std::vector<std::optional<double>> ReadValues(
    const v1::AnalyseXmrRequest& request, Faults& faults) {
  std::vector<std::optional<double>> values;
  for (int i = 0; i < request.rows_size(); ++i) {
    values.push_back(
        IfSet(request.rows(i).has_value(), request.rows(i).value()));
    if (values.back()) CheckFinite({i, "value"}, *values.back(), faults);
  }
  return values;
}

std::vector<std::optional<Proportion>> ReadProportions(
    const v1::AnalyseProportionsRequest& request, Faults& faults) {
  std::vector<std::optional<Proportion>> points;
  for (int i = 0; i < request.rows_size(); ++i) {
    const auto& row = request.rows(i);
    const bool numerator =
        row.has_numerator() &&
        CheckAmount({i, "numerator"}, row.numerator(), faults);
    const bool denominator =
        row.has_denominator() &&
        CheckAmount({i, "denominator"}, row.denominator(), faults);
    points.push_back(std::nullopt);
    if (!numerator || !denominator) continue;
    if (!request.rates()) {
      CheckPart({i, "numerator"}, row.numerator(), row.denominator(), faults);
    }
    points.back() = Proportion{.numerator = row.numerator(),
                               .denominator = row.denominator()};
  }
  return points;
}

}  // namespace

absl::StatusOr<v1::ControlChart> AnalyseXmr(
    const v1::AnalyseXmrRequest& request) {
  Faults faults;
  const std::vector<std::optional<double>> values = ReadValues(request, faults);
  CheckTarget(request.settings(), faults);
  const statistics::XmrOptions options = {
      .phases = ReadPhases(request.settings(), request.rows_size(), faults),
      .screening = !request.without_screening(),
      .rules = ReadRules(request.settings(), faults)};
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  return Answer(statistics::XmrChart(values, options), options.rules, request);
}

absl::StatusOr<v1::ControlChart> AnalyseProportions(
    const v1::AnalyseProportionsRequest& request) {
  Faults faults;
  const std::vector<std::optional<Proportion>> points =
      ReadProportions(request, faults);
  CheckTarget(request.settings(), faults);
  const statistics::ProportionOptions options = {
      .phases = ReadPhases(request.settings(), request.rows_size(), faults),
      .counting = request.rates() ? statistics::Counting::kRates
                                  : statistics::Counting::kShares,
      .laney = request.laney(),
      .screening = request.screening(),
      .rules = ReadRules(request.settings(), faults)};
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  return Answer(statistics::ProportionChart(points, options), options.rules,
                request);
}

}  // namespace tidemark::monitoring
