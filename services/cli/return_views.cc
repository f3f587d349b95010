// The life of a return: more time, no change, history, differences,
// achievement, and the tracker of who has returned what.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/commands.h"
#include "services/cli/names.h"
#include "services/cli/paging.h"
#include "services/cli/words.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using outcomes::v1::CompareReturnRequest;
using outcomes::v1::CompareReturnResponse;
using outcomes::v1::ConfirmNoChangeRequest;
using outcomes::v1::EntryDifference;
using outcomes::v1::ExtendReturnRequest;
using outcomes::v1::GetReturnAchievementRequest;
using outcomes::v1::GetReturnTrackerRequest;
using outcomes::v1::ListReturnEventsRequest;
using outcomes::v1::OutcomesService;
using outcomes::v1::Return;
using outcomes::v1::ReturnAchievement;
using outcomes::v1::ReturnEvent;
using outcomes::v1::ReturnTracker;

// The most columns of a terminal for free text.
constexpr size_t kTextWidth = 48;

struct ViewArgs {
  std::string name;
  std::string due;
  std::string reason;
  std::string provider;
  std::string from;
  std::string to;
  int from_version = 0;
  int to_version = 0;
  WriteFlags write;
};

// "2 added, 1 changed, 4 unchanged".
std::string FormatChanges(const Return::Changes& changes) {
  std::vector<std::string> parts;
  for (const auto& [count, what] :
       {std::pair(changes.added(), "added"),
        std::pair(changes.changed(), "changed"),
        std::pair(changes.removed(), "removed"),
        std::pair(changes.unchanged(), "unchanged")}) {
    if (count > 0) parts.push_back(absl::StrCat(FormatCount(count), " ", what));
  }
  return parts.empty() ? "no entries" : absl::StrJoin(parts, ", ");
}

absl::Status Extend(Session& session, const ViewArgs& args) {
  ExtendReturnRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", args.name, kReturnPattern));
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_due_date(),
                            ParseDate("--due", args.due));
  request.set_reason(args.reason);
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Return item,
      session.Call(&OutcomesService::Stub::ExtendReturn, request));
  if (session.json()) return session.PrintJson(item);
  session.out() << "Extended " << item.name() << ": due "
                << FormatDate(item.due_date()) << "\n";
  return absl::OkStatus();
}

absl::Status Confirm(Session& session, const ViewArgs& args) {
  ConfirmNoChangeRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", args.name, kReturnPattern));
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Return item,
      session.Call(&OutcomesService::Stub::ConfirmNoChange, request));
  if (session.json()) return session.PrintJson(item);
  session.out() << "Confirmed " << item.name()
                << ": nothing has changed since the period before; "
                << Count(item.entries_size(), "entry", "entries")
                << " submitted\n";
  return absl::OkStatus();
}

absl::Status History(Session& session, const ViewArgs& args) {
  ListReturnEventsRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", args.name, kReturnPattern));
  Table table({{"WHEN"},
               {"WHO"},
               {"WHAT"},
               {"STATE"},
               {"VERSION", Align::kRight},
               {"ENTRIES"},
               {"WHY", Align::kLeft, kTextWidth}});
  absl::Status printed;
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &OutcomesService::Stub::ListReturnEvents, request,
      [](const auto& response) { return response.events(); },
      [&](const ReturnEvent& event) {
        if (session.json()) {
          printed = session.PrintJson(event);
          return printed.ok();
        }
        table.Add({FormatTime(event.event_time()), event.subject(),
                   event.method(), Word(event.state()),
                   absl::StrCat(event.version()),
                   FormatChanges(event.changes()), event.reason()});
        return true;
      }));
  TIDEMARK_RETURN_IF_ERROR(printed);
  if (session.json()) return absl::OkStatus();
  if (table.empty()) {
    session.out() << "Nobody has touched " << request.name() << " yet\n";
    return absl::OkStatus();
  }
  session.Print(table);
  return absl::OkStatus();
}

absl::Status Diff(Session& session, const ViewArgs& args) {
  CompareReturnRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", args.name, kReturnPattern));
  request.set_from_version(args.from_version);
  request.set_to_version(args.to_version);
  TIDEMARK_ASSIGN_OR_RETURN(
      const CompareReturnResponse response,
      session.Call(&OutcomesService::Stub::CompareReturn, request));
  if (session.json()) return session.PrintJson(response);
  session.out() << request.name() << ": version " << response.to_version();
  if (response.from_version() > 0) {
    session.out() << " beside version " << response.from_version();
  }
  session.out() << ": " << FormatChanges(response.changes())
                << (response.nil_return_changed() ? ", nil return changed" : "")
                << "\n";
  if (response.differences().empty()) return absl::OkStatus();
  Table table({{"PERSON"},
               {"OUTCOME"},
               {"ENTRY"},
               {"FIELD"},
               {"BEFORE", Align::kLeft, kTextWidth},
               {"AFTER", Align::kLeft, kTextWidth}});
  for (const EntryDifference& difference : response.differences()) {
    for (const EntryDifference::Field& field : difference.fields()) {
      table.Add({std::string(IdOf(ParentOf(difference.outcome()))),
                 std::string(IdOf(difference.outcome())),
                 Word(difference.kind()), field.path(), field.before(),
                 field.after()});
    }
  }
  session.out() << "\n";
  session.Print(table);
  return absl::OkStatus();
}

