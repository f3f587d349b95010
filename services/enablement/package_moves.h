// How a package moves through its life: `ACTIVE` <-> `PAUSED`, both -> `ENDED`,
// `ENDED` -> `ACTIVE`.
//
//   TIDEMARK_ASSIGN_OR_RETURN(v1::Package after,
//                             Apply(before, request, "users/ada"));
//
// Nothing here reads or writes anything. A package that keeps `CheckTerms` and
// `CheckCourse` keeps them after every `Apply` that succeeds.

#ifndef TIDEMARK_SERVICES_ENABLEMENT_PACKAGE_MOVES_H_
#define TIDEMARK_SERVICES_ENABLEMENT_PACKAGE_MOVES_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "tidemark/enablement/v1/enablement_service.pb.h"
#include "tidemark/enablement/v1/episode_service.pb.h"
#include "tidemark/enablement/v1/package.pb.h"

namespace tidemark::enablement {

// Each returns `package` after the move that `request`, made by `caller`, asks
// for; `FAILED_PRECONDITION` with the reason `PACKAGE_STATE`, saying what to
// do, if its state does not allow it; and `INVALID_ARGUMENT` with the faults of
// the request otherwise.

// Unless it has ended. Faults: PLAN_ORDER.
absl::StatusOr<v1::Package> Apply(v1::Package package,
                                  const v1::PlanStepDownRequest& request,
                                  absl::string_view caller);
// If it is active. The same level from the same day changes nothing. Faults:
// LEVEL_ORDER, LEVEL_SAME_DAY, LEVEL_AFTER_END (begins while the package was
// over), REQUIRED (reason, agreement), TOO_MANY.
absl::StatusOr<v1::Package> Apply(v1::Package package,
                                  const v1::ChangeLevelRequest& request,
                                  absl::string_view caller);
// If it is active. Faults: PAUSE_ORDER, TOO_MANY.
absl::StatusOr<v1::Package> Apply(v1::Package package,
                                  const v1::PausePackageRequest& request,
                                  absl::string_view caller);
// If it is paused. The pause ends on the day before `resume_date`. Faults:
// PAUSE_ORDER.
absl::StatusOr<v1::Package> Apply(v1::Package package,
                                  const v1::ResumePackageRequest& request,
                                  absl::string_view caller);
// Unless it has ended. What was to begin after the last day is dropped, and a
// pause that lasts longer ends with it. Faults: END_ORDER.
absl::StatusOr<v1::Package> Apply(v1::Package package,
                                  const v1::ExitPackageRequest& request,
                                  absl::string_view caller);
// Unless it has ended. Faults: those of `CheckGoals`.
absl::StatusOr<v1::Package> Apply(v1::Package package,
                                  const v1::SetGoalsRequest& request,
                                  absl::string_view caller);
// If it is active, and has a specified period: otherwise `FAILED_PRECONDITION`
// with the reason `NO_SPECIFIED_PERIOD`. The same extension again changes
// nothing. Faults: those of `CheckLastExtension`, TOO_MANY.
absl::StatusOr<v1::Package> Apply(v1::Package package,
                                  const v1::ExtendPackageRequest& request,
                                  absl::string_view caller);
// If it has ended. The end becomes the last re-opening. Faults:
// REOPENING_ORDER, TOO_MANY.
absl::StatusOr<v1::Package> Apply(v1::Package package,
                                  const v1::ReopenPackageRequest& request,
                                  absl::string_view caller);

}  // namespace tidemark::enablement

#endif  // TIDEMARK_SERVICES_ENABLEMENT_PACKAGE_MOVES_H_
