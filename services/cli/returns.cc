#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/type/date.h"
#include "services/cli/commands.h"
#include "services/cli/names.h"
#include "services/cli/paging.h"
#include "services/cli/progress.h"
#include "services/cli/report.h"
#include "services/cli/warning_answers.h"
#include "services/cli/words.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"
#include "tidemark/outcomes/v1/return_file_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using outcomes::v1::AcceptReturnRequest;
using outcomes::v1::CheckReturnFileRequest;
using outcomes::v1::CheckReturnFileResponse;
using outcomes::v1::CheckReturnRequest;
using outcomes::v1::CheckReturnResponse;
using outcomes::v1::DismissSetAsideRowRequest;
using outcomes::v1::GetReturnRequest;
using outcomes::v1::GetReturnTemplateRequest;
using outcomes::v1::ListSetAsideRowsRequest;
using outcomes::v1::MatchSetAsideRowRequest;
using outcomes::v1::OutcomesService;
using outcomes::v1::Return;
using outcomes::v1::ReturnEntry;
using outcomes::v1::ReturnFileService;
using outcomes::v1::ReturnTemplate;
using outcomes::v1::SaveReturnRequest;
using outcomes::v1::SendBackReturnRequest;
using outcomes::v1::SetAsideRow;
using outcomes::v1::SubmitReturnFileRequest;
using outcomes::v1::SubmitReturnFileResponse;
using outcomes::v1::SubmitReturnRequest;
using outcomes::v1::Voice;
using outcomes::v1::WithdrawReturnRequest;

// A return has at most 20,000 entries of a few texts each.
constexpr size_t kMaxFileBytes = 32 << 20;
// The server's code for a return whose state allows no submission.
constexpr char kNotEditable[] = "RETURN_NOT_EDITABLE";
constexpr absl::Duration kSubmitTimeout = absl::Minutes(5);

struct ReturnArgs {
  std::string name;
  std::string file;
  std::string contract;
  std::string period;
  std::string reason;
  std::string comment;
  std::string out;
  std::string report;
  std::string row;
  std::string outcome;
  std::vector<std::string> confirm;
  bool nil = false;
  bool draft = false;
  bool check_only = false;
  WriteFlags write;
};

absl::StatusOr<std::string> ReturnOf(Session& session, const ReturnArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::string contract,
      session.Name("--contract", args.contract, kContractPattern));
  return FullName("--period", absl::StrCat(contract, "/returns/", args.period),
                  kReturnPattern, CouncilOf(contract));
}

absl::StatusOr<Return> Get(Session& session, const std::string& name) {
  GetReturnRequest request;
  request.set_name(name);
  return session.Call(&OutcomesService::Stub::GetReturn, request,
                      kSubmitTimeout);
}

// Prints `faults` and says that nothing was `done`.
absl::Status Refuse(Session& session, const ReturnArgs& args,
                    const std::vector<api::v1::Fault>& faults,
                    absl::string_view done) {
  session.err() << FaultLines(faults);
  return absl::InvalidArgumentError(
      absl::StrCat(args.file.empty() ? "the return" : args.file, " has ",
                   Count(static_cast<int64_t>(faults.size()), "fault"),
                   "; nothing was ", done));
}

// Says the warnings that have no answer.
template <typename Response>
void NoteWarnings(Session& session, const ReturnArgs& args,
                  const Response& response) {
  for (const api::v1::Fault& warning : response.warnings()) {
    const bool answered =
        std::any_of(args.confirm.begin(), args.confirm.end(),
                    [&](const std::string& answer) {
                      return absl::StartsWith(answer, warning.reason() + "=");
                    });
    if (!answered) {
      session.Note(absl::StrCat("warning: ", FaultLine(warning)));
    }
  }
}

void PrintPreview(Session& session, const Return::Changes& changes) {
  session.out() << "No faults. Beside what is stored: "
                << Count(changes.added(), "entry", "entries") << " added, "
                << FormatCount(changes.changed()) << " changed, "
                << FormatCount(changes.removed()) << " removed, "
                << FormatCount(changes.unchanged()) << " unchanged\n";
}

