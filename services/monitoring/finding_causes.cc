#include "services/monitoring/finding_causes.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/statistics/chart.h"
#include "common/statistics/special_causes.h"
#include "services/monitoring/finding_thresholds.h"
#include "services/monitoring/series.h"

namespace tidemark::monitoring {
namespace {

using v1::Finding;
using v1::Series;

// The months of a chart.
struct Window {
  int32_t first_month;
  int32_t last_month;
  int32_t months_per_point;
};

// The chart of one provider's figure.
class Charting {
 public:
  Charting(const store::Reader& reader, const CouncilFigures& figures,
           const ProviderFigures& provider, const Definition& definition)
      : reader_(reader),
        figures_(figures),
        provider_(provider),
        definition_(definition) {}

  // Null if there is nothing to judge by.
  absl::StatusOr<std::optional<Series>> Draw() const {
    const int32_t last = LastClosedMonth();
    if (last < figures_.first_month) return std::optional<Series>();
    const Window months = {.first_month = last - kMonthsCharted + 1,
                           .last_month = last,
                           .months_per_point = 1};
    if (CountValues(months) >= statistics::kFirmPoints) return DrawOf(months);
    // Calendar quarters, so that points stay the same from month to month.
    const int32_t quarter = (last + 1) / kMonthsAQuarter * kMonthsAQuarter - 1;
    const Window quarters = {
        .first_month = quarter - kQuartersCharted * kMonthsAQuarter + 1,
        .last_month = quarter,
        .months_per_point = kMonthsAQuarter};
    if (quarters.first_month < figures_.first_month ||
        CountValues(quarters) < statistics::kFirmPoints) {
      return std::optional<Series>();
    }
    return DrawOf(quarters);
  }

 private:
  // The last month of which every return has fallen due: what is half there
  // says nothing.
  int32_t LastClosedMonth() const {
    int32_t month = figures_.last_month;
    while (month >= figures_.first_month && OfReturns() &&
           SumsOf(month).not_yet_due > 0) {
      --month;
    }
    return month;
  }

  bool OfReturns() const {
    return definition_.source == Definition::Source::kReturns ||
           definition_.source == Definition::Source::kEntries;
  }

  const Sums& SumsOf(int32_t month) const {
    return provider_.months[static_cast<size_t>(month - figures_.first_month)];
  }

  std::vector<Sums> PointsOf(const Window& window) const {
    std::vector<Sums> points(
        static_cast<size_t>((window.last_month - window.first_month + 1) /
                            window.months_per_point));
    for (int32_t month = window.first_month; month <= window.last_month;
         ++month) {
      if (month < figures_.first_month) continue;
      points[static_cast<size_t>((month - window.first_month) /
                                 window.months_per_point)] += SumsOf(month);
    }
    return points;
  }

  size_t CountValues(const Window& window) const {
    const std::vector<Sums> points = PointsOf(window);
    return static_cast<size_t>(
        std::count_if(points.begin(), points.end(), [&](const Sums& sums) {
          return MakeFigure(definition_, sums, figures_.minimum).has_value();
        }));
  }

  absl::StatusOr<std::optional<Series>> DrawOf(const Window& window) const {
    const SeriesQuestion question = {
        .subject = {.kind = Subject::Kind::kProvider, .name = provider_.name},
        .definition = &definition_,
        .range = {.first_day = 0,
                  .last_day = 0,
                  .first_month = window.first_month,
                  .last_month = window.last_month,
                  .today = DayOf(figures_.today)},
        .months_per_point = window.months_per_point,
        .chart = Series::CHART_UNSPECIFIED,
        .screening = true,
        .rebases =
            figures_.rebases.Of(provider_.name, definition_.metric.id())};
    if (FirstMonthOf(question) < window.first_month) {
      TIDEMARK_ASSIGN_OR_RETURN(Series series, MakeSeries(reader_, question));
      return std::optional<Series>(std::move(series));
    }
    const KnownSubject known = {.subject = question.subject,
                                .display_name = provider_.display_name,
                                .council_minimum = figures_.minimum};
    return std::optional<Series>(DrawSeries(known, question, PointsOf(window)));
  }

