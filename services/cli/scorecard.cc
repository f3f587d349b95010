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
#include "services/cli/figure_flags.h"
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
using monitoring::v1::ExplanationLine;
using monitoring::v1::Figure;
using monitoring::v1::GetScorecardRequest;
using monitoring::v1::ListMetricsRequest;
using monitoring::v1::ListMetricsResponse;
using monitoring::v1::Metric;
using monitoring::v1::MonitoringService;
using monitoring::v1::Scorecard;
using monitoring::v1::ScorecardRow;

constexpr size_t kNameWidth = 36;
constexpr int kFreshSeconds = 10;

struct FigureArgs {
  std::string figure;
  FigureFlags flags;
  bool fresh = false;
};

absl::StatusOr<std::vector<Metric>> Metrics(Session& session,
                                            absl::string_view subject) {
  ListMetricsRequest request;
  request.set_parent(std::string(CouncilOf(subject)));
  TIDEMARK_ASSIGN_OR_RETURN(
      const ListMetricsResponse response,
      session.Call(&MonitoringService::Stub::ListMetrics, request));
  return std::vector<Metric>(response.metrics().begin(),
                             response.metrics().end());
}

// The title of a metric, or its id where it is not known.
std::string TitleOf(const std::vector<Metric>& metrics, const std::string& id) {
  for (const Metric& metric : metrics) {
    if (metric.id() == id) return metric.title();
  }
  return id;
}

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

absl::Status ShowScorecard(Session& session, const FigureArgs& args) {
  GetScorecardRequest request;
  TIDEMARK_RETURN_IF_ERROR(SetFigureFlags(session, args.flags, request));
  if (args.fresh) TIDEMARK_RETURN_IF_ERROR(AskForFresh(session, request));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Scorecard card,
      CallAsOf(session, &MonitoringService::Stub::GetScorecard,
               args.flags.as_of, request));
  if (session.json()) return session.PrintJson(card);

  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<Metric> metrics,
                            Metrics(session, request.name()));
  std::ostream& out = session.out();
  out << NameOf(card.total()) << ", "
      << FormatMonths(card.from_month(), card.to_month()) << "\n\n";
  Table total({{"FIGURE"}, {"VALUE"}, {"ID"}});
  for (const Figure& figure : card.total().figures()) {
    total.Add({TitleOf(metrics, figure.metric()), FormatFigure(figure),
               figure.metric()});
  }
  session.Print(total);
  out << "\n"
      << FormatCount(card.total().returns_accepted()) << " of "
      << Count(card.total().returns_due(), "due return") << " accepted, under "
      << Count(card.total().contracts(), "contract") << "\n";

  if (card.rows_size() > 0) {
    std::vector<Table::Column> columns = {
        {CollectionOf(card.rows(0).subject()) == "contracts" ? "CONTRACT"
                                                             : "PROVIDER"},
        {"NAME", Align::kLeft, kNameWidth}};
    for (const Figure& figure : card.total().figures()) {
      columns.push_back({TitleOf(metrics, figure.metric())});
    }
    columns.push_back({"RETURNS", Align::kRight});
    Table rows(columns);
    for (const ScorecardRow& row : card.rows()) {
      std::vector<std::string> cells = {std::string(IdOf(row.subject())),
                                        row.display_name()};
      for (const Figure& figure : row.figures()) {
        cells.push_back(FormatFigure(figure));
      }
      cells.push_back(
          absl::StrCat(row.returns_accepted(), "/", row.returns_due()));
      rows.Add(std::move(cells));
    }
    out << "\n";
    session.Print(rows);
  }
  out << "\nAs of "
      << (card.has_as_of_date()
              ? absl::StrCat("the end of ", FormatDate(card.as_of_date()))
              : FormatTime(card.as_of_time()))
      << ": " << FormatPositions(card.as_of()) << "\n";
  return absl::OkStatus();
}

// All pages of the explanation as one.
absl::StatusOr<Explanation> Explain(Session& session, const FigureArgs& args,
                                    ExplainFigureRequest request) {
  request.set_page_size(1000);
  TIDEMARK_ASSIGN_OR_RETURN(
      Explanation whole,
      CallAsOf(session, &MonitoringService::Stub::ExplainFigure,
               args.flags.as_of, request));
  while (!whole.next_page_token().empty()) {
    request.set_page_token(whole.next_page_token());
    TIDEMARK_ASSIGN_OR_RETURN(
        const Explanation page,
        CallAsOf(session, &MonitoringService::Stub::ExplainFigure,
                 args.flags.as_of, request));
    whole.mutable_lines()->MergeFrom(page.lines());
    whole.set_next_page_token(page.next_page_token());
  }
  return whole;
}

