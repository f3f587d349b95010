#include "services/monitoring/series.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/statistics/chart.h"
#include "common/type/date.h"
#include "services/monitoring/chart_messages.h"
#include "services/monitoring/tables.h"
#include "services/monitoring/targets.h"

namespace tidemark::monitoring {
namespace {

using v1::Figure;
using v1::Series;

// Denominators differ if one is further than this from their mean, as a share
// of it: the usual rule for when the limits of a p chart may be straight.
constexpr double kAlike = 0.25;

v1::Month MonthOf(int32_t index) {
  const type::YearMonth month = type::YearMonth::FromIndex(index);
  v1::Month proto;
  proto.set_year(month.year());
  proto.set_month(month.month());
  return proto;
}

statistics::Direction DirectionOf(const v1::Metric& metric) {
  switch (metric.direction()) {
    case v1::Metric::DIRECTION_HIGHER_IS_BETTER:
      return statistics::Direction::kHigherIsBetter;
    case v1::Metric::DIRECTION_LOWER_IS_BETTER:
      return statistics::Direction::kLowerIsBetter;
    default:
      return statistics::Direction::kNeutral;
  }
}

// The months of the points, and where limits begin anew among them.
struct Layout {
  // The first month that is computed; limits that are frozen may rest on months
  // before those that were asked for.
  int32_t first_month = 0;
  // How many points are computed, and how many of them, at the beginning, are
  // not asked for.
  int32_t points = 0;
  int32_t hidden = 0;
  std::vector<statistics::PhaseStart> starts = {};
  // Of each phase; null for one that nobody decided.
  std::vector<const Rebase*> rebases = {};
};

Layout LayOut(const SeriesQuestion& question) {
  Layout layout = {.first_month = question.range.first_month};
  const int32_t step = question.months_per_point;
  for (const Rebase& rebase : question.rebases) {
    if (rebase.month > question.range.first_month) break;
    layout.hidden =
        (question.range.first_month - rebase.month + step - 1) / step;
  }
  layout.first_month -= layout.hidden * step;
  layout.points = (question.range.last_month - layout.first_month + 1) / step;
  layout.starts.push_back({.first = 0});
  layout.rebases.push_back(nullptr);
  for (const Rebase& rebase : question.rebases) {
    const int32_t point = (rebase.month - layout.first_month) / step;
    if (rebase.month < layout.first_month || point >= layout.points) continue;
    const statistics::PhaseStart start = {
        .first = static_cast<size_t>(point),
        .baseline = static_cast<size_t>(rebase.baseline_points)};
    // Of two in one point the later one counts.
    if (layout.starts.back().first == start.first) {
      layout.starts.pop_back();
      layout.rebases.pop_back();
    }
    layout.starts.push_back(start);
    layout.rebases.push_back(&rebase);
  }
  return layout;
}

// The sums of each point.
absl::StatusOr<std::vector<Sums>> SumPoints(const store::Reader& reader,
                                            const SeriesQuestion& question,
                                            const Layout& layout) {
  std::vector<Sums> sums(static_cast<size_t>(layout.points));
  TIDEMARK_RETURN_IF_ERROR(VisitContracts(
      reader, question.subject,
      [&](const v1::ContractCells& cells) -> absl::StatusOr<bool> {
        TIDEMARK_RETURN_IF_ERROR(AddByMonths(sums, cells, layout.first_month,
                                             question.months_per_point,
                                             question.range.today));
        return true;
      }));
  return sums;
}

std::vector<std::optional<statistics::Proportion>> ProportionsOf(
    const std::vector<Figure>& figures) {
  std::vector<std::optional<statistics::Proportion>> proportions;
  for (const Figure& figure : figures) {
    auto& proportion = proportions.emplace_back();
    if (!figure.has_value()) continue;
    proportion = {.numerator = static_cast<double>(figure.numerator()),
                  .denominator = static_cast<double>(figure.denominator())};
  }
  return proportions;
}

std::vector<std::optional<double>> ValuesOf(
    const std::vector<Figure>& figures) {
  std::vector<std::optional<double>> values;
  for (const Figure& figure : figures) {
    auto& value = values.emplace_back();
    if (figure.has_value()) value = figure.value();
  }
  return values;
}

bool AreAlike(const std::vector<Figure>& figures) {
  double sum = 0;
  double count = 0;
  for (const Figure& figure : figures) {
    if (!figure.has_value()) continue;
    sum += static_cast<double>(figure.denominator());
    ++count;
  }
  return std::all_of(figures.begin(), figures.end(), [&](const Figure& figure) {
    const double mean = sum / count;
    return !figure.has_value() ||
           std::abs(static_cast<double>(figure.denominator()) - mean) <=
               kAlike * mean;
  });
}

// Which chart to draw, and why.
void Choose(const SeriesQuestion& question, const std::vector<Figure>& figures,
            Series& series) {
  if (question.chart != Series::CHART_UNSPECIFIED) {
    series.set_chart(question.chart);
    series.set_chart_reason("It was asked for.");
  } else if (question.definition->is_count()) {
    series.set_chart(Series::CHART_XMR);
    series.set_chart_reason("It is a count, which is out of nothing.");
  } else if (AreAlike(figures)) {
    series.set_chart(Series::CHART_XMR);
    series.set_chart_reason(
        "No denominator is more than a quarter away from their mean, so each "
        "point weighs the same.");
  } else {
    series.set_chart(Series::CHART_P_PRIME);
    series.set_chart_reason(
        "Denominators differ, so limits widen where there are fewer cases; "
        "they also allow for shares that vary more than counting explains.");
  }
}

statistics::Chart Draw(const SeriesQuestion& question, const Layout& layout,
                       const std::vector<Figure>& figures,
                       Series::Chart chart) {
  if (chart == Series::CHART_XMR) {
    return statistics::XmrChart(
        ValuesOf(figures),
        {.phases = layout.starts, .screening = question.screening});
  }
  return statistics::ProportionChart(
      ProportionsOf(figures),
      {.phases = layout.starts, .laney = chart == Series::CHART_P_PRIME});
}

void FillPoint(const statistics::ChartPoint& drawn,
               const statistics::Phase& phase, Series::Point& point) {
  point.set_phase(static_cast<int32_t>(drawn.phase));
  if (drawn.value) {
    point.set_special_cause(ToProto(drawn.cause));
    point.set_label(statistics::LabelOf(drawn.cause));
  }
  if (!drawn.limits || !phase.mean) return;
  v1::ProcessLimits& limits = *point.mutable_limits();
  limits.set_lower(drawn.limits->lower);
  limits.set_near_lower(drawn.limits->near_lower);
  limits.set_centre(*phase.mean);
  limits.set_near_upper(drawn.limits->near_upper);
  limits.set_upper(drawn.limits->upper);
}

void FillPhase(const statistics::Phase& drawn, const Rebase* rebase,
               Series::Phase& phase) {
  phase.set_baseline_points(static_cast<int32_t>(drawn.baseline_points));
  phase.set_trial(drawn.trial);
  if (drawn.mean) phase.set_centre(*drawn.mean);
  if (drawn.sigma_z) phase.set_sigma_z(*drawn.sigma_z);
  phase.set_screened(static_cast<int32_t>(drawn.screened));
  if (rebase == nullptr) return;
  phase.set_reason(rebase->reason);
  phase.set_author(rebase->author);
}

// "1 point has", "2 points have".
std::string PointsHave(int64_t count) {
  return count == 1 ? "1 point has" : absl::StrCat(count, " points have");
}

// The share from which the figure is green by the nearest target, if there is
// one.
absl::StatusOr<std::optional<double>> TargetOf(const store::Reader& reader,
                                               const SeriesQuestion& question) {
  std::string provider(ProviderOf(question.subject.name));
  if (question.subject.kind == Subject::Kind::kContract) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const v1::ContractCells cells,
        kContractCells.Get(reader, question.subject.name));
    provider = cells.provider();
  }
  Figure judged;
  judged.set_metric(question.definition->metric.id());
  TIDEMARK_RETURN_IF_ERROR(JudgeFigure(reader, question.subject.name, provider,
                                       question.range, judged));
  if (!judged.has_target()) return std::nullopt;
  return judged.target().green_basis_points() / 10000.0;
}

