// The analysis of anyone's numbers: `tidemark analyse xmr|p|pprime|funnel|isr|
// gas|wilson|growth FILE`.

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "services/cli/analyse_flags.h"
#include "services/cli/analyse_text.h"
#include "services/cli/analyst.h"
#include "services/cli/commands.h"
#include "services/cli/message_json.h"
#include "services/cli/numbers_file.h"
#include "services/cli/words.h"
#include "tidemark/monitoring/v1/analysis_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using monitoring::v1::AnalyseFunnelRequest;
using monitoring::v1::AnalyseGoalAttainmentRequest;
using monitoring::v1::AnalyseGrowthRequest;
using monitoring::v1::AnalyseIntervalsRequest;
using monitoring::v1::AnalyseProportionsRequest;
using monitoring::v1::AnalyseStandardisedRatioRequest;
using monitoring::v1::AnalyseXmrRequest;
using monitoring::v1::AnalysisService;
using monitoring::v1::ChartSettings;

// Pence in a pound, and minutes in an hour.
constexpr int kPence = 100;
constexpr int kMinutes = 60;

// Which flag's column a field of a row came from.
using Fields = std::vector<std::pair<std::string, std::string>>;

// Asks at the server whatever RPC `method` is.
template <typename Request, typename Answer>
Analysis<Request, Answer> Asking(
    Session& session,
    grpc::Status (AnalysisService::Stub::*method)(grpc::ClientContext*,
                                                  const Request&, Answer*)) {
  return [&session, method](const Request& request) -> absl::StatusOr<Answer> {
    Request with_council = request;
    TIDEMARK_ASSIGN_OR_RETURN(*with_council.mutable_parent(),
                              session.Council());
    return session.Call(method, with_council);
  };
}

// The same arithmetic at the server.
Analyst AtServer(Session& session) {
  using Stub = AnalysisService::Stub;
  return {
      .xmr = Asking(session, &Stub::AnalyseXmr),
      .proportions = Asking(session, &Stub::AnalyseProportions),
      .funnel = Asking(session, &Stub::AnalyseFunnel),
      .standardised_ratio = Asking(session, &Stub::AnalyseStandardisedRatio),
      .goal_attainment = Asking(session, &Stub::AnalyseGoalAttainment),
      .intervals = Asking(session, &Stub::AnalyseIntervals),
      .growth = Asking(session, &Stub::AnalyseGrowth)};
}

// Asks, and shows the answer. `fields` are the columns behind the request.
template <typename Request, typename Answer>
absl::Status Show(Session& session, const NumbersFile& file,
                  const Fields& fields, const Request& request,
                  const Analysis<Request, Answer>& analysis) {
  TIDEMARK_RETURN_IF_ERROR(file.Faults());
  if (file.size() == 0) {
    return absl::InvalidArgumentError("the file has no row to analyse");
  }
  const absl::StatusOr<Answer> answer = analysis(request);
  if (!answer.ok()) return file.Explain(answer.status(), fields);
  if (session.json()) {
    session.PrintLine(
        absl::StrCat("{", JsonFields(*answer), ",\"file\":", file.Json(), "}"));
    return absl::OkStatus();
  }
  PrintAnswer(session, *answer);
  for (const std::string& note : file.Notes()) session.Note(note);
  return absl::OkStatus();
}

absl::StatusOr<ChartSettings> ReadSettings(const AnalyseArgs& args) {
  ChartSettings settings;
  settings.set_trend(args.trend);
  settings.set_shift(args.shift);
  if (args.target) settings.set_target(*args.target);
  if (!args.better.empty()) {
    monitoring::v1::AnalysisDirection direction;
    TIDEMARK_ASSIGN_OR_RETURN(
        direction,
        ParseWord<monitoring::v1::AnalysisDirection>(
            "--better", args.better,
            {{"higher", monitoring::v1::ANALYSIS_DIRECTION_HIGHER_IS_BETTER},
             {"lower", monitoring::v1::ANALYSIS_DIRECTION_LOWER_IS_BETTER}}));
    settings.set_direction(direction);
  }
  if (args.baseline == 0 && args.rebase.empty()) return settings;
  settings.add_phases()->set_first_row(1);
  for (const int row : args.rebase) settings.add_phases()->set_first_row(row);
  for (auto& phase : *settings.mutable_phases()) {
    phase.set_baseline(args.baseline);
  }
  return settings;
}

