// Plans returns: when each is submitted and decided, and what it says. Pure.

#ifndef TIDEMARK_SERVICES_SAMPLE_RETURNS_H_
#define TIDEMARK_SERVICES_SAMPLE_RETURNS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"

#include "common/type/date.h"
#include "common/type/periods.h"
#include "services/sample/plan.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::sample {

// The periods of `contract` that end by `until`, with the days on which their
// returns are due, as the contracts service makes them. Returns what is wrong
// with the calendar, which is a fault of ours.
absl::StatusOr<std::vector<type::Period>> PeriodsOf(
    const contracts::v1::Contract& contract, type::Date until);

// What is done about the return of the period `period` of the contract
// `contract`, an index into `plan.contracts`, up to `until`.
ReturnPlan PlanReturn(const ProviderPlan& plan, size_t contract,
                      const type::Period& period, uint64_t seed,
                      type::Date until);

// The entries of a return in its version `version`.
std::vector<outcomes::v1::ReturnEntry> EntriesOf(const ProviderPlan& plan,
                                                 const ReturnPlan& planned,
                                                 uint64_t seed, int version);

// How often a return is submitted in all, if time allows.
int LastVersion(const ReturnPlan& planned);

}  // namespace tidemark::sample

#endif  // TIDEMARK_SERVICES_SAMPLE_RETURNS_H_
