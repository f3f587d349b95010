// Finds support without goals, step-downs that do not last, and support that
// grew while outcomes did not get better.

#ifndef TIDEMARK_SERVICES_MONITORING_FINDING_SUPPORT_H_
#define TIDEMARK_SERVICES_MONITORING_FINDING_SUPPORT_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/store/database.h"
#include "services/monitoring/council_figures.h"
#include "tidemark/monitoring/v1/finding.pb.h"

namespace tidemark::monitoring {

// Adds the contracts under which many people have support, and have had it for
// some weeks, without an active outcome of their own.
absl::Status FindSparseGoals(const store::Reader& reader,
                             const CouncilFigures& figures,
                             std::vector<v1::Finding>& findings);

// Adds the providers whose check-backs of the last twelve months, this one
// included, often found that a step-down slipped, and those of which several
// check-backs wait.
absl::Status FindSlippingCheckBacks(const store::Reader& reader,
                                    const CouncilFigures& figures,
                                    std::vector<v1::Finding>& findings);

// Adds the providers whose people's support grew over twelve months by more
// than prices while outcomes did not get better on balance.
absl::Status FindGrowth(const store::Reader& reader,
                        const CouncilFigures& figures,
                        std::vector<v1::Finding>& findings);

// The figures of such a finding as they are now, for the same days and in the
// same order; none for what is counted on one day.
absl::StatusOr<std::vector<v1::Figure>> FiguresNow(
    const store::Reader& reader, const CouncilFigures& figures,
    const v1::Finding& finding);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_FINDING_SUPPORT_H_
