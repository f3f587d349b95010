// How a return moves: from which states each verb may be done, and what it
// makes of the return. Pure: no I/O, no clock.
//
//              save         submit       accept    send back  withdraw   voice
//   NOT_STARTED  IN_PROGRESS  SUBMITTED    -         -          -          -
//   IN_PROGRESS  IN_PROGRESS  SUBMITTED    -         -          -          -
//   SUBMITTED    -            -            ACCEPTED  RETURNED   WITHDRAWN stays
//   RETURNED     stays        RESUBMITTED  -         -          WITHDRAWN  -
//   RESUBMITTED  -            -            ACCEPTED  RETURNED   WITHDRAWN stays
//   ACCEPTED     -            RESUBMITTED  -         -          WITHDRAWN stays
//   WITHDRAWN    IN_PROGRESS  SUBMITTED    -         -          -          -
//
// Each function changes `current` in place or, if it returns an error, not at
// all. A verb that the state does not allow returns `FAILED_PRECONDITION` with
// the reason `RETURN_NOT_EDITABLE` (save, submit) or `RETURN_NOT_SUBMITTED`
// (the others), saying what to do instead.

#ifndef TIDEMARK_SERVICES_OUTCOMES_RETURN_STATES_H_
#define TIDEMARK_SERVICES_OUTCOMES_RETURN_STATES_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/repeated_field.h"

#include "common/type/date.h"
#include "services/outcomes/contract_copies.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::outcomes {

// What can be done to a return.
enum class ReturnVerb {
  kSave,
  kSubmit,
  kAccept,
  kSendBack,
  kWithdraw,
  kVoice,
  // Changes no state.
  kExtend
};

// The state that `verb` leads to from the state of `current`.
absl::StatusOr<v1::Return::State> NextState(const v1::Return& current,
                                            ReturnVerb verb);

// The etag of a return that nobody has touched, so that two people who both
// begin it do not overwrite each other.
inline constexpr char kUntouchedEtag[] = "0";

// The return of `period` of `contract` as it is before anybody touches it.
v1::Return Untouched(const ContractFacts& contract, const type::Period& period);

// Sets what a return takes from its contract: provider and dates.
void TakeFromContract(const ContractFacts& contract, const type::Period& period,
                      v1::Return& current);

// What a provider says in a return.
struct ReturnContent {
  google::protobuf::RepeatedPtrField<v1::ReturnEntry> entries;
  bool nil_return = false;
};

// Saves `content` as the draft at `time`. The practitioner's voices of entries
// that stay are kept.
absl::Status SaveDraft(ReturnContent content, absl::Time time,
                       v1::Return& current);

// How a return is submitted.
struct Submission {
  // What it says; nothing submits the draft.
  std::optional<ReturnContent> content;
  // Why an accepted return is corrected.
  absl::string_view reason;
  // When.
  absl::Time time;
  // The day that decides whether it is on time: today in England, or the day on
  // which the council received it.
  type::Date today;
  // Whether it says that nothing has changed since the period before.
  bool confirmed_no_change = false;
  // What the provider says to warnings; may be null.
  const google::protobuf::RepeatedPtrField<v1::Return::WarningAnswer>*
      warning_answers = nullptr;
};

// Submits. What was accepted keeps standing while a correction waits. Returns
// `INVALID_ARGUMENT` if an accepted return is corrected without a reason or
// without entries.
absl::Status Submit(Submission submission, v1::Return& current);

// Accepts at `time`. `comment` may be empty.
absl::Status Accept(absl::string_view comment, absl::Time time,
                    v1::Return& current);

// Gives it back to the provider. What was accepted before keeps standing.
absl::Status SendBack(absl::string_view reason, v1::Return& current);

// Grants more time, until `due`, at `time`. Returns `FAILED_PRECONDITION` with
// the reason `RETURN_SUBMITTED` if it has been submitted.
absl::Status Extend(type::Date due, absl::string_view reason, absl::Time time,
                    v1::Return& current);

// The content that a later version is compared with: what is accepted, else
// what was submitted before it was returned for changes. Null if there is none.
const v1::Return::Standing* SeenByCouncil(const v1::Return& current);

// Takes it back. Nothing of it counts any longer.
absl::Status Withdraw(absl::string_view reason, v1::Return& current);

// Sets the practitioner's voice on the entry for `outcome`. Returns
// `NOT_FOUND` if there is none.
absl::Status RecordVoice(absl::string_view outcome, const v1::Voice& voice,
                         v1::Return& current);

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_RETURN_STATES_H_
