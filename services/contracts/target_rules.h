// What a council's targets must be like, beyond what their proto declares.

#ifndef TIDEMARK_SERVICES_CONTRACTS_TARGET_RULES_H_
#define TIDEMARK_SERVICES_CONTRACTS_TARGET_RULES_H_

#include "common/base/faults.h"
#include "tidemark/contracts/v1/council.pb.h"

namespace tidemark::contracts {

// Adds everything that is wrong with the targets of `council` to `faults`, with
// paths that start with `council.monitoring.targets`:
//   `TARGET_TWICE`      two targets have the same id;
//   `METRIC_UNKNOWN`    there is no such figure;
//   `TARGET_OF_COUNT`   the figure is a count, which has no share to reach;
//   `BAD_NAME`          the provider or the contract is no name of this
//   council; `TARGET_SCOPE`      more than one of provider, contract and
//   service type is
//                       set;
//   `DATE_MISSING`, `DATE_RANGE`, `DATE_INVALID`  a date is none;
//   `END_BEFORE_START`  it ends before it begins;
//   `TARGET_DIRECTION`  better is not the figure's own way, or is not said;
//   `TARGET_EDGES`      amber lies on the far side of green;
//   `TARGET_OVERLAP`    two targets for the same figure and the same provider,
//                       contract or service type hold on the same day.
void CheckTargets(const v1::Council& council, Faults& faults);

}  // namespace tidemark::contracts

#endif  // TIDEMARK_SERVICES_CONTRACTS_TARGET_RULES_H_
