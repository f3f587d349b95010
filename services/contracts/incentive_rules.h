// What incentive terms must be like, so that a statement has one meaning and a
// better result never earns less.

#ifndef TIDEMARK_SERVICES_CONTRACTS_INCENTIVE_RULES_H_
#define TIDEMARK_SERVICES_CONTRACTS_INCENTIVE_RULES_H_

#include "absl/strings/string_view.h"

#include "common/base/faults.h"
#include "tidemark/contracts/v1/incentive_terms.pb.h"

namespace tidemark::contracts {

// Adds everything that is wrong with `terms`, beyond what the proto declares,
// to `faults`, with paths that start with `field`.
//   `TERMS_PAY_NOTHING`      no amount is set;
//   `BASELINE_WITHOUT_VALUE`  a share is paid of a value of nothing;
//   `BANDS_START`            the first band does not begin at 0%;
//   `BANDS_NOT_IN_ORDER`     a band does not begin after the one before;
//   `BANDS_FALL`             a band pays less than the one before;
//   `FLOOR_ABOVE_CAP`        the least that is paid is more than the most;
//   `CAP_BELOW_BASELINE`     the most that is paid is less than what is paid
//                            whatever the outcomes;
//   `EXCLUSION_TWICE`        an exclusion is not named or named twice.
void CheckIncentiveTerms(const v1::IncentiveTerms& terms,
                         absl::string_view field, Faults& faults);

}  // namespace tidemark::contracts

#endif  // TIDEMARK_SERVICES_CONTRACTS_INCENTIVE_RULES_H_
