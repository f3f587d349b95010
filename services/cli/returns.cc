#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

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
#include "services/cli/return_file.h"
#include "services/cli/words.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using outcomes::v1::AcceptReturnRequest;
using outcomes::v1::CheckReturnRequest;
using outcomes::v1::CheckReturnResponse;
using outcomes::v1::GetReturnRequest;
using outcomes::v1::ListOutcomesRequest;
using outcomes::v1::ListPeopleRequest;
using outcomes::v1::OutcomesService;
using outcomes::v1::Person;
using outcomes::v1::PersonalOutcome;
using outcomes::v1::Return;
using outcomes::v1::ReturnEntry;
using outcomes::v1::SaveReturnRequest;
using outcomes::v1::SendBackReturnRequest;
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

// What is to be sent: from a file, or nothing but a nil return or a draft.
struct Content {
  std::optional<ReturnFile> file;
  std::vector<size_t> row_of_entry;
  std::vector<ReturnEntry> entries;
};

absl::StatusOr<Content> ReadContent(const ReturnArgs& args,
                                    const std::string& name, bool skip_blank) {
  Content content;
  if (args.file.empty()) return content;
  TIDEMARK_ASSIGN_OR_RETURN(const std::string bytes,
                            ReadWholeFile(args.file, kMaxFileBytes));
  content.file = ReadReturnFile(bytes, CouncilOf(name));
  for (size_t i = 0; i < content.file->rows.size(); ++i) {
    const ReturnRow& row = content.file->rows[i];
    if (skip_blank && row.blank) continue;
    content.row_of_entry.push_back(i);
    content.entries.push_back(row.entry);
  }
  return content;
}

