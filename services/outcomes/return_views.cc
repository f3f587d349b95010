#include "services/outcomes/return_views.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/page.h"
#include "common/store/feed.h"
#include "services/outcomes/achievement.h"
#include "services/outcomes/return_changes.h"
#include "services/outcomes/return_states.h"
#include "services/outcomes/return_timing.h"
#include "services/outcomes/tables.h"

namespace tidemark::outcomes {
namespace {

using feed::v1::Change;
using v1::Return;

// How many revisions are read at once in search of one.
constexpr size_t kRevisions = 50;
// What a tracker looks at if it is not told.
constexpr int kDaysBack = 365;
constexpr int kDaysAhead = 30;

// The return after `change`; as nobody has touched it if it was removed.
absl::StatusOr<Return> After(const Change& change) {
  Return after;
  if (!after.ParseFromString(change.value())) {
    return store::RecordTable::Unreadable(change.name());
  }
  return after;
}

v1::ReturnEvent EventOf(const Change& change, const Return& after,
                        const Return& before) {
  v1::ReturnEvent event;
  *event.mutable_event_time() = change.commit_time();
  event.set_subject(change.subject());
  event.set_method(change.method());
  event.set_reason(change.reason());
  event.set_state(after.state());
  event.set_version(after.version());
  *event.mutable_changes() = CompareEntries(before.entries(), after.entries());
  event.set_etag(absl::StrCat(change.sequence()));
  return event;
}

bool IsSubmission(const Return& revision) {
  return revision.state() == Return::STATE_SUBMITTED ||
         revision.state() == Return::STATE_RESUBMITTED;
}

absl::Status NoVersion(absl::string_view name, int32_t version) {
  return Error(
      absl::StatusCode::kNotFound, "VERSION_NOT_FOUND",
      absl::StrCat(name, " has no version ", version),
      {{"name", std::string(name)}, {"version", absl::StrCat(version)}});
}

}  // namespace

absl::StatusOr<v1::ListReturnEventsResponse> ReturnViews::ListReturnEvents(
    const rpc::Call&, const v1::ListReturnEventsRequest& request) {
  TIDEMARK_RETURN_IF_ERROR(returns_.Find(request.name()).status());
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  int64_t from = 0;
  if (!start.empty() && !absl::SimpleAtoi(start, &from)) {
    return absl::InvalidArgumentError("page_token is not one of ours");
  }
  const size_t limit = rpc::PageSize(request.page_size());
  v1::ListReturnEventsResponse response;
  // One more, with which the last event of the page is compared.
  const absl::StatusOr<std::vector<Change>> revisions =
      store::ReadRevisions(db_, request.name(), from, limit + 1);
  if (absl::IsNotFound(revisions.status()) && from == 0) return response;
  TIDEMARK_RETURN_IF_ERROR(revisions.status());
  TIDEMARK_ASSIGN_OR_RETURN(Return after, After((*revisions)[0]));
  for (size_t i = 0; i < revisions->size() && i < limit; ++i) {
    Return before;
    if (i + 1 < revisions->size()) {
      TIDEMARK_ASSIGN_OR_RETURN(before, After((*revisions)[i + 1]));
    }
    *response.add_events() = EventOf((*revisions)[i], after, before);
    after = std::move(before);
  }
  if (revisions->size() > limit) {
    response.set_next_page_token(rpc::NextPageToken(
        request, absl::StrCat(revisions->back().sequence())));
  }
  return response;
}

absl::StatusOr<Return> ReturnViews::FindVersion(absl::string_view name,
                                                int32_t version) const {
  for (int64_t from = 0;;) {
    const absl::StatusOr<std::vector<Change>> revisions =
        store::ReadRevisions(db_, name, from, kRevisions);
    if (absl::IsNotFound(revisions.status())) return NoVersion(name, version);
    TIDEMARK_RETURN_IF_ERROR(revisions.status());
    for (const Change& change : *revisions) {
      TIDEMARK_ASSIGN_OR_RETURN(Return revision, After(change));
      if (revision.version() < version) return NoVersion(name, version);
      if (revision.version() == version && IsSubmission(revision)) {
        return revision;
      }
    }
    from = revisions->back().previous_sequence();
    if (from == 0) return NoVersion(name, version);
  }
}

absl::StatusOr<v1::CompareReturnResponse> ReturnViews::CompareReturn(
    const rpc::Call&, const v1::CompareReturnRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const Return current,
                            returns_.Find(request.name()));
  Return to = current;
  if (request.to_version() > 0) {
    TIDEMARK_ASSIGN_OR_RETURN(
        to, FindVersion(request.name(), request.to_version()));
  }
  v1::CompareReturnResponse response;
  response.set_to_version(to.version());
  Return from;
  const Return::Standing* const seen = SeenByCouncil(to);
  if (request.from_version() > 0) {
    TIDEMARK_ASSIGN_OR_RETURN(
        from, FindVersion(request.name(), request.from_version()));
  } else if (seen != nullptr) {
    from.set_version(seen->version());
    *from.mutable_entries() = seen->entries();
    from.set_nil_return(seen->nil_return());
  } else if (to.version() > 1) {
    TIDEMARK_ASSIGN_OR_RETURN(from,
                              FindVersion(request.name(), to.version() - 1));
  }
  response.set_from_version(from.version());
  *response.mutable_changes() = CompareEntries(from.entries(), to.entries());
  for (v1::EntryDifference& difference :
       FindDifferences(from.entries(), to.entries())) {
    *response.add_differences() = std::move(difference);
  }
  response.set_nil_return_changed(from.nil_return() != to.nil_return());
  return response;
}

