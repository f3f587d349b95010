// Stores what a test needs through the API, as the people who would.
//
// Contracts run from April 2025 to March 2026 with a return a month, so that
// every period is over.

#ifndef TIDEMARK_TESTS_E2E_RECORDS_H_
#define TIDEMARK_TESTS_E2E_RECORDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/rpc/channel.h"
#include "tests/e2e/server_process.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/enablement/v1/package.pb.h"
#include "tidemark/monitoring/v1/monitoring_service.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::e2e {

// A UUID made of `number`: the same for the same.
std::string RequestId(uint64_t number);

// `2025-04-30`. Stops the test binary if it is no date.
type::v1::Date Day(const std::string& iso);

// Stores the council `name`, whose figures have a value from one case on.
absl::Status StoreCouncil(const ServerProcess& server, const std::string& name);

// Stores the provider `name`.
absl::Status StoreProvider(const ServerProcess& server, const std::string& name,
                           const std::string& display_name);

// Stores the contract `name` of `provider` and puts it in force.
absl::StatusOr<contracts::v1::Contract> StoreContract(
    const ServerProcess& server, const std::string& name,
    const std::string& provider, const std::string& title);

// Stores the person `name`.
absl::Status StorePerson(const ServerProcess& server, const std::string& name);

// Stores the outcome `name`, which `contract` supports.
absl::Status StoreOutcome(const ServerProcess& server, const std::string& name,
                          const std::string& contract,
                          const std::string& own_words);

// Stores the package `name` with ten hours a week from April and eight from
// June 2025 on, to which the person agrees.
absl::StatusOr<enablement::v1::Package> StorePackage(
    const ServerProcess& server, const std::string& name,
    const std::string& person, const std::string& contract,
    const std::string& words);

// What a return says of `outcome`: the level that the person said, `nullopt` if
// nobody asked, and the provider's.
outcomes::v1::ReturnEntry Entry(const std::string& outcome,
                                std::optional<int> person_level,
                                int provider_level,
                                const std::string& words = "");

// Where each feed of `council` ends.
absl::StatusOr<std::vector<monitoring::v1::FeedPosition>> FeedEnds(
    const ServerProcess& server, const std::string& council);

// The request for the scorecard of `subject` for the year from April 2025, once
// it knows all that is stored by now; it waits for that at most for `wait`.
absl::StatusOr<monitoring::v1::GetScorecardRequest> ScorecardAfterNow(
    const ServerProcess& server, const std::string& subject,
    absl::Duration wait);

// The figure of `metric` in `row`. Empty if it has none.
monitoring::v1::Figure FigureOf(const monitoring::v1::ScorecardRow& row,
                                absl::string_view metric);

// The request to explain the figure `metric` of `subject` for the same year.
monitoring::v1::ExplainFigureRequest Why(const std::string& metric,
                                         const std::string& subject);

}  // namespace tidemark::e2e

#endif  // TIDEMARK_TESTS_E2E_RECORDS_H_
