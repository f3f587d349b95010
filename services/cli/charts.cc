#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/as_of.h"
#include "services/cli/commands.h"
#include "services/cli/figure_views.h"
#include "services/cli/figures.h"
#include "services/cli/question_flags.h"
#include "services/cli/words.h"
#include "tidemark/monitoring/v1/chart_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using monitoring::v1::ChartService;
using monitoring::v1::Comparison;
using monitoring::v1::FunnelBand;
using monitoring::v1::GetComparisonRequest;
using monitoring::v1::GetSeriesRequest;
using monitoring::v1::Series;

constexpr size_t kNameWidth = 36;

// "70.0% to 80.0%".
template <typename Limits>
std::string FormatLimits(const Limits& limits) {
  return absl::StrCat(FormatShare(limits.lower()), " to ",
                      FormatShare(limits.upper()));
}

template <typename Answer>
void PrintNotes(std::ostream& out, const Answer& answer) {
  for (const std::string& note : answer.notes()) {
    out << "* " << OneLine(note) << "\n";
  }
}

const char* NameOf(Series::Chart chart) {
  switch (chart) {
    case Series::CHART_XMR:
      return "XmR chart";
    case Series::CHART_P:
      return "p chart";
    default:
      return "p' chart";
  }
}

void PrintPhases(std::ostream& out, const Series& series) {
  for (const Series::Phase& phase : series.phases()) {
    out << "From " << FormatMonth(phase.from_month()) << ": ";
    if (phase.has_centre()) {
      out << "centre " << FormatShare(phase.centre()) << ", from "
          << Count(phase.baseline_points(), "point");
    } else {
      out << "no centre yet";
    }
    if (phase.screened() > 0) {
      out << ", without " << Count(phase.screened(), "wild step");
    }
    if (phase.has_sigma_z()) {
      out << ", varying " << absl::StrCat(phase.sigma_z())
          << " times as much as counting explains";
    }
    if (!phase.reason().empty()) {
      out << "; " << OneLine(phase.reason()) << " (" << phase.author() << ")";
    }
    out << "\n";
  }
}

absl::Status ShowSeries(Session& session, const SeriesArgs& args) {
  GetSeriesRequest request;
  TIDEMARK_RETURN_IF_ERROR(SetSeries(session, args, request));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Series series,
      CallUntilReady(session, &ChartService::Stub::GetSeries, request));
  if (session.json()) return session.PrintJson(series);

  std::ostream& out = session.out();
  out << OneLine(series.display_name()) << ": " << args.figure << ", "
      << FormatMonths(request.from_month(), request.to_month()) << "\n"
      << OneLine(series.variation_words()) << "\n";
  if (!series.assurance_words().empty()) {
    out << "Target " << FormatShare(series.target()) << ": "
        << OneLine(series.assurance_words()) << "\n";
  }
  out << "\n";
  Table points({{"WHEN"}, {"VALUE"}, {"LIMITS"}, {"WHAT IT SAYS"}});
  for (const Series::Point& point : series.points()) {
    points.Add({FormatMonths(point.from_month(), point.to_month()),
                FormatFigure(point.figure()),
                point.has_limits() ? FormatLimits(point.limits()) : "",
                point.label()});
  }
  session.Print(points);
  out << "\n"
      << NameOf(series.chart()) << ". " << OneLine(series.chart_reason())
      << "\n";
  PrintPhases(out, series);
  PrintNotes(out, series);
  PrintAsOf(out, series);
  return absl::OkStatus();
}

std::string FormatBand(const FunnelBand& band) {
  return absl::StrCat(FormatLimits(band.attention()), " | ",
                      FormatLimits(band.action()));
}

absl::Status ShowFunnel(Session& session, const FunnelArgs& args) {
  GetComparisonRequest request;
  TIDEMARK_RETURN_IF_ERROR(SetFunnel(session, args, request));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Comparison funnel,
      CallUntilReady(session, &ChartService::Stub::GetComparison, request));
  if (session.json()) return session.PrintJson(funnel);

  std::ostream& out = session.out();
  out << args.figure << ", "
      << FormatMonths(request.from_month(), request.to_month()) << ": "
      << (!args.case_mix.empty()
              ? std::string("held against what is expected of their people")
          : funnel.has_centre()
              ? absl::StrCat(FormatShare(funnel.centre()), " in all")
              : std::string("nothing to count"))
      << "\n\n";
  Table units({{args.contracts ? "CONTRACT" : "PROVIDER"},
               {"NAME", Align::kLeft, kNameWidth},
               {"VALUE"},
               {args.case_mix.empty() ? "" : "OF EXPECTED"},
               {"WITHIN 95% | 99.8%"},
               {"WHAT IT SAYS"}});
  for (const Comparison::Unit& unit : funnel.units()) {
    std::string limits;
    if (unit.has_unadjusted()) {
      limits =
          FormatBand(funnel.adjusted() ? unit.adjusted() : unit.unadjusted());
    }
    units.Add({std::string(IdOf(unit.subject())), unit.display_name(),
               FormatFigure(unit.figure()),
               unit.has_ratio() ? FormatShare(unit.ratio()) : "",
               std::move(limits), unit.standing_words()});
  }
  session.Print(units);
  out << "\nOf " << Count(funnel.judged(), "unit") << " large enough, "
      << funnel.outside_unadjusted_action()
      << " outside the 99.8% limits by chance alone, "
      << funnel.outside_adjusted_action()
      << " allowing for units that differ anyway (phi "
      << absl::StrCat(funnel.phi()) << ", tau2 " << absl::StrCat(funnel.tau2())
      << ")\n";
  PrintNotes(out, funnel);
  PrintAsOf(out, funnel);
  return absl::OkStatus();
}

}  // namespace

void AddCharts(CLI::App& app, Session& session) {
  {
    CLI::App* command = app.add_subcommand(
        "series", "A figure over time: what is chance, and what is not");
    const auto args = std::make_shared<SeriesArgs>();
    AddSeriesFlags(command, *args);
    session.OnRun(command,
                  [&session, args] { return ShowSeries(session, *args); });
  }
  CLI::App* command = app.add_subcommand(
      "funnel", "Providers, or contracts, beside each other: never a ranking");
  const auto args = std::make_shared<FunnelArgs>();
  AddFunnelFlags(command, *args);
  session.OnRun(command,
                [&session, args] { return ShowFunnel(session, *args); });
}

}  // namespace tidemark::cli
