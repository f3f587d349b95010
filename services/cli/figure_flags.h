// The flags of commands that show figures: of what, for which months, and as
// known when.

#ifndef TIDEMARK_SERVICES_CLI_FIGURE_FLAGS_H_
#define TIDEMARK_SERVICES_CLI_FIGURE_FLAGS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "CLI/CLI.hpp"
#include "common/base/status_macros.h"
#include "services/cli/figures.h"
#include "services/cli/session.h"

namespace tidemark::cli {

// As given on the command line.
struct FigureFlags {
  std::string provider;
  std::string contract;
  std::string from;
  std::string to;
  std::string as_of;
};

// Adds `--provider`, `--contract`, `--from`, `--to` and `--as-of`.
void AddFigureFlags(CLI::App* command, FigureFlags& flags);

// What the command is about: a contract, a provider or the whole council. For
// somebody who works for a provider, that provider.
absl::StatusOr<std::string> SubjectOf(Session& session,
                                      const FigureFlags& flags);

// Sets the subject and the months of `request`; `CallAsOf` sets the day.
template <typename Request>
absl::Status SetFigureFlags(Session& session, const FigureFlags& flags,
                            Request& request) {
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(), SubjectOf(session, flags));
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_from_month(),
                            ParseMonth("--from", flags.from));
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_to_month(),
                            ParseMonth("--to", flags.to));
  return absl::OkStatus();
}

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_FIGURE_FLAGS_H_
