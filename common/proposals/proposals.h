// What services that hold proposals share: the work lists, and the moves that
// do not depend on what is proposed. A service's own `Proposal` has the fields
// `name`, `kind`, `contract`, `provider`, `proposed_by`, `state`, `decide_by`,
// `working_days_left`, `overdue`, `decision` and `withdraw_reason`.
//
//   // On disk: never change or reuse the ids.
//   inline const store::Table<v1::Proposal> kProposals = {
//       .id = 7, .indexes = proposals::WorkListIndexes<v1::Proposal>()};
//
//   TIDEMARK_ASSIGN_OR_RETURN(
//       store::Page<v1::Proposal> page,
//       proposals::List(snapshot, kProposals, request, today));

#ifndef TIDEMARK_COMMON_PROPOSALS_PROPOSALS_H_
#define TIDEMARK_COMMON_PROPOSALS_PROPOSALS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/page.h"
#include "common/store/database.h"
#include "common/store/table.h"
#include "common/type/date.h"
#include "common/type/decisions.h"
#include "common/type/working_days.h"
#include "tidemark/type/v1/decision.pb.h"
#include "tidemark/type/v1/proposal.pb.h"

namespace tidemark::proposals {

// What the keys of `owner`'s proposals start with in the work lists; their day
// follows. On disk. Never change.
std::string WorkPrefix(absl::string_view owner);

// `FAILED_PRECONDITION` with the reason `PROPOSAL_NOT_WAITING`: `name`, now in
// `state`, is decided or withdrawn.
absl::Status NotWaiting(absl::string_view name, type::v1::ProposalState state);

// `PERMISSION_DENIED` with the reason `OWN_PROPOSAL`: who proposed `name` may
// not decide or audit it.
absl::Status OwnProposal(absl::string_view name);

// `FAILED_PRECONDITION` with the reason `reason`: `what` has changed since
// `name` was proposed about it.
absl::Status Outdated(absl::string_view reason, absl::string_view name,
                      absl::string_view what);

// The state that a decision with this result leads to.
type::v1::ProposalState StateAfter(type::v1::Decision::Result result);

template <typename Proposal>
bool IsWaiting(const Proposal& proposal) {
  return proposal.state() == type::v1::PROPOSAL_STATE_PROPOSED;
}

// The key of a proposal among those of `owner`.
template <typename Proposal>
std::vector<std::string> WorkKey(const Proposal& proposal,
                                 absl::string_view owner) {
  return {absl::StrCat(
      WorkPrefix(owner),
      type::FormatIsoDate(
          type::FromProto(proposal.decide_by()).value_or(type::Date())))};
}

// The indexes by day of a council's, a provider's and a parent's proposals, and
// of those of a council and a provider that wait. On disk. Never change or
// reuse the ids.
template <typename Proposal>
inline constexpr store::Index<Proposal> kByCouncil = {
    .id = 1, .keys = [](const Proposal& proposal) {
      return WorkKey(proposal, CouncilOf(proposal.name()));
    }};
template <typename Proposal>
inline constexpr store::Index<Proposal> kByProvider = {
    .id = 2, .keys = [](const Proposal& proposal) {
      return WorkKey(proposal, proposal.provider());
    }};
template <typename Proposal>
inline constexpr store::Index<Proposal> kByParent = {
    .id = 3, .keys = [](const Proposal& proposal) {
      return WorkKey(proposal, ParentOf(proposal.name()));
    }};
template <typename Proposal>
inline constexpr store::Index<Proposal> kWaitingByCouncil = {
    .id = 4, .keys = [](const Proposal& proposal) {
      return IsWaiting(proposal) ? WorkKey(proposal, CouncilOf(proposal.name()))
                                 : std::vector<std::string>();
    }};
template <typename Proposal>
inline constexpr store::Index<Proposal> kWaitingByProvider = {
    .id = 5, .keys = [](const Proposal& proposal) {
      return IsWaiting(proposal) ? WorkKey(proposal, proposal.provider())
                                 : std::vector<std::string>();
    }};

// All of them, for a table.
template <typename Proposal>
std::vector<store::Index<Proposal>> WorkListIndexes() {
  return {kByCouncil<Proposal>, kByProvider<Proposal>, kByParent<Proposal>,
          kWaitingByCouncil<Proposal>, kWaitingByProvider<Proposal>};
}

// The page of `table` that `request`, a `ListProposalsRequest`, asks for on
// `today`: by the day by which they are to be decided, then by name. `also`
// says which of them are wanted, beyond what every such request has. Returns
// `INVALID_ARGUMENT` (`BAD_NAME`) for filters that are no names of the council.
template <typename Proposal, typename Request>
absl::StatusOr<store::Page<Proposal>> List(
    const store::Reader& reader, const store::Table<Proposal>& table,
    const Request& request, type::Date today,
    absl::FunctionRef<bool(const Proposal&)> also = [](const Proposal&) {
      return true;
    }) {
  const absl::string_view council = CouncilOf(request.parent());
  Faults faults;
  const auto check = [&](absl::string_view field, const std::string& name,
                         absl::string_view pattern) {
    if (!name.empty()) CheckName(field, name, pattern, council, faults);
  };
  check("provider", request.provider(), "councils/*/providers/*");
  check("contract", request.contract(), "councils/*/contracts/*");
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  const auto due = request.due();
  const auto wanted = [&](const Proposal& proposal) {
    const type::Date decide_by =
        type::FromProto(proposal.decide_by()).value_or(type::Date());
    return (request.provider().empty() ||
            request.provider() == proposal.provider()) &&
           (request.contract().empty() ||
            request.contract() == proposal.contract()) &&
           (request.state() == type::v1::PROPOSAL_STATE_UNSPECIFIED ||
            request.state() == proposal.state()) &&
           (due == type::v1::PROPOSAL_DUE_UNSPECIFIED ||
            (IsWaiting(proposal) &&
             (due == type::v1::PROPOSAL_DUE_OVERDUE ? decide_by < today
                                                    : decide_by == today))) &&
           also(proposal);
  };
  const bool waiting = due != type::v1::PROPOSAL_DUE_UNSPECIFIED ||
                       request.state() == type::v1::PROPOSAL_STATE_PROPOSED;
  const auto list = [&](const store::Index<Proposal>& index,
                        absl::string_view owner) {
    return table.ListIndexRange(reader, index, WorkPrefix(owner), start,
                                rpc::PageSize(request.page_size()), wanted);
  };
  // By the narrowest of what is asked for.
  if (IdOf(request.parent()) != absl::string_view(kAnyId)) {
    return list(kByParent<Proposal>, request.parent());
  }
  if (!request.provider().empty()) {
    return list(waiting ? kWaitingByProvider<Proposal> : kByProvider<Proposal>,
                request.provider());
  }
  return list(waiting ? kWaitingByCouncil<Proposal> : kByCouncil<Proposal>,
              council);
}

// Sets what the clock says of `proposal`, which is never stored.
template <typename Proposal>
void ShowClock(type::Date today, const type::WorkingCalendar& calendar,
               Proposal& proposal) {
  proposal.clear_working_days_left();
  proposal.clear_overdue();
  if (IsWaiting(proposal)) {
    const type::Waiting waiting = type::WaitingOn(
        today, type::FromProto(proposal.decide_by()).value_or(type::Date()),
        calendar);
    proposal.set_working_days_left(waiting.working_days_left);
    proposal.set_overdue(waiting.overdue);
  }
  if (proposal.has_decision()) {
    proposal.mutable_decision()->set_on_time(
        type::DecidedOnTime(proposal.decision()));
  }
}

// Fills in what every new proposal has: it waits, `subject` made it at `time`.
template <typename Proposal>
void Open(absl::string_view subject, absl::Time time,
          const type::WorkingCalendar& calendar, Proposal& proposal) {
  proposal.set_proposed_by(std::string(subject));
  proposal.set_state(type::v1::PROPOSAL_STATE_PROPOSED);
  *proposal.mutable_decide_by() = type::ToProto(type::DecideBy(time, calendar));
  proposal.clear_working_days_left();
  proposal.clear_overdue();
  proposal.clear_decision();
  proposal.clear_decided_change();
  proposal.clear_withdraw_reason();
}

// OK if `subject` may decide `proposal` now; see `NotWaiting`, `OwnProposal`.
template <typename Proposal>
absl::Status CheckDecidable(const Proposal& proposal,
                            absl::string_view subject) {
  if (proposal.proposed_by() == subject) return OwnProposal(proposal.name());
  if (!IsWaiting(proposal)) {
    return NotWaiting(proposal.name(), proposal.state());
  }
  return absl::OkStatus();
}

// Records `decision`, which `subject` makes at `time`. An empty subject is the
// rule.
template <typename Proposal>
void Record(const type::v1::Decision& decision, absl::string_view subject,
            absl::Time time, Proposal& proposal) {
  type::v1::Decision& recorded = *proposal.mutable_decision();
  recorded = decision;
  *recorded.mutable_decide_by() = proposal.decide_by();
  recorded.set_decided_by(std::string(subject));
  *recorded.mutable_decide_time() = type::TimestampOf(time);
  recorded.clear_on_time();
  recorded.set_accepted_by_rule(subject.empty());
  proposal.set_state(StateAfter(decision.result()));
}

// Takes `proposal` back. Returns `FAILED_PRECONDITION`
// (`PROPOSAL_NOT_WAITING`) unless it waits.
template <typename Proposal>
absl::Status Withdraw(absl::string_view reason, Proposal& proposal) {
  if (!IsWaiting(proposal)) {
    return NotWaiting(proposal.name(), proposal.state());
  }
  proposal.set_state(type::v1::PROPOSAL_STATE_WITHDRAWN);
  proposal.set_withdraw_reason(std::string(reason));
  return absl::OkStatus();
}

// `status` with the fields of its faults under `field`; those named in
// `renamed` have another name there. For what another rule says of a part of a
// request.
absl::Status FaultsUnder(
    absl::string_view field, const absl::Status& status,
    const std::vector<std::pair<std::string, std::string>>& renamed = {});

// Adds a fault (`CHANGE_MISSING`, `CHANGE_UNWANTED`) for `change` unless it is
// given exactly if the decision is to do something else.
void CheckChangeGiven(const type::v1::Decision& decision, bool given,
                      Faults& faults);

}  // namespace tidemark::proposals

#endif  // TIDEMARK_COMMON_PROPOSALS_PROPOSALS_H_
