// tidemark: what commissioners, providers and scripts use from a terminal.

#include <iostream>
#include <random>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"

#include "common/base/clock.h"
#include "services/cli/analyst.h"
#include "services/cli/commands.h"
#include "services/cli/report.h"
#include "services/cli/session.h"
#include "services/monitoring/analysis.h"

namespace {

using tidemark::cli::ExitCode;

// A random UUID (RFC 9562, version 4).
std::string NewUuid() {
  std::random_device device;
  const auto bits = [&device] { return (uint64_t{device()} << 32) | device(); };
  const uint64_t high = (bits() & ~uint64_t{0xF000}) | 0x4000;
  const uint64_t low = (bits() & ~(uint64_t{3} << 62)) | (uint64_t{2} << 62);
  return absl::StrFormat("%08x-%04x-%04x-%04x-%012x", high >> 32,
                         (high >> 16) & 0xFFFF, high & 0xFFFF, low >> 48,
                         low & 0xFFFFFFFFFFFF);
}

// The server's own arithmetic, in this process.
tidemark::cli::Analyst LocalAnalyst() {
  namespace monitoring = tidemark::monitoring;
  return {.xmr = &monitoring::AnalyseXmr,
          .proportions = &monitoring::AnalyseProportions,
          .funnel = &monitoring::AnalyseFunnel,
          .standardised_ratio = &monitoring::AnalyseStandardisedRatio,
          .goal_attainment = &monitoring::AnalyseGoalAttainment,
          .intervals = &monitoring::AnalyseIntervals,
          .growth = &monitoring::AnalyseGrowth};
}

int Run(int argc, char** argv) {
  const tidemark::cli::Analyst local = LocalAnalyst();
  tidemark::cli::Session session({
      .out = std::cout,
      .err = std::cerr,
      .out_is_terminal = isatty(STDOUT_FILENO) == 1,
      .err_is_terminal = isatty(STDERR_FILENO) == 1,
      .clock = tidemark::Clock::System(),
      .new_request_id = &NewUuid,
  });
  CLI::App app(
      "Monitors care-provider contracts against people's own outcomes.",
      "tidemark");
  app.require_subcommand(1);
  // Flags of every command may stand behind the command's name.
  app.fallthrough();
  app.set_version_flag("--version", "tidemark " TIDEMARK_VERSION);
  app.footer(tidemark::cli::ExitCodeHelp() +
             "\nNames may be short (--contract c-1) or in full "
             "(--contract councils/E10000012/contracts/c-1).\n"
             "`tidemark COMMAND --help` tells more of a command.");
  session.AddFlags(app);
  AddImport(app, session);
  AddLists(app, session);
  AddReturns(app, session);
  AddScorecard(app, session);
  AddCharts(app, session);
  AddBreakdown(app, session);
  AddTargets(app, session);
  AddSignals(app, session);
  AddBaselines(app, session);
  AddStepDowns(app, session);
  AddGrowth(app, session);
  AddIndependence(app, session);
  AddEquality(app, session);
  AddPublish(app, session);
  AddExport(app, session);
  AddContracts(app, session);
  AddStatements(app, session);
  AddCouncils(app, session);
  AddPeople(app, session);
  AddOutcomes(app, session);
  AddStories(app, session);
  AddPackages(app, session);
  AddCheckBacks(app, session);
  AddEpisodes(app, session);
  AddWorklist(app, session);
  AddProposals(app, session);
  AddCld(app, session);
  AddMeasures(app, session);
  AddNotices(app, session);
  AddAnalyse(app, session, local);
  AddHistory(app, session);
  AddWatch(app, session);
  AddBackup(app, session);
  AddToken(app, session);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    const std::vector<std::string> unknown = app.remaining(/*recurse=*/true);
    const bool no_command =
        dynamic_cast<const CLI::RequiredError*>(&error) != nullptr &&
        !unknown.empty() && !unknown[0].starts_with("-");
    std::cerr << "tidemark: "
              << (no_command ? "there is no command " + unknown[0]
                             : error.what())
              << "\n  `tidemark --help` lists the commands, `tidemark COMMAND "
                 "--help` the flags of one.\n";
    return static_cast<int>(ExitCode::kUsage);
  }
  const absl::Status status = session.Run();
  std::cout.flush();
  if (!status.ok()) {
    std::cerr << tidemark::cli::ErrorText(status);
    return static_cast<int>(tidemark::cli::ExitCodeFor(status));
  }
  if (!std::cout) {
    std::cerr << "tidemark: the output could not be written\n";
    return static_cast<int>(ExitCode::kRefused);
  }
  return static_cast<int>(ExitCode::kDone);
}

}  // namespace

int main(int argc, char** argv) { return Run(argc, argv); }
