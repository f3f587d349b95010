#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/commands.h"
#include "services/cli/incentive_terms.h"
#include "services/cli/names.h"
#include "services/cli/paging.h"
#include "services/cli/statement_view.h"
#include "services/cli/words.h"
#include "tidemark/incentives/v1/statement_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using incentives::v1::AnswerDisputeRequest;
using incentives::v1::DraftStatementRequest;
using incentives::v1::GetIncentiveTermsRequest;
using incentives::v1::GetStatementRequest;
using incentives::v1::IncentiveTermsHistory;
using incentives::v1::IssueStatementRequest;
using incentives::v1::ListStatementsRequest;
using incentives::v1::RespondToStatementRequest;
using incentives::v1::Statement;
using incentives::v1::StatementService;
using incentives::v1::Verification;
using incentives::v1::VerifyStatementRequest;

struct StatementArgs {
  std::string name;
  std::string contract;
  std::string provider;
  std::string state;
  std::string words;
  bool without_return = false;
  bool outcomes = false;
  WriteFlags write;
};

absl::StatusOr<std::string> NameOf(Session& session,
                                   const StatementArgs& args) {
  return session.Name("NAME", args.name, kStatementPattern);
}

absl::Status Show(Session& session, const Statement& statement,
                  const StatementArgs& args) {
  if (session.json()) return session.PrintJson(statement);
  PrintStatement(session, statement, args.outcomes);
  return absl::OkStatus();
}

absl::Status Terms(Session& session, const StatementArgs& args) {
  GetIncentiveTermsRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_name(),
      session.Name("CONTRACT", args.name, kContractPattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      const IncentiveTermsHistory history,
      session.Call(&StatementService::Stub::GetIncentiveTerms, request));
  if (session.json()) return session.PrintJson(history);
  if (history.versions().empty()) {
    session.Note(absl::StrCat(history.name(), " pays for no outcomes."));
  }
  for (const auto& version : history.versions()) {
    session.out() << "For periods from " << FormatDate(version.effective_date())
                  << " on";
    if (version.variation() > 0) {
      session.out() << " (variation " << version.variation() << ")";
    }
    if (!version.has_terms()) {
      session.out() << ": nothing\n";
      continue;
    }
    session.out() << ":\n";
    PrintIncentiveTerms(session, version.terms());
  }
  return absl::OkStatus();
}

absl::Status Draft(Session& session, const StatementArgs& args) {
  DraftStatementRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(), NameOf(session, args));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Statement draft,
      session.Call(&StatementService::Stub::DraftStatement, request));
  TIDEMARK_RETURN_IF_ERROR(Show(session, draft, args));
  if (!session.json() && !draft.etag().empty()) {
    session.out() << "\nTo issue these figures or none: tidemark statements "
                     "issue "
                  << WithoutCouncil(draft.name()) << " --etag " << draft.etag()
                  << "\n";
  }
  return absl::OkStatus();
}

absl::Status Issue(Session& session, const StatementArgs& args) {
  IssueStatementRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(), NameOf(session, args));
  request.set_etag(args.write.etag);
  request.set_without_return(args.without_return);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Statement statement,
      session.Call(&StatementService::Stub::IssueStatement, request));
  return Show(session, statement, args);
}

absl::Status ShowIssued(Session& session, const StatementArgs& args) {
  GetStatementRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(), NameOf(session, args));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Statement statement,
      session.Call(&StatementService::Stub::GetStatement, request));
  return Show(session, statement, args);
}

absl::StatusOr<ListStatementsRequest> ListRequest(Session& session,
                                                  const StatementArgs& args) {
  ListStatementsRequest request;
  if (args.contract.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const std::string council, session.Council());
    request.set_parent(NameIn(council, "contracts", kAnyId));
  } else {
    TIDEMARK_ASSIGN_OR_RETURN(
        *request.mutable_parent(),
        session.Name("--contract", args.contract, kContractPattern));
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_provider(),
      session.NameIfGiven("--provider", args.provider, kProviderPattern));
  if (!args.state.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto state, ParseWord<Statement::State>("--state", args.state));
    request.set_state(state);
  }
  return request;
}

absl::Status List(Session& session, const StatementArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(const ListStatementsRequest request,
                            ListRequest(session, args));
  Table table({{"CONTRACT"},
               {"STATEMENT"},
               {"PERIOD", Align::kRight},
               {"CORRECTIONS", Align::kRight},
               {"TO BE PAID", Align::kRight},
               {"STATE"},
               {"ISSUED"}});
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &StatementService::Stub::ListStatements, request,
      [](const auto& response) { return response.statements(); },
      [&](const Statement& statement) {
        if (session.json()) {
          session.PrintLine(ToJsonLine(statement));
        } else {
          table.Add({std::string(IdOf(statement.contract())),
                     std::string(IdOf(statement.name())),
                     FormatPounds(statement.account_pence()),
                     FormatPounds(statement.adjustment_pence()),
                     FormatPounds(statement.total_pence()),
                     Word(statement.state()),
                     FormatTime(statement.issue_time())});
        }
        return true;
      }));
  if (session.json()) return absl::OkStatus();
  if (table.empty()) {
    session.Note("No statements.");
  } else {
    session.Print(table);
  }
  return absl::OkStatus();
}

