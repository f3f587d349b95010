#include <memory>
#include <string>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/commands.h"
#include "services/cli/names.h"
#include "services/cli/paging.h"
#include "services/cli/words.h"
#include "tidemark/enablement/v1/enablement_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using enablement::v1::CheckBack;
using enablement::v1::EnablementService;
using enablement::v1::ListCheckBacksRequest;
using enablement::v1::RecordCheckBackRequest;

struct CheckBackArgs {
  std::string name;
  std::string package;
  std::string provider;
  bool open_only = false;
  std::string result;
  std::string date;
  std::string words;
  std::string reopen_from;
  std::string reopen_reason;
  WriteFlags write;
};

absl::Status List(Session& session, const CheckBackArgs& args) {
  ListCheckBacksRequest request;
  if (args.package.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const std::string council, session.Council());
    request.set_parent(NameIn(council, "packages", kAnyId));
  } else {
    TIDEMARK_ASSIGN_OR_RETURN(
        *request.mutable_parent(),
        session.Name("--package", args.package, kPackagePattern));
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_provider(),
      session.NameIfGiven("--provider", args.provider, kProviderPattern));
  request.set_open_only(args.open_only);
  Table table({{"PACKAGE"},
               {"CHECK-BACK"},
               {"STEP ON"},
               {"DUE"},
               {"RESULT"},
               {"CHECKED"}});
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &EnablementService::Stub::ListCheckBacks, request,
      [](const auto& response) { return response.check_backs(); },
      [&](const CheckBack& item) {
        if (session.json()) {
          session.PrintLine(ToJsonLine(item));
        } else {
          table.Add({std::string(IdOf(ParentOf(item.name()))),
                     std::string(IdOf(item.name())),
                     FormatDate(item.step_date()), FormatDate(item.due_date()),
                     Word(item.result()), FormatDate(item.check_date())});
        }
        return true;
      }));
  if (session.json()) return absl::OkStatus();
  if (table.empty()) {
    session.Note("No check-backs.");
  } else {
    session.Print(table);
  }
  return absl::OkStatus();
}

absl::Status Record(Session& session, const CheckBackArgs& args) {
  RecordCheckBackRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", args.name, kCheckBackPattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto result, ParseWord<CheckBack::Result>("--result", args.result));
  request.set_result(result);
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_check_date(),
                            ParseDate("--date", args.date));
  request.set_words(args.words);
  if (args.reopen_from.empty() != args.reopen_reason.empty()) {
    return UsageError("give --reopen-from and --reopen-reason together");
  }
  if (!args.reopen_from.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_reopen()->mutable_reopen_date(),
                              ParseDate("--reopen-from", args.reopen_from));
    request.mutable_reopen()->set_reason(args.reopen_reason);
  }
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const CheckBack recorded,
      session.Call(&EnablementService::Stub::RecordCheckBack, request));
  if (session.json()) return session.PrintJson(recorded);
  session.out() << "Recorded " << recorded.name() << ": "
                << Word(recorded.result()) << "\n";
  return absl::OkStatus();
}

}  // namespace

void AddCheckBacks(CLI::App& app, Session& session) {
  CLI::App* check_backs = app.add_subcommand(
      "checkbacks", "Looks back after a step-down or an exit");
  check_backs->require_subcommand(1);
  {
    CLI::App* command =
        check_backs->add_subcommand("list", "List what is due or was found");
    const auto args = std::make_shared<CheckBackArgs>();
    command->add_option("--package", args->package, "Only of this package");
    command->add_option("--provider", args->provider,
                        "Only what concerns this provider");
    command->add_flag("--open", args->open_only,
                      "Only those that nobody has recorded yet");
    session.OnRun(command, [&session, args] { return List(session, *args); });
  }
  {
    CLI::App* command =
        check_backs->add_subcommand("record", "Record what was found");
    const auto args = std::make_shared<CheckBackArgs>();
    command
        ->add_option("NAME", args->name,
                     "The check-back, PACKAGE/CHECK-BACK or its full name")
        ->required();
    command
        ->add_option("--result", args->result,
                     "sustained, slipped, returned or not-reached")
        ->required();
    command->add_option("--date", args->date, "When somebody looked")
        ->required();
    command->add_option("--words", args->words,
                        "What the person says, in their own words");
    command->add_option("--reopen-from", args->reopen_from,
                        "Re-open the package: the first day of support again");
    command->add_option("--reopen-reason", args->reopen_reason,
                        "Why it is re-opened");
    AddWriteFlags(command, args->write);
    session.OnRun(command, [&session, args] { return Record(session, *args); });
  }
}

}  // namespace tidemark::cli
