#ifndef TIDEMARK_SERVICES_ENABLEMENT_CHECK_BACKS_H_
#define TIDEMARK_SERVICES_ENABLEMENT_CHECK_BACKS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/base/faults.h"
#include "common/store/database.h"
#include "common/type/date.h"
#include "services/enablement/levels.h"
#include "tidemark/enablement/v1/check_back.pb.h"
#include "tidemark/enablement/v1/enablement_service.pb.h"
#include "tidemark/enablement/v1/package.pb.h"

namespace tidemark::enablement {

// Stores the check-backs, as `schedule` has them, of the steps that `after` is
// looked back on for and `before` (null for a new package) was not; one that is
// there already stays as it is. Removes those of steps that `before` had and
// `after` has not. Once a package of the person ended with their death, all
// check-backs of all their packages are removed, and none is stored. What
// somebody has recorded always stays.
absl::Status FollowSteps(store::Transaction& txn,
                         const CheckBackSchedule& schedule,
                         const v1::Package* before, const v1::Package& after);

// Stores `after`, which a move made of `before`, with the days of its clocks
// and with the check-backs that follow from it. Answers `before`, and stores
// nothing, if it is the same.
absl::StatusOr<v1::Package> StoreMoved(store::Transaction& txn,
                                       const CheckBackSchedule& schedule,
                                       const v1::Package& before,
                                       v1::Package after);

// Adds the faults of a further check-back of `package`:
//
//   DATE_MISSING, DATE_RANGE, DATE_INVALID
//                a date is none;
//   NO_STEP      the support neither stepped down nor ended on its step date;
//   DUE_ORDER    it is not due after that.
void CheckCheckBack(const v1::CheckBack& check_back, const v1::Package& package,
                    Faults& faults);

// Adds the faults of what somebody says `check_back` has found:
//
//   DATE_MISSING, DATE_RANGE, DATE_INVALID
//                the check date is none;
//   REQUIRED     there is no result;
//   REOPEN_UNFIT the package is to be re-opened although nothing slipped;
//   CHECK_DATE_ORDER
//                the check date lies before the step;
//   CHECK_DATE_AHEAD
//                the check date lies after `today`.
void CheckFinding(const v1::RecordCheckBackRequest& request,
                  const v1::CheckBack& check_back, type::Date today,
                  Faults& faults);

}  // namespace tidemark::enablement

#endif  // TIDEMARK_SERVICES_ENABLEMENT_CHECK_BACKS_H_
