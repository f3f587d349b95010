// What packages add to the cells of their contracts.

#ifndef TIDEMARK_SERVICES_MONITORING_PACKAGE_COUNTS_H_
#define TIDEMARK_SERVICES_MONITORING_PACKAGE_COUNTS_H_

#include <vector>

#include "services/monitoring/cells.h"
#include "tidemark/enablement/v1/package.pb.h"
#include "tidemark/monitoring/v1/cells.pb.h"
#include "tidemark/monitoring/v1/step_down.pb.h"

namespace tidemark::monitoring {

// What a package adds: its step-downs by month. A step-down is a level with
// fewer minutes of people's time a week (minutes times people at a visit) than
// the level before it. It is agreed if the person or an advocate agrees. What
// follows the end of a package is no step-down. Those of the credit rule are
// counted apart, as they were `judged`.
v1::PackageCells CountPackage(const enablement::v1::Package& package,
                              const std::vector<v1::StepDown>& judged = {});

// One month of a package as a line.
MonthLine MonthOf(const v1::StepDownCell& cell);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_PACKAGE_COUNTS_H_
