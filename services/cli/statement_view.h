// Writes a statement so that it can be read line by line.

#ifndef TIDEMARK_SERVICES_CLI_STATEMENT_VIEW_H_
#define TIDEMARK_SERVICES_CLI_STATEMENT_VIEW_H_

#include "services/cli/session.h"
#include "tidemark/incentives/v1/statement.pb.h"

namespace tidemark::cli {

// Writes the sum with its reasons, the adjustments, and what was said; with
// `outcomes` also what each outcome and step-down comes to.
void PrintStatement(Session& session,
                    const incentives::v1::Statement& statement, bool outcomes);

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_STATEMENT_VIEW_H_
