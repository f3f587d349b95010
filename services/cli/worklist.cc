#include <algorithm>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/type/date.h"
#include "services/cli/commands.h"
#include "services/cli/names.h"
#include "services/cli/paging.h"
#include "services/cli/words.h"
#include "tidemark/enablement/v1/episode_service.grpc.pb.h"
#include "tidemark/outcomes/v1/proposal_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using enablement::v1::EpisodeService;
using enablement::v1::ListWorkRequest;
using enablement::v1::WorkItem;

// The most columns for what is to be done.
constexpr size_t kTextWidth = 64;

struct WorkArgs {
  std::string kind;
  std::string provider;
  bool overdue = false;
  int days_ahead = 0;
};

// Decisions about people's outcomes, which another service keeps, as work of
// the same kind.
absl::Status AddOutcomeDecisions(Session& session,
                                 const ListWorkRequest& request,
                                 std::vector<WorkItem>& items) {
  outcomes::v1::ListProposalsRequest list;
  list.set_parent(NameIn(request.parent(), "people", kAnyId));
  list.set_provider(request.provider());
  list.set_state(type::v1::PROPOSAL_STATE_PROPOSED);
  return ForEachItem(
      session, &outcomes::v1::ProposalService::Stub::ListProposals, list,
      [](const auto& response) { return response.proposals(); },
      [&](const outcomes::v1::Proposal& proposal) {
        if (request.overdue_only() && !proposal.overdue()) return true;
        WorkItem& item = items.emplace_back();
        item.set_kind(WorkItem::KIND_DECISION);
        item.set_resource(proposal.name());
        item.set_person(std::string(ParentOf(ParentOf(proposal.name()))));
        item.set_provider(proposal.provider());
        *item.mutable_due_date() = proposal.decide_by();
        item.set_working_days_left(proposal.working_days_left());
        item.set_overdue(proposal.overdue());
        item.set_text(absl::StrCat(
            "Decide about an outcome: ",
            absl::StrReplaceAll(Word(proposal.kind()), {{"-", " "}}), "."));
        return true;
      });
}

std::string Left(const WorkItem& item) {
  const int days = item.working_days_left();
  if (item.kind() == WorkItem::KIND_OFF_TRACK) {
    return absl::StrCat("since ", FormatDate(item.due_date()));
  }
  if (item.overdue()) return absl::StrCat(-days, " overdue");
  return days == 0 ? "today" : absl::StrCat(days, " left");
}

absl::Status List(Session& session, const WorkArgs& args) {
  ListWorkRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Council());
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_provider(),
      session.NameIfGiven("--provider", args.provider, kProviderPattern));
  if (!args.kind.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto kind,
        ParseWord<WorkItem::Kind>("KIND", args.kind,
                                  {{"decisions", WorkItem::KIND_DECISION},
                                   {"check-backs", WorkItem::KIND_CHECK_BACK},
                                   {"checkbacks", WorkItem::KIND_CHECK_BACK}}));
    request.set_kind(kind);
  }
  request.set_overdue_only(args.overdue);
  request.set_days_ahead(args.days_ahead);
  std::vector<WorkItem> items;
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &EpisodeService::Stub::ListWork, request,
      [](const auto& response) { return response.items(); },
      [&](const WorkItem& item) {
        items.push_back(item);
        return true;
      }));
  if (request.kind() == WorkItem::KIND_UNSPECIFIED ||
      request.kind() == WorkItem::KIND_DECISION) {
    TIDEMARK_RETURN_IF_ERROR(AddOutcomeDecisions(session, request, items));
  }
  std::stable_sort(items.begin(), items.end(),
                   [](const WorkItem& a, const WorkItem& b) {
                     return FormatDate(a.due_date()) < FormatDate(b.due_date());
                   });
  Table table({{"DUE"},
               {"WORKING DAYS"},
               {"KIND"},
               {"ABOUT"},
               {"PERSON"},
               {"PROVIDER"},
               {"WHAT", Align::kLeft, kTextWidth}});
  for (const WorkItem& item : items) {
    if (session.json()) {
      session.PrintLine(ToJsonLine(item));
      continue;
    }
    table.Add({FormatDate(item.due_date()), Left(item), Word(item.kind()),
               std::string(WithoutCouncil(item.resource())),
               std::string(IdOf(item.person())),
               std::string(IdOf(item.provider())), item.text()});
  }
  if (session.json()) return absl::OkStatus();
  if (table.empty()) {
    session.Note("Nothing to do.");
  } else {
    session.Print(table);
  }
  return absl::OkStatus();
}

}  // namespace

void AddWorklist(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "worklist", "What waits: decisions, check-backs, episodes off track");
  const auto args = std::make_shared<WorkArgs>();
  command->add_option("KIND", args->kind,
                      "decisions, check-backs or off-track. Default: all");
  command->add_option("--provider", args->provider,
                      "Only what concerns this provider");
  command->add_flag("--overdue", args->overdue, "Only what is overdue");
  command->add_option("--days-ahead", args->days_ahead,
                      "Check-backs of so many days ahead too");
  session.OnRun(command, [&session, args] { return List(session, *args); });
}

}  // namespace tidemark::cli
