#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "services/cli/commands.h"
#include "services/cli/progress.h"
#include "services/cli/report.h"
#include "services/cli/words.h"
#include "tidemark/contracts/v1/contracts_service.grpc.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using contracts::v1::ContractsService;
using contracts::v1::ImportCqcRatingsRequest;
using contracts::v1::ImportCqcRatingsResponse;
using outcomes::v1::ImportPeopleRequest;
using outcomes::v1::ImportPeopleResponse;
using outcomes::v1::OutcomesService;

// The most bytes of a file that the server accepts.
constexpr size_t kMaxFileBytes = 32 << 20;
// A large file is checked and stored whole, which takes its time.
constexpr absl::Duration kImportTimeout = absl::Minutes(10);

struct ImportArgs {
  std::string file;
  bool check_only = false;
  WriteFlags write;
};

// Sends the file. A refusal holds the first faults only, so they are then asked
// for once more, all of them.
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> SendFile(
    Session& session, const ImportArgs& args,
    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                 Response*)) {
  Request request;
  TIDEMARK_ASSIGN_OR_RETURN(const std::string council, session.Council());
  TIDEMARK_ASSIGN_OR_RETURN(std::string content,
                            ReadWholeFile(args.file, kMaxFileBytes));
  const size_t bytes = content.size();
  request.set_parent(council);
  request.set_content(std::move(content));
  request.set_validate_only(args.check_only);
  if (!args.check_only) request.set_request_id(session.RequestId(args.write));

  const auto send = [&]() -> absl::StatusOr<Response> {
    const Waiting waiting(
        session.err(), session.err_is_terminal(),
        absl::StrCat(request.validate_only() ? "Checking " : "Importing ",
                     args.file, ", ",
                     FormatCount(static_cast<int64_t>(bytes >> 10)), " KiB"));
    return session.Call(method, request, kImportTimeout);
  };
  absl::StatusOr<Response> response = send();
  if (!args.check_only &&
      (response.status().code() == absl::StatusCode::kInvalidArgument ||
       response.status().code() == absl::StatusCode::kResourceExhausted)) {
    request.set_validate_only(true);
    request.clear_request_id();
    const absl::StatusOr<Response> checked = send();
    if (checked.ok() && checked->faults_size() > 0) response = *checked;
  }
  TIDEMARK_RETURN_IF_ERROR(response.status());
  if (response->faults_size() > 0) {
    if (session.json()) {
      TIDEMARK_RETURN_IF_ERROR(session.PrintJson(*response));
    }
    session.err() << FaultLines(
        {response->faults().begin(), response->faults().end()});
    return absl::InvalidArgumentError(absl::StrCat(
        args.file, " has ", Count(response->faults_size(), "fault"),
        "; nothing was imported"));
  }
  return response;
}

// "3 created, 0 updated, 339 unchanged".
std::string Tally(int created, int updated, int unchanged) {
  return absl::StrCat(FormatCount(created), " created, ", FormatCount(updated),
                      " updated, ", FormatCount(unchanged), " unchanged");
}

absl::Status ImportCqc(Session& session, const ImportArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const ImportCqcRatingsResponse done,
      SendFile(session, args, &ContractsService::Stub::ImportCqcRatings));
  if (session.json()) return session.PrintJson(done);
  session.out() << (args.check_only ? "Checked " : "Imported ")
                << Count(done.rows(), "row") << " with "
                << Count(done.ratings(), "rating")
                << (args.check_only ? "; an import would give:" : ":") << "\n"
                << "  providers  "
                << Tally(done.providers_created(), done.providers_updated(),
                         done.providers_unchanged())
                << "\n"
                << "  locations  "
                << Tally(done.locations_created(), done.locations_updated(),
                         done.locations_unchanged())
                << "\n";
  return absl::OkStatus();
}

absl::Status ImportPeople(Session& session, const ImportArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const ImportPeopleResponse done,
      SendFile(session, args, &OutcomesService::Stub::ImportPeople));
  if (session.json()) return session.PrintJson(done);
  session.out() << (args.check_only ? "Checked " : "Imported ")
                << Count(done.rows(), "row")
                << (args.check_only ? "; an import would give:" : ":") << "\n"
                << "  people    "
                << Tally(done.people_created(), done.people_updated(),
                         done.people_unchanged())
                << "\n"
                << "  outcomes  "
                << Tally(done.outcomes_created(), done.outcomes_updated(),
                         done.outcomes_unchanged())
                << "\n";
  return absl::OkStatus();
}

}  // namespace

void AddImport(CLI::App& app, Session& session) {
  CLI::App* import =
      app.add_subcommand("import", "Import a file, whole or not at all");
  import->require_subcommand(1);
  const auto add = [&](const char* name, const char* what,
                       absl::Status (*run)(Session&, const ImportArgs&)) {
    CLI::App* command = import->add_subcommand(name, what);
    const auto args = std::make_shared<ImportArgs>();
    command->add_option("FILE", args->file, "A CSV file")->required();
    command->add_flag("--check-only", args->check_only,
                      "Say what the import would do, and do nothing");
    AddWriteFlags(command, args->write, /*etag=*/false);
    session.OnRun(command,
                  [&session, args, run] { return run(session, *args); });
    return command;
  };
  add("cqc", "Providers, locations and ratings from CQC's ratings file",
      &ImportCqc);
  add("people", "People and their outcomes, one row an outcome", &ImportPeople)
      ->footer(
          "Columns, in any order; only person must be there:\n"
          "  person, birth_year, support_reason, sex, ethnic_group,\n"
          "  unpaid_carer, status, status_date\n"
          "  outcome, own_words, why_it_matters, themes (with semicolons),\n"
          "  contract, baseline, weight, start_date, target_date,\n"
          "  possible_benefit, possible_harm, level_minus_2, level_minus_1,\n"
          "  level_0, level_plus_1, level_plus_2\n"
          "An empty cell erases nothing.\n");
}

}  // namespace tidemark::cli
