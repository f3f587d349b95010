// What a council's settings must be like, beyond what their proto declares.

#ifndef TIDEMARK_SERVICES_CONTRACTS_COUNCIL_RULES_H_
#define TIDEMARK_SERVICES_CONTRACTS_COUNCIL_RULES_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "common/base/faults.h"
#include "common/type/working_days.h"
#include "tidemark/contracts/v1/council.pb.h"

namespace tidemark::contracts {

// The questions about one person that a return may ask unless the council
// decides otherwise.
inline constexpr int kDefaultQuestionBudget = 9;

// Adds everything that is wrong with `council` to `faults`, with paths that
// start with `council.`:
//   `BAD_NAME`              the name is not `councils/` and an id;
//   `COUNCIL_CODE_INVALID`  the id is not the ONS code of an English council;
//   `DATE_MISSING`, `DATE_RANGE`, `DATE_INVALID`  a non-working day is no day;
//   `DAY_TWICE`             a non-working day is given twice;
//   `FRAMEWORK_TWICE`       two frameworks have the same id and edition;
//   `THEME_TWICE`           two themes, of one framework or of two, have the
//                           same id;
//   `QUESTION_BUDGET_REASON`  a question budget above the default has no
//   reason;
//   `EPISODE_TYPE_TWICE`    two types of episodes have the same id;
//   `EPISODE_PERIOD_ORDER`  a type's shortest period is above its longest;
//   `CHECK_BACK_DAYS`       the days of check-backs are not 1 to 366, in order;
//   and those of targets (`target_rules.h`).
void CheckCouncil(const v1::Council& council, Faults& faults);

// The working days of the council: those of England less its own.
type::WorkingCalendar WorkingDaysOf(const v1::Council& council);

// `FAILED_PRECONDITION` (`COUNCIL_UNKNOWN`): the council `name` must be stored
// first.
absl::Status CouncilUnknown(absl::string_view name);

}  // namespace tidemark::contracts

#endif  // TIDEMARK_SERVICES_CONTRACTS_COUNCIL_RULES_H_