absl::Status AnalyseXmr(Session& session, const Analyst& analyst,
                        const AnalyseArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(
      NumbersFile file,
      NumbersFile::Read(args.file, {{"--value", args.value, Column::kRequired},
                                    {"--unit", args.unit}}));
  file.KeepBlankRows();
  AnalyseXmrRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_settings(), ReadSettings(args));
  request.set_without_screening(args.no_screening);
  for (size_t i = 0; i < file.size(); ++i) {
    AnalyseXmrRequest::Row& row = *request.add_rows();
    row.set_label(file.Text(i, "--unit"));
    if (const auto value = file.Number(i, "--value")) row.set_value(*value);
  }
  return Show(session, file, {{"value", "--value"}}, request, analyst.xmr);
}

// Puts a numerator and a denominator where there are any.
template <typename Row>
void SetPair(NumbersFile& file, size_t i, Row& row) {
  if (const auto number = file.Number(i, "--numerator")) {
    row.set_numerator(*number);
  }
  if (const auto number = file.Number(i, "--denominator")) {
    row.set_denominator(*number);
  }
}

const Fields& PairFields() {
  static const Fields& fields = *new Fields{{"numerator", "--numerator"},
                                            {"denominator", "--denominator"},
                                            {"unit", "--unit"}};
  return fields;
}

// The columns of a numerator and a denominator.
std::vector<Column> PairColumns(const AnalyseArgs& args, Column::Need need) {
  return {{"--numerator", args.numerator, Column::kRequired},
          {"--denominator", args.denominator, need},
          {"--unit", args.unit}};
}

absl::Status AnalyseProportions(Session& session, const Analyst& analyst,
                                const AnalyseArgs& args, bool laney) {
  TIDEMARK_ASSIGN_OR_RETURN(
      NumbersFile file,
      NumbersFile::Read(args.file, PairColumns(args, Column::kRequired)));
  file.KeepBlankRows();
  AnalyseProportionsRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_settings(), ReadSettings(args));
  request.set_laney(laney);
  request.set_rates(args.rates);
  request.set_screening(args.screening);
  for (size_t i = 0; i < file.size(); ++i) {
    AnalyseProportionsRequest::Row& row = *request.add_rows();
    row.set_label(file.Text(i, "--unit"));
    SetPair(file, i, row);
  }
  return Show(session, file, PairFields(), request, analyst.proportions);
}

absl::StatusOr<AnalyseFunnelRequest> ReadFunnel(const AnalyseArgs& args) {
  using Request = AnalyseFunnelRequest;
  Request request;
  Request::Kind kind;
  TIDEMARK_ASSIGN_OR_RETURN(
      kind,
      ParseWord<Request::Kind>("--transformation", args.kind,
                               {{"proportions", Request::KIND_UNSPECIFIED},
                                {"arcsine", Request::KIND_UNSPECIFIED},
                                {"log", Request::KIND_RATIO_LOG},
                                {"shmi", Request::KIND_RATIO_LOG},
                                {"sqrt", Request::KIND_RATIO_SQUARE_ROOT},
                                {"cqc", Request::KIND_RATIO_SQUARE_ROOT},
                                {"counts", Request::KIND_RATIO_OF_COUNTS}}));
  request.set_kind(kind);
  Request::Limits limits;
  TIDEMARK_ASSIGN_OR_RETURN(
      limits,
      ParseWord<Request::Limits>("--limits", args.limits,
                                 {{"exact", Request::LIMITS_UNSPECIFIED}}));
  request.set_limits(limits);
  if (!args.tails.empty()) {
    Request::Tails tails;
    TIDEMARK_ASSIGN_OR_RETURN(tails,
                              ParseWord<Request::Tails>("--tails", args.tails));
    request.set_tails(tails);
  }
  if (args.tail) request.set_tail(*args.tail);
  if (args.centre) request.set_centre(*args.centre);
  request.set_minimum_denominator(args.minimum_denominator);
  return request;
}

// Says which unit is probably the total of the others.
void NoteTotal(const AnalyseFunnelRequest& request, NumbersFile& file) {
  double whole = 0;
  for (const AnalyseFunnelRequest::Row& row : request.rows()) {
    whole += row.denominator();
  }
  for (const AnalyseFunnelRequest::Row& row : request.rows()) {
    if (request.rows_size() < 3 || 2 * row.denominator() < whole) continue;
    file.AddNote(absl::StrCat(
        OneLine(row.unit()),
        " has as large a denominator as all other units together: if it is "
        "their total, leave it out with --except"));
  }
}

absl::Status AnalyseFunnel(Session& session, const Analyst& analyst,
                           const AnalyseArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(AnalyseFunnelRequest request, ReadFunnel(args));
  TIDEMARK_ASSIGN_OR_RETURN(
      NumbersFile file,
      NumbersFile::Read(args.file, PairColumns(args, Column::kRequired)));
  if (!args.all_rows) file.LeaveOutGroups("--unit");
  file.LeaveOutRowsWithout({"--numerator", "--denominator"}, "--unit");
  for (size_t i = 0; i < file.size(); ++i) {
    AnalyseFunnelRequest::Row& row = *request.add_rows();
    row.set_unit(file.Text(i, "--unit"));
    SetPair(file, i, row);
  }
  NoteTotal(request, file);
  return Show(session, file, PairFields(), request, analyst.funnel);
}

