#include <algorithm>
#include <iterator>
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
#include "services/cli/words.h"
#include "tidemark/feed/v1/feed_service.grpc.pb.h"
#include "tidemark/monitoring/v1/monitoring_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using feed::v1::FeedService;
using feed::v1::ListChangesRequest;
using feed::v1::ListChangesResponse;
using monitoring::v1::ExplainFigureRequest;
using monitoring::v1::Explanation;
using monitoring::v1::Figure;
using monitoring::v1::GetScorecardRequest;
using monitoring::v1::Metric;
using monitoring::v1::MonitoringService;
using monitoring::v1::Scorecard;
using monitoring::v1::ScorecardRow;

constexpr size_t kNameWidth = 36;
constexpr int kFreshSeconds = 10;

// The figures of rows, where nobody chose others: as many as fit.
constexpr const char* kRowMetrics[] = {"outcomes-met", "own-rating",
                                       "returns-on-time", "step-down-held",
                                       "decisions-on-time"};

struct ScorecardArgs {
  FigureArgs figures;
  // The figures of rows.
  std::vector<std::string> metrics;
  bool fresh = false;
};

// Asks for figures that know everything committed by now.
absl::Status AskForFresh(Session& session, GetScorecardRequest& request) {
  for (const char* feed :
       {"contracts", "outcomes", "enablement", "oversight"}) {
    ListChangesRequest changes;
    changes.set_parent(std::string(CouncilOf(request.name())));
    changes.set_feed(feed);
    changes.set_after_sequence(-1);
    changes.set_page_size(1);
    changes.set_omit_values(true);
    TIDEMARK_ASSIGN_OR_RETURN(
        const ListChangesResponse response,
        session.Call(&FeedService::Stub::ListChanges, changes));
    auto& position = *request.add_min_as_of();
    position.set_feed(feed);
    position.set_sequence(response.last_sequence());
  }
  request.mutable_wait()->set_seconds(kFreshSeconds);
  return absl::OkStatus();
}

std::string NameOf(const ScorecardRow& row) {
  const std::string id(IdOf(row.subject()));
  if (row.display_name().empty()) return id;
  return absl::StrCat(OneLine(row.display_name()), " (", id, ")");
}

// The figures that rows show: those asked for, in their order on the command
// line. A usage error names what no scorecard has.
absl::StatusOr<std::vector<std::string>> RowMetrics(
    const ScorecardArgs& args, const std::vector<Metric>& metrics) {
  if (args.metrics.empty()) {
    return std::vector<std::string>(std::begin(kRowMetrics),
                                    std::end(kRowMetrics));
  }
  std::vector<std::string> known;
  for (const Metric& metric : metrics) {
    if (metric.on_scorecard()) known.push_back(metric.id());
  }
  if (args.metrics == std::vector<std::string>{"all"}) return known;
  for (const std::string& id : args.metrics) {
    if (std::find(known.begin(), known.end(), id) == known.end()) {
      return UsageError(absl::StrCat("--metric must be all or one of ",
                                     absl::StrJoin(known, ", "), "; is ", id));
    }
  }
  return args.metrics;
}

std::string FormatFigureOf(const ScorecardRow& row, const std::string& metric) {
  for (const Figure& figure : row.figures()) {
    if (figure.metric() == metric) return FormatFigure(figure);
  }
  return "";
}

void PrintTotal(Session& session, const ScorecardRow& total,
                const std::vector<Metric>& metrics) {
  const bool judged =
      std::any_of(total.figures().begin(), total.figures().end(),
                  [](const Figure& figure) { return figure.has_target(); });
  std::vector<Table::Column> columns = {{"FIGURE"}, {"VALUE"}, {"ID"}};
  if (judged) columns.push_back({"JUDGED BY"});
  Table table(columns);
  for (const Figure& figure : total.figures()) {
    std::vector<std::string> cells = {TitleOf(metrics, figure.metric()),
                                      FormatFigure(figure), figure.metric()};
    if (judged) cells.push_back(FormatTarget(figure));
    table.Add(std::move(cells));
  }
  session.Print(table);
}

void PrintRows(Session& session, const Scorecard& card,
               const std::vector<std::string>& ids,
               const std::vector<Metric>& metrics) {
  std::vector<Table::Column> columns = {
      {CollectionOf(card.rows(0).subject()) == "contracts" ? "CONTRACT"
                                                           : "PROVIDER"},
      {"NAME", Align::kLeft, kNameWidth}};
  for (const std::string& id : ids) columns.push_back({TitleOf(metrics, id)});
  columns.push_back({"RETURNS", Align::kRight});
  Table rows(columns);
  for (const ScorecardRow& row : card.rows()) {
    std::vector<std::string> cells = {std::string(IdOf(row.subject())),
                                      row.display_name()};
    for (const std::string& id : ids) cells.push_back(FormatFigureOf(row, id));
    cells.push_back(
        absl::StrCat(row.returns_accepted(), "/", row.returns_due()));
    rows.Add(std::move(cells));
  }
  session.Print(rows);
}