// `faults` of the server with the lines of the file, and the file's own.
std::vector<api::v1::Fault> AllFaults(
    const Content& content, const Faults& own,
    const std::vector<api::v1::Fault>& faults) {
  if (!content.file.has_value()) return faults;
  return InFileOrder(own,
                     LocateFaults(faults, *content.file, content.row_of_entry));
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

// What the server and the file say of the return, all at once.
absl::StatusOr<CheckReturnResponse> Check(Session& session,
                                          const std::string& name,
                                          const ReturnArgs& args,
                                          const Content& content) {
  const Faults none;
  const Faults& own = content.file.has_value() ? content.file->faults : none;
  CheckReturnResponse result;
  if (!content.file.has_value() || !content.entries.empty()) {
    CheckReturnRequest request;
    request.set_name(name);
    request.set_nil_return(args.nil);
    *request.mutable_entries() = {content.entries.begin(),
                                  content.entries.end()};
    const Waiting waiting(session.err(), session.err_is_terminal(), "Checking");
    const absl::StatusOr<CheckReturnResponse> checked = session.Call(
        &OutcomesService::Stub::CheckReturn, request, kSubmitTimeout);
    if (checked.ok()) {
      result = *checked;
    } else if (const std::vector<api::v1::Fault> faults =
                   FaultsOf(checked.status());
               !faults.empty()) {
      *result.mutable_errors() = {faults.begin(), faults.end()};
    } else if (own.empty()) {
      return checked.status();
    } else {
      // The file's faults are worth knowing whatever keeps the server from
      // looking.
      session.Note(absl::StrCat("warning: the server did not check it: ",
                                checked.status().message()));
    }
  }
  const std::vector<api::v1::Fault> errors =
      AllFaults(content, own, {result.errors().begin(), result.errors().end()});
  const std::vector<api::v1::Fault> warnings = AllFaults(
      content, content.file.has_value() ? content.file->warnings : none,
      {result.warnings().begin(), result.warnings().end()});
  *result.mutable_errors() = {errors.begin(), errors.end()};
  *result.mutable_warnings() = {warnings.begin(), warnings.end()};
  return result;
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

absl::Status Submit(Session& session, const ReturnArgs& args) {
  TIDEMARK_RETURN_IF_ERROR(CheckContentFlags(args, /*draft_allowed=*/true));
  TIDEMARK_ASSIGN_OR_RETURN(const std::string name, ReturnOf(session, args));
  TIDEMARK_ASSIGN_OR_RETURN(const Content content,
                            ReadContent(args, name, /*skip_blank=*/false));
  TIDEMARK_ASSIGN_OR_RETURN(const CheckReturnResponse check,
                            Check(session, name, args, content));
  for (const api::v1::Fault& warning : check.warnings()) {
    session.Note(absl::StrCat("warning: ", FaultLine(warning)));
  }
  if (args.check_only && session.json()) {
    TIDEMARK_RETURN_IF_ERROR(session.PrintJson(check));
  }
  // That the return is in another state is for SubmitReturn to say, which
  // also knows a repeat.
  const bool only_state =
      !args.check_only &&
      std::all_of(check.errors().begin(), check.errors().end(),
                  [](const api::v1::Fault& fault) {
                    return fault.reason() == kNotEditable;
                  });
  if (check.errors_size() > 0 && !only_state) {
    return Refuse(session, args, {check.errors().begin(), check.errors().end()},
                  "submitted");
  }
  if (args.check_only) {
    if (!session.json()) {
      session.out() << "No faults. Beside what is stored: "
                    << Count(check.added(), "entry", "entries") << " added, "
                    << FormatCount(check.changed()) << " changed, "
                    << FormatCount(check.removed()) << " removed, "
                    << FormatCount(check.unchanged()) << " unchanged\n";
    }
    return absl::OkStatus();
  }

  SubmitReturnRequest request;
  request.set_name(name);
  request.set_nil_return(args.nil);
  *request.mutable_entries() = {content.entries.begin(), content.entries.end()};
  request.set_reason(args.reason);
  for (const std::string& answer : args.confirm) {
    const size_t equals = answer.find('=');
    if (equals == std::string::npos) {
      return UsageError(
          "--confirm takes CODE=REASON, with the code of a "
          "warning and why the return is right all the same");
    }
    auto& added = *request.add_warning_answers();
    added.set_code(answer.substr(0, equals));
    added.set_reason(answer.substr(equals + 1));
  }
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  absl::StatusOr<Return> submitted;
  {
    const Waiting waiting(session.err(), session.err_is_terminal(),
                          "Submitting");
    submitted = session.Call(&OutcomesService::Stub::SubmitReturn, request,
                             kSubmitTimeout);
  }
  if (const auto faults = FaultsOf(submitted.status()); !faults.empty()) {
    return Refuse(session, args, AllFaults(content, Faults(), faults),
                  "submitted");
  }
  TIDEMARK_RETURN_IF_ERROR(submitted.status());
  return PrintChanged(session, *submitted, "Submitted");
}

absl::Status Save(Session& session, const ReturnArgs& args) {
  TIDEMARK_RETURN_IF_ERROR(CheckContentFlags(args, /*draft_allowed=*/false));
  TIDEMARK_ASSIGN_OR_RETURN(const std::string name, ReturnOf(session, args));
  TIDEMARK_ASSIGN_OR_RETURN(const Content content,
                            ReadContent(args, name, /*skip_blank=*/true));
  if (content.file.has_value()) {
    for (const api::v1::Fault& warning :
         InFileOrder(content.file->warnings, {})) {
      session.Note(absl::StrCat("warning: ", FaultLine(warning)));
    }
    if (!content.file->faults.empty()) {
      return Refuse(session, args, InFileOrder(content.file->faults, {}),
                    "saved");
    }
  }
  SaveReturnRequest request;
  request.mutable_return_()->set_name(name);
  request.mutable_return_()->set_nil_return(args.nil);
  *request.mutable_return_()->mutable_entries() = {content.entries.begin(),
                                                   content.entries.end()};
  request.mutable_return_()->set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  const absl::StatusOr<Return> saved =
      session.Call(&OutcomesService::Stub::SaveReturn, request, kSubmitTimeout);
  if (const auto faults = FaultsOf(saved.status()); !faults.empty()) {
    return Refuse(session, args, AllFaults(content, Faults(), faults), "saved");
  }
  TIDEMARK_RETURN_IF_ERROR(saved.status());
  return PrintChanged(session, *saved, "Saved");
}

// Those of the provider's people who were away, had left or had died when the
// period began.
absl::StatusOr<std::set<std::string>> AbsentPeople(Session& session,
                                                   const Return& item) {
  TIDEMARK_ASSIGN_OR_RETURN(const type::Date start,
                            type::FromProto(item.period_start()));
  std::set<std::string> absent;
  ListPeopleRequest request;
  request.set_parent(std::string(CouncilOf(item.name())));
  request.set_provider(item.provider());
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &OutcomesService::Stub::ListPeople, request,
      [](const auto& response) { return response.people(); },
      [&](const Person& person) {
        const absl::StatusOr<type::Date> since =
            type::FromProto(person.status_date());
        if (person.status() > Person::STATUS_ACTIVE &&
            (!since.ok() || *since <= start)) {
          absent.insert(person.name());
        }
        return true;
      }));
  return absent;
}

