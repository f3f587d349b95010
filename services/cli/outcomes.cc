#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/commands.h"
#include "services/cli/names.h"
#include "services/cli/outcome_flags.h"
#include "services/cli/words.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using outcomes::v1::CloseOutcomeRequest;
using outcomes::v1::CreateOutcomeRequest;
using outcomes::v1::GetOutcomeRequest;
using outcomes::v1::OutcomesService;
using outcomes::v1::PersonalOutcome;
using outcomes::v1::ReopenOutcomeRequest;

struct OutcomeArgs {
  std::string name;
  std::string person;
  std::string status;
  std::string date;
  std::string reason;
  OutcomeFlags terms;
  WriteFlags write;
};

absl::Status PrintOutcome(Session& session, const PersonalOutcome& outcome) {
  if (session.json()) return session.PrintJson(outcome);
  std::ostream& out = session.out();
  out << "“" << OneLine(outcome.own_words()) << "”\n"
      << "  name         " << outcome.name() << "\n";
  if (!outcome.why_it_matters().empty()) {
    out << "  it matters   " << OneLine(outcome.why_it_matters()) << "\n";
  }
  out << "  contract     " << IdOf(outcome.contract()) << "\n"
      << "  themes       " << absl::StrJoin(outcome.themes(), " ") << "\n"
      << "  baseline     " << FormatLevel(outcome.baseline_level()) << "\n";
  for (const auto& level : outcome.levels()) {
    const std::string label = FormatLevel(level.level());
    out << "  level " << std::string(2 - label.size(), ' ') << label << "     "
        << OneLine(level.description()) << "\n";
  }
  if (outcome.has_target_date()) {
    out << "  target date  " << FormatDate(outcome.target_date()) << "\n";
  }
  if (!outcome.possible_benefit().empty()) {
    out << "  may gain     " << OneLine(outcome.possible_benefit()) << "\n"
        << "  may harm     " << OneLine(outcome.possible_harm()) << "\n";
  }
  out << "  status       " << Word(outcome.status())
      << (outcome.has_close_date()
              ? absl::StrCat(", closed ", FormatDate(outcome.close_date()))
              : "")
      << "\n  etag         " << outcome.etag() << "\n";
  return absl::OkStatus();
}

absl::Status PrintChanged(Session& session, const PersonalOutcome& outcome,
                          absl::string_view done) {
  if (session.json()) return session.PrintJson(outcome);
  session.out() << done << " " << outcome.name() << ": "
                << Word(outcome.status()) << "\n";
  return absl::OkStatus();
}

absl::Status Create(Session& session, const OutcomeArgs& args) {
  CreateOutcomeRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_parent(),
      session.Name("--person", args.person, kPersonPattern));
  request.set_outcome_id(args.name);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_RETURN_IF_ERROR(
      ApplyOutcomeFlags(session, args.terms, *request.mutable_outcome()));
  TIDEMARK_ASSIGN_OR_RETURN(
      const PersonalOutcome created,
      session.Call(&OutcomesService::Stub::CreateOutcome, request));
  return PrintChanged(session, created, "Created");
}

absl::Status Show(Session& session, const OutcomeArgs& args) {
  GetOutcomeRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", args.name, kOutcomePattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      const PersonalOutcome outcome,
      session.Call(&OutcomesService::Stub::GetOutcome, request));
  return PrintOutcome(session, outcome);
}

absl::Status Close(Session& session, const OutcomeArgs& args) {
  CloseOutcomeRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", args.name, kOutcomePattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto status,
      ParseWord<PersonalOutcome::Status>(
          "--status", args.status,
          {{"chose-differently",
            PersonalOutcome::STATUS_PERSON_CHOSE_DIFFERENTLY}}));
  request.set_status(status);
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_close_date(),
                            ParseDate("--date", args.date));
  request.set_reason(args.reason);
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const PersonalOutcome outcome,
      session.Call(&OutcomesService::Stub::CloseOutcome, request));
  return PrintChanged(session, outcome, "Closed");
}

absl::Status Reopen(Session& session, const OutcomeArgs& args) {
  ReopenOutcomeRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", args.name, kOutcomePattern));
  request.set_reason(args.reason);
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const PersonalOutcome outcome,
      session.Call(&OutcomesService::Stub::ReopenOutcome, request));
  return PrintChanged(session, outcome, "Re-opened");
}

}  // namespace

void AddOutcomes(CLI::App& app, Session& session) {
  CLI::App* outcomes = app.add_subcommand("outcomes", "What matters to people");
  outcomes->require_subcommand(1);
  using Action = absl::Status (*)(Session&, const OutcomeArgs&);
  const auto add = [&](const char* name, const char* what, Action run) {
    CLI::App* command = outcomes->add_subcommand(name, what);
    const auto args = std::make_shared<OutcomeArgs>();
    session.OnRun(command,
                  [&session, args, run] { return run(session, *args); });
    return std::make_pair(command, args.get());
  };
  const auto add_named = [&](const char* name, const char* what, Action run) {
    const auto [command, args] = add(name, what, run);
    command
        ->add_option("NAME", args->name,
                     "The outcome, PERSON/OUTCOME or its full name")
        ->required();
    return std::make_pair(command, args);
  };
  {
    const auto [command, args] =
        add("create", "Store what matters to a person", &Create);
    command->add_option("--person", args->person, "The person")->required();
    command->add_option("--id", args->name, "The outcome's id")->required();
    AddOutcomeFlags(command, args->terms, /*required=*/true);
    AddWriteFlags(command, args->write, /*etag=*/false);
  }
  add_named("show", "Show an outcome", &Show);
  {
    const auto [command, args] = add_named("close", "Close an outcome", &Close);
    command
        ->add_option("--status", args->status,
                     "achieved, no-longer-relevant, chose-differently or "
                     "support-ended")
        ->required();
    command
        ->add_option("--date", args->date, "The last day it was worked towards")
        ->required();
    command->add_option("--reason", args->reason, "Why");
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] =
        add_named("reopen", "Take a closed outcome up again", &Reopen);
    command->add_option("--reason", args->reason, "Why")->required();
    AddWriteFlags(command, args->write);
  }
}

}  // namespace tidemark::cli