absl::Status AnalyseIntervals(Session& session, const Analyst& analyst,
                              const AnalyseArgs& args) {
  using Request = AnalyseIntervalsRequest;
  Request request;
  Request::Method method = Request::METHOD_UNSPECIFIED;
  if (!args.method.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(method,
                              ParseWord<Request::Method>(
                                  "--method", args.method,
                                  {{"wilson", Request::METHOD_UNSPECIFIED},
                                   {"exact", Request::METHOD_EXACT_BINOMIAL}}));
  }
  request.set_method(method);
  if (args.confidence) request.set_confidence(*args.confidence);
  const bool shares = method == Request::METHOD_UNSPECIFIED ||
                      method == Request::METHOD_EXACT_BINOMIAL;
  TIDEMARK_ASSIGN_OR_RETURN(
      NumbersFile file,
      NumbersFile::Read(
          args.file,
          PairColumns(args, shares ? Column::kRequired : Column::kOptional)));
  for (size_t i = 0; i < file.size(); ++i) {
    Request::Row& row = *request.add_rows();
    row.set_label(file.Text(i, "--unit"));
    SetPair(file, i, row);
  }
  return Show(session, file, PairFields(), request, analyst.intervals);
}

// The columns of a standardised ratio: either what is expected is in the file,
// or what it follows from.
std::vector<Column> RatioColumns(const AnalyseArgs& args) {
  const Column::Need reference =
      args.expected.empty() ? Column::kRequired : Column::kOptional;
  return {{"--numerator", args.numerator,
           args.observed ? Column::kOptional : Column::kRequired},
          {"--denominator", args.denominator, reference},
          {"--reference-numerator", args.reference_numerator, reference},
          {"--reference-denominator", args.reference_denominator, reference},
          {"--expected", args.expected},
          {"--unit", args.unit}};
}

absl::Status AnalyseStandardisedRatio(Session& session, const Analyst& analyst,
                                      const AnalyseArgs& args) {
  using Request = AnalyseStandardisedRatioRequest;
  Request request;
  if (!args.method.empty()) {
    Request::Interval interval;
    TIDEMARK_ASSIGN_OR_RETURN(interval,
                              ParseWord<Request::Interval>(
                                  "--method", args.method,
                                  {{"byar", Request::INTERVAL_UNSPECIFIED}}));
    request.set_interval(interval);
  }
  if (args.confidence) request.set_confidence(*args.confidence);
  if (args.observed) request.set_observed(*args.observed);
  request.set_missing_is_zero(args.missing_is_zero);
  TIDEMARK_ASSIGN_OR_RETURN(NumbersFile file,
                            NumbersFile::Read(args.file, RatioColumns(args)));
  for (size_t i = 0; i < file.size(); ++i) {
    Request::Row& row = *request.add_rows();
    row.set_unit(file.Text(i, "--unit"));
    if (const auto v = file.Number(i, "--numerator")) row.set_observed(*v);
    if (const auto v = file.Number(i, "--denominator")) row.set_cases(*v);
    if (const auto v = file.Number(i, "--reference-numerator")) {
      row.set_reference_events(*v);
    }
    if (const auto v = file.Number(i, "--reference-denominator")) {
      row.set_reference_cases(*v);
    }
    if (const auto v = file.Number(i, "--expected")) row.set_expected(*v);
  }
  return Show(session, file,
              {{"observed", "--numerator"},
               {"cases", "--denominator"},
               {"reference_events", "--reference-numerator"},
               {"reference_cases", "--reference-denominator"},
               {"expected", "--expected"}},
              request, analyst.standardised_ratio);
}

absl::Status AnalyseGoalAttainment(Session& session, const Analyst& analyst,
                                   const AnalyseArgs& args) {
  if (!args.value.empty() && !args.end.empty()) {
    return UsageError("--value and --end name the same: give one of them");
  }
  const std::string flag = args.end.empty() ? "--value" : "--end";
  TIDEMARK_ASSIGN_OR_RETURN(
      NumbersFile file,
      NumbersFile::Read(
          args.file,
          {{flag, args.end.empty() ? args.value : args.end, Column::kRequired},
           {"--start", args.start},
           {"--weight", args.weight},
           {"--unit", args.unit}}));
  AnalyseGoalAttainmentRequest request;
  for (size_t i = 0; i < file.size(); ++i) {
    AnalyseGoalAttainmentRequest::Row& row = *request.add_rows();
    row.set_unit(file.Text(i, "--unit"));
    if (const auto v = file.Number(i, flag)) row.set_level(*v);
    if (const auto v = file.Number(i, "--start")) row.set_start(*v);
    if (const auto v = file.Number(i, "--weight")) row.set_weight(*v);
  }
  return Show(session, file,
              {{"level", flag}, {"start", "--start"}, {"weight", "--weight"}},
              request, analyst.goal_attainment);
}

