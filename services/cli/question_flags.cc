#include "services/cli/question_flags.h"

#include "absl/strings/str_cat.h"

namespace tidemark::cli {
namespace {

using monitoring::v1::Series;

void AddFigure(CLI::App* command, FigureArgs& args) {
  command
      ->add_option("FIGURE", args.figure,
                   "The figure's id, such as outcomes-met")
      ->required();
  AddFigureFlags(command, args);
}

void AddPackagesFlags(CLI::App* command, PackagesArgs& args) {
  command->add_option("--provider", args.provider, "Of this provider");
  command->add_option("--contract", args.contract, "Under this contract");
}

}  // namespace

absl::StatusOr<int> ParseEvery(const std::string& every) {
  if (every.empty() || every == "month") return 1;
  if (every == "quarter") return 3;
  if (every == "half-year") return 6;
  if (every == "year") return 12;
  return UsageError(absl::StrCat(
      "--every must be month, quarter, half-year or year; is ", every));
}

absl::StatusOr<Series::Chart> ParseChart(const std::string& chart) {
  if (chart.empty()) return Series::CHART_UNSPECIFIED;
  if (chart == "xmr") return Series::CHART_XMR;
  if (chart == "p") return Series::CHART_P;
  if (chart == "pprime") return Series::CHART_P_PRIME;
  return UsageError(
      absl::StrCat("--chart must be xmr, p or pprime; is ", chart));
}

void AddSeriesFlags(CLI::App* command, SeriesArgs& args) {
  AddFigure(command, args);
  command->add_option("--every", args.every,
                      "month, quarter, half-year or year");
  command->add_option("--chart", args.chart,
                      "xmr, p or pprime; what fits if not given");
  command->add_flag("--no-screening", args.no_screening,
                    "Let wild steps widen the limits of an XmR chart");
}

void AddFunnelFlags(CLI::App* command, FunnelArgs& args) {
  AddFigure(command, args);
  command->add_flag("--contracts", args.contracts,
                    "Compare contracts instead of providers");
  command->add_flag("--score", args.score,
                    "Limits from the normal approximation");
  command
      ->add_option("--case-mix", args.case_mix,
                   "Hold each against what is expected of its own people, by "
                   "sex, age-band, ethnic-group, support-reason or "
                   "unpaid-carer; may be repeated")
      ->allow_extra_args(false);
}

void AddBreakdownFlags(CLI::App* command, ByArgs& args) {
  AddFigure(command, args);
  command
      ->add_option("--by", args.by,
                   "provider, contract, location, theme, stage, sex, "
                   "ethnic-group, age-band, support-reason or carer")
      ->required();
}

void AddEqualityFlags(CLI::App* command, ByArgs& args) {
  AddFigure(command, args);
  command
      ->add_option("--by", args.by,
                   "sex, ethnic-group, age-band, support-reason or "
                   "unpaid-carer")
      ->required();
}

void AddGrowthFlags(CLI::App* command, GrowthArgs& args) {
  command->add_option("--from", args.from, "The first date")->required();
  command->add_option("--to", args.to, "The second date")->required();
  command->add_option("--by", args.by,
                      "A row for each: provider, contract, stage, "
                      "support-reason");
  AddPackagesFlags(command, args);
  command->add_option("--stage", args.stage, "prevent, enable or support");
  command->add_option("--support-reason", args.support_reason,
                      "People with this primary support reason");
  AddAsOfFlag(command, args.as_of);
}

void AddIndependenceFlags(CLI::App* command, IndependenceArgs& args) {
  command->add_option("--by", args.by,
                      "A row for each: provider, contract, pathway");
  command->add_option("--as-of", args.as_of,
                      "Follow people until this day, by what is known now");
  command->add_option("--known-on", args.known_on,
                      "By what was known at the end of this past day");
  command->add_option("--from", args.from,
                      "Packages that began on this day or later");
  AddPackagesFlags(command, args);
  command->add_option("--pathway", args.pathway,
                      "Of this kind of support, such as 'Reablement at home'");
  command->add_option("--stage", args.stage,
                      "prevent, enable (if not given) or support");
}

void AddStepDownFlags(CLI::App* command, StepDownArgs& args) {
  command->add_option("--package", args.package, "Of this package");
  AddPackagesFlags(command, args);
  command->add_option("--person", args.person, "Of this person");
  command->add_option("--from", args.from, "Ended on this day or later");
  command->add_option("--to", args.to, "Ended on this day or earlier");
  command->add_option("--lacking", args.lacking,
                      "Those that lack this: anything, goals, agreement, "
                      "check-back");
  AddAsOfFlag(command, args.as_of);
}

void AddSignalFlags(CLI::App* command, SignalFilter& filter) {
  command->add_option("--state", filter.state,
                      "open, looked-at, dealt-with, ended or withdrawn");
  command->add_option(
      "--kind", filter.kind,
      "special-cause, funnel-outlier, missing-return, stale-returns, "
      "sparse-goals, voices-disagree, growth-without-outcomes or "
      "check-backs-slipping");
  command->add_option("--provider", filter.provider,
                      "Only those about this provider and its contracts");
}

}  // namespace tidemark::cli
