#include "services/monitoring/export_tables.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

#include "common/proto/names.h"
#include "common/type/date.h"
#include "services/monitoring/metrics.h"

namespace tidemark::monitoring {
namespace {

using sheet::Decimal;
using sheet::ExportDefinition;
using sheet::ExportTable;
using sheet::ExportValue;
using v1::Figure;

using Row = std::vector<ExportValue>;

constexpr double kNameWidth = 36;
constexpr double kNoteWidth = 60;

Decimal PerCent(double share) { return {.value = share * 100, .places = 1}; }
Decimal Pounds(int64_t pence) {
  return {.value = static_cast<double>(pence) / 100, .places = 2};
}
Decimal Hours(int64_t minutes) {
  return {.value = static_cast<double>(minutes) / 60, .places = 2};
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

// The value of an enum as a person says it: `STANDING_NOT_LESS` is "not less".
std::string WordsOf(absl::string_view value, absl::string_view prefix) {
  return absl::AsciiStrToLower(
      absl::StrReplaceAll(absl::StripPrefix(value, prefix), {{"_", " "}}));
}

template <typename Answer>
void AddMonths(const Answer& answer, ExportTable& table) {
  table.about.emplace_back("First month", MonthText(answer.from_month()));
  table.about.emplace_back("Last month", MonthText(answer.to_month()));
}

template <typename Answer>
void AddAsOf(const Answer& answer, ExportTable& table) {
  for (const v1::FeedPosition& position : answer.as_of()) {
    table.about.emplace_back(
        absl::StrCat("Known of ", position.feed()),
        absl::StrCat("up to change ", position.sequence()));
  }
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

void AddScorecardRow(const v1::ScorecardRow& of, ExportTable& table) {
  Row& row = table.rows.emplace_back();
  row.emplace_back(of.display_name());
  row.emplace_back(of.subject());
  row.emplace_back(int64_t{of.contracts()});
  row.emplace_back(int64_t{of.returns_due()});
  row.emplace_back(int64_t{of.returns_accepted()});
  for (const Figure& figure : of.figures()) AddFigure(figure, row);
}

void AddGapCells(const v1::Gap& gap, Row& row) {
  row.push_back(ShareOr(gap.has_value(), gap.value(), gap.no_value()));
  row.push_back(ShareOr(gap.has_lower(), gap.lower(), gap.no_value()));
  row.push_back(ShareOr(gap.has_upper(), gap.upper(), gap.no_value()));
}

void AddGrowthRow(const v1::GrowthRow& of, ExportTable& table) {
  Row& row = table.rows.emplace_back();
  row.emplace_back(of.display_name().empty() ? "All" : of.display_name());
  for (const int32_t people :
       {of.people(), of.people_ended(), of.people_new()}) {
    row.emplace_back(int64_t{people});
  }
  for (const Figure* const figure :
       {&of.grew(), &of.fell(), &of.unchanged(), &of.minutes_grew(),
        &of.minutes_fell(), &of.outcomes().better(), &of.outcomes().same(),
        &of.outcomes().worse()}) {
    AddFigure(*figure, row);
  }
  for (const v1::MeanChange* const mean :
       {&of.mean_increase(), &of.mean_decrease()}) {
    row.push_back(ShareOr(mean->has_value(), mean->value(), mean->no_value()));
  }
  for (const int64_t pence :
       {of.opening_pence(), of.closing_pence(), of.net_pence(),
        of.volume_pence(), of.price_pence()}) {
    row.emplace_back(Pounds(pence));
  }
  row.push_back(ShareOr(of.has_net_share(), of.net_share(), of.no_value()));
}

}  // namespace

void AddFigureColumns(const std::string& title, ExportTable& table) {
  table.columns.push_back({.heading = title, .unit = "%", .width = 18});
  table.columns.push_back({.heading = absl::StrCat(title, ": numerator")});
  table.columns.push_back({.heading = absl::StrCat(title, ": denominator")});
  table.columns.push_back(
      {.heading = absl::StrCat(title, ": 95% lower"), .unit = "%"});
  table.columns.push_back(
      {.heading = absl::StrCat(title, ": 95% upper"), .unit = "%"});
}

void AddFigure(const Figure& figure, Row& row) {
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
    AddFigureColumns(TitleOf(figure.metric()), table);
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
    Row& row = table.rows.emplace_back();
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

ExportTable TableOf(const std::vector<v1::StepDown>& steps) {
  ExportTable table;
  table.title = "Step-downs";
  table.file_stem = "step-downs";
  table.columns = {{.heading = "Package", .width = kNameWidth},
                   {.heading = "Contract", .width = kNameWidth},
                   {.heading = "First day"},
                   {.heading = "Last day"},
                   {.heading = "Before", .unit = "hours a week"},
                   {.heading = "After", .unit = "hours a week"},
                   {.heading = "Standing"},
                   {.heading = "Goals"},
                   {.heading = "Goals: why", .width = kNoteWidth},
                   {.heading = "Agreement"},
                   {.heading = "Agreement: why", .width = kNoteWidth},
                   {.heading = "Check-back"},
                   {.heading = "Check-back: why", .width = kNoteWidth}};
  for (const v1::StepDown& step : steps) {
    Row& row = table.rows.emplace_back();
    row.emplace_back(step.package());
    row.emplace_back(step.contract().empty() ? "none" : step.contract());
    row.emplace_back(CivilDayOf(step.first_date()));
    row.emplace_back(CivilDayOf(step.last_date()));
    row.emplace_back(Hours(step.minutes_before()));
    row.emplace_back(Hours(step.minutes_after()));
    row.emplace_back(
        WordsOf(v1::StepDown::Standing_Name(step.standing()), "STANDING_"));
    for (const v1::StepDown::Condition* const condition :
         {&step.goals(), &step.agreement(), &step.check_back()}) {
      row.emplace_back(
          WordsOf(v1::StepDown::State_Name(condition->state()), "STATE_"));
      row.emplace_back(condition->note().empty() ? "-" : condition->note());
    }
  }
  AddDefinition("step-down-held", table);
  return table;
}

ExportTable TableOf(const v1::PackageGrowth& growth) {
  ExportTable table;
  table.title = "Package growth";
  table.file_stem = "growth";
  table.columns = {{.heading = "Of", .width = kNameWidth},
                   {.heading = "People"},
                   {.heading = "People: first date only"},
                   {.heading = "People: second date only"}};
  for (const char* const title :
       {"Package grew", "Package fell", "Package unchanged", "Minutes grew",
        "Minutes fell", "Outcomes better", "Outcomes same", "Outcomes worse"}) {
    AddFigureColumns(title, table);
  }
  for (const char* const heading : {"Mean increase", "Mean decrease"}) {
    table.columns.push_back({.heading = heading, .unit = "%"});
  }
  for (const char* const heading :
       {"Before", "After", "Net change", "Through volume", "Through price"}) {
    table.columns.push_back({.heading = heading, .unit = "£ a week"});
  }
  table.columns.push_back({.heading = "Net change", .unit = "% of before"});
  AddGrowthRow(growth.total(), table);
  for (const v1::GrowthRow& row : growth.rows()) AddGrowthRow(row, table);
  table.definitions = {
      {.title = "Package growth",
       .lines = {
           {"Question", "Whose packages grew, by how much, and through what?"},
           {"Denominator", "People with a package at both dates."},
           {"Exclusions",
            "People with a package at one date only: counted beside."},
           {"Volume and price",
            "The second date's minutes at the first date's price of a minute "
            "are volume; the rest of the change is price. They add up."},
           {"Source",
            "Tidemark: package growth; more support is never a "
            "failure by itself."}}}};
  const auto date = [](const type::v1::Date& day) {
    return type::FormatIsoDate(CivilDayOf(day));
  };
  table.about.emplace_back("First date", date(growth.from_date()));
  table.about.emplace_back("Second date", date(growth.to_date()));
  if (!growth.provider().empty()) {
    table.about.emplace_back("Provider", growth.provider());
  }
  AddAsOf(growth, table);
  AddLegend(table);
  return table;
}

}  // namespace tidemark::monitoring