template <typename Exclusions>
std::string FormatExclusions(const Exclusions& exclusions) {
  std::vector<std::string> parts;
  for (const auto& exclusion : exclusions) {
    parts.push_back(absl::StrCat(FormatCount(exclusion.count()), " ",
                                 OneLine(exclusion.reason())));
  }
  return absl::StrJoin(parts, "; ");
}

void PrintDefinition(std::ostream& out, const Metric& metric) {
  out << OneLine(metric.question()) << "\n"
      << "  counted   " << OneLine(metric.numerator()) << "\n"
      << "  out of    " << OneLine(metric.denominator()) << "\n";
  if (!metric.exclusions().empty()) {
    out << "  left out  " << OneLine(metric.exclusions()) << "\n";
  }
  out << "  judged on " << metric.minimum_denominator()
      << " cases or more, unless the council says otherwise\n"
      << "  source    " << OneLine(metric.source()) << "\n";
}

absl::Status Why(Session& session, const FigureArgs& args) {
  ExplainFigureRequest request;
  request.set_metric(args.figure);
  TIDEMARK_RETURN_IF_ERROR(SetFigureFlags(session, args.flags, request));
  TIDEMARK_ASSIGN_OR_RETURN(const Explanation explanation,
                            Explain(session, args, request));
  if (session.json()) return session.PrintJson(explanation);

  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<Metric> metrics,
                            Metrics(session, request.name()));
  std::ostream& out = session.out();
  out << TitleOf(metrics, args.figure) << ": "
      << FormatFigure(explanation.figure()) << "\n"
      << WithoutCouncil(explanation.subject()) << ", "
      << FormatMonths(request.from_month(), request.to_month()) << "\n\n";
  for (const Metric& metric : metrics) {
    if (metric.id() == args.figure) PrintDefinition(out, metric);
  }
  Table sum({{"CONTRACT"},
             {"PERIOD"},
             {"VERSION", Align::kRight},
             {"PEOPLE", Align::kRight},
             {"COUNTED", Align::kRight},
             {"OUT OF", Align::kRight},
             {"WHAT IT SAYS"}});
  for (const ExplanationLine& line : explanation.lines()) {
    std::string note = line.note();
    if (const std::string left = FormatExclusions(line.exclusions());
        !left.empty()) {
      absl::StrAppend(&note, note.empty() ? "" : "; ", "left out: ", left);
    }
    if (CollectionOf(line.name()) == "packages") {
      note = absl::StrCat("package ", IdOf(line.name()),
                          note.empty() ? "" : ": ", note);
    }
    sum.Add({std::string(IdOf(line.contract())), line.period(),
             line.version() == 0 ? "" : absl::StrCat(line.version()),
             line.people() == 0 ? "" : FormatCount(line.people()),
             FormatCount(line.numerator()), FormatCount(line.denominator()),
             note});
  }
  const Figure& figure = explanation.figure();
  const bool hidden = figure.no_value() == Figure::NO_VALUE_SUPPRESSED;
  sum.Add({"total", "", "",
           explanation.people() == 0 ? "" : FormatCount(explanation.people()),
           hidden ? "[c]" : FormatCount(figure.numerator()),
           hidden ? "[c]" : FormatCount(figure.denominator()),
           absl::StrCat("= ", FormatFigure(figure))});
  out << "\n";
  session.Print(sum);
  if (explanation.exclusions_size() > 0) {
    out << "\nLeft out in all: " << FormatExclusions(explanation.exclusions())
        << "\n";
  }
  out << "\nAs of: " << FormatPositions(explanation.as_of()) << "\n";
  return absl::OkStatus();
}

absl::Status ListDefinitions(Session& session) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string council, session.Council());
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<Metric> metrics,
                            Metrics(session, council));
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
    const auto args = std::make_shared<FigureArgs>();
    AddFigureFlags(command, args->flags);
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
    AddFigureFlags(command, args->flags);
    session.OnRun(command, [&session, args] { return Why(session, *args); });
  }
  CLI::App* metrics =
      app.add_subcommand("metrics", "The definitions of the figures");
  session.OnRun(metrics, [&session] { return ListDefinitions(session); });
}

}  // namespace tidemark::cli