std::string FormatTimeliness(const Return& item) {
  if (!type::IsSet(item.first_submit_date()) || !type::IsSet(item.due_date())) {
    return "";
  }
  const auto key = [](const type::v1::Date& date) {
    return (date.year() * 100 + date.month()) * 100 + date.day();
  };
  return key(item.first_submit_date()) <= key(item.due_date()) ? ", on time"
                                                               : ", late";
}

absl::Status PrintChanged(Session& session, const Return& item,
                          absl::string_view done) {
  if (session.json()) return session.PrintJson(item);
  session.out() << done << " " << item.name() << ": " << Word(item.state());
  if (item.version() > 0) session.out() << ", version " << item.version();
  if (item.nil_return()) {
    session.out() << ", nil return";
  } else {
    session.out() << ", " << Count(item.entries_size(), "entry", "entries");
  }
  session.out() << FormatTimeliness(item) << "\n";
  return absl::OkStatus();
}

absl::Status CheckContentFlags(const ReturnArgs& args, bool draft_allowed) {
  const int given =
      (args.file.empty() ? 0 : 1) + (args.nil ? 1 : 0) + (args.draft ? 1 : 0);
  if (given == 1) return absl::OkStatus();
  return UsageError(draft_allowed
                        ? "give one of FILE, --nil (nobody was supported in "
                          "the period) and --draft (what was saved)"
                        : "give either FILE or --nil (nobody was supported in "
                          "the period)");
}

// Whether a check's faults say only that the state allows no submission: that
// is for the submission itself to say, which also knows a repeat.
template <typename Response>
bool OnlyState(const Response& check) {
  return std::all_of(check.errors().begin(), check.errors().end(),
                     [](const api::v1::Fault& fault) {
                       return fault.reason() == kNotEditable;
                     });
}

// Checks a file, and sends it unless it is only to be checked.
absl::Status SendFile(Session& session, const ReturnArgs& args,
                      const std::string& name, bool draft) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string bytes,
                            ReadWholeFile(args.file, kMaxFileBytes));
  CheckReturnFileRequest check;
  check.set_name(name);
  check.set_content(bytes);
  check.set_draft(draft);
  check.set_report(!args.report.empty());
  if (absl::EndsWithIgnoreCase(args.report, ".csv")) {
    check.set_report_format(outcomes::v1::FILE_FORMAT_CSV);
  } else if (!args.report.empty()) {
    check.set_report_format(outcomes::v1::FILE_FORMAT_XLSX);
  }
  CheckReturnFileResponse checked;
  {
    const Waiting waiting(session.err(), session.err_is_terminal(), "Checking");
    TIDEMARK_ASSIGN_OR_RETURN(
        checked, session.Call(&ReturnFileService::Stub::CheckReturnFile, check,
                              kSubmitTimeout));
  }
  NoteWarnings(session, args, checked);
  if (!args.report.empty()) {
    TIDEMARK_RETURN_IF_ERROR(WriteWholeFile(args.report, checked.report(),
                                            /*overwrite=*/true,
                                            /*secret=*/false));
    session.Note(absl::StrCat("Wrote ", args.report,
                              ": your file, with what is wrong beside each "
                              "row; mend it there and send it"));
  }
  if (args.check_only && session.json()) {
    checked.clear_report();
    TIDEMARK_RETURN_IF_ERROR(session.PrintJson(checked));
  }
  if (checked.errors_size() > 0 && (args.check_only || !OnlyState(checked))) {
    return Refuse(session, args,
                  {checked.errors().begin(), checked.errors().end()},
                  draft ? "saved" : "submitted");
  }
  if (args.check_only) {
    if (!session.json()) PrintPreview(session, checked.changes());
    return absl::OkStatus();
  }
  SubmitReturnFileRequest request;
  request.set_name(name);
  request.set_content(bytes);
  request.set_draft(draft);
  request.set_reason(args.reason);
  TIDEMARK_ASSIGN_OR_RETURN(const auto answers, ParseAnswers(args.confirm));
  *request.mutable_warning_answers() = {answers.begin(), answers.end()};
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  absl::StatusOr<SubmitReturnFileResponse> sent;
  {
    const Waiting waiting(session.err(), session.err_is_terminal(),
                          draft ? "Saving" : "Submitting");
    sent = session.Call(&ReturnFileService::Stub::SubmitReturnFile, request,
                        kSubmitTimeout);
  }
  if (const auto faults = FaultsOf(sent.status()); !faults.empty()) {
    return Refuse(session, args, faults, draft ? "saved" : "submitted");
  }
  TIDEMARK_RETURN_IF_ERROR(sent.status());
  if (sent->set_aside_size() > 0) {
    session.Note(absl::StrCat(Count(sent->set_aside_size(), "row"),
                              " set aside; see: tidemark returns set-aside ",
                              IdOf(ParentOf(name)), "/", IdOf(name)));
  }
  return PrintChanged(session, sent->return_(), draft ? "Saved" : "Submitted");
}