absl::Status Achievement(Session& session, const ViewArgs& args) {
  GetReturnAchievementRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            session.Name("NAME", args.name, kReturnPattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      const ReturnAchievement achievement,
      session.Call(&OutcomesService::Stub::GetReturnAchievement, request));
  if (session.json()) return session.PrintJson(achievement);
  session.out() << request.name() << ": fully met "
                << FormatCount(achievement.fully_met()) << ", partially met "
                << FormatCount(achievement.partially_met()) << ", not met "
                << FormatCount(achievement.not_met()) << ", not reportable "
                << FormatCount(achievement.not_reportable()) << "\n";
  Table table({{"PERSON"},
               {"ACHIEVED"},
               {"MET", Align::kRight},
               {"PARTIALLY", Align::kRight},
               {"NOT", Align::kRight},
               {"LEFT OUT", Align::kRight}});
  for (const auto& person : achievement.people()) {
    const bool reported =
        person.achieved() != ReturnAchievement::ACHIEVED_UNSPECIFIED;
    table.Add({std::string(IdOf(person.person())),
               reported ? Word(person.achieved()) : "nothing to report",
               absl::StrCat(person.met()), absl::StrCat(person.partially_met()),
               absl::StrCat(person.not_met()),
               absl::StrCat(person.left_out())});
  }
  if (table.empty()) return absl::OkStatus();
  session.out() << "\n";
  session.Print(table);
  return absl::OkStatus();
}

// "12/15 80.0%"; "none expected" where there is no rate.
std::string FormatRate(int32_t part, int32_t all) {
  if (all == 0) return "none expected";
  return absl::StrFormat("%d/%d %.1f%%", part, all, 100.0 * part / all);
}

std::vector<std::string> TrackerCells(const ReturnTracker::Line& line,
                                      absl::string_view subject) {
  return {std::string(subject),
          FormatRate(line.actual(), line.expected()),
          FormatRate(line.on_time(), line.expected()),
          absl::StrCat(line.late()),
          absl::StrCat(line.overdue()),
          absl::StrCat(line.days_late()),
          absl::StrCat(line.due_soon()),
          absl::StrCat(line.waiting()),
          absl::StrCat(line.returned_for_changes()),
          absl::StrCat(line.accepted())};
}

absl::Status Tracker(Session& session, const ViewArgs& args) {
  GetReturnTrackerRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_provider(),
      session.NameIfGiven("--provider", args.provider, kProviderPattern));
  if (request.provider().empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Council());
  } else {
    request.set_parent(std::string(CouncilOf(request.provider())));
  }
  if (!args.from.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_due_from(),
                              ParseDate("--from", args.from));
  }
  if (!args.to.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_due_to(),
                              ParseDate("--to", args.to));
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      const ReturnTracker tracker,
      session.Call(&OutcomesService::Stub::GetReturnTracker, request));
  if (session.json()) return session.PrintJson(tracker);
  session.out() << "Returns due from " << FormatDate(tracker.due_from())
                << " to " << FormatDate(tracker.due_to()) << "\n\n";
  Table table({{request.provider().empty() ? "PROVIDER" : "CONTRACT"},
               {"RETURNED", Align::kRight},
               {"ON TIME", Align::kRight},
               {"LATE", Align::kRight},
               {"OVERDUE", Align::kRight},
               {"DAYS LATE", Align::kRight},
               {"DUE SOON", Align::kRight},
               {"WAITING", Align::kRight},
               {"SENT BACK", Align::kRight},
               {"ACCEPTED", Align::kRight}});
  for (const ReturnTracker::Line& line : tracker.lines()) {
    table.Add(TrackerCells(line, IdOf(line.subject())));
  }
  table.Add(TrackerCells(tracker.total(), "all"));
  session.Print(table);
  return absl::OkStatus();
}

}  // namespace

void AddReturnViews(CLI::App& returns, Session& session) {
  using Action = absl::Status (*)(Session&, const ViewArgs&);
  const auto add = [&](const char* name, const char* what, Action run) {
    CLI::App* command = returns.add_subcommand(name, what);
    const auto args = std::make_shared<ViewArgs>();
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
        add_named("confirm",
                  "Say in one step that nothing has changed since the period "
                  "before",
                  &Confirm);
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] =
        add_named("extend", "Grant more time for a return", &Extend);
    command->add_option("--due", args->due, "The new due date, DD/MM/YYYY")
        ->required();
    command->add_option("--reason", args->reason, "Why")->required();
    AddWriteFlags(command, args->write);
  }
  add_named("history", "Who did what with a return, when and why", &History);
  {
    const auto [command, args] = add_named(
        "diff", "How a return differs from what the council has seen last",
        &Diff);
    command->add_option("--from", args->from_version, "The earlier version");
    command->add_option("--to", args->to_version, "The later version");
  }
  add_named("achievement",
            "A return rolled up by person: fully, partially or not met",
            &Achievement);
  {
    const auto [command, args] =
        add("tracker", "Who has returned what, and when", &Tracker);
    command->add_option("--provider", args->provider,
                        "One provider, contract by contract");
    command->add_option("--from", args->from,
                        "Due from this day on. Default: a year ago");
    command->add_option("--to", args->to,
                        "Due up to this day. Default: in 30 days");
  }
}

}  // namespace tidemark::cli