absl::StatusOr<v1::ReturnAchievement> ReturnViews::GetReturnAchievement(
    const rpc::Call&, const v1::GetReturnAchievementRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const Return current,
                            returns_.Find(request.name()));
  const store::Snapshot now(db_);
  std::map<std::string, int32_t> baselines;
  for (const v1::ReturnEntry& entry : current.entries()) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto outcome,
                              kOutcomes.Find(now, entry.outcome()));
    if (outcome) baselines[entry.outcome()] = outcome->baseline_level();
  }
  return RollUp(current.name(), current.entries(),
                [&](absl::string_view outcome) {
                  const auto it = baselines.find(std::string(outcome));
                  return it == baselines.end() ? -1 : it->second;
                });
}

absl::StatusOr<v1::ReturnTracker> ReturnViews::GetReturnTracker(
    const rpc::Call& call, const v1::GetReturnTrackerRequest& request) {
  Faults faults;
  CheckName("parent", request.parent(), "councils/*", "", faults);
  if (!request.provider().empty()) {
    CheckName("provider", request.provider(), "councils/*/providers/*",
              request.parent(), faults);
  }
  DueRange due = DueRange::Of(request, faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  const type::Date today = type::DateInEngland(call.time());
  if (!due.from) due.from = std::min(today, due.to.value_or(today)) - kDaysBack;
  if (!due.to) due.to = std::max(today, *due.from) + kDaysAhead;

  const store::Snapshot now(db_);
  std::map<std::string, v1::ReturnTracker::Line> lines;
  absl::Status status;
  const auto track = [&](absl::string_view name) {
    const auto contract = contracts_.Get(name);
    status = contract.status();
    if (!status.ok()) return false;
    const std::string& subject =
        request.provider().empty() ? (*contract)->provider : (*contract)->name;
    status = Returns::Visit(now, **contract, "", [&](Return&& current) {
      if (due.Holds(current)) Track(current, today, lines[subject]);
      return true;
    });
    return status.ok();
  };
  if (request.provider().empty()) {
    TIDEMARK_RETURN_IF_ERROR(
        kContractCopies.Scan(now, absl::StrCat(request.parent(), "/contracts/"),
                             "", [&](const contracts::v1::Contract& contract) {
                               return track(contract.name());
                             }));
  } else {
    TIDEMARK_RETURN_IF_ERROR(kContractCopies.ScanIndex(
        now, kContractsByProvider, request.provider(), "", track));
  }
  TIDEMARK_RETURN_IF_ERROR(status);

  v1::ReturnTracker tracker;
  *tracker.mutable_due_from() = type::ToProto(*due.from);
  *tracker.mutable_due_to() = type::ToProto(*due.to);
  v1::ReturnTracker::Line& total = *tracker.mutable_total();
  total.set_subject(request.provider().empty() ? request.parent()
                                               : request.provider());
  for (auto& [subject, line] : lines) {
    line.set_subject(subject);
    AddLine(line, total);
    SetRates(line);
    *tracker.add_lines() = std::move(line);
  }
  SetRates(total);
  return tracker;
}

}  // namespace tidemark::outcomes