absl::Status ShowScorecard(Session& session, const ScorecardArgs& args) {
  GetScorecardRequest request;
  TIDEMARK_RETURN_IF_ERROR(SetSubject(session, args.figures, request));
  if (args.fresh) TIDEMARK_RETURN_IF_ERROR(AskForFresh(session, request));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Scorecard card,
      CallAsOf(session, &MonitoringService::Stub::GetScorecard,
               args.figures.as_of, request));
  if (session.json()) return session.PrintJson(card);

  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<Metric> metrics,
                            AskMetrics(session, request.name()));
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                            RowMetrics(args, metrics));
  std::ostream& out = session.out();
  out << NameOf(card.total()) << ", "
      << FormatMonths(card.from_month(), card.to_month()) << "\n\n";
  PrintTotal(session, card.total(), metrics);
  out << "\n"
      << FormatCount(card.total().returns_accepted()) << " of "
      << Count(card.total().returns_due(), "due return") << " accepted, under "
      << Count(card.total().contracts(), "contract") << "\n";

  if (card.rows_size() > 0) {
    out << "\n";
    PrintRows(session, card, ids, metrics);
    if (args.metrics.empty()) {
      out << "\nOther figures of each: --metric ID, or --metric all\n";
    }
  }
  PrintAsOf(out, card);
  return absl::OkStatus();
}

// All pages of the explanation as one.
absl::StatusOr<Explanation> Explain(Session& session, const FigureArgs& args,
                                    ExplainFigureRequest request) {
  request.set_page_size(1000);
  TIDEMARK_ASSIGN_OR_RETURN(
      Explanation whole,
      CallAsOf(session, &MonitoringService::Stub::ExplainFigure, args.as_of,
               request));
  while (!whole.next_page_token().empty()) {
    request.set_page_token(whole.next_page_token());
    TIDEMARK_ASSIGN_OR_RETURN(
        const Explanation page,
        CallAsOf(session, &MonitoringService::Stub::ExplainFigure, args.as_of,
                 request));
    whole.mutable_lines()->MergeFrom(page.lines());
    whole.set_next_page_token(page.next_page_token());
  }
  return whole;
}

absl::Status Why(Session& session, const FigureArgs& args) {
  ExplainFigureRequest request;
  request.set_metric(args.figure);
  TIDEMARK_RETURN_IF_ERROR(SetSubject(session, args, request));
  TIDEMARK_ASSIGN_OR_RETURN(const Explanation explanation,
                            Explain(session, args, request));
  if (session.json()) return session.PrintJson(explanation);

  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<Metric> metrics,
                            AskMetrics(session, request.name()));
  std::ostream& out = session.out();
  out << TitleOf(metrics, args.figure) << ": "
      << FormatFigure(explanation.figure()) << "\n"
      << WithoutCouncil(explanation.subject()) << ", "
      << FormatMonths(request.from_month(), request.to_month()) << "\n\n";
  for (const Metric& metric : metrics) {
    if (metric.id() == args.figure) PrintDefinition(out, metric);
  }
  PrintLines(session, explanation);
  out << "\nAs of: " << FormatPositions(explanation.as_of()) << "\n";
  return absl::OkStatus();
}

absl::Status ListDefinitions(Session& session) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string council, session.Council());
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<Metric> metrics,
                            AskMetrics(session, council));
  for (const Metric& metric : metrics) {
    if (session.json()) {
      session.PrintLine(ToJsonLine(metric));
      continue;
    }
    session.out() << metric.id() << ": " << OneLine(metric.title()) << "\n";
    PrintDefinition(session.out(), metric);
    if (&metric != &metrics.back()) session.out() << "\n";
  }
  return absl::OkStatus();
}

}  // namespace

void AddScorecard(CLI::App& app, Session& session) {
  {
    CLI::App* command = app.add_subcommand(
        "scorecard",
        "Which provider, or contract, helps people reach what matters to them");
    const auto args = std::make_shared<ScorecardArgs>();
    AddFigureFlags(command, args->figures);
    command
        ->add_option("--metric", args->metrics,
                     "A figure that each row shows, such as stories; may be "
                     "repeated; all for all of them")
        ->allow_extra_args(false);
    command->add_flag("--fresh", args->fresh,
                      "Wait until the figures know everything up to now "
                      "(commissioners)");
    session.OnRun(command,
                  [&session, args] { return ShowScorecard(session, *args); });
  }
  {
    CLI::App* command = app.add_subcommand(
        "why", "Show a figure as a sum, down to the returns behind it");
    const auto args = std::make_shared<FigureArgs>();
    command
        ->add_option("FIGURE", args->figure,
                     "The figure's id, such as outcomes-met")
        ->required();
    AddFigureFlags(command, *args);
    session.OnRun(command, [&session, args] { return Why(session, *args); });
  }
  CLI::App* metrics =
      app.add_subcommand("metrics", "The definitions of the figures");
  session.OnRun(metrics, [&session] { return ListDefinitions(session); });
}

}  // namespace tidemark::cli