void AddNotes(const SeriesQuestion& question, Series& series) {
  int64_t missing = 0;
  int64_t too_few = 0;
  for (const Series::Point& point : series.points()) {
    if (point.figure().has_value()) continue;
    ++(point.figure().no_value() == Figure::NO_VALUE_TOO_FEW ? too_few
                                                             : missing);
  }
  if (missing > 0) {
    series.add_notes(absl::StrCat(PointsHave(missing),
                                  " no figure; that is not 0, and it ends "
                                  "every run."));
  }
  if (too_few > 0) {
    series.add_notes(absl::StrCat(
        PointsHave(too_few), " too few cases to judge and ",
        too_few == 1 ? "is" : "are",
        " not on the chart; longer points, such as quarters, have more."));
  }
  if (series.phases(series.phases_size() - 1).trial()) {
    series.add_notes(
        absl::StrCat("The limits rest on fewer than ", statistics::kFirmPoints,
                     " points: they are on trial, and will move."));
  }
  if (question.definition->source == Definition::Source::kEntries) {
    series.add_notes(
        "The same people's outcomes are rated again and again, so points are "
        "not independent: a signal is a question to ask, not a proof.");
  }
}

}  // namespace

int32_t FirstMonthOf(const SeriesQuestion& question) {
  return LayOut(question).first_month;
}

