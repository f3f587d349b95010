#include "services/monitoring/export_tables.h"

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "common/proto/names.h"
#include "services/monitoring/export_parts.h"
#include "services/monitoring/metrics.h"

namespace tidemark::monitoring {
namespace {

using sheet::ExportTable;
using v1::Figure;

void AddScorecardRow(const v1::ScorecardRow& of, ExportTable& table) {
  ExportRow& row = table.rows.emplace_back();
  row.emplace_back(of.display_name());
  row.emplace_back(of.subject());
  row.emplace_back(int64_t{of.contracts()});
  row.emplace_back(int64_t{of.returns_due()});
  row.emplace_back(int64_t{of.returns_accepted()});
  for (const Figure& figure : of.figures()) AddFigure(figure, row);
}

void AddGapCells(const v1::Gap& gap, ExportRow& row) {
  row.push_back(ShareOr(gap.has_value(), gap.value(), gap.no_value()));
  row.push_back(ShareOr(gap.has_lower(), gap.lower(), gap.no_value()));
  row.push_back(ShareOr(gap.has_upper(), gap.upper(), gap.no_value()));
}

}  // namespace

ExportTable TableOf(const v1::Scorecard& scorecard) {
  ExportTable table;
  table.title = absl::StrCat("Scorecard of ", scorecard.total().display_name());
  table.file_stem =
      absl::StrCat("scorecard-", IdOf(scorecard.total().subject()));
  table.columns = {{.heading = "Name", .width = kNameWidth},
                   {.heading = "Resource", .width = kNameWidth},
                   {.heading = "Contracts"},
                   {.heading = "Returns due"},
                   {.heading = "Returns accepted"}};
  for (const Figure& figure : scorecard.total().figures()) {
    AddFigureColumns(TitleOf(figure.metric()), table,
                     figure.kind() == Figure::KIND_COUNT);
    AddDefinition(figure.metric(), table);
  }
  AddScorecardRow(scorecard.total(), table);
  for (const v1::ScorecardRow& row : scorecard.rows()) {
    AddScorecardRow(row, table);
  }
  AddMonths(scorecard, table);
  AddAsOf(scorecard, table);
  AddLegend(table);
  table.about.emplace_back("Order", "By name, never by rank.");
  return table;
}

ExportTable TableOf(const v1::Explanation& explanation) {
  const Figure& figure = explanation.figure();
  const std::string title = TitleOf(figure.metric());
  ExportTable table;
  table.title = absl::StrCat(title, ": what it rests on");
  table.file_stem =
      absl::StrCat("why-", figure.metric(), "-", IdOf(explanation.subject()));
  table.columns = {{.heading = "Return or package", .width = kNoteWidth},
                   {.heading = "Contract", .width = kNameWidth},
                   {.heading = "Period"},
                   {.heading = "Version"},
                   {.heading = "People"},
                   {.heading = "Numerator"},
                   {.heading = "Denominator"},
                   {.heading = "Left out"},
                   {.heading = "Note", .width = kNoteWidth}};
  for (const v1::ExplanationLine& line : explanation.lines()) {
    int64_t left_out = 0;
    for (const v1::Exclusion& excluded : line.exclusions()) {
      left_out += excluded.count();
    }
    table.rows.push_back({line.name(), line.contract(), line.period(),
                          int64_t{line.version()}, int64_t{line.people()},
                          line.numerator(), line.denominator(), left_out,
                          line.note()});
  }
  AddDefinition(figure.metric(), table);
  table.about.emplace_back("Subject", explanation.subject());
  table.about.emplace_back(
      "Figure", figure.has_value() ? absl::StrCat(figure.numerator(), " of ",
                                                  figure.denominator())
                                   : WordsOf(figure.no_value()));
  table.about.emplace_back("People", absl::StrCat(explanation.people()));
  for (const v1::Exclusion& excluded : explanation.exclusions()) {
    table.about.emplace_back(absl::StrCat("Left out: ", excluded.reason()),
                             absl::StrCat(excluded.count()));
  }
  AddAsOf(explanation, table);
  return table;
}

ExportTable TableOf(const v1::EqualityGaps& gaps) {
  const std::string by =
      WordsOf(v1::Attribute_Name(gaps.attribute()), "ATTRIBUTE_");
  const std::string title = TitleOf(gaps.total().metric());
  ExportTable table;
  table.title = absl::StrCat(title, " by ", by, ": ", gaps.display_name());
  table.file_stem =
      absl::StrCat("equality-", absl::StrReplaceAll(by, {{" ", "-"}}), "-",
                   IdOf(gaps.subject()));
  table.columns = {{.heading = "Group", .width = kNameWidth},
                   {.heading = "People"}};
  AddFigureColumns(title, table);
  AddFigureColumns("Everybody else", table);
  for (const char* const heading :
       {"Gap", "Gap: 95% lower", "Gap: 95% upper"}) {
    table.columns.push_back(
        {.heading = heading, .unit = "points", .width = 18});
  }
  for (const v1::EqualityRow& of : gaps.rows()) {
    ExportRow& row = table.rows.emplace_back();
    row.emplace_back(of.group().display_name());
    row.emplace_back(int64_t{of.people()});
    AddFigure(of.figure(), row);
    AddFigure(of.rest(), row);
    AddGapCells(of.gap(), row);
  }
  AddDefinition(gaps.total().metric(), table);
  table.about.emplace_back("Subject", gaps.subject());
  AddMonths(gaps, table);
  AddAsOf(gaps, table);
  AddLegend(table);
  table.about.emplace_back(
      "Gap",
      "The group's share less everybody else's, in percentage points, with its "
      "95% interval (Newcombe 1998, hybrid score method). A gap is a question "
      "to ask, not a verdict.");
  table.about.emplace_back(
      "Cases",
      "One outcome in one return is one case; the cases of one person "
      "belong together, so true intervals are wider.");
  return table;
}

ExportTable TableOf(const v1::Breakdown& breakdown) {
  const Figure& total = breakdown.total();
  const std::string by =
      WordsOf(v1::Dimension_Name(breakdown.dimension()), "DIMENSION_");
  const std::string title = TitleOf(total.metric());
  ExportTable table;
  table.title = absl::StrCat(title, " by ", by);
  table.file_stem = absl::StrCat("breakdown-", total.metric(), "-",
                                 absl::StrReplaceAll(by, {{" ", "-"}}), "-",
                                 IdOf(breakdown.subject()));
  table.columns = {{.heading = "Name", .width = kNameWidth},
                   {.heading = "Value", .width = kNameWidth}};
  AddFigureColumns(title, table, total.kind() == Figure::KIND_COUNT);
  for (const char* const heading : {"Colour", "People", "Left out"}) {
    table.columns.push_back({.heading = heading});
  }
  for (const v1::BreakdownRow& of : breakdown.rows()) {
    int64_t left_out = 0;
    for (const v1::Exclusion& excluded : of.exclusions()) {
      left_out += excluded.count();
    }
    ExportRow& row = table.rows.emplace_back();
    row.emplace_back(of.display_name());
    row.emplace_back(of.value().empty() ? "not recorded" : of.value());
    AddFigure(of.figure(), row);
    row.emplace_back(ColourOf(of.figure()));
    row.emplace_back(of.people());
    row.emplace_back(left_out);
  }
  ExportRow& all = table.rows.emplace_back();
  all.emplace_back("Total");
  all.emplace_back(breakdown.subject());
  AddFigure(total, all);
  all.emplace_back(ColourOf(total));
  for (int i = 0; i < 2; ++i) all.emplace_back(kNothingToSay);
  AddDefinition(total.metric(), table);
  if (table.definitions.empty()) {
    table.definitions = {DefinitionOf(GrowthDefinition().metric)};
  }
  table.about.emplace_back("Subject", breakdown.subject());
  AddMonths(breakdown, table);
  table.about.emplace_back("Rows and total",
                           breakdown.adds_up()
                               ? "The rows add up to the total."
                               : "The rows do not add up to the total.");
  if (!breakdown.note().empty()) {
    table.about.emplace_back("Note", breakdown.note());
  }
  AddAsOf(breakdown, table);
  AddLegend(table);
  return table;
}

}  // namespace tidemark::monitoring
