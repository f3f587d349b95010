#include "services/cli/warning_answers.h"

#include "services/cli/words.h"

namespace tidemark::cli {

using outcomes::v1::Return;

absl::StatusOr<std::vector<Return::WarningAnswer>> ParseAnswers(
    const std::vector<std::string>& confirm) {
  std::vector<Return::WarningAnswer> answers;
  for (const std::string& answer : confirm) {
    const size_t equals = answer.find('=');
    if (equals == std::string::npos) {
      return UsageError(
          "--confirm takes CODE=REASON, with the code of a warning and why "
          "the return is right all the same");
    }
    Return::WarningAnswer& added = answers.emplace_back();
    added.set_code(answer.substr(0, equals));
    added.set_reason(answer.substr(equals + 1));
  }
  return answers;
}

}  // namespace tidemark::cli
