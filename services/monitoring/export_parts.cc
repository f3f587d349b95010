#include "services/monitoring/export_parts.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

#include "common/type/date.h"
#include "services/monitoring/metrics.h"

namespace tidemark::monitoring {

using sheet::Decimal;
using sheet::ExportDefinition;
using sheet::ExportTable;
using sheet::ExportValue;
using v1::Figure;

Decimal PerCent(double share) { return {.value = share * 100, .places = 1}; }

Decimal Pounds(int64_t pence) {
  return {.value = static_cast<double>(pence) / 100, .places = 2};
}

Decimal Hours(int64_t minutes) {
  return {.value = static_cast<double>(minutes) / 60, .places = 2};
}

std::string TextOrNothing(const std::string& text) {
  return text.empty() ? kNothingToSay : text;
}

std::string WordsOf(Figure::NoValue no_value) {
  switch (no_value) {
    case Figure::NO_VALUE_NOT_APPLICABLE:
      return "not applicable: nothing to count";
    case Figure::NO_VALUE_MISSING:
      return "missing: not yet arrived";
    case Figure::NO_VALUE_TOO_FEW:
      return "too few to judge";
    case Figure::NO_VALUE_SUPPRESSED:
      return "[c] kept back";
    default:
      return "no value";
  }
}

std::string WordsOf(absl::string_view value, absl::string_view prefix) {
  return absl::AsciiStrToLower(
      absl::StrReplaceAll(absl::StripPrefix(value, prefix), {{"_", " "}}));
}

std::string ColourOf(const Figure& figure) {
  if (figure.rag() == Figure::RAG_UNSPECIFIED) return "no target";
  return absl::StrCat(WordsOf(Figure::Rag_Name(figure.rag()), "RAG_"),
                      figure.rag_unsure() ? " (not sure)" : "");
}

ExportValue ShareOr(bool has_share, double share, Figure::NoValue no_value) {
  if (has_share) return PerCent(share);
  return WordsOf(no_value);
}

std::string MonthText(const v1::Month& month) {
  return type::YearMonth(type::Date(month.year(), month.month(), 1)).Format();
}

absl::CivilDay CivilDayOf(const type::v1::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

std::string DateText(const type::v1::Date& date) {
  return type::FormatIsoDate(CivilDayOf(date));
}

void AddFigureColumns(const std::string& title, ExportTable& table,
                      bool is_count) {
  if (is_count) {
    table.columns.push_back({.heading = title});
    return;
  }
  table.columns.push_back({.heading = title, .unit = "%", .width = 18});
  table.columns.push_back({.heading = absl::StrCat(title, ": numerator")});
  table.columns.push_back({.heading = absl::StrCat(title, ": denominator")});
  table.columns.push_back(
      {.heading = absl::StrCat(title, ": 95% lower"), .unit = "%"});
  table.columns.push_back(
      {.heading = absl::StrCat(title, ": 95% upper"), .unit = "%"});
}

void AddFigure(const Figure& figure, ExportRow& row) {
  if (figure.kind() == Figure::KIND_COUNT) {
    if (figure.no_value() == Figure::NO_VALUE_UNSPECIFIED) {
      row.emplace_back(figure.numerator());
    } else {
      row.emplace_back(WordsOf(figure.no_value()));
    }
    return;
  }
  const bool hidden = figure.no_value() == Figure::NO_VALUE_SUPPRESSED;
  const bool interval = figure.has_interval() && !hidden;
  row.push_back(ShareOr(figure.has_value(), figure.value(), figure.no_value()));
  for (const int64_t count : {figure.numerator(), figure.denominator()}) {
    if (hidden) {
      row.emplace_back(WordsOf(figure.no_value()));
    } else {
      row.emplace_back(count);
    }
  }
  row.push_back(
      ShareOr(interval, figure.interval().lower(), figure.no_value()));
  row.push_back(
      ShareOr(interval, figure.interval().upper(), figure.no_value()));
}

ExportDefinition DefinitionOf(const v1::Metric& metric) {
  return {.title = metric.title(),
          .lines = {{"Question", metric.question()},
                    {"Numerator", metric.numerator()},
                    {"Denominator", metric.denominator()},
                    {"Exclusions", metric.exclusions()},
                    {"Direction",
                     WordsOf(v1::Metric::Direction_Name(metric.direction()),
                             "DIRECTION_")},
                    {"Fewest cases", absl::StrCat(metric.minimum_denominator(),
                                                  ", where the council has no "
                                                  "rule of its own")},
                    {"Source", metric.source()},
                    {"Version", absl::StrCat(metric.id(), ", version ",
                                             metric.version())}}};
}

void AddDefinition(absl::string_view metric, ExportTable& table) {
  if (const Definition* const definition = FindDefinition(metric)) {
    table.definitions.push_back(DefinitionOf(definition->metric));
  }
}

std::string TitleOf(absl::string_view metric) {
  const Definition* const definition = FindDefinition(metric);
  return definition == nullptr ? std::string(metric)
                               : definition->metric.title();
}

void AddLegend(ExportTable& table) {
  for (const auto& [words, meaning] :
       std::vector<std::pair<std::string, std::string>>{
           {WordsOf(Figure::NO_VALUE_NOT_APPLICABLE),
            "There was nothing to measure, so there is no share. Not 0."},
           {WordsOf(Figure::NO_VALUE_MISSING),
            "What the figure would rest on has not arrived. Not 0."},
           {WordsOf(Figure::NO_VALUE_TOO_FEW),
            "Fewer cases than the council's minimum; the counts are given, and "
            "the interval says how little they tell."}}) {
    table.about.emplace_back(words, meaning);
  }
  table.about.emplace_back(
      "95% lower, 95% upper",
      "Holds the true share with 95% confidence (Wilson's score method).");
}

void AddKnownOn(const type::v1::Date& date, ExportTable& table) {
  table.about.emplace_back("As known at the end of", DateText(date));
}

}  // namespace tidemark::monitoring
