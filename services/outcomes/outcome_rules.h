// What a personal outcome must be like, and how it is closed and taken up
// again. Pure: no I/O, no clock.

#ifndef TIDEMARK_SERVICES_OUTCOMES_OUTCOME_RULES_H_
#define TIDEMARK_SERVICES_OUTCOMES_OUTCOME_RULES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_ptr_field.h"

#include "common/base/faults.h"
#include "common/type/date.h"
#include "services/outcomes/contract_copies.h"
#include "tidemark/outcomes/v1/outcomes_service.pb.h"
#include "tidemark/outcomes/v1/personal_outcome.pb.h"

namespace tidemark::outcomes {

// Adds a fault (`OUTCOME_ID_INVALID`) at `field` unless `id` may be an
// outcome's: 1 to 63 lower-case letters, digits and hyphens, the first no
// hyphen.
void CheckOutcomeId(absl::string_view field, absl::string_view id,
                    Faults& faults);

// Theme ids, as a message holds them.
using ThemeNames = google::protobuf::RepeatedPtrField<std::string>;

// Adds a fault at an item of `field` for each of `names` that is there before
// (`THEME_TWICE`), or is neither one of `kept` nor among `themes`
// (`THEME_UNKNOWN`).
void CheckThemes(absl::string_view field, const ThemeNames& names,
                 const ThemeNames& kept, const Themes& themes, Faults& faults);

// What an outcome is checked against.
struct OutcomeCheck {
  // The path of the outcome in the request; empty for none.
  absl::string_view field;
  // The outcome before the change, or null if it is new. Themes that it has
  // may stay.
  const v1::PersonalOutcome* before;
  const Themes& themes;
};

// Adds everything that is wrong with `outcome`, whose name must be set:
//   OWN_WORDS_MISSING, CONTRACT_MISSING  it has none
//   BAD_NAME            `contract` is not a contract of the person's council
//   THEME_TWICE         it has a theme twice
//   THEME_UNKNOWN       no framework of the council has the theme
//   LEVEL_TWICE         a level is described twice
//   LEVEL_RANGE         a level, or the baseline, is not -2 to 2
//   WEIGHT_RANGE        the weight is not 0 to 9
//   RISK_ONE_SIDED      it has only one of possible benefit and harm
//   TARGET_BEFORE_START the target date is before the start date
//   DATE_...            as of `type::ReadDate`
void CheckOutcome(const v1::PersonalOutcome& outcome, const OutcomeCheck& check,
                  Faults& faults);

// Adds a fault at `field` unless the outcome has no location or one of its
// provider, which must be set:
//   BAD_NAME                 it is no location of the council
//   LOCATION_OTHER_PROVIDER  it is another provider's
void CheckLocation(const v1::PersonalOutcome& outcome, absl::string_view field,
                   Faults& faults);

// Clears dates that are there but all zero, which mean "no date".
void FillOutcome(v1::PersonalOutcome& outcome);

// OK if outcomes may be put under `contract`; else `FAILED_PRECONDITION` with
// the reason `CONTRACT_NOT_IN_FORCE`.
absl::Status CheckTakesOutcomes(const ContractFacts& contract);

// OK if `outcome` is still worked towards; else `FAILED_PRECONDITION` with the
// reason `OUTCOME_CLOSED`.
absl::Status CheckNotClosed(const v1::PersonalOutcome& outcome);

// Closes `outcome`. Returns `INVALID_ARGUMENT` if the status is not a closed
// one (`STATUS_NOT_CLOSED`), or the date does not exist, lies after `today`
// (`CLOSE_DATE_FUTURE`) or before the start (`CLOSE_BEFORE_START`), and
// `FAILED_PRECONDITION` (`OUTCOME_CLOSED`) if it is closed already.
absl::Status Close(const v1::CloseOutcomeRequest& request, type::Date today,
                   v1::PersonalOutcome& outcome);

// Takes `outcome` up again. Returns `FAILED_PRECONDITION` with the reason
// `OUTCOME_NOT_CLOSED` if it is not closed.
absl::Status Reopen(v1::PersonalOutcome& outcome);

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_OUTCOME_RULES_H_
