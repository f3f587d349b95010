#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "common/proto/names.h"
#include "services/monitoring/export_parts.h"
#include "services/monitoring/export_tables.h"
#include "services/monitoring/metrics.h"

namespace tidemark::monitoring {
namespace {

using sheet::Decimal;
using sheet::ExportTable;
using sheet::ExportValue;
using v1::Comparison;
using v1::Series;

constexpr char kNoLimits[] = "no limits yet";
constexpr char kTooSmall[] = "too small to judge";

bool IsCount(absl::string_view metric) {
  const Definition* const definition = FindDefinition(metric);
  return definition != nullptr && definition->is_count();
}

// A value on the chart, in the unit of its metric.
Decimal OnChart(double value, bool is_count) {
  return is_count ? Decimal{.value = value, .places = 2} : PerCent(value);
}

std::string ChartName(Series::Chart chart) {
  switch (chart) {
    case Series::CHART_XMR:
      return "XmR chart";
    case Series::CHART_P:
      return "p chart";
    default:
      return "p' chart";
  }
}

std::string PhaseText(const Series::Phase& phase, bool is_count) {
  std::string text =
      phase.has_centre()
          ? absl::StrCat("centre ", OnChart(phase.centre(), is_count).value,
                         is_count ? "" : "%", " from ", phase.baseline_points(),
                         " points")
          : std::string("no centre yet");
  if (phase.trial()) absl::StrAppend(&text, ", on trial");
  if (phase.screened() > 0) {
    absl::StrAppend(&text, ", without ", phase.screened(), " wild steps");
  }
  if (phase.has_sigma_z()) {
    absl::StrAppend(&text, ", sigma z ", phase.sigma_z());
  }
  if (!phase.reason().empty()) {
    absl::StrAppend(&text, "; ", phase.reason(), " (", phase.author(), ")");
  }
  return text;
}

void AddPoint(const Series::Point& point, bool is_count, ExportTable& table) {
  ExportRow& row = table.rows.emplace_back();
  row.emplace_back(MonthText(point.from_month()));
  row.emplace_back(MonthText(point.to_month()));
  AddFigure(point.figure(), row);
  for (const double limit :
       {point.limits().lower(), point.limits().near_lower(),
        point.limits().centre(), point.limits().near_upper(),
        point.limits().upper()}) {
    if (point.has_limits()) {
      row.emplace_back(OnChart(limit, is_count));
    } else {
      row.emplace_back(kNoLimits);
    }
  }
  row.emplace_back(TextOrNothing(point.label()));
  row.emplace_back(int64_t{point.phase() + 1});
}

void AddBandColumns(const std::string& title, const std::string& unit,
                    ExportTable& table) {
  for (const char* const end :
       {"95% lower", "95% upper", "99.8% lower", "99.8% upper"}) {
    table.columns.push_back(
        {.heading = absl::StrCat(title, ": ", end), .unit = unit});
  }
}

void AddBand(bool has_band, const v1::FunnelBand& band, ExportRow& row) {
  for (const v1::FunnelLimits* const limits :
       {&band.attention(), &band.action()}) {
    for (const double end : {limits->lower(), limits->upper()}) {
      if (has_band) {
        row.emplace_back(PerCent(end));
      } else {
        row.emplace_back(kTooSmall);
      }
    }
  }
}

void AddExpected(const Comparison::Unit& unit, ExportRow& row) {
  if (!unit.has_ratio()) {
    for (int i = 0; i < 4; ++i) row.emplace_back(kTooSmall);
    return;
  }
  row.emplace_back(Decimal{.value = unit.expected(), .places = 2});
  row.emplace_back(PerCent(unit.ratio()));
  row.emplace_back(PerCent(unit.ratio_interval().lower()));
  row.emplace_back(PerCent(unit.ratio_interval().upper()));
}

void AddUnit(const Comparison::Unit& unit, bool case_mix, ExportTable& table) {
  ExportRow& row = table.rows.emplace_back();
  row.emplace_back(unit.display_name());
  row.emplace_back(unit.subject());
  AddFigure(unit.figure(), row);
  row.emplace_back(TextOrNothing(unit.standing_words()));
  if (case_mix) AddExpected(unit, row);
  AddBand(unit.has_unadjusted(), unit.unadjusted(), row);
  AddBand(unit.has_adjusted(), unit.adjusted(), row);
}

void AddFunnelFacts(const Comparison& comparison, bool case_mix,
                    ExportTable& table) {
  const auto add = [&](const char* label, const auto& value) {
    table.about.emplace_back(label, absl::StrCat(value));
  };
  table.about.emplace_back(
      "Centre", !comparison.has_centre() ? "not applicable: nothing to count"
                : case_mix
                    ? "100% of what is expected for the unit's own people"
                    : absl::StrCat(comparison.centre() * 100, "% in all"));
  add("phi: how much more units differ than chance explains", comparison.phi());
  add("tau2: the variance between units", comparison.tau2());
  table.about.emplace_back("Limits that count",
                           comparison.adjusted()
                               ? "those that allow for units differing anyway"
                               : "those by chance alone");
  add("Large enough to judge", comparison.judged());
  add("Too small", comparison.too_small());
  add("Outside 95%, by chance alone",
      comparison.outside_unadjusted_attention());
  add("Outside 99.8%, by chance alone", comparison.outside_unadjusted_action());
  add("Outside 95%, adjusted", comparison.outside_adjusted_attention());
  add("Outside 99.8%, adjusted", comparison.outside_adjusted_action());
}

}  // namespace

ExportTable TableOf(const Series& series) {
  const bool is_count = IsCount(series.metric());
  const std::string unit = is_count ? "" : "%";
  const std::string title = TitleOf(series.metric());
  ExportTable table;
  table.title = absl::StrCat(title, " over time: ", series.display_name());
  table.file_stem =
      absl::StrCat("series-", series.metric(), "-", IdOf(series.subject()));
  table.columns = {{.heading = "First month"}, {.heading = "Last month"}};
  AddFigureColumns(title, table, is_count);
  for (const char* const heading :
       {"Lower limit", "Near the lower limit", "Centre", "Near the upper limit",
        "Upper limit"}) {
    table.columns.push_back({.heading = heading, .unit = unit});
  }
  table.columns.push_back({.heading = "What it says", .width = kNameWidth});
  table.columns.push_back({.heading = "Limits from phase"});
  for (const Series::Point& point : series.points()) {
    AddPoint(point, is_count, table);
  }
  AddDefinition(series.metric(), table);
  table.about.emplace_back("Subject", series.subject());
  table.about.emplace_back("Chart", absl::StrCat(ChartName(series.chart()),
                                                 ". ", series.chart_reason()));
  table.about.emplace_back("What the latest point says",
                           TextOrNothing(series.variation_words()));
  if (series.has_target()) {
    table.about.emplace_back(
        "Target",
        absl::StrCat(series.target() * 100, "%: ", series.assurance_words()));
  }
  for (int i = 0; i < series.phases_size(); ++i) {
    table.about.emplace_back(
        absl::StrCat("Phase ", i + 1, ", from ",
                     MonthText(series.phases(i).from_month())),
        PhaseText(series.phases(i), is_count));
  }
  AddNotes(series.notes(), table);
  AddAsOf(series, table);
  AddLegend(table);
  return table;
}

ExportTable TableOf(const Comparison& comparison) {
  bool case_mix = false;
  for (const Comparison::Unit& unit : comparison.units()) {
    case_mix = case_mix || unit.has_ratio();
  }
  const std::string title = TitleOf(comparison.metric());
  ExportTable table;
  table.title = absl::StrCat(title, ": beside each other");
  table.file_stem = absl::StrCat("funnel-", comparison.metric(), "-",
                                 IdOf(comparison.subject()));
  table.columns = {{.heading = "Name", .width = kNameWidth},
                   {.heading = "Resource", .width = kNameWidth}};
  AddFigureColumns(title, table);
  table.columns.push_back({.heading = "What it says", .width = kNoteWidth});
  const std::string unit = case_mix ? "% of expected" : "%";
  if (case_mix) {
    table.columns.push_back({.heading = "Expected for its people"});
    for (const char* const heading :
         {"Met, of expected", "Met, of expected: 95% lower",
          "Met, of expected: 95% upper"}) {
      table.columns.push_back({.heading = heading, .unit = unit});
    }
  }
  AddBandColumns("By chance alone", unit, table);
  AddBandColumns("Allowing for differences", unit, table);
  for (const Comparison::Unit& one : comparison.units()) {
    AddUnit(one, case_mix, table);
  }
  AddDefinition(comparison.metric(), table);
  table.about.emplace_back("Subject", comparison.subject());
  AddMonths(comparison, table);
  AddFunnelFacts(comparison, case_mix, table);
  AddNotes(comparison.notes(), table);
  AddAsOf(comparison, table);
  AddLegend(table);
  table.about.emplace_back("Order", "By name, never by rank.");
  return table;
}

}  // namespace tidemark::monitoring
