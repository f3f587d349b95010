// What figures are asked of, and for which months: flags that several commands
// have.

#ifndef TIDEMARK_SERVICES_CLI_SUBJECTS_H_
#define TIDEMARK_SERVICES_CLI_SUBJECTS_H_

#include <string>

#include <CLI/CLI.hpp>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/base/status_macros.h"
#include "services/cli/figures.h"
#include "services/cli/session.h"

namespace tidemark::cli {

// The flags.
struct SubjectArgs {
  std::string provider;
  std::string contract;
  std::string from;
  std::string to;
};

void AddSubjectFlags(CLI::App* command, SubjectArgs& args);

// A contract, a provider or the whole council. For somebody who works for a
// provider, that provider. A usage error if both are given.
absl::StatusOr<std::string> SubjectOf(Session& session,
                                      const std::string& provider,
                                      const std::string& contract);

// Sets `name`, `from_month` and `to_month` of a request.
template <typename Request>
absl::Status SetSubject(Session& session, const SubjectArgs& args,
                        Request& request) {
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(),
                            SubjectOf(session, args.provider, args.contract));
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_from_month(),
                            ParseMonth("--from", args.from));
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_to_month(),
                            ParseMonth("--to", args.to));
  return absl::OkStatus();
}

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_SUBJECTS_H_
