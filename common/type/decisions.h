// The rules of proposals and decisions, whatever they are about: by when a
// proposal is decided, what it must rest on, and what makes a decision
// defensible.
//
//   const Date decide_by = type::DecideBy(call.time(), calendar);
//   type::CheckDecision(request.decision(), "decision", faults);
//
// Nothing here reads or writes anything.

#ifndef TIDEMARK_COMMON_TYPE_DECISIONS_H_
#define TIDEMARK_COMMON_TYPE_DECISIONS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

#include "common/base/faults.h"
#include "common/type/date.h"
#include "common/type/working_days.h"
#include "tidemark/type/v1/decision.pb.h"
#include "tidemark/type/v1/proposal.pb.h"

namespace tidemark::type {

// Within how many working days a proposal is decided.
inline constexpr int kDecisionWorkingDays = 2;

// The fewest options that a decision considers.
inline constexpr int kFewestOptions = 2;

// The day by which what is proposed at `made` is to be decided: the second
// working day after the day that it then is in England. That day never counts,
// whatever the hour, so that there are always two whole working days.
Date DecideBy(absl::Time made, const WorkingCalendar& calendar);

// What the clock says of a proposal that waits.
struct Waiting {
  // Working days after today, up to and including the day; not more than 0
  // once that has come.
  int working_days_left;
  // Whether the day has passed.
  bool overdue;
};
Waiting WaitingOn(Date today, Date decide_by, const WorkingCalendar& calendar);

// Whether a decision of `decide_time` was made by the end of its day.
bool DecidedOnTime(const v1::Decision& decision);

// A point in time as it is on the wire, and back.
google::protobuf::Timestamp TimestampOf(absl::Time time);
absl::Time TimeOf(const google::protobuf::Timestamp& timestamp);

// Adds the faults of a person's view at `field`:
//   VIEW_MISSING      there is neither a source nor a reason why there is none
//   VIEW_BOTH         there are both
//   VIEW_WITHOUT_WORDS  it was obtained, but there are no words
void CheckView(const v1::PersonView& view, absl::string_view field,
               Faults& faults);

// Whether a proposal must say what may be gained and lost.
enum class Risk { kIfAny, kRequired };

// Adds the faults of what a proposal rests on:
//   DATE_...          as of `ReadDate`
//   REVIEW_AHEAD      the review is after `today`
//   VIEW_...          as of `CheckView`
//   RISK_ONE_SIDED    only one of possible benefit and harm is there
//   RISK_MISSING      neither is, and they are required
void CheckGrounds(const v1::Grounds& grounds, absl::string_view field,
                  Date today, Risk risk, Faults& faults);

// Adds the faults of a decision that somebody makes:
//   OPTIONS_TOO_FEW   fewer than two options were considered
//   OPTION_TWICE      two options say the same
//   CHOSEN_ONE        not exactly one option is the chosen one
//   WHY_NOT_MISSING   an option that was not chosen does not say why
//   WHY_NOT_OF_CHOSEN the chosen one says why it was not
//   VIEW_...          as of `CheckView`
void CheckDecision(const v1::Decision& decision, absl::string_view field,
                   Faults& faults);

// Whether `scope` has `kind` on `today`.
bool Delegates(const v1::DelegatedReview& scope, v1::ProposalKind kind,
               Date today);

// `FAILED_PRECONDITION` with the reason `NOT_DELEGATED`: `contract` does not
// let its provider propose `kind` today.
absl::Status NotDelegated(absl::string_view contract, v1::ProposalKind kind);

// Whether what was made at `made` under `name` falls into a sample of a share.
// The same for the same name and time, and not for its maker to choose: a name
// can be chosen, the time at which the server stores it cannot.
bool InSample(absl::string_view name, absl::Time made, int32_t basis_points);

// A decision as the person may read it: plain sentences, one a line.
std::string TextOf(const v1::Decision& decision);

}  // namespace tidemark::type

#endif  // TIDEMARK_COMMON_TYPE_DECISIONS_H_
