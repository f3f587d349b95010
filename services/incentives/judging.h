// Judges what a return says of outcomes by the terms of a contract. Pure.

#ifndef TIDEMARK_SERVICES_INCENTIVES_JUDGING_H_
#define TIDEMARK_SERVICES_INCENTIVES_JUDGING_H_

#include <vector>

#include "services/incentives/known.h"
#include "tidemark/contracts/v1/incentive_terms.pb.h"
#include "tidemark/incentives/v1/statement.pb.h"
#include "tidemark/incentives/v1/stored.pb.h"

namespace tidemark::incentives {

// What each entry of `version` comes to by `terms`, in the order of the
// outcomes' names. Whether an outcome was met before is left open.
std::vector<v1::OutcomeInput> JudgeOutcomes(
    const Known& known, const v1::ReturnVersion& version,
    const contracts::v1::IncentiveTerms& terms);

// What a rating comes to: `level` is that of the voice that decides, unset if
// none does.
v1::OutcomeInput::Result ResultOf(const v1::OutcomeInput& judged,
                                  const contracts::v1::IncentiveTerms& terms);

}  // namespace tidemark::incentives

#endif  // TIDEMARK_SERVICES_INCENTIVES_JUDGING_H_
