// How a command says that it failed: the exit code for scripts, the words for
// people.

#ifndef TIDEMARK_SERVICES_CLI_REPORT_H_
#define TIDEMARK_SERVICES_CLI_REPORT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "tidemark/api/v1/errors.pb.h"

namespace tidemark::cli {

// What scripts may rely on. Never change a number.
enum class ExitCode {
  // Done.
  kDone = 0,
  // Refused or failed for a reason that has no code of its own, such as faults
  // in a file.
  kRefused = 1,
  // The command line is wrong; nothing was tried.
  kUsage = 2,
  // What was named does not exist.
  kNotFound = 3,
  // The token is missing, not accepted, or does not allow it.
  kNotAllowed = 4,
  // The resource exists already, has changed meanwhile, or is in a state that
  // does not allow it.
  kConflict = 5,
  // The server could not be reached, was too busy, or did not answer in time.
  kUnreachable = 6,
};

// The paragraph of `--help` that lists the exit codes.
std::string ExitCodeHelp();

// The exit code for `status`.
ExitCode ExitCodeFor(const absl::Status& status);

// One fault on one line: `line 3, column provider_level, value "3": must be -2
// to 2 (LEVEL_RANGE)`, or with the request's field where it has no line.
std::string FaultLine(const api::v1::Fault& fault);

// Each of `faults` on its line, indented.
std::string FaultLines(const std::vector<api::v1::Fault>& faults);

// What to print for `status`: its sentence, then each fault on its line, and
// where a token comes from if that is what is missing.
std::string ErrorText(const absl::Status& status);

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_REPORT_H_
