#include "services/cli/figure_flags.h"

#include "services/cli/as_of.h"
#include "services/cli/names.h"

namespace tidemark::cli {

void AddFigureFlags(CLI::App* command, FigureFlags& flags) {
  command->add_option("--provider", flags.provider, "Of this provider");
  command->add_option("--contract", flags.contract, "Of this contract");
  command->add_option("--from", flags.from, "The first month, YYYY-MM")
      ->required();
  command->add_option("--to", flags.to, "The last month, YYYY-MM")->required();
  AddAsOfFlag(command, flags.as_of);
}

absl::StatusOr<std::string> SubjectOf(Session& session,
                                      const FigureFlags& flags) {
  if (!flags.contract.empty() && !flags.provider.empty()) {
    return UsageError("give --contract or --provider, not both");
  }
  if (!flags.contract.empty()) {
    return session.Name("--contract", flags.contract, kContractPattern);
  }
  if (!flags.provider.empty()) {
    return session.Name("--provider", flags.provider, kProviderPattern);
  }
  if (!session.council_given()) {
    TIDEMARK_ASSIGN_OR_RETURN(const std::string own, session.OwnProvider());
    if (!own.empty()) return own;
  }
  return session.Council();
}

}  // namespace tidemark::cli
