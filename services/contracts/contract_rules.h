// What a contract must be like, beyond what its proto declares.

#ifndef TIDEMARK_SERVICES_CONTRACTS_CONTRACT_RULES_H_
#define TIDEMARK_SERVICES_CONTRACTS_CONTRACT_RULES_H_

#include <optional>

#include "common/base/faults.h"
#include "common/type/date.h"
#include "tidemark/contracts/v1/contract.pb.h"

namespace tidemark::contracts {

// The most years from a contract's first day to its last.
inline constexpr int kMaxContractYears = 30;

// The first and the last day of a contract.
struct Term {
  type::Date start;
  type::Date end;
};

// Adds everything that is wrong with `contract`, its return calendar apart, to
// `faults`, with paths that start with `contract.`. Returns its term if its
// dates are right.
//   `DATE_MISSING`, `DATE_RANGE`, `DATE_INVALID`  there is no such day;
//   `END_BEFORE_START`     it ends before it starts;
//   `CONTRACT_TOO_LONG`    it ends, or may be extended to, more than
//                          `kMaxContractYears` after its start;
//   `EXTENDABLE_BEFORE_END`  it may be extended to a day before its end;
//   `REQUIREMENT_TWICE`    two outcome requirements have the same id;
//   `METRIC_INVALID`       a metric is not of the form of a metric's id: a-z,
//                          0-9 and -, starting with a letter;
//   `TARGETS_NOT_IN_ORDER`  the contract years of a requirement's targets do
//                          not rise;
//   `DELEGATED_KINDS`      what is delegated has no kind, or one twice;
//   `SIGN_OFF_ONE_SIDED`   only one of the two limits of changes without
//                          sign-off is set;
//   `SIGN_OFF_WITHOUT_LEVELS`  they are set, but neither a lower nor a higher
//                          level may be proposed;
//   `SIGN_OFF_MISSING`     a trusted reviewer or an audit is given for changes
//                          without sign-off, of which there are none;
//   `DELEGATED_DATES`      the delegation ends before it begins, or has no day
//                          of the contract;
// and what `CheckIncentiveTerms` finds.
std::optional<Term> CheckContract(const v1::Contract& contract, Faults& faults);

}  // namespace tidemark::contracts

#endif  // TIDEMARK_SERVICES_CONTRACTS_CONTRACT_RULES_H_
