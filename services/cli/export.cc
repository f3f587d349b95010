#include <memory>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "services/cli/commands.h"
#include "services/cli/names.h"
#include "services/cli/question_flags.h"
#include "tidemark/incentives/v1/statement_service.grpc.pb.h"
#include "tidemark/monitoring/v1/export_service.grpc.pb.h"
#include "tidemark/oversight/v1/oversight_service.grpc.pb.h"
#include "tidemark/publications/v1/publication_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using incentives::v1::ExportStatementRequest;
using incentives::v1::StatementService;
using monitoring::v1::ExportBreakdownRequest;
using monitoring::v1::ExportComparisonRequest;
using monitoring::v1::ExportEqualityGapsRequest;
using monitoring::v1::ExportExplanationRequest;
using monitoring::v1::ExportPackageGrowthRequest;
using monitoring::v1::ExportScorecardRequest;
using monitoring::v1::ExportSeriesRequest;
using monitoring::v1::ExportService;
using monitoring::v1::ExportStepDownsRequest;
using monitoring::v1::ExportTimeToIndependenceRequest;
using oversight::v1::ExportSignalsRequest;
using oversight::v1::OversightService;
using publications::v1::ExportPublicationRequest;
using publications::v1::PublicationService;
using type::v1::ExportedFile;

// Something with a name.
struct NamedArgs {
  std::string name;
};

// The format that the file's name asks for.
absl::StatusOr<type::v1::FileFormat> FormatOf(const std::string& out) {
  if (absl::EndsWithIgnoreCase(out, ".csv")) return type::v1::FILE_FORMAT_CSV;
  if (absl::EndsWithIgnoreCase(out, ".xlsx")) {
    return type::v1::FILE_FORMAT_XLSX;
  }
  return UsageError(absl::StrCat(
      "--out must end in .csv or .xlsx, which says what is made; is \"", out,
      "\""));
}

absl::Status SetScorecard(Session& session, const FigureArgs& args,
                          ExportScorecardRequest& request) {
  TIDEMARK_RETURN_IF_ERROR(SetSubject(session, args, request));
  return SetAsOf(args.as_of, request);
}

absl::Status SetStatement(Session& session, const NamedArgs& args,
                          ExportStatementRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", args.name, kStatementPattern));
  return absl::OkStatus();
}

absl::Status SetPublication(Session& session, const NamedArgs& args,
                            ExportPublicationRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_name(),
      session.Name("ID", args.name, "councils/*/publications/*"));
  return absl::OkStatus();
}

// The commands that export tables, each with `--out`.
class Exporting {
 public:
  Exporting(CLI::App* all, Session& session) : all_(all), session_(session) {}

  // Adds one that makes its request of `Args` with `set`, and sends it with
  // `method`. The flags that set the arguments are the caller's to add.
  template <typename Args, typename Stub, typename Request>
  std::pair<CLI::App*, Args*> Add(
      const char* name, const char* help,
      absl::Status (*set)(Session&, const Args&, Request&),
      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                   ExportedFile*)) {
    CLI::App* command = all_->add_subcommand(name, help);
    const auto out = std::make_shared<std::string>();
    const auto args = std::make_shared<Args>();
    command->add_option("--out", *out, "The file, .csv or .xlsx")->required();
    session_.OnRun(
        command,
        [&session = session_, out, args, set, method]() -> absl::Status {
          TIDEMARK_ASSIGN_OR_RETURN(const auto format, FormatOf(*out));
          Request request;
          request.set_format(format);
          TIDEMARK_RETURN_IF_ERROR(set(session, *args, request));
          TIDEMARK_ASSIGN_OR_RETURN(const ExportedFile file,
                                    CallUntilReady(session, method, request));
          TIDEMARK_RETURN_IF_ERROR(WriteWholeFile(*out, file.content(),
                                                  /*overwrite=*/true,
                                                  /*secret=*/false));
          session.Note(absl::StrCat("Wrote ", *out));
          return absl::OkStatus();
        });
    return {command, args.get()};
  }

 private:
  CLI::App* const all_;
  Session& session_;
};

void AddFigures(Exporting& exporting) {
  {
    const auto [command, args] =
        exporting.Add("scorecard", "A scorecard", &SetScorecard,
                      &ExportService::Stub::ExportScorecard);
    AddFigureFlags(command, *args);
  }
  {
    const auto [command, args] =
        exporting.Add("why", "What a figure rests on, line by line",
                      &SetFigure<ExportExplanationRequest>,
                      &ExportService::Stub::ExportExplanation);
    command->add_option("FIGURE", args->figure, "The figure's id")->required();
    AddFigureFlags(command, *args);
  }
  {
    const auto [command, args] = exporting.Add(
        "breakdown", "A figure by theme, location, stage or who people are",
        &SetBreakdown<ExportBreakdownRequest>,
        &ExportService::Stub::ExportBreakdown);
    AddBreakdownFlags(command, *args);
  }
  {
    const auto [command, args] = exporting.Add(
        "series", "A figure over time, with its limits",
        &SetSeries<ExportSeriesRequest>, &ExportService::Stub::ExportSeries);
    AddSeriesFlags(command, *args);
  }
  {
    const auto [command, args] = exporting.Add(
        "funnel", "Providers or contracts beside each other, with limits",
        &SetFunnel<ExportComparisonRequest>,
        &ExportService::Stub::ExportComparison);
    AddFunnelFlags(command, *args);
  }
  const auto [command, args] = exporting.Add(
      "equality", "Outcomes of groups", &SetEquality<ExportEqualityGapsRequest>,
      &ExportService::Stub::ExportEqualityGaps);
  AddEqualityFlags(command, *args);
}

void AddPackages(Exporting& exporting) {
  {
    const auto [command, args] =
        exporting.Add("step-downs", "Step-downs, each with what it lacks",
                      &SetStepDowns<ExportStepDownsRequest>,
                      &ExportService::Stub::ExportStepDowns);
    AddStepDownFlags(command, *args);
  }
  {
    const auto [command, args] = exporting.Add(
        "growth", "Whose packages grew", &SetGrowth<ExportPackageGrowthRequest>,
        &ExportService::Stub::ExportPackageGrowth);
    AddGrowthFlags(command, *args);
  }
  const auto [command, args] =
      exporting.Add("independence", "How long it takes to no or lower support",
                    &SetIndependence<ExportTimeToIndependenceRequest>,
                    &ExportService::Stub::ExportTimeToIndependence);
  AddIndependenceFlags(command, *args);
}

void AddRecords(Exporting& exporting) {
  {
    const auto [command, args] = exporting.Add(
        "statement", "An incentive statement, down to the returns",
        &SetStatement, &StatementService::Stub::ExportStatement);
    command->add_option("NAME", args->name, "The statement, CONTRACT/PERIOD")
        ->required();
  }
  {
    const auto [command, args] = exporting.Add(
        "signals", "What stands out, with its evidence and what was done",
        &SetSignals<ExportSignalsRequest>,
        &OversightService::Stub::ExportSignals);
    AddSignalFlags(command, *args);
  }
  const auto [command, args] = exporting.Add(
      "publication", "A publication with its markers", &SetPublication,
      &PublicationService::Stub::ExportPublication);
  command->add_option("ID", args->name, "The publication")->required();
}

}  // namespace

void AddExport(CLI::App& app, Session& session) {
  CLI::App* all = app.add_subcommand(
      "export", "Tables as CSV or XLSX, with what they mean");
  all->require_subcommand(1);
  Exporting exporting(all, session);
  AddFigures(exporting);
  AddPackages(exporting);
  AddRecords(exporting);
}

}  // namespace tidemark::cli
