#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/commands.h"
#include "services/cli/names.h"
#include "services/cli/subjects.h"
#include "services/cli/words.h"
#include "tidemark/monitoring/v1/export_service.grpc.pb.h"
#include "tidemark/publications/v1/publication_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using monitoring::v1::ExportEqualityGapsRequest;
using monitoring::v1::ExportExplanationRequest;
using monitoring::v1::ExportPackageGrowthRequest;
using monitoring::v1::ExportScorecardRequest;
using monitoring::v1::ExportService;
using monitoring::v1::ExportStepDownsRequest;
using publications::v1::ExportPublicationRequest;
using publications::v1::PublicationService;
using type::v1::ExportedFile;

struct ExportArgs {
  std::string out;
  std::string metric;
  std::string by;
  std::string id;
  std::string lacking;
  SubjectArgs subject;
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

// Asks for the file of `request` and writes it.
template <typename Stub, typename Request>
absl::Status Export(Session& session, const ExportArgs& args,
                    grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                 const Request&, ExportedFile*),
                    Request request) {
  TIDEMARK_ASSIGN_OR_RETURN(const type::v1::FileFormat format,
                            FormatOf(args.out));
  request.set_format(format);
  TIDEMARK_ASSIGN_OR_RETURN(const ExportedFile file,
                            session.Call(method, request));
  TIDEMARK_RETURN_IF_ERROR(WriteWholeFile(args.out, file.content(),
                                          /*overwrite=*/true,
                                          /*secret=*/false));
  session.Note(absl::StrCat("Wrote ", args.out));
  return absl::OkStatus();
}

absl::Status Scorecard(Session& session, const ExportArgs& args) {
  ExportScorecardRequest request;
  TIDEMARK_RETURN_IF_ERROR(SetSubject(session, args.subject, request));
  return Export(session, args, &ExportService::Stub::ExportScorecard, request);
}

absl::Status Why(Session& session, const ExportArgs& args) {
  ExportExplanationRequest request;
  TIDEMARK_RETURN_IF_ERROR(SetSubject(session, args.subject, request));
  request.set_metric(args.metric);
  return Export(session, args, &ExportService::Stub::ExportExplanation,
                request);
}

absl::Status Equality(Session& session, const ExportArgs& args) {
  ExportEqualityGapsRequest request;
  TIDEMARK_RETURN_IF_ERROR(SetSubject(session, args.subject, request));
  request.set_metric(args.metric);
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto attribute,
      ParseWord<monitoring::v1::Attribute>("--by", args.by));
  request.set_attribute(attribute);
  return Export(session, args, &ExportService::Stub::ExportEqualityGaps,
                request);
}

// Sets what narrows the packages of a request.
template <typename Request>
absl::Status SetPackages(Session& session, const ExportArgs& args,
                         Request& request) {
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_provider(),
      session.NameIfGiven("--provider", args.subject.provider,
                          kProviderPattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_contract(),
      session.NameIfGiven("--contract", args.subject.contract,
                          kContractPattern));
  if (!args.subject.from.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_from_date(),
                              ParseDate("--from", args.subject.from));
  }
  if (!args.subject.to.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_to_date(),
                              ParseDate("--to", args.subject.to));
  }
  return absl::OkStatus();
}

absl::Status StepDowns(Session& session, const ExportArgs& args) {
  ExportStepDownsRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(const std::string council, session.Council());
  request.set_parent(NameIn(council, "packages", kAnyId));
  TIDEMARK_RETURN_IF_ERROR(SetPackages(session, args, request));
  if (!args.lacking.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto lacking,
        ParseWord<monitoring::v1::Lacking>("--lacking", args.lacking));
    request.set_lacking(lacking);
  }
  return Export(session, args, &ExportService::Stub::ExportStepDowns, request);
}

absl::Status Growth(Session& session, const ExportArgs& args) {
  ExportPackageGrowthRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Council());
  TIDEMARK_RETURN_IF_ERROR(SetPackages(session, args, request));
  if (!args.by.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto by,
        ParseWord<monitoring::v1::GetPackageGrowthRequest::Breakdown>("--by",
                                                                      args.by));
    request.set_breakdown(by);
  }
  return Export(session, args, &ExportService::Stub::ExportPackageGrowth,
                request);
}

absl::Status Publication(Session& session, const ExportArgs& args) {
  ExportPublicationRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_name(),
      session.Name("ID", args.id, "councils/*/publications/*"));
  return Export(session, args, &PublicationService::Stub::ExportPublication,
                request);
}

}  // namespace

void AddExport(CLI::App& app, Session& session) {
  CLI::App* all = app.add_subcommand(
      "export", "Tables as CSV or XLSX, with what they mean");
  all->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, auto action) {
    CLI::App* command = all->add_subcommand(name, help);
    const auto args = std::make_shared<ExportArgs>();
    command->add_option("--out", args->out, "The file, .csv or .xlsx")
        ->required();
    session.OnRun(command,
                  [&session, args, action] { return action(session, *args); });
    return std::pair{command, args};
  };
  const auto add_packages = [](CLI::App* command, ExportArgs& args) {
    command->add_option("--provider", args.subject.provider,
                        "Of this provider");
    command->add_option("--contract", args.subject.contract,
                        "Under this contract");
  };

  const auto scorecard = add("scorecard", "A scorecard", &Scorecard);
  AddSubjectFlags(scorecard.first, scorecard.second->subject);
  const auto why = add("why", "What a figure rests on, line by line", &Why);
  why.first->add_option("metric", why.second->metric, "The metric")->required();
  AddSubjectFlags(why.first, why.second->subject);
  const auto equality = add("equality", "Outcomes of groups", &Equality);
  equality.first->add_option("metric", equality.second->metric, "The metric")
      ->required();
  equality.first
      ->add_option("--by", equality.second->by,
                   "sex, ethnic-group, age-band, support-reason or "
                   "unpaid-carer")
      ->required();
  AddSubjectFlags(equality.first, equality.second->subject);
  const auto steps =
      add("step-downs", "Step-downs, each with what it lacks", &StepDowns);
  add_packages(steps.first, *steps.second);
  steps.first->add_option("--from", steps.second->subject.from,
                          "Last day not before");
  steps.first->add_option("--to", steps.second->subject.to,
                          "Last day not after");
  steps.first->add_option("--lacking", steps.second->lacking,
                          "anything, goals, agreement or check-back");
  const auto growth = add("growth", "Whose packages grew", &Growth);
  add_packages(growth.first, *growth.second);
  growth.first
      ->add_option("--from", growth.second->subject.from, "The first date")
      ->required();
  growth.first->add_option("--to", growth.second->subject.to, "The second date")
      ->required();
  growth.first->add_option("--by", growth.second->by,
                           "provider, contract, stage or support-reason");
  const auto publication =
      add("publication", "A publication with its markers", &Publication);
  publication.first->add_option("ID", publication.second->id, "The publication")
      ->required();
}

}  // namespace tidemark::cli
