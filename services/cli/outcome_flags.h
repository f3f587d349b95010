// The flags that describe what matters to a person.

#ifndef TIDEMARK_SERVICES_CLI_OUTCOME_FLAGS_H_
#define TIDEMARK_SERVICES_CLI_OUTCOME_FLAGS_H_

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/status/status.h"

#include "services/cli/session.h"
#include "tidemark/outcomes/v1/personal_outcome.pb.h"

namespace tidemark::cli {

// What the flags say; empty means not given.
struct OutcomeFlags {
  std::string own_words;
  std::string why;
  std::string contract;
  std::string location;
  std::vector<std::string> themes;
  std::vector<std::string> levels;
  std::string baseline;
  int weight = 0;
  std::string start;
  std::string target;
  std::string benefit;
  std::string harm;
};

// Adds the flags to `command`. Those without which there is no outcome are
// required if `required`. The flags of a risk are `--benefit` and `--harm`
// unless `risk` says otherwise: `--outcome-benefit`, `--outcome-harm`.
void AddOutcomeFlags(CLI::App* command, OutcomeFlags& flags, bool required,
                     const std::string& risk = "");

// Writes what was given into `outcome`; lists are replaced whole.
absl::Status ApplyOutcomeFlags(Session& session, const OutcomeFlags& flags,
                               outcomes::v1::PersonalOutcome& outcome);

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_OUTCOME_FLAGS_H_
