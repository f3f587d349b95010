// Finds returns that are missing, and contracts whose figures are of long ago.

#ifndef TIDEMARK_SERVICES_MONITORING_FINDING_RETURNS_H_
#define TIDEMARK_SERVICES_MONITORING_FINDING_RETURNS_H_

#include <optional>
#include <vector>

#include "services/monitoring/cells.h"
#include "services/monitoring/council_figures.h"
#include "tidemark/monitoring/v1/finding.pb.h"

namespace tidemark::monitoring {

// Adds the contracts with returns that fell due within about a year and are not
// submitted.
void FindMissingReturns(const CouncilFigures& figures,
                        std::vector<v1::Finding>& findings);

// Adds the contracts whose latest accepted return is of a period that ended
// more than half a year ago although a return has fallen due since.
void FindStaleReturns(const CouncilFigures& figures,
                      std::vector<v1::Finding>& findings);

// What has become of such findings. `cells` are those of the contract; nothing
// if it is not known any longer or makes no returns due.
v1::Recheck RecheckMissing(const v1::Evidence& evidence,
                           const std::optional<Cells>& cells);
v1::Recheck RecheckStale(const std::optional<Cells>& cells);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_FINDING_RETURNS_H_