absl::Status AnalyseGrowth(Session& session, const Analyst& analyst,
                           const AnalyseArgs& args) {
  if (args.start_hours.empty() != args.end_hours.empty()) {
    return UsageError("--start-hours and --end-hours go together");
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      NumbersFile file,
      NumbersFile::Read(args.file, {{"--start", args.start, Column::kRequired},
                                    {"--end", args.end, Column::kRequired},
                                    {"--start-hours", args.start_hours},
                                    {"--end-hours", args.end_hours},
                                    {"--unit", args.unit}}));
  AnalyseGrowthRequest request;
  for (size_t i = 0; i < file.size(); ++i) {
    AnalyseGrowthRequest::Row& row = *request.add_rows();
    row.set_unit(file.Text(i, "--unit"));
    if (const auto v = file.Scaled(i, "--start", kPence)) {
      row.set_start_pence(*v);
    }
    if (const auto v = file.Scaled(i, "--end", kPence)) row.set_end_pence(*v);
    if (const auto v = file.Scaled(i, "--start-hours", kMinutes)) {
      row.set_start_minutes(*v);
    }
    if (const auto v = file.Scaled(i, "--end-hours", kMinutes)) {
      row.set_end_minutes(*v);
    }
  }
  return Show(session, file,
              {{"start_pence", "--start"},
               {"end_pence", "--end"},
               {"start_minutes", "--start-hours"},
               {"end_minutes", "--end-hours"},
               {"unit", "--unit"}},
              request, analyst.growth);
}

// Adds the command `name`, which `run` does with the arguments that `add_flags`
// fills.
void AddCommand(CLI::App& analyse, Session& session, const Analyst& local,
                const char* name, const char* description,
                const std::function<void(CLI::App*, AnalyseArgs&)>& add_flags,
                absl::Status (*run)(Session&, const Analyst&,
                                    const AnalyseArgs&)) {
  CLI::App* command = analyse.add_subcommand(name, description);
  const auto args = std::make_shared<AnalyseArgs>();
  add_flags(command, *args);
  AddFileFlags(command, *args);
  session.OnRun(command, [&session, &local, args, run] {
    return run(session, args->at_server ? AtServer(session) : local, *args);
  });
}

absl::Status AnalyseP(Session& session, const Analyst& analyst,
                      const AnalyseArgs& args) {
  return AnalyseProportions(session, analyst, args, /*laney=*/false);
}

absl::Status AnalysePPrime(Session& session, const Analyst& analyst,
                           const AnalyseArgs& args) {
  return AnalyseProportions(session, analyst, args, /*laney=*/true);
}

}  // namespace

void AddAnalyse(CLI::App& app, Session& session, const Analyst& local) {
  CLI::App* analyse = app.add_subcommand(
      "analyse",
      "The arithmetic behind the figures, for the numbers in any CSV, XLSX or "
      "ODS file; needs no server");
  analyse->require_subcommand(1);
  const auto add = [&](const char* name, const char* description,
                       const auto& add_flags, auto run) {
    AddCommand(*analyse, session, local, name, description, add_flags, run);
  };
  add("xmr", "An XmR chart: what in a series is chance, and what is not",
      AddXmrFlags, &AnalyseXmr);
  add("p", "A p chart: the same for shares, whose denominators vary",
      AddProportionFlags, &AnalyseP);
  add("pprime", "A p' chart (Laney): the same for large denominators",
      AddProportionFlags, &AnalysePPrime);
  add("funnel", "A funnel plot: which units differ by more than chance",
      AddFunnelFlags, &AnalyseFunnel);
  add("isr", "Indirectly standardised ratios: observed over expected",
      AddRatioFlags, &AnalyseStandardisedRatio);
  add("gas", "Goal attainment (GAS) T of people, as change", AddGoalFlags,
      &AnalyseGoalAttainment);
  add("wilson", "Intervals of shares, counts and rates: Wilson's and others",
      AddIntervalFlags, &AnalyseIntervals);
  add("growth", "How the cost of packages changed, and why: price or volume",
      AddGrowthFlags, &AnalyseGrowth);
}

}  // namespace tidemark::cli