absl::Status Verify(Session& session, const StatementArgs& args) {
  VerifyStatementRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(), NameOf(session, args));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Verification found,
      session.Call(&StatementService::Stub::VerifyStatement, request));
  if (session.json()) {
    TIDEMARK_RETURN_IF_ERROR(session.PrintJson(found));
  } else {
    session.out() << found.statement() << "\n  says           "
                  << FormatPounds(found.stated_pence()) << "\n  from inputs    "
                  << FormatPounds(found.from_inputs_pence())
                  << "\n  from returns   "
                  << FormatPounds(found.from_history_pence()) << "\n  "
                  << (found.same() ? "the same, to the penny" : "NOT THE SAME")
                  << "\n";
    for (const std::string& difference : found.differences()) {
      session.out() << "  " << OneLine(difference) << "\n";
    }
  }
  if (found.same()) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "STATEMENT_DIFFERS",
               absl::StrCat(found.statement(),
                            " does not come out the same; see above"));
}

absl::Status Respond(Session& session, const StatementArgs& args,
                     RespondToStatementRequest::Verdict verdict) {
  RespondToStatementRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(), NameOf(session, args));
  request.set_verdict(verdict);
  request.set_words(args.words);
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Statement statement,
      session.Call(&StatementService::Stub::RespondToStatement, request));
  return Show(session, statement, args);
}

absl::Status Agree(Session& session, const StatementArgs& args) {
  return Respond(session, args, RespondToStatementRequest::VERDICT_AGREED);
}

absl::Status Dispute(Session& session, const StatementArgs& args) {
  return Respond(session, args, RespondToStatementRequest::VERDICT_DISPUTED);
}

absl::Status Answer(Session& session, const StatementArgs& args) {
  AnswerDisputeRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(), NameOf(session, args));
  request.set_words(args.words);
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Statement statement,
      session.Call(&StatementService::Stub::AnswerDispute, request));
  return Show(session, statement, args);
}

}  // namespace

void AddStatements(CLI::App& app, Session& session) {
  using Action = absl::Status (*)(Session&, const StatementArgs&);
  const auto add = [&](CLI::App* to, const char* name, const char* what,
                       Action run) {
    CLI::App* command = to->add_subcommand(name, what);
    const auto args = std::make_shared<StatementArgs>();
    session.OnRun(command,
                  [&session, args, run] { return run(session, *args); });
    return std::make_pair(command, args.get());
  };
  CLI::App* const incentives = app.add_subcommand(
      "incentives", "What contracts pay for people's outcomes");
  incentives->require_subcommand(1);
  {
    const auto [command, args] = add(
        incentives, "terms", "A contract's incentive terms over time", &Terms);
    command->add_option("CONTRACT", args->name, "The contract")->required();
  }
  CLI::App* const statements = app.add_subcommand(
      "statements", "What is paid for outcomes, line by line");
  statements->require_subcommand(1);
  const auto add_named = [&](const char* name, const char* what, Action run) {
    const auto [command, args] = add(statements, name, what, run);
    command
        ->add_option("NAME", args->name,
                     "CONTRACT/PERIOD, or CONTRACT/PERIOD.1 for corrections "
                     "only")
        ->required();
    command->add_flag("--outcomes", args->outcomes,
                      "Show each outcome and step-down too");
    return std::make_pair(command, args);
  };
  add_named("draft", "What a statement would be if it were issued now", &Draft);
  {
    const auto [command, args] =
        add_named("issue", "Issue a statement, for ever", &Issue);
    command->add_flag("--without-return", args->without_return,
                      "Although no return is accepted: pay what is paid "
                      "whatever the outcomes");
    AddWriteFlags(command, args->write);
  }
  add_named("show", "An issued statement", &ShowIssued);
  add_named("verify", "Work an issued statement out again", &Verify);
  {
    const auto [command, args] =
        add_named("agree", "Agree to a statement, as the provider", &Agree);
    command->add_option("--words", args->words, "What is to be said");
    AddWriteFlags(command, args->write);
  }
  for (const auto& [name, what, run] :
       {std::make_tuple("dispute", "Dispute a statement, as the provider",
                        &Dispute),
        std::make_tuple("answer", "Answer a dispute, as the council",
                        &Answer)}) {
    const auto [command, args] = add_named(name, what, run);
    command->add_option("--words", args->words, "What is to be said")
        ->required();
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] =
        add(statements, "list", "The statements that were issued", &List);
    command->add_option("--contract", args->contract, "Of this contract");
    command->add_option("--provider", args->provider, "Of this provider");
    command->add_option("--state", args->state,
                        "In this state: issued, agreed, disputed, answered");
  }
}

}  // namespace tidemark::cli
