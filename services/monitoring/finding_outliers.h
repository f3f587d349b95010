// Finds providers that are far from all others, and voices that disagree.

#ifndef TIDEMARK_SERVICES_MONITORING_FINDING_OUTLIERS_H_
#define TIDEMARK_SERVICES_MONITORING_FINDING_OUTLIERS_H_

#include <vector>

#include "absl/status/status.h"

#include "services/monitoring/council_figures.h"
#include "tidemark/monitoring/v1/finding.pb.h"

namespace tidemark::monitoring {

// Adds the providers whose watched figures of the last twelve months lie
// outside the 99.8% limits that count: those that allow for units differing
// anyway, where they do.
absl::Status FindOutliers(const CouncilFigures& figures,
                          std::vector<v1::Finding>& findings);

// Adds the providers that see outcomes differently from the people themselves
// far more often than others do, or more often than not.
absl::Status FindDisagreement(const CouncilFigures& figures,
                              std::vector<v1::Finding>& findings);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_FINDING_OUTLIERS_H_