absl::Status Submit(Session& session, const ReturnArgs& args) {
  TIDEMARK_RETURN_IF_ERROR(CheckContentFlags(args, /*draft_allowed=*/true));
  TIDEMARK_ASSIGN_OR_RETURN(const std::string name, ReturnOf(session, args));
  if (!args.file.empty()) {
    return SendFile(session, args, name, /*draft=*/false);
  }
  CheckReturnRequest check;
  check.set_name(name);
  check.set_nil_return(args.nil);
  TIDEMARK_ASSIGN_OR_RETURN(
      const CheckReturnResponse checked,
      session.Call(&OutcomesService::Stub::CheckReturn, check, kSubmitTimeout));
  NoteWarnings(session, args, checked);
  if (args.check_only && session.json()) {
    TIDEMARK_RETURN_IF_ERROR(session.PrintJson(checked));
  }
  if (checked.errors_size() > 0 && (args.check_only || !OnlyState(checked))) {
    return Refuse(session, args,
                  {checked.errors().begin(), checked.errors().end()},
                  "submitted");
  }
  if (args.check_only) {
    Return::Changes changes;
    changes.set_added(checked.added());
    changes.set_changed(checked.changed());
    changes.set_removed(checked.removed());
    changes.set_unchanged(checked.unchanged());
    if (!session.json()) PrintPreview(session, changes);
    return absl::OkStatus();
  }
  SubmitReturnRequest request;
  request.set_name(name);
  request.set_nil_return(args.nil);
  request.set_reason(args.reason);
  TIDEMARK_ASSIGN_OR_RETURN(const auto answers, ParseAnswers(args.confirm));
  *request.mutable_warning_answers() = {answers.begin(), answers.end()};
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  const absl::StatusOr<Return> submitted = session.Call(
      &OutcomesService::Stub::SubmitReturn, request, kSubmitTimeout);
  if (const auto faults = FaultsOf(submitted.status()); !faults.empty()) {
    return Refuse(session, args, faults, "submitted");
  }
  TIDEMARK_RETURN_IF_ERROR(submitted.status());
  return PrintChanged(session, *submitted, "Submitted");
}

absl::Status Save(Session& session, const ReturnArgs& args) {
  TIDEMARK_RETURN_IF_ERROR(CheckContentFlags(args, /*draft_allowed=*/false));
  TIDEMARK_ASSIGN_OR_RETURN(const std::string name, ReturnOf(session, args));
  if (!args.file.empty()) {
    return SendFile(session, args, name, /*draft=*/true);
  }
  SaveReturnRequest request;
  request.mutable_return_()->set_name(name);
  request.mutable_return_()->set_nil_return(args.nil);
  request.mutable_return_()->set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  const absl::StatusOr<Return> saved =
      session.Call(&OutcomesService::Stub::SaveReturn, request, kSubmitTimeout);
  if (const auto faults = FaultsOf(saved.status()); !faults.empty()) {
    return Refuse(session, args, faults, "saved");
  }
  TIDEMARK_RETURN_IF_ERROR(saved.status());
  return PrintChanged(session, *saved, "Saved");
}