  const store::Reader& reader_;
  const CouncilFigures& figures_;
  const ProviderFigures& provider_;
  const Definition& definition_;
};

int32_t IndexOf(const v1::Month& month) {
  return type::YearMonth(type::Date(month.year(), month.month(), 1)).index();
}

bool IsShift(v1::ControlChart::Cause cause) {
  return cause == v1::ControlChart::CAUSE_SHIFT_ABOVE ||
         cause == v1::ControlChart::CAUSE_SHIFT_BELOW;
}

bool IsHigh(v1::ControlChart::Cause cause) {
  return cause == v1::ControlChart::CAUSE_ABOVE_LIMIT ||
         cause == v1::ControlChart::CAUSE_SHIFT_ABOVE;
}

const char* NameOf(Series::Chart chart) {
  switch (chart) {
    case Series::CHART_XMR:
      return "XmR";
    case Series::CHART_P:
      return "p";
    default:
      return "p'";
  }
}

// The position of the last point on the chart; -1 if there is none.
int LastPointOf(const Series& series) {
  int last = series.points_size() - 1;
  while (last >= 0 && !series.points(last).figure().has_value()) --last;
  return last;
}

std::string RuleOf(const Series& series, const Series::Point& point) {
  const Series::Phase& phase = series.phases(point.phase());
  std::string rule =
      IsShift(point.special_cause())
          ? absl::StrCat("Seven figures in a row on one side of the centre, ",
                         FormatShare(phase.centre()))
          : absl::StrCat("A figure outside the limits, ",
                         FormatShare(point.limits().lower()), " to ",
                         FormatShare(point.limits().upper()),
                         " about a centre of ", FormatShare(phase.centre()));
  absl::StrAppend(&rule, ", of a ", NameOf(series.chart()), " chart with ",
                  phase.baseline_points(), " points behind its limits.");
  return rule;
}

std::string SentenceOf(const Series& series, const Series::Point& point,
                       const v1::Metric& metric) {
  const bool high = IsHigh(point.special_cause());
  const std::string when =
      FormatMonths(IndexOf(point.from_month()), IndexOf(point.to_month()));
  const std::string what =
      absl::StrCat(series.display_name(), ": \"",
                   absl::AsciiStrToLower(metric.title()), "\" ");
  if (IsShift(point.special_cause())) {
    return absl::StrCat(what, "has been ", high ? "above" : "below",
                        " its own centre seven times in a row, up to ", when,
                        ", ", FormatCounts(point.figure()), ".");
  }
  return absl::StrCat(what, "was far ", high ? "higher" : "lower",
                      " than its own past explains in ", when, ", ",
                      FormatCounts(point.figure()), ".");
}

// The judged point and, of a shift, those before it in the run.
void AddEvidence(const Series& series, int last, const v1::Metric& metric,
                 v1::Evidence& evidence) {
  const Series::Point& judged = series.points(last);
  const auto shift = static_cast<int>(statistics::SpecialCauseRules().shift);
  const int first =
      IsShift(judged.special_cause()) ? std::max(0, last - shift + 1) : last;
  for (int i = last; i >= first; --i) {
    const Series::Point& point = series.points(i);
    AddMeasure(metric.title(), IndexOf(point.from_month()),
               IndexOf(point.to_month()), point.figure(), evidence);
  }
  evidence.set_rule(RuleOf(series, judged));
}

std::optional<Finding> Judge(const Series& series, const v1::Metric& metric) {
  const int last = LastPointOf(series);
  if (last < 0) return std::nullopt;
  const Series::Point& point = series.points(last);
  if (!Raises(point.special_cause())) return std::nullopt;
  if (series.phases(point.phase()).trial()) return std::nullopt;
  Finding finding;
  finding.set_kind(Finding::KIND_SPECIAL_CAUSE);
  finding.set_subject(series.subject());
  finding.set_provider(series.subject());
  finding.set_display_name(series.display_name());
  finding.set_metric(metric.id());
  finding.set_side(IsHigh(point.special_cause()) ? Finding::SIDE_HIGH
                                                 : Finding::SIDE_LOW);
  finding.set_meaning(MeaningOf(metric, finding.side()));
  finding.set_sentence(SentenceOf(series, point, metric));
  AddEvidence(series, last, metric, *finding.mutable_evidence());
  return finding;
}

}  // namespace

absl::Status FindSpecialCauses(const store::Reader& reader,
                               const CouncilFigures& figures,
                               std::vector<Finding>& findings) {
  for (const char* const id : kChartedMetrics) {
    TIDEMARK_ASSIGN_OR_RETURN(const Definition* const definition,
                              GetDefinition(id));
    for (const ProviderFigures& provider : figures.providers) {
      TIDEMARK_ASSIGN_OR_RETURN(
          const std::optional<Series> series,
          Charting(reader, figures, provider, *definition).Draw());
      if (!series) continue;
      std::optional<Finding> finding = Judge(*series, definition->metric);
      if (finding) findings.push_back(*std::move(finding));
    }
  }
  return absl::OkStatus();
}

}  // namespace tidemark::monitoring
