// What was known of a contract at some time: its terms, the versions of its
// returns that stood, and what had happened to people.

#ifndef TIDEMARK_SERVICES_INCENTIVES_KNOWN_H_
#define TIDEMARK_SERVICES_INCENTIVES_KNOWN_H_

#include <cstdint>
#include <limits>
#include <map>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/store/database.h"
#include "tidemark/contracts/v1/incentive_terms.pb.h"
#include "tidemark/incentives/v1/stored.pb.h"

namespace tidemark::incentives {

// The last changes of feeds that are looked at.
struct AsOf {
  int64_t contracts = std::numeric_limits<int64_t>::max();
  int64_t outcomes = std::numeric_limits<int64_t>::max();
};

// What was known of one contract.
struct Known {
  v1::ContractFacts contract;
  // What stood of each return, by the ids of their periods.
  std::map<std::string, v1::ReturnVersion> returns;
  // What had happened to people, and to outcomes, by full name. Who is not
  // there has always been active.
  absl::flat_hash_map<std::string, v1::StatusHistory> people;
  absl::flat_hash_map<std::string, v1::StatusHistory> outcomes;
};

// What was known of `contract`. Returns `NOT_FOUND` if the contract was not.
absl::StatusOr<Known> ReadKnown(const store::Reader& reader,
                                absl::string_view contract, const AsOf& as_of);

// Up to where `feed` has been applied.
absl::StatusOr<int64_t> PositionOf(const store::Reader& reader,
                                   absl::string_view feed);

// The terms that hold for a period that begins on `start_day`: the last of
// those whose effective day is not after it. Null if there are none.
const v1::ContractFacts::Terms* TermsOn(const v1::ContractFacts& contract,
                                        int32_t start_day);

// The period called `id`; null if the calendar has none.
const v1::ContractFacts::Period* PeriodCalled(const v1::ContractFacts& contract,
                                              absl::string_view id);

// Why the person is left out on `day`; unspecified if not, or if `terms` do not
// list it.
contracts::v1::IncentiveTerms::Exclusion PersonExclusion(
    const Known& known, absl::string_view person, int32_t day,
    const contracts::v1::IncentiveTerms& terms);

// Whether `terms` list `exclusion`.
bool Lists(const contracts::v1::IncentiveTerms& terms,
           contracts::v1::IncentiveTerms::Exclusion exclusion);

}  // namespace tidemark::incentives

#endif  // TIDEMARK_SERVICES_INCENTIVES_KNOWN_H_
