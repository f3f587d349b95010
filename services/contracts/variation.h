// Decides what varying a contract in force makes of it.

#ifndef TIDEMARK_SERVICES_CONTRACTS_VARIATION_H_
#define TIDEMARK_SERVICES_CONTRACTS_VARIATION_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/type/working_days.h"
#include "tidemark/contracts/v1/contracts_service.pb.h"

namespace tidemark::contracts {

// Who varies a contract, when, and what holds then.
struct VariationContext {
  // The subject of the caller's token.
  std::string varied_by;
  absl::Time time;
  // The council's working days as they are now.
  const type::WorkingCalendar& working_days;
};

// `contract` varied as `request` asks, with the variation kept in its history.
// Returns `FAILED_PRECONDITION` (`CONTRACT_STATE`) unless it is in force, and
// `INVALID_ARGUMENT` with all faults: those of `ApplyUpdate`, `CheckContract`
// and `ChangePeriods`, and
//   `EFFECTIVE_OUTSIDE_CONTRACT`  the variation would not hold from a day of
//                         the contract as varied;
//   `NOT_EXTENDABLE`      it would end after the day to which the contract, as
//                         it was before, may be extended;
//   `NOTHING_VARIED`      nothing would change.
absl::StatusOr<v1::Contract> Vary(const v1::Contract& contract,
                                  const v1::VaryContractRequest& request,
                                  const VariationContext& context);

}  // namespace tidemark::contracts

#endif  // TIDEMARK_SERVICES_CONTRACTS_VARIATION_H_
