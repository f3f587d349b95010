// Raises alerts about missed returns, and withdraws those that lost their
// ground.

#ifndef TIDEMARK_SERVICES_NOTICES_ALERTS_H_
#define TIDEMARK_SERVICES_NOTICES_ALERTS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/store/database.h"
#include "common/type/date.h"
#include "tidemark/notices/v1/alert.pb.h"
#include "tidemark/notices/v1/facts.pb.h"
#include "tidemark/notices/v1/notice.pb.h"

namespace tidemark::notices {

// Raises an alert for the contract, as of `today`, if its returns have been
// missed that often and none stands; adds to the one that stands what has been
// missed since. Returns missed before an alert was closed are done with.
absl::Status RaiseIfMissed(store::Transaction& txn,
                           const v1::ContractFacts& contract, type::Date today);

// Whether an alert that stands has lost its ground, as of `today`.
absl::StatusOr<bool> AnyWithoutGround(const store::Reader& reader,
                                      type::Date today);

// Withdraws the alerts that have lost it, saying why.
absl::Status WithdrawWithoutGround(store::Transaction& txn, type::Date today);

// Raises the alert that `notice` was given up.
absl::Status RaiseUnsent(store::Transaction& txn, const v1::Notice& notice);

// Withdraws that alert, if it stands: the notice was sent after all.
absl::Status WithdrawUnsent(store::Transaction& txn, const v1::Notice& notice);

}  // namespace tidemark::notices

#endif  // TIDEMARK_SERVICES_NOTICES_ALERTS_H_