absl::Status Template(Session& session, const ReturnArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string name, ReturnOf(session, args));
  const bool xlsx = absl::EndsWithIgnoreCase(args.out, ".xlsx");
  GetReturnTemplateRequest request;
  request.set_name(name);
  request.set_format(xlsx ? outcomes::v1::FILE_FORMAT_XLSX
                          : outcomes::v1::FILE_FORMAT_CSV);
  TIDEMARK_ASSIGN_OR_RETURN(
      const ReturnTemplate made,
      session.Call(&ReturnFileService::Stub::GetReturnTemplate, request,
                   kSubmitTimeout));
  if (args.out.empty()) {
    session.out() << made.content();
    return absl::OkStatus();
  }
  TIDEMARK_RETURN_IF_ERROR(WriteWholeFile(args.out, made.content(),
                                          /*overwrite=*/false,
                                          /*secret=*/false));
  session.Note(
      absl::StrCat("Wrote ", args.out, " with ", Count(made.rows(), "outcome"),
                   " to fill in; then: tidemark returns submit ", args.out,
                   " --contract ", args.contract, " --period ", args.period));
  if (made.people_over_budget() > 0) {
    session.Note(absl::StrCat(
        "It asks up to ", made.most_questions(), " questions about a person; ",
        Count(made.people_over_budget(), "person", "people"),
        " above the council's budget of ", made.question_budget()));
  }
  return absl::OkStatus();
}

absl::Status ShowSetAside(Session& session, const ReturnArgs& args) {
  ListSetAsideRowsRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(),
                            session.Name("NAME", args.name, kReturnPattern));
  Table table({{"ROW"}, {"LINE", Align::kRight}, {"PERSON"}, {"OUTCOME"}});
  absl::Status printed;
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &ReturnFileService::Stub::ListSetAsideRows, request,
      [](const auto& response) { return response.set_aside_rows(); },
      [&](const SetAsideRow& row) {
        if (session.json()) {
          printed = session.PrintJson(row);
          return printed.ok();
        }
        table.Add({std::string(IdOf(row.name())), absl::StrCat(row.line()),
                   row.person(), row.outcome()});
        return true;
      }));
  TIDEMARK_RETURN_IF_ERROR(printed);
  if (!session.json()) session.Print(table);
  return absl::OkStatus();
}

absl::StatusOr<std::string> SetAsideName(Session& session,
                                         const ReturnArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string name,
                            session.Name("NAME", args.name, kReturnPattern));
  return absl::StrCat(name, "/setAsideRows/", args.row);
}

absl::Status MatchRow(Session& session, const ReturnArgs& args) {
  MatchSetAsideRowRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            SetAsideName(session, args));
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_outcome(),
      session.Name("--outcome", args.outcome, kOutcomePattern));
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Return item,
      session.Call(&ReturnFileService::Stub::MatchSetAsideRow, request));
  return PrintChanged(session, item, "Matched a row of");
}

absl::Status DismissRow(Session& session, const ReturnArgs& args) {
  DismissSetAsideRowRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            SetAsideName(session, args));
  request.set_reason(args.reason);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const SetAsideRow row,
      session.Call(&ReturnFileService::Stub::DismissSetAsideRow, request));
  if (session.json()) return session.PrintJson(row);
  session.out() << "Dismissed " << row.name() << "\n";
  return absl::OkStatus();
}

// "+1, said", "not asked".
std::string FormatVoice(const Voice& voice) {
  std::string text;
  if (voice.has_level()) {
    text = FormatLevel(voice.level());
    if (voice.source() != Voice::SOURCE_UNSPECIFIED) {
      absl::StrAppend(&text, ", ", Word(voice.source()));
    }
  } else if (voice.not_obtained() != Voice::NOT_OBTAINED_UNSPECIFIED) {
    text = Word(voice.not_obtained());
  }
  return text;
}

