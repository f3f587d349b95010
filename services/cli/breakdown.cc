#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/as_of.h"
#include "services/cli/commands.h"
#include "services/cli/figure_views.h"
#include "services/cli/figures.h"
#include "services/cli/names.h"
#include "services/cli/question_flags.h"
#include "services/cli/words.h"
#include "tidemark/monitoring/v1/breakdown_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using monitoring::v1::Breakdown;
using monitoring::v1::BreakdownRow;
using monitoring::v1::BreakdownService;
using monitoring::v1::Dimension;
using monitoring::v1::ExplainBreakdownRequest;
using monitoring::v1::Explanation;
using monitoring::v1::GetBreakdownRequest;
using monitoring::v1::Metric;

constexpr size_t kNameWidth = 44;
// What asks for the row of what is not recorded.
constexpr char kNotRecorded[] = "not-recorded";

struct BreakdownArgs : ByArgs {
  // The row to explain; empty for all of them.
  std::string value;
};

// The value by which a row is asked for.
std::string ValueOf(const BreakdownRow& row) {
  if (row.value().empty()) return kNotRecorded;
  return std::string(WithoutCouncil(row.value()));
}

absl::Status ShowRows(Session& session, const BreakdownArgs& args) {
  GetBreakdownRequest request;
  TIDEMARK_RETURN_IF_ERROR(SetBreakdown(session, args, request));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Breakdown breakdown,
      CallUntilReady(session, &BreakdownService::Stub::GetBreakdown, request));
  if (session.json()) return session.PrintJson(breakdown);
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<Metric> metrics,
                            AskMetrics(session, request.name()));
  std::ostream& out = session.out();
  out << TitleOf(metrics, request.metric()) << " by "
      << Word(request.dimension()) << "\n"
      << WithoutCouncil(breakdown.subject()) << ", "
      << FormatMonths(request.from_month(), request.to_month()) << "\n\n";
  Table table({{"NAME", Align::kLeft, kNameWidth},
               {"FIGURE"},
               {"PEOPLE", Align::kRight},
               {"VALUE"},
               {"LEFT OUT"}});
  for (const BreakdownRow& row : breakdown.rows()) {
    table.Add({OneLine(row.display_name()), FormatFigure(row.figure()),
               row.people() == 0 ? "" : FormatCount(row.people()), ValueOf(row),
               FormatExclusions(row.exclusions())});
  }
  table.Add({"total", FormatFigure(breakdown.total()), "", "", ""});
  session.Print(table);
  if (breakdown.adds_up()) out << "\nThe rows add up to the total.\n";
  if (!breakdown.note().empty()) out << "\n" << breakdown.note() << "\n";
  PrintAsOf(out, breakdown);
  return absl::OkStatus();
}

// The value that was asked for, as the server has it.
absl::StatusOr<std::string> ValueToExplain(Session& session,
                                           const BreakdownArgs& args,
                                           Dimension dimension) {
  if (args.value == kNotRecorded) return std::string();
  switch (dimension) {
    case monitoring::v1::DIMENSION_PROVIDER:
      return session.Name("--value", args.value, kProviderPattern);
    case monitoring::v1::DIMENSION_CONTRACT:
      return session.Name("--value", args.value, kContractPattern);
    case monitoring::v1::DIMENSION_LOCATION:
      return session.Name("--value", args.value, kLocationPattern);
    default:
      return args.value;
  }
}

absl::StatusOr<Explanation> Explain(Session& session,
                                    ExplainBreakdownRequest request) {
  request.set_page_size(1000);
  TIDEMARK_ASSIGN_OR_RETURN(
      Explanation whole,
      CallUntilReady(session, &BreakdownService::Stub::ExplainBreakdown,
                     request));
  while (!whole.next_page_token().empty()) {
    request.set_page_token(whole.next_page_token());
    TIDEMARK_ASSIGN_OR_RETURN(
        const Explanation page,
        CallUntilReady(session, &BreakdownService::Stub::ExplainBreakdown,
                       request));
    whole.mutable_lines()->MergeFrom(page.lines());
    whole.set_next_page_token(page.next_page_token());
  }
  return whole;
}

absl::Status ExplainRow(Session& session, const BreakdownArgs& args) {
  ExplainBreakdownRequest request;
  TIDEMARK_RETURN_IF_ERROR(SetBreakdown(session, args, request));
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_value(),
                            ValueToExplain(session, args, request.dimension()));
  TIDEMARK_ASSIGN_OR_RETURN(const Explanation whole, Explain(session, request));
  if (session.json()) return session.PrintJson(whole);
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<Metric> metrics,
                            AskMetrics(session, request.name()));
  session.out() << TitleOf(metrics, request.metric()) << ", "
                << Word(request.dimension()) << " " << args.value << ": "
                << FormatFigure(whole.figure()) << "\n"
                << WithoutCouncil(whole.subject()) << ", "
                << FormatMonths(request.from_month(), request.to_month())
                << "\n";
  PrintLines(session, whole);
  session.out() << "\nAs of: " << FormatPositions(whole.as_of()) << "\n";
  return absl::OkStatus();
}

}  // namespace

void AddBreakdown(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "breakdown", "A figure by theme, location, stage, or who the people are");
  const auto args = std::make_shared<BreakdownArgs>();
  AddBreakdownFlags(command, *args);
  command->add_option("--value", args->value,
                      "Show one row as a sum, down to the returns behind it; "
                      "not-recorded for what nobody recorded");
  session.OnRun(command, [&session, args] {
    return args->value.empty() ? ShowRows(session, *args)
                               : ExplainRow(session, *args);
  });
}

}  // namespace tidemark::cli
