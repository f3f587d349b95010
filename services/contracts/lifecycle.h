// Which verb may be used on a contract in which state:
//
//              Update  Vary  Activate  Suspend  End  Withdraw
//   DRAFT        x              x                       x
//   ACTIVE               x               x       x
//   SUSPENDED            x      x                x
//   ENDED
//   WITHDRAWN

#ifndef TIDEMARK_SERVICES_CONTRACTS_LIFECYCLE_H_
#define TIDEMARK_SERVICES_CONTRACTS_LIFECYCLE_H_

#include "absl/status/status.h"

#include "tidemark/contracts/v1/contract.pb.h"

namespace tidemark::contracts {

// What is done to a contract.
enum class Verb { kUpdate, kVary, kActivate, kSuspend, kEnd, kWithdraw };

// OK if `verb` may be used on `contract`; else `FAILED_PRECONDITION`
// (`CONTRACT_STATE`) that says what to do instead.
absl::Status CheckState(const v1::Contract& contract, Verb verb);

}  // namespace tidemark::contracts

#endif  // TIDEMARK_SERVICES_CONTRACTS_LIFECYCLE_H_
