// Compares what a period was said to come to with what it comes to now. Pure.

#ifndef TIDEMARK_SERVICES_INCENTIVES_ADJUSTMENTS_H_
#define TIDEMARK_SERVICES_INCENTIVES_ADJUSTMENTS_H_

#include <optional>

#include "services/incentives/ledger.h"
#include "tidemark/incentives/v1/statement.pb.h"

namespace tidemark::incentives {

// What is to be corrected of `issued`, whose account is `now`; nothing if no
// line comes to another amount. Where a cap or floor takes up the difference,
// the adjustment is of nothing, and says so.
std::optional<v1::Adjustment> Adjust(const IssuedPeriod& issued,
                                     v1::Account now);

}  // namespace tidemark::incentives

#endif  // TIDEMARK_SERVICES_INCENTIVES_ADJUSTMENTS_H_
