// What is wrong with what a return says, and what looks like a slip. Pure: no
// I/O, no clock.
//
// Codes of faults:
//   OUTCOME_TWICE            an entry's outcome has an entry before it
//   OUTCOME_NOT_IN_CONTRACT  the contract supports no such outcome
//   OUTCOME_NOT_OPEN         it was begun after the period, or closed before
//   LEVEL_RANGE              a level is not -2 to 2
//   LEVEL_MISSING            a voice has no level (the person's: and does not
//                            say why)
//   LEVEL_AND_NOT_OBTAINED   a voice has a level and a reason why it has none
//   LEVEL_AND_WORD           a voice has a level and a word for another one
//   LEVEL_NOT_WORKED_ON      an outcome that was not worked on has a level
//   SOURCE_MISSING           the person's level does not say how it was had
//   SOURCE_WITHOUT_LEVEL     the person's voice has a source and no level
//   NOT_OBTAINED_NOT_ALLOWED the provider's voice says why it has no level
//   NIL_RETURN_HAS_ENTRIES   a nil return has entries
//   NIL_RETURN_EXPECTED      a nil return where outcomes are expected
//   RETURN_EMPTY             neither entries nor a nil return
//   OUTCOME_MISSING          an expected outcome has no entry; its name is the
//                            fault's value
// Codes of warnings:
//   ALL_THE_SAME             three or more entries, all with the same levels
//   PROVIDER_FAR_ABOVE       the provider sees it 2 levels or more above the
//                            person
//   LARGE_JUMP               a level is 3 or more from that of the period
//   before SAME_AS_LAST_PERIOD      all levels are those of the period before
//   PERSON_AWAY              the person was away, had left or had died before
//                            the period, and the outcome is rated

#ifndef TIDEMARK_SERVICES_OUTCOMES_RETURN_CHECKS_H_
#define TIDEMARK_SERVICES_OUTCOMES_RETURN_CHECKS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/protobuf/repeated_field.h"

#include "common/base/faults.h"
#include "common/type/date.h"
#include "common/type/periods.h"
#include "services/outcomes/contract_copies.h"
#include "services/outcomes/return_changes.h"
#include "services/outcomes/return_states.h"
#include "services/outcomes/roster.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::outcomes {

// The period of the return called `name` if, on the day `today`, `verb` (save
// or submit) may be done to it. Returns `NOT_FOUND` if `contract` has no such
// period and `FAILED_PRECONDITION` with the reason `CONTRACT_NOT_IN_FORCE`,
// `PERIOD_NOT_STARTED` or `PERIOD_NOT_OVER`: a draft can be saved from the
// period's first day on, a return submitted from its last day on.
absl::StatusOr<type::Period> CheckOpen(const ContractFacts& contract,
                                       absl::string_view name, ReturnVerb verb,
                                       type::Date today);

// What a return is checked against. Everything must outlive the check.
struct ReturnCheck {
  const ReturnEntries& entries;
  bool nil_return;
  // The outcomes of the contract.
  const Roster& roster;
  const type::Period& period;
  // The return as it is stored, or null. An outcome that it has an entry for
  // may keep it, even if another contract supports the outcome by now.
  const v1::Return* stored = nullptr;
  // The path of `entries` and `nil_return` in the request: empty or `return.`.
  absl::string_view prefix = "";
};

// Whether a return for `period` must have an entry for the outcome: it was open
// in the period, and its person there.
bool Expected(const OutcomeFacts& outcome, const type::Period& period);

// Whether all outcomes of `entries` are in `roster`, so that the check needs no
// stored return.
bool AllInRoster(const ReturnEntries& entries, const Roster& roster);

// Checks a draft: it may be incomplete, but each entry must be valid as far as
// it goes.
void CheckDraft(const ReturnCheck& check, Faults& faults);

// Checks a return as it is to be submitted: it must be complete as well.
void CheckSubmission(const ReturnCheck& check, Faults& faults);

// Checks the practitioner's view of an outcome, at the path `field`:
// `LEVEL_RANGE`, `LEVEL_AND_NOT_OBTAINED`, or `VOICE_EMPTY` if it says nothing.
void CheckVoice(const v1::Voice& voice, absl::string_view field,
                Faults& faults);

// Checks what the provider says to warnings, at the path `warning_answers`:
// `WARNING_UNKNOWN`, `WARNING_TWICE`, `REASON_MISSING`.
void CheckAnswers(const google::protobuf::RepeatedPtrField<
                      v1::Return::WarningAnswer>& answers,
                  Faults& faults);

// What is allowed but looks like a slip. `last_period` is what was accepted for
// the period before; null if nothing was.
Faults FindWarnings(const ReturnCheck& check, const ReturnEntries* last_period);

// The entries of `current` that count, or null if none do.
const ReturnEntries* AcceptedEntries(const v1::Return& current);

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_RETURN_CHECKS_H_
