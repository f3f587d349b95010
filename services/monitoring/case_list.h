// The cases of contracts by month and person, of which publications are made.

#ifndef TIDEMARK_SERVICES_MONITORING_CASE_LIST_H_
#define TIDEMARK_SERVICES_MONITORING_CASE_LIST_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/store/database.h"
#include "services/monitoring/subjects.h"
#include "services/monitoring/sums.h"
#include "tidemark/monitoring/v1/case_service.pb.h"

namespace tidemark::monitoring {

// One page of contracts.
struct CasesPage {
  std::vector<v1::ContractCases> contracts;
  // The contract with which the next page starts; empty if this is the last.
  std::string next;
};

// The cases of up to `limit` contracts of the council that have anything in
// `range`, from the contract called `start` on, in order of name.
absl::StatusOr<CasesPage> ListContractCases(const store::Reader& reader,
                                            const Subject& council,
                                            const Range& range,
                                            absl::string_view start,
                                            size_t limit);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_CASE_LIST_H_