Series DrawSeries(const KnownSubject& known, const SeriesQuestion& question,
                  const std::vector<Sums>& points) {
  const Layout layout = LayOut(question);
  std::vector<Figure> figures;
  figures.reserve(points.size());
  for (const Sums& point : points) {
    figures.push_back(MakeFigure(
        *question.definition,
        question.viewer == Viewer::kProvider ? point.ForProvider() : point,
        known.council_minimum));
  }

  Series series;
  series.set_subject(question.subject.name);
  series.set_display_name(known.display_name);
  series.set_metric(question.definition->metric.id());
  Choose(question, figures, series);
  const statistics::Chart chart =
      Draw(question, layout, figures, series.chart());
  const auto hidden = static_cast<size_t>(layout.hidden);
  const auto month_of = [&](size_t point) {
    return layout.first_month +
           static_cast<int32_t>(point) * question.months_per_point;
  };
  for (size_t i = hidden; i < figures.size(); ++i) {
    Series::Point& point = *series.add_points();
    *point.mutable_from_month() = MonthOf(month_of(i));
    *point.mutable_to_month() = MonthOf(month_of(i + 1) - 1);
    *point.mutable_figure() = figures[i];
    FillPoint(chart.points[i], chart.phases[chart.points[i].phase], point);
  }
  for (size_t i = 0; i < chart.phases.size(); ++i) {
    Series::Phase& phase = *series.add_phases();
    *phase.mutable_from_month() = MonthOf(month_of(chart.phases[i].first));
    FillPhase(chart.phases[i], layout.rebases[i], phase);
  }
  const statistics::Direction direction =
      DirectionOf(question.definition->metric);
  const statistics::Variation variation = chart.VariationFor(direction);
  series.set_variation(ToProto(variation));
  series.set_variation_words(std::string(statistics::SentenceOf(variation)));
  if (question.target) series.set_target(*question.target);
  const statistics::Assurance assurance =
      chart.AssuranceFor(question.target, direction);
  series.set_assurance(ToProto(assurance));
  if (assurance != statistics::Assurance::kNone) {
    series.set_assurance_words(std::string(statistics::SentenceOf(assurance)));
  }
  AddNotes(question, series);
  return series;
}

absl::StatusOr<Series> MakeSeries(const store::Reader& reader,
                                  const SeriesQuestion& question) {
  TIDEMARK_ASSIGN_OR_RETURN(const KnownSubject known,
                            FindSubject(reader, question.subject));
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<Sums> sums,
                            SumPoints(reader, question, LayOut(question)));
  SeriesQuestion judged = question;
  TIDEMARK_ASSIGN_OR_RETURN(judged.target, TargetOf(reader, question));
  Series series = DrawSeries(known, judged, sums);
  return series;
}

}  // namespace tidemark::monitoring
