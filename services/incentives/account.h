// Adds up what a period comes to. Pure.

#ifndef TIDEMARK_SERVICES_INCENTIVES_ACCOUNT_H_
#define TIDEMARK_SERVICES_INCENTIVES_ACCOUNT_H_

#include <cstdint>
#include <string>

#include "tidemark/contracts/v1/incentive_terms.pb.h"
#include "tidemark/incentives/v1/statement.pb.h"

namespace tidemark::incentives {

// Sets the counts, the lines and the sums of `account` from its return,
// outcomes and step-downs. The lines add up to the total, which lies within
// floor and cap; floor first, where they are one.
void AddUp(const contracts::v1::IncentiveTerms& terms, v1::Account& account);

// `share` of `value`, in hundredths of a per cent, to a whole penny, half a
// penny away from zero. Neither is negative.
int64_t ShareOf(int64_t value, int32_t share);

// "£1,234.50", "-£0.05".
std::string Pounds(int64_t pence);

// "1 outcome", "3 outcomes".
std::string Counted(int64_t count, const std::string& singular);

}  // namespace tidemark::incentives

#endif  // TIDEMARK_SERVICES_INCENTIVES_ACCOUNT_H_
