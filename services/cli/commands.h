// The commands, by subject. Each function adds its commands to `app`; `session`
// must outlive `app`.

#ifndef TIDEMARK_SERVICES_CLI_COMMANDS_H_
#define TIDEMARK_SERVICES_CLI_COMMANDS_H_

#include <CLI/CLI.hpp>

#include "services/cli/analyst.h"
#include "services/cli/session.h"

namespace tidemark::cli {

void AddImport(CLI::App& app, Session& session);
void AddLists(CLI::App& app, Session& session);
void AddCouncils(CLI::App& app, Session& session);
void AddContracts(CLI::App& app, Session& session);
void AddPeople(CLI::App& app, Session& session);
void AddOutcomes(CLI::App& app, Session& session);
void AddReturns(CLI::App& app, Session& session);
// Adds to `returns`, which `AddReturns` made.
void AddReturnViews(CLI::App& returns, Session& session);
void AddReturnImport(CLI::App& returns, Session& session);
void AddStories(CLI::App& app, Session& session);
void AddPackages(CLI::App& app, Session& session);
void AddCheckBacks(CLI::App& app, Session& session);
void AddEpisodes(CLI::App& app, Session& session);
void AddWorklist(CLI::App& app, Session& session);
void AddProposals(CLI::App& app, Session& session);
void AddCld(CLI::App& app, Session& session);
// Adds to `cld`, which `AddCld` made.
void AddCldPublish(CLI::App& cld, Session& session);
void AddMeasures(CLI::App& app, Session& session);
void AddNotices(CLI::App& app, Session& session);
// `incentives` and `statements`.
void AddStatements(CLI::App& app, Session& session);
void AddScorecard(CLI::App& app, Session& session);
void AddCharts(CLI::App& app, Session& session);
void AddBreakdown(CLI::App& app, Session& session);
void AddTargets(CLI::App& app, Session& session);
void AddSignals(CLI::App& app, Session& session);
void AddBaselines(CLI::App& app, Session& session);
void AddStepDowns(CLI::App& app, Session& session);
void AddGrowth(CLI::App& app, Session& session);
void AddIndependence(CLI::App& app, Session& session);
// `local` does the arithmetic, unless a server is asked to. Must outlive
// `session`.
void AddAnalyse(CLI::App& app, Session& session, const Analyst& local);
void AddEquality(CLI::App& app, Session& session);
void AddPublish(CLI::App& app, Session& session);
void AddExport(CLI::App& app, Session& session);
void AddHistory(CLI::App& app, Session& session);
void AddWatch(CLI::App& app, Session& session);
void AddBackup(CLI::App& app, Session& session);
void AddToken(CLI::App& app, Session& session);

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_COMMANDS_H_
