#include <memory>
#include <string>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "services/cli/changes.h"
#include "services/cli/commands.h"
#include "services/cli/names.h"
#include "services/cli/paging.h"
#include "services/cli/words.h"
#include "tidemark/feed/v1/feed_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using feed::v1::Change;
using feed::v1::FeedService;
using feed::v1::ListRevisionsRequest;

constexpr size_t kReasonWidth = 60;

absl::Status ShowHistory(Session& session, const std::string& text) {
  ListRevisionsRequest request;
  if (IsFullName(text)) {
    request.set_name(text);
  } else {
    TIDEMARK_ASSIGN_OR_RETURN(const std::string council, session.Council());
    request.set_name(absl::StrCat(council, "/", text));
  }
  Table table({{"WHEN"},
               {"WHO"},
               {"HOW"},
               {"KIND"},
               {"CHANGE", Align::kRight},
               {"WHY", Align::kLeft, kReasonWidth}});
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &FeedService::Stub::ListRevisions, request,
      [](const auto& response) { return response.revisions(); },
      [&](const Change& change) {
        if (session.json()) {
          session.PrintLine(ChangeToJsonLine(change));
        } else {
          table.Add({FormatTime(change.commit_time()), change.subject(),
                     change.method(), Word(change.kind()),
                     absl::StrCat(change.sequence()), change.reason()});
        }
        return true;
      }));
  if (!session.json()) session.Print(table);
  return absl::OkStatus();
}

}  // namespace

void AddHistory(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "history", "Who changed a resource, when, how and why, newest first");
  const auto name = std::make_shared<std::string>();
  command
      ->add_option("NAME", *name,
                   "The resource, such as contracts/c-1/returns/2025-04 or its "
                   "full name")
      ->required();
  session.OnRun(command,
                [&session, name] { return ShowHistory(session, *name); });
}

}  // namespace tidemark::cli
