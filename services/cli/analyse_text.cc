#include "services/cli/analyse_text.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "services/cli/figures.h"
#include "services/cli/table.h"
#include "services/cli/words.h"

namespace tidemark::cli {
namespace {

using monitoring::v1::ControlChart;
using monitoring::v1::FunnelPlot;
using monitoring::v1::GoalAttainment;
using monitoring::v1::GrowthAnalysis;
using monitoring::v1::IntervalTable;
using monitoring::v1::StandardisedRatios;

constexpr size_t kNameWidth = 40;
constexpr char kNothing[] = "-";

// Enough digits for a screen; JSON has them all.
std::string Digits(double number) { return absl::StrFormat("%.6g", number); }

std::string DigitsIf(bool is_set, double number) {
  return is_set ? Digits(number) : kNothing;
}

std::string Range(double lower, double upper) {
  return absl::StrCat(Digits(lower), " to ", Digits(upper));
}

std::string RangeIf(bool is_set, double lower, double upper) {
  return is_set ? Range(lower, upper) : kNothing;
}

// Pence of a change, with a plus where it is one.
std::string SignedPounds(int64_t pence) {
  return pence < 0 ? absl::StrCat("-", FormatPounds(-pence))
                   : absl::StrCat("+", FormatPounds(pence));
}

std::string SignedShare(double share) {
  return absl::StrFormat("%+.1f%%", share * 100);
}

std::string LimitsText(bool is_set, const FunnelPlot::Limits& limits) {
  if (!is_set) return kNothing;
  const std::string range = Range(limits.lower(), limits.upper());
  switch (limits.standing()) {
    case FunnelPlot::STANDING_ABOVE:
      return absl::StrCat(range, " above");
    case FunnelPlot::STANDING_BELOW:
      return absl::StrCat(range, " below");
    default:
      return range;
  }
}

void PrintPhases(Session& session, const ControlChart& chart) {
  Table table({{"PHASE", Align::kRight},
               {"ROWS"},
               {"BASELINE", Align::kRight},
               {"MEAN", Align::kRight},
               {"LIMITS"},
               {"SCREENED", Align::kRight},
               {"SIGMA Z", Align::kRight},
               {""}});
  for (int i = 0; i < chart.phases_size(); ++i) {
    const ControlChart::Phase& phase = chart.phases(i);
    table.Add({absl::StrCat(i + 1),
               absl::StrCat(phase.first_row(), "-", phase.last_row()),
               absl::StrCat(phase.baseline_points()),
               DigitsIf(phase.has_mean(), phase.mean()),
               RangeIf(phase.has_lower(), phase.lower(), phase.upper()),
               absl::StrCat(phase.screened()),
               DigitsIf(phase.has_sigma_z(), phase.sigma_z()),
               phase.trial() ? "trial limits: fewer than 12 points" : ""});
  }
  session.Print(table);
}

void PrintPoints(Session& session, const ControlChart& chart) {
  Table table({{"ROW", Align::kRight},
               {"", Align::kLeft, kNameWidth},
               {"VALUE", Align::kRight},
               {"CENTRE", Align::kRight},
               {"LOWER", Align::kRight},
               {"UPPER", Align::kRight},
               {"SPECIAL CAUSE"}});
  for (const ControlChart::Point& point : chart.points()) {
    table.Add({absl::StrCat(point.row()), point.label(),
               point.has_value() ? Digits(point.value()) : "missing",
               DigitsIf(point.has_centre(), point.centre()),
               DigitsIf(point.has_lower(), point.lower()),
               DigitsIf(point.has_upper(), point.upper()),
               point.has_value() ? point.special_cause() : ""});
  }
  session.Print(table);
}

std::string WhyNotJudged(FunnelPlot::NotJudged why) {
  switch (why) {
    case FunnelPlot::NOT_JUDGED_MISSING:
      return "missing";
    case FunnelPlot::NOT_JUDGED_NOT_APPLICABLE:
      return "nothing to count";
    case FunnelPlot::NOT_JUDGED_TOO_FEW:
      return "too few to judge";
    default:
      return "";
  }
}

// The rows of `units` by name.
std::vector<const FunnelPlot::Unit*> ByName(const FunnelPlot& funnel) {
  std::vector<const FunnelPlot::Unit*> units;
  for (const FunnelPlot::Unit& unit : funnel.units()) units.push_back(&unit);
  std::stable_sort(units.begin(), units.end(),
                   [](const FunnelPlot::Unit* a, const FunnelPlot::Unit* b) {
                     return a->unit() < b->unit();
                   });
  return units;
}

std::string ShareText(const GrowthAnalysis::Share& share) {
  if (!share.has_value()) return "nobody to count";
  return absl::StrCat(
      FormatShare(share.value()), " (", FormatCount(share.numerator()), "/",
      FormatCount(share.denominator()), ") ", FormatShare(share.lower()),
      " to ", FormatShare(share.upper()));
}

std::string MeanText(const GrowthAnalysis::Mean& mean) {
  std::string text =
      mean.has_value() ? absl::StrCat(SignedShare(mean.value()), " on average")
                       : "";
  if (mean.without_percentage() > 0) {
    absl::StrAppend(&text, text.empty() ? "" : ", ",
                    Count(mean.without_percentage(), "person", "people"),
                    " from nothing");
  }
  return text;
}

void PrintSplit(Session& session, const GrowthAnalysis::Split& split) {
  const auto share = [](bool is_set, double value) {
    return is_set ? absl::StrCat(" (", SignedShare(value), ")") : "";
  };
  session.out() << "Of those whose hours are known ("
                << Count(split.people(), "person", "people") << "):\n"
                << "  volume  " << SignedPounds(split.volume_pence())
                << share(split.has_volume_share(), split.volume_share())
                << "\n  price   " << SignedPounds(split.price_pence())
                << share(split.has_price_share(), split.price_share()) << "\n";
}

}  // namespace

void PrintAnswer(Session& session, const ControlChart& chart) {
  session.out() << Count(chart.points_present(), "point") << ", "
                << chart.points_missing() << " missing\n"
                << chart.variation_text() << "\n";
  if (chart.assurance() != ControlChart::ASSURANCE_UNSPECIFIED) {
    session.out() << chart.assurance_text() << "\n";
  }
  const ControlChart::Runs& runs = chart.runs();
  session.out() << "Runs: longest " << runs.longest() << " (at most "
                << runs.longest_max() << "), crossings " << runs.crossings()
                << " (at least " << runs.crossings_min() << ")"
                << (runs.signal() ? ": no chance" : "") << "\n\n";
  PrintPhases(session, chart);
  session.out() << "\n";
  PrintPoints(session, chart);
}

void PrintAnswer(Session& session, const FunnelPlot& funnel) {
  session.out() << "centre " << DigitsIf(funnel.has_centre(), funnel.centre())
                << ", phi " << Digits(funnel.phi()) << ", tau2 "
                << Digits(funnel.tau2()) << ", "
                << Count(funnel.judged(), "unit") << " judged\n"
                << (funnel.over_dispersed()
                        ? "The units differ more than chance explains: go by "
                          "the adjusted limits.\n"
                        : "Chance explains how the units differ: go by the "
                          "unadjusted limits.\n")
                << "Outside 99.8% limits: " << funnel.outside().unadjusted_998()
                << " unadjusted, " << funnel.outside().adjusted_998()
                << " adjusted; outside 95%: "
                << funnel.outside().unadjusted_95() << " and "
                << funnel.outside().adjusted_95() << "\n\n";
  Table table({{"UNIT", Align::kLeft, kNameWidth},
               {"NUMERATOR", Align::kRight},
               {"DENOMINATOR", Align::kRight},
               {"VALUE", Align::kRight},
               {"UNADJUSTED 99.8%"},
               {"ADJUSTED 95%"},
               {"ADJUSTED 99.8%"},
               {""}});
  for (const FunnelPlot::Unit* unit : ByName(funnel)) {
    table.Add({unit->unit(), DigitsIf(unit->has_numerator(), unit->numerator()),
               DigitsIf(unit->has_denominator(), unit->denominator()),
               DigitsIf(unit->has_value(), unit->value()),
               LimitsText(unit->has_unadjusted_998(), unit->unadjusted_998()),
               LimitsText(unit->has_adjusted_95(), unit->adjusted_95()),
               LimitsText(unit->has_adjusted_998(), unit->adjusted_998()),
               WhyNotJudged(unit->not_judged())});
  }
  session.Print(table);
}

void PrintAnswer(Session& session, const StandardisedRatios& ratios) {
  Table table({{"UNIT", Align::kLeft, kNameWidth},
               {"OBSERVED", Align::kRight},
               {"EXPECTED", Align::kRight},
               {"RATIO", Align::kRight},
               {absl::StrCat(Digits(ratios.confidence() * 100), "%")},
               {"RATE", Align::kRight}});
  const auto add = [&table](const std::string& name, const auto& unit) {
    table.Add({name, Digits(unit.observed()), Digits(unit.expected()),
               DigitsIf(unit.has_ratio(), unit.ratio()),
               RangeIf(unit.has_lower(), unit.lower(), unit.upper()),
               DigitsIf(unit.has_rate(), unit.rate())});
  };
  if (ratios.units_size() > 1) {
    for (const StandardisedRatios::Unit& unit : ratios.units()) {
      add(unit.unit(), unit);
    }
  }
  add("all rows", ratios);
  session.Print(table);
  if (ratios.rows_filled() > 0) {
    session.out() << "\n"
                  << Count(ratios.rows_filled(), "row")
                  << " in which what was missing counted as 0\n";
  }
}

void PrintAnswer(Session& session, const GoalAttainment& attainment) {
  Table table({{"PERSON", Align::kLeft, kNameWidth},
               {"GOALS", Align::kRight},
               {"T AT START", Align::kRight},
               {"T", Align::kRight},
               {"CHANGE", Align::kRight}});
  for (const GoalAttainment::Person& person : attainment.people()) {
    table.Add({person.unit(), absl::StrCat(person.goals()),
               DigitsIf(person.has_t_start(), person.t_start()),
               DigitsIf(person.has_t(), person.t()),
               DigitsIf(person.has_change(), person.change())});
  }
  table.Add({"mean of people", "",
             DigitsIf(attainment.has_t_start(), attainment.t_start()),
             DigitsIf(attainment.has_t(), attainment.t()),
             DigitsIf(attainment.has_change(), attainment.change())});
  session.Print(table);
  if (attainment.goals_left_out() > 0) {
    session.out() << "\n"
                  << Count(attainment.goals_left_out(), "goal")
                  << " left out because a level is missing\n";
  }
  session.out() << "\nT is for looking at change with the person. It compares "
                   "no providers and is never used for payment.\n";
}

void PrintAnswer(Session& session, const IntervalTable& answer) {
  Table table({{"", Align::kLeft, kNameWidth},
               {"NUMERATOR", Align::kRight},
               {"DENOMINATOR", Align::kRight},
               {"VALUE", Align::kRight},
               {absl::StrCat(Digits(answer.confidence() * 100), "%")}});
  for (const IntervalTable::Row& row : answer.rows()) {
    table.Add({row.label(), DigitsIf(row.has_numerator(), row.numerator()),
               DigitsIf(row.has_denominator(), row.denominator()),
               DigitsIf(row.has_value(), row.value()),
               RangeIf(row.has_lower(), row.lower(), row.upper())});
  }
  session.Print(table);
}

void PrintAnswer(Session& session, const GrowthAnalysis& growth) {
  session.out() << Count(growth.people_counted(), "person", "people")
                << " with a cost at both dates; " << growth.people_ended()
                << " at the start only, " << growth.people_new()
                << " at the end only\n\n";
  Table table({{""}, {"PEOPLE"}, {"BY"}});
  table.Add(
      {"grew", ShareText(growth.grew()), MeanText(growth.mean_increase())});
  table.Add(
      {"fell", ShareText(growth.fell()), MeanText(growth.mean_decrease())});
  table.Add({"unchanged", ShareText(growth.unchanged())});
  session.Print(table);
  session.out() << "\nA week: " << FormatPounds(growth.start_pence()) << " to "
                << FormatPounds(growth.end_pence()) << ", "
                << SignedPounds(growth.net_pence())
                << (growth.has_net_share()
                        ? absl::StrCat(" (", SignedShare(growth.net_share()),
                                       ")")
                        : "")
                << "\n";
  if (growth.has_split()) PrintSplit(session, growth.split());
}

}  // namespace tidemark::cli
