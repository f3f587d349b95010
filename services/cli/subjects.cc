#include "services/cli/subjects.h"

#include "services/cli/names.h"
#include "services/cli/words.h"

namespace tidemark::cli {

void AddSubjectFlags(CLI::App* command, SubjectArgs& args) {
  command->add_option("--provider", args.provider, "Of this provider");
  command->add_option("--contract", args.contract, "Of this contract");
  command->add_option("--from", args.from, "The first month, such as 2025-04")
      ->required();
  command->add_option("--to", args.to, "The last month")->required();
}

absl::StatusOr<std::string> SubjectOf(Session& session,
                                      const std::string& provider,
                                      const std::string& contract) {
  if (!contract.empty() && !provider.empty()) {
    return UsageError("give --contract or --provider, not both");
  }
  if (!contract.empty()) {
    return session.Name("--contract", contract, kContractPattern);
  }
  if (!provider.empty()) {
    return session.Name("--provider", provider, kProviderPattern);
  }
  if (!session.council_given()) {
    TIDEMARK_ASSIGN_OR_RETURN(const std::string own, session.OwnProvider());
    if (!own.empty()) return own;
  }
  return session.Council();
}

}  // namespace tidemark::cli