absl::Status Show(Session& session, const ReturnArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string name,
                            session.Name("NAME", args.name, kReturnPattern));
  TIDEMARK_ASSIGN_OR_RETURN(const Return item, Get(session, name));
  if (session.json()) return session.PrintJson(item);
  std::ostream& out = session.out();
  out << item.name() << "\n"
      << "  provider         " << IdOf(item.provider()) << "\n"
      << "  period           " << FormatDate(item.period_start()) << " to "
      << FormatDate(item.period_end()) << ", due "
      << FormatDate(item.due_date()) << "\n"
      << "  state            " << Word(item.state())
      << (item.version() > 0 ? absl::StrCat(", version ", item.version()) : "")
      << (item.nil_return() ? ", nil return" : "") << "\n";
  if (type::IsSet(item.first_submit_date())) {
    out << "  first submitted  " << FormatDate(item.first_submit_date())
        << FormatTimeliness(item) << "\n";
  }
  if (item.has_accept_time()) {
    out << "  accepted         " << FormatTime(item.accept_time()) << "\n";
  }
  if (item.has_standing()) {
    out << "  figures rest on  version " << item.standing().version() << "\n";
  }
  if (!item.comment().empty()) {
    out << "  comment          " << OneLine(item.comment()) << "\n";
  }
  if (!item.etag().empty()) out << "  etag             " << item.etag() << "\n";
  if (item.entries_size() == 0) return absl::OkStatus();
  Table table({{"PERSON"},
               {"OUTCOME"},
               {"PERSON'S VIEW"},
               {"PROVIDER'S"},
               {"PRACTITIONER'S"},
               {"NOTE"}});
  for (const ReturnEntry& entry : item.entries()) {
    table.Add({std::string(IdOf(ParentOf(entry.outcome()))),
               std::string(IdOf(entry.outcome())),
               FormatVoice(entry.person_voice()),
               FormatVoice(entry.provider_voice()),
               FormatVoice(entry.practitioner_voice()),
               entry.not_worked_on() ? "not worked on" : ""});
  }
  out << "\n";
  session.Print(table);
  return absl::OkStatus();
}

// Fills what all decisions on a return have.
template <typename Request>
absl::StatusOr<Request> DecisionRequest(Session& session,
                                        const ReturnArgs& args) {
  Request request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", args.name, kReturnPattern));
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  return request;
}

absl::Status Accept(Session& session, const ReturnArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(
      auto request, DecisionRequest<AcceptReturnRequest>(session, args));
  request.set_comment(args.comment);
  TIDEMARK_ASSIGN_OR_RETURN(
      const Return item,
      session.Call(&OutcomesService::Stub::AcceptReturn, request));
  return PrintChanged(session, item, "Accepted");
}

absl::Status SendBack(Session& session, const ReturnArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(
      auto request, DecisionRequest<SendBackReturnRequest>(session, args));
  request.set_reason(args.reason);
  TIDEMARK_ASSIGN_OR_RETURN(
      const Return item,
      session.Call(&OutcomesService::Stub::SendBackReturn, request));
  return PrintChanged(session, item, "Sent back");
}

absl::Status Withdraw(Session& session, const ReturnArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(
      auto request, DecisionRequest<WithdrawReturnRequest>(session, args));
  request.set_reason(args.reason);
  TIDEMARK_ASSIGN_OR_RETURN(
      const Return item,
      session.Call(&OutcomesService::Stub::WithdrawReturn, request));
  return PrintChanged(session, item, "Withdrew");
}

// What a file may be, for `--help`.
constexpr char kFileHelp[] =
    "The file may be XLSX, ODS or CSV, as `returns template` writes it, saved "
    "by\n"
    "any spreadsheet program. Its columns are found by their headings, in any\n"
    "order. A blank cell leaves what is stored, CLEAR empties it, and "
    "outcomes\n"
    "without a row stay as they are. Ratings are -2 to 2, or achieved, "
    "partly,\n"
    "no change, worse; the sheet `Choices` of an XLSX template has all "
    "words.\n";

void AddContractAndPeriod(CLI::App* command, ReturnArgs& args) {
  command->add_option("--contract", args.contract, "The contract")->required();
  command->add_option("--period", args.period, "The period's id")->required();
}

}  // namespace