absl::Status Template(Session& session, const ReturnArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string name, ReturnOf(session, args));
  TIDEMARK_ASSIGN_OR_RETURN(const Return current, Get(session, name));
  TIDEMARK_ASSIGN_OR_RETURN(const type::Date start,
                            type::FromProto(current.period_start()));
  TIDEMARK_ASSIGN_OR_RETURN(const type::Date end,
                            type::FromProto(current.period_end()));
  TIDEMARK_ASSIGN_OR_RETURN(const std::set<std::string> absent,
                            AbsentPeople(session, current));
  std::set<std::string> stored;
  for (const ReturnEntry& entry : current.entries()) {
    stored.insert(entry.outcome());
  }
  ListOutcomesRequest request;
  request.set_parent(NameIn(CouncilOf(name), "people", kAnyId));
  request.set_contract(std::string(ParentOf(name)));
  std::vector<PersonalOutcome> outcomes;
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &OutcomesService::Stub::ListOutcomes, request,
      [](const auto& response) { return response.outcomes(); },
      [&](const PersonalOutcome& outcome) {
        const absl::StatusOr<type::Date> begun =
            type::FromProto(outcome.start_date());
        const absl::StatusOr<type::Date> closed =
            type::FromProto(outcome.close_date());
        const bool expected =
            (!begun.ok() || *begun <= end) &&
            (!closed.ok() || *closed >= start) &&
            !absent.contains(std::string(ParentOf(outcome.name())));
        if (expected || stored.contains(outcome.name())) {
          outcomes.push_back(outcome);
        }
        return true;
      }));
  const std::string csv = ReturnTemplate(outcomes, current);
  if (args.out.empty()) {
    session.out() << csv;
    return absl::OkStatus();
  }
  TIDEMARK_RETURN_IF_ERROR(WriteWholeFile(args.out, csv, /*overwrite=*/false,
                                          /*secret=*/false));
  session.Note(
      absl::StrCat("Wrote ", args.out, " with ",
                   Count(static_cast<int64_t>(outcomes.size()), "outcome"),
                   " to fill in; then: tidemark returns submit ", args.out,
                   " --contract ", args.contract, " --period ", args.period));
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

// The columns of the file, for `--help`.
constexpr char kFileHelp[] =
    "Columns of the file:\n"
    "  person, outcome       the references, as `returns template` writes "
    "them\n"
    "  own_words             what matters to the person; ignored on input\n"
    "  person_level          how the person sees it: -2 to 2, or much less,\n"
    "                        less, expected, more, much more\n"
    "  person_source         how that was obtained: said, shown, advocate,\n"
    "                        carer, observed\n"
    "  person_not_obtained   or why it was not: declined, unwell, away,\n"
    "                        not asked, no advocate\n"
    "  person_words          the person's view in words\n"
    "  provider_level        how the provider sees it\n"
    "  provider_words        the provider's view in words\n"
    "  not_worked_on         yes, if nothing could be done in the period\n";

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
    const auto [command, args] =
        add("template", "Write a CSV file to fill in, one row an outcome",
            &Template);
    command->footer(kFileHelp);
    AddContractAndPeriod(command, *args);
    command->add_option("--out", args->out,
                        "The new file. Default: the standard output");
  }
  {
    const auto [command, args] = add(
        "submit", "Submit a return, or say everything that is wrong with it",
        &Submit);
    command->add_option("FILE", args->file,
                        "A CSV file as `returns template` writes it");
    command->footer(kFileHelp);
    AddContractAndPeriod(command, *args);
    command->add_flag("--nil", args->nil,
                      "Declare that nobody was supported in the period");
    command->add_flag("--draft", args->draft, "Submit what was saved");
    command->add_option("--reason", args->reason,
                        "Why an accepted return is corrected");
    command->add_option("--confirm", args->confirm,
                        "CODE=REASON: why the return is right in spite of a "
                        "warning; may be repeated");
    command->add_flag("--check-only", args->check_only,
                      "Say what is wrong, and submit nothing");
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] =
        add("save", "Save a draft, which may be incomplete", &Save);
    command->add_option("FILE", args->file,
                        "A CSV file as `returns template` writes it");
    command->footer(kFileHelp);
    AddContractAndPeriod(command, *args);
    command->add_flag("--nil", args->nil,
                      "Declare that nobody was supported in the period");
    AddWriteFlags(command, args->write);
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
}

}  // namespace tidemark::cli
