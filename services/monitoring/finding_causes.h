// Finds providers whose latest figure is a special cause on its control chart.

#ifndef TIDEMARK_SERVICES_MONITORING_FINDING_CAUSES_H_
#define TIDEMARK_SERVICES_MONITORING_FINDING_CAUSES_H_

#include <vector>

#include "absl/status/status.h"

#include "common/store/database.h"
#include "services/monitoring/council_figures.h"
#include "tidemark/monitoring/v1/finding.pb.h"

namespace tidemark::monitoring {

// Adds what the charts of the watched figures say of each provider. A chart is
// of months, or of calendar quarters where too few months have a value; it is
// the one that `GetSeries` draws. Months of which a return is not yet due are
// not judged, limits that are on trial raise nothing, and a point is judged by
// `Raises`.
//
// `reader` is asked for charts that rest on months before those of `figures`.
absl::Status FindSpecialCauses(const store::Reader& reader,
                               const CouncilFigures& figures,
                               std::vector<v1::Finding>& findings);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_FINDING_CAUSES_H_
