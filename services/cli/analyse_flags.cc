#include "services/cli/analyse_flags.h"

namespace tidemark::cli {
namespace {

constexpr char kColumns[] = "Columns, by their headings";
constexpr char kMethod[] = "Method";
constexpr char kRows[] = "Rows";

void AddColumn(CLI::App* command, const char* flag, std::string& heading,
               const char* description) {
  command->add_option(flag, heading, description)->group(kColumns);
}

void AddUnit(CLI::App* command, AnalyseArgs& args, const char* description) {
  AddColumn(command, "--unit", args.unit, description);
}

void AddPair(CLI::App* command, AnalyseArgs& args) {
  AddColumn(command, "--numerator", args.numerator, "How many");
  AddColumn(command, "--denominator", args.denominator, "Out of how many");
}

void AddConfidence(CLI::App* command, AnalyseArgs& args) {
  command
      ->add_option("--confidence", args.confidence,
                   "Of the intervals, 0 to 1; by default 0.95")
      ->group(kMethod);
}

// What all control charts have.
void AddChartFlags(CLI::App* command, AnalyseArgs& args) {
  AddUnit(command, args, "What to call a point, such as its month");
  const auto option = [&](const char* flag, auto& value,
                          const char* description) {
    return command->add_option(flag, value, description)->group(kMethod);
  };
  option("--baseline", args.baseline,
         "Compute the limits from the first N points, and freeze them")
      ->check(CLI::Range(1, 20000));
  option("--rebase", args.rebase,
         "Compute the limits anew from this point on, counted from 1; may be "
         "given again")
      ->allow_extra_args(false);
  option("--trend", args.trend, "Points that make a trend")
      ->check(CLI::Range(3, 100))
      ->capture_default_str();
  option("--shift", args.shift, "Points that make a shift")
      ->check(CLI::Range(2, 100))
      ->capture_default_str();
  option("--better", args.better, "Which way is better: higher or lower");
  option("--target", args.target, "What is to be reached; 0.75 of shares");
}

}  // namespace

void AddFileFlags(CLI::App* command, AnalyseArgs& args) {
  command->add_option("FILE", args.file.path, "A CSV, XLSX or ODS file")
      ->required();
  command
      ->add_option("--where", args.file.where,
                   "COLUMN=VALUE: these rows only. Again for the same column: "
                   "either value; VALUE* is any that begins so")
      ->allow_extra_args(false)
      ->group(kRows);
  command
      ->add_option("--except", args.file.except, "COLUMN=VALUE: not these rows")
      ->allow_extra_args(false)
      ->group(kRows);
  command
      ->add_option("--missing", args.file.missing,
                   "A text that means that there is no number, besides a blank "
                   "cell, [c], [z], [x], [u], [w], [low] and *")
      ->allow_extra_args(false)
      ->group(kRows);
  command
      ->add_flag("--at-server", args.at_server,
                 "Ask the server to compute it, instead of this program")
      ->group(kMethod);
}

void AddXmrFlags(CLI::App* command, AnalyseArgs& args) {
  AddColumn(command, "--value", args.value, "The value of each point");
  AddChartFlags(command, args);
  command
      ->add_flag("--no-screening", args.no_screening,
                 "Keep moving ranges of 3.267 times their mean or more; they "
                 "are left out once by default")
      ->group(kMethod);
}

void AddProportionFlags(CLI::App* command, AnalyseArgs& args) {
  AddPair(command, args);
  AddChartFlags(command, args);
  command
      ->add_flag("--rates", args.rates,
                 "Events per exposure, not cases out of cases: a u or u' chart")
      ->group(kMethod);
  command
      ->add_flag("--screening", args.screening,
                 "Leave out moving ranges behind sigma z of 3.267 times their "
                 "mean or more (pprime)")
      ->group(kMethod);
}

void AddFunnelFlags(CLI::App* command, AnalyseArgs& args) {
  AddPair(command, args);
  AddUnit(command, args, "What to call a unit, such as its council");
  const auto option = [&](const char* flag, auto& value,
                          const char* description) {
    return command->add_option(flag, value, description)->group(kMethod);
  };
  option("--transformation", args.kind,
         "proportions (arcsine); of observed over expected: log (as SHMI) or "
         "sqrt (as CQC); counts, one over another")
      ->capture_default_str();
  option("--limits", args.limits,
         "Unadjusted limits: exact (binomial or Poisson) or score (normal)")
      ->capture_default_str();
  option("--tails", args.tails,
         "Before the dispersion is computed: winsorise, truncate or keep the "
         "outermost units; by default truncate for log, else winsorise");
  option("--tail", args.tail,
         "Which share of them at either end; by default 0.1");
  option("--centre", args.centre,
         "What to hold units against; by default all of them together, "
         "of log and sqrt 1");
  option("--minimum-denominator", args.minimum_denominator,
         "Judge no unit with a smaller one");
  command
      ->add_flag("--all-rows", args.all_rows,
                 "Keep countries, regions and other groups, which are left out "
                 "where a column of ONS codes tells them from councils")
      ->group(kRows);
}

void AddRatioFlags(CLI::App* command, AnalyseArgs& args) {
  AddColumn(command, "--numerator", args.numerator, "Events observed");
  AddColumn(command, "--denominator", args.denominator, "Cases in the stratum");
  AddColumn(command, "--reference-numerator", args.reference_numerator,
            "Events in the reference's stratum");
  AddColumn(command, "--reference-denominator", args.reference_denominator,
            "Cases in the reference's stratum");
  AddColumn(command, "--expected", args.expected,
            "Events expected, instead of the three before");
  AddUnit(command, args, "Whose rows they are; without it, all are of one");
  command
      ->add_option("--observed", args.observed,
                   "Events observed in all rows together, instead of "
                   "--numerator")
      ->group(kMethod);
  command
      ->add_option("--method", args.method,
                   "Intervals: byar, exact below 10, which is the default; or "
                   "exact throughout")
      ->group(kMethod);
  AddConfidence(command, args);
  command
      ->add_flag("--missing-is-zero", args.missing_is_zero,
                 "Count what is missing as 0, as reference tables mean it")
      ->group(kRows);
}

void AddGoalFlags(CLI::App* command, AnalyseArgs& args) {
  AddColumn(command, "--value", args.value,
            "The level attained, -2 to 2; the same as --end");
  AddColumn(command, "--end", args.end, "The level attained, -2 to 2");
  AddColumn(command, "--start", args.start, "The level at the start");
  AddColumn(command, "--weight", args.weight, "How much the goal weighs");
  AddUnit(command, args, "Whose goal it is; without it, all are one person's");
}

void AddIntervalFlags(CLI::App* command, AnalyseArgs& args) {
  AddPair(command, args);
  AddUnit(command, args, "What to call a row");
  command
      ->add_option("--method", args.method,
                   "Of shares: wilson, which is the default, or exact; of "
                   "counts and rates: byar, exact-poisson, or poisson, which "
                   "is exact below 10 and byar from there on")
      ->group(kMethod);
  AddConfidence(command, args);
}

void AddGrowthFlags(CLI::App* command, AnalyseArgs& args) {
  AddColumn(command, "--start", args.start,
            "The cost at the start, in pounds a week; blank: no package");
  AddColumn(command, "--end", args.end, "The cost at the end");
  AddColumn(command, "--start-hours", args.start_hours,
            "Hours a week at the start, to tell price from volume");
  AddColumn(command, "--end-hours", args.end_hours, "Hours a week at the end");
  AddUnit(command, args, "Whose package it is");
}

}  // namespace tidemark::cli
