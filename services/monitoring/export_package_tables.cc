#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"

#include "services/monitoring/export_parts.h"
#include "services/monitoring/export_tables.h"

namespace tidemark::monitoring {
namespace {

using sheet::ExportTable;
using v1::Figure;

void AddGrowthRow(const v1::GrowthRow& of, ExportTable& table) {
  ExportRow& row = table.rows.emplace_back();
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

sheet::ExportValue DaysOr(bool has_days, int32_t days,
                          v1::MedianDays::NoValue no_value) {
  if (has_days) return int64_t{days};
  return no_value == v1::MedianDays::NO_VALUE_NOT_APPLICABLE
             ? "not applicable: no packages"
         : no_value == v1::MedianDays::NO_VALUE_TOO_FEW ? "too few to judge"
                                                        : "not reached";
}

// One line for each point of the curve.
void AddCurve(const std::string& name, const v1::IndependenceRow& of,
              ExportTable& table) {
  const v1::MedianDays& median = of.median();
  const auto share = [](bool has_share, double value) -> sheet::ExportValue {
    if (has_share) return PerCent(value);
    return "not applicable: cannot be estimated";
  };
  for (const v1::SurvivalPoint& point : of.points()) {
    ExportRow& row = table.rows.emplace_back();
    row.emplace_back(name);
    row.emplace_back(int64_t{of.packages()});
    row.emplace_back(int64_t{of.events()});
    row.push_back(DaysOr(median.has_days(), median.days(), median.no_value()));
    row.push_back(DaysOr(median.has_lower_days(), median.lower_days(),
                         median.no_value()));
    row.push_back(DaysOr(median.has_upper_days(), median.upper_days(),
                         median.no_value()));
    for (const int32_t count :
         {point.days(), point.at_risk(), point.events(), point.censored()}) {
      row.emplace_back(int64_t{count});
    }
    row.push_back(share(point.has_survival(), point.survival()));
    row.push_back(share(point.has_lower(), point.lower()));
    row.push_back(share(point.has_upper(), point.upper()));
  }
}

}  // namespace

ExportTable TableOf(const v1::ListStepDownsResponse& list) {
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
  for (const v1::StepDown& step : list.step_downs()) {
    ExportRow& row = table.rows.emplace_back();
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
      row.emplace_back(TextOrNothing(condition->note()));
    }
  }
  AddDefinition("step-down-held", table);
  AddAsOf(list, table);
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
  table.about.emplace_back("First date", DateText(growth.from_date()));
  table.about.emplace_back("Second date", DateText(growth.to_date()));
  if (!growth.provider().empty()) {
    table.about.emplace_back("Provider", growth.provider());
  }
  AddAsOf(growth, table);
  AddLegend(table);
  return table;
}

ExportTable TableOf(const v1::TimeToIndependence& time) {
  ExportTable table;
  table.title = "Time to no or lower support";
  table.file_stem = "independence";
  table.columns = {{.heading = "Of", .width = kNameWidth},
                   {.heading = "Packages"},
                   {.heading = "Got there"},
                   {.heading = "Median", .unit = "days", .width = 20},
                   {.heading = "Median: 95% lower", .unit = "days"},
                   {.heading = "Median: 95% upper", .unit = "days"},
                   {.heading = "Day"},
                   {.heading = "Under way before it"},
                   {.heading = "Got there on it"},
                   {.heading = "Out of sight from it on"},
                   {.heading = "Not yet there", .unit = "%"},
                   {.heading = "Not yet there: 95% lower", .unit = "%"},
                   {.heading = "Not yet there: 95% upper", .unit = "%"}};
  AddCurve("All", time.total(), table);
  for (const v1::IndependenceRow& row : time.rows()) {
    AddCurve(row.display_name(), row, table);
  }
  table.definitions = {
      {.title = "Time to no or lower support",
       .lines = {
           {"Question",
            "How long does it take from the start of a package to no support, "
            "universal services or ongoing low-level support?"},
           {"Got there", "The package ended so, and was not re-opened."},
           {"Out of sight",
            "Still open, or went on to other support, at the last day that is "
            "looked at; or ended because nobody can know more, as when the "
            "person moved away or died."},
           {"Curve",
            "Product-limit estimate (Kaplan and Meier 1958), limits on the "
            "scale of log(-log S); the median's by Brookmeyer and Crowley "
            "(1982)."},
           {"Source", "Tidemark: packages of support."}}}};
  table.about.emplace_back(
      "Stage",
      WordsOf(enablement::v1::Package::Stage_Name(time.stage()), "STAGE_"));
  table.about.emplace_back("People are followed until",
                           DateText(time.as_of_date()));
  if (!time.provider().empty()) {
    table.about.emplace_back("Provider", time.provider());
  }
  for (const auto& censored : time.total().censored()) {
    table.about.emplace_back(absl::StrCat("Out of sight: ", censored.reason()),
                             absl::StrCat(censored.packages()));
  }
  if (time.has_known_date()) AddKnownOn(time.known_date(), table);
  AddPositions(time.as_of(), table);
  table.about.emplace_back("Order", "By name, never by rank.");
  return table;
}

}  // namespace tidemark::monitoring