void AddReturns(CLI::App& app, Session& session) {
  CLI::App* returns = app.add_subcommand(
      "returns", "What providers report, contract by period");
  returns->require_subcommand(1);
  using Action = absl::Status (*)(Session&, const ReturnArgs&);
  const auto add = [&](const char* name, const char* what, Action run) {
    CLI::App* command = returns->add_subcommand(name, what);
    const auto args = std::make_shared<ReturnArgs>();
    session.OnRun(command,
                  [&session, args, run] { return run(session, *args); });
    return std::make_pair(command, args.get());
  };
  const auto add_named = [&](const char* name, const char* what, Action run) {
    const auto [command, args] = add(name, what, run);
    command
        ->add_option("NAME", args->name,
                     "The return, CONTRACT/PERIOD or its full name")
        ->required();
    return std::make_pair(command, args);
  };
  {
    const auto [command, args] = add(
        "template", "Write a file to fill in, one row an outcome", &Template);
    command->footer(kFileHelp);
    AddContractAndPeriod(command, *args);
    command->add_option("--out", args->out,
                        "The new file, .xlsx or .csv. Default: CSV to the "
                        "standard output");
  }
  {
    const auto [command, args] = add(
        "submit", "Submit a return, or say everything that is wrong with it",
        &Submit);
    command->add_option("FILE", args->file,
                        "A spreadsheet as `returns template` writes it");
    command->footer(kFileHelp);
    AddContractAndPeriod(command, *args);
    command->add_flag("--nil", args->nil,
                      "Declare that nobody was supported in the period");
    command->add_flag("--draft", args->draft, "Submit what was saved");
    command->add_option("--reason", args->reason,
                        "Why an accepted return is corrected");
    command->add_option("--confirm", args->confirm, kConfirmHelp);
    command->add_option("--report", args->report,
                        "Write FILE again, .xlsx or .csv, with what is wrong "
                        "beside each row");
    command->add_flag("--check-only", args->check_only,
                      "Say what is wrong, and submit nothing");
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] =
        add("save", "Save a draft, which may be incomplete", &Save);
    command->add_option("FILE", args->file,
                        "A spreadsheet as `returns template` writes it");
    command->footer(kFileHelp);
    AddContractAndPeriod(command, *args);
    command->add_flag("--nil", args->nil,
                      "Declare that nobody was supported in the period");
    AddWriteFlags(command, args->write);
  }
  add_named("set-aside", "The rows of its files that nobody could be found for",
            &ShowSetAside);
  {
    const auto [command, args] = add_named(
        "match-row", "Say which outcome a row that was set aside is of",
        &MatchRow);
    command->add_option("--row", args->row, "The row, as set-aside lists it")
        ->required();
    command->add_option("--outcome", args->outcome, "PERSON/OUTCOME")
        ->required();
    AddWriteFlags(command, args->write, /*etag=*/false);
  }
  {
    const auto [command, args] = add_named(
        "dismiss-row", "Remove a row that was set aside", &DismissRow);
    command->add_option("--row", args->row, "The row, as set-aside lists it")
        ->required();
    command->add_option("--reason", args->reason, "Why")->required();
    AddWriteFlags(command, args->write, /*etag=*/false);
  }
  add_named("show", "Show a return with its entries", &Show);
  {
    const auto [command, args] =
        add_named("accept", "Accept a return: from then on it counts", &Accept);
    command->add_option("--comment", args->comment, "A word to the provider");
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] =
        add_named("send-back", "Send a return back to the provider for changes",
                  &SendBack);
    command->add_option("--reason", args->reason, "What is to be changed")
        ->required();
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] = add_named(
        "withdraw", "Withdraw a return: it no longer counts", &Withdraw);
    command->add_option("--reason", args->reason, "Why")->required();
    AddWriteFlags(command, args->write);
  }
  AddReturnViews(*returns, session);
  AddReturnImport(*returns, session);
}

}  // namespace tidemark::cli
