// What a contract pays for outcomes, as flags and as words.

#ifndef TIDEMARK_SERVICES_CLI_INCENTIVE_TERMS_H_
#define TIDEMARK_SERVICES_CLI_INCENTIVE_TERMS_H_

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/status/statusor.h"

#include "services/cli/session.h"
#include "tidemark/contracts/v1/incentive_terms.pb.h"

namespace tidemark::cli {

// The terms as flags; empty means not given.
struct IncentiveFlags {
  std::string file;
  std::string value;
  std::string baseline;
  std::string first_met;
  std::string met;
  std::vector<std::string> bands;
  std::string step_down;
  std::string cap;
  std::string floor;
  int minimum = 0;
  bool confirmed = false;
  std::vector<std::string> exclude;
  bool nothing = false;
};

void AddIncentiveFlags(CLI::App* command, IncentiveFlags& flags);

// Whether any of them was given.
bool AnyGiven(const IncentiveFlags& flags);

// The terms that were given; nothing for `--pay-nothing`. A usage error if they
// cannot be read, or contradict each other.
absl::StatusOr<std::optional<contracts::v1::IncentiveTerms>> ReadIncentiveFlags(
    const IncentiveFlags& flags);

// Writes the terms, a line for each amount and limit, indented by two.
void PrintIncentiveTerms(Session& session,
                         const contracts::v1::IncentiveTerms& terms);

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_INCENTIVE_TERMS_H_
