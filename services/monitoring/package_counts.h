// What packages add to the cells of their contracts.

#ifndef TIDEMARK_SERVICES_MONITORING_PACKAGE_COUNTS_H_
#define TIDEMARK_SERVICES_MONITORING_PACKAGE_COUNTS_H_

#include <cstdint>
#include <vector>

#include "services/monitoring/cells.h"
#include "services/monitoring/credit_rule.h"
#include "tidemark/enablement/v1/package.pb.h"
#include "tidemark/monitoring/v1/cells.pb.h"
#include "tidemark/monitoring/v1/step_down.pb.h"

namespace tidemark::monitoring {

// What a package adds, by month:
//
// Its step-downs. A step-down is a level with fewer minutes of people's time a
// week (minutes times people at a visit) than the level before it. It is agreed
// if the person or an advocate agrees. What follows the end of a package is no
// step-down. Those of the credit rule are counted apart, as they were `judged`.
//
// Its check-backs, in the month in which they are due. One that the person's
// death, or responsibility moving to another council, forestalled is left out.
//
// Its ends, of an Enable package, those before a re-opening among them, with
// where the person was 84 days later: `WhereaboutsAfter`.
v1::PackageCells CountPackage(const Evidence& evidence,
                              const std::vector<v1::StepDown>& judged = {});

// Where the person was 84 days after an end of the package.
enum class Whereabouts { kAtHome, kElsewhere, kMoved, kUnknown };
// A death by then and a care home after the end are elsewhere. A check-back of
// the end that found the person from 14 days before that day on, and a package
// of the person in force on that day, tell that the person is at home; so does
// nothing else, for what nobody looked at is not known.
Whereabouts WhereaboutsAfter(const Evidence& evidence, int32_t end,
                             enablement::v1::Package::Sequel sequel);

// One month of a package or a proposal as a line.
MonthLine MonthOf(const v1::StepDownCell& cell);
// What is dated as a line.
DatedLine DatedOf(const v1::DatedCell& cell);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_PACKAGE_COUNTS_H_
