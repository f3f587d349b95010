// The cases that tables are made of, asked of the monitoring service.

#ifndef TIDEMARK_SERVICES_PUBLICATIONS_CASE_SOURCE_H_
#define TIDEMARK_SERVICES_PUBLICATIONS_CASE_SOURCE_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"

#include "services/publications/months.h"
#include "tidemark/monitoring/v1/case_service.pb.h"

namespace tidemark::publications {

// Asks for one page.
using AskForCases =
    std::function<absl::StatusOr<monitoring::v1::ListCasesResponse>(
        const monitoring::v1::ListCasesRequest&)>;

// The cases of a council's metric in a range of months, all pages as one answer
// that knows up to where its first page did. Returns what `ask` returns.
absl::StatusOr<monitoring::v1::ListCasesResponse> ReadCases(
    const AskForCases& ask, const std::string& council,
    const std::string& metric, const Months& months);

}  // namespace tidemark::publications

#endif  // TIDEMARK_SERVICES_PUBLICATIONS_CASE_SOURCE_H_
