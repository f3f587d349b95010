// What a provider says to warnings on the command line.

#ifndef TIDEMARK_SERVICES_CLI_WARNING_ANSWERS_H_
#define TIDEMARK_SERVICES_CLI_WARNING_ANSWERS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::cli {

// The help of `--confirm`.
inline constexpr char kConfirmHelp[] =
    "CODE=REASON: why the return is right in spite of a warning; may be "
    "repeated";

// The answers that the values of `--confirm` give. A usage error for one that
// is not of its form.
absl::StatusOr<std::vector<outcomes::v1::Return::WarningAnswer>> ParseAnswers(
    const std::vector<std::string>& confirm);

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_WARNING_ANSWERS_H_
