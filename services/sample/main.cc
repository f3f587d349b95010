// Loads a sample council into a running server:
//
//   tidemark-sample --server 127.0.0.1:8400 --keys data/keys --people 1500
//
// Ends with 0 only if everything is in.

#include <algorithm>
#include <cstdio>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "CLI/CLI.hpp"
#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/type/date.h"
#include "services/sample/load.h"
#include "services/sample/plan.h"

namespace tidemark::sample {
namespace {

using type::Date;
using type::YearMonth;

// What the command line says, and what follows from it and from the day.
struct Flags {
  std::string last_month;
  SampleOptions sample{.last_month = YearMonth(Date())};
  LoadOptions load;
};

absl::Status Run(Flags flags, const Clock& clock) {
  const Date today = type::Today(clock);
  flags.sample.last_month = YearMonth(today).AddMonths(-1);
  if (!flags.last_month.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(flags.sample.last_month,
                              YearMonth::Parse(flags.last_month));
  }
  // Nothing is done on days to come.
  flags.sample.until = std::min(today - 1, UntilOf(flags.sample));
  TIDEMARK_ASSIGN_OR_RETURN(const SampleCouncil sample,
                            SampleCouncil::Make(flags.sample));
  const absl::Time start = clock.Now();
  TIDEMARK_ASSIGN_OR_RETURN(const LoadTotals totals,
                            Load(sample, flags.load, clock));
  const double seconds = absl::ToDoubleSeconds(clock.Now() - start);
  std::printf(
      "%s: %lld providers, %lld locations, %lld contracts, %lld people, "
      "%lld outcomes, %lld packages, %lld check-backs; %lld returns in %lld "
      "submissions with "
      "%lld entries, %lld acceptances, %lld stories, %lld proposals, %lld "
      "statements; "
      "%.1f s\n",
      sample.council().display_name().c_str(),
      static_cast<long long>(totals.providers),
      static_cast<long long>(totals.locations),
      static_cast<long long>(totals.contracts),
      static_cast<long long>(totals.people),
      static_cast<long long>(totals.outcomes),
      static_cast<long long>(totals.packages),
      static_cast<long long>(totals.check_backs),
      static_cast<long long>(totals.returns),
      static_cast<long long>(totals.submissions),
      static_cast<long long>(totals.entries),
      static_cast<long long>(totals.acceptances),
      static_cast<long long>(totals.stories),
      static_cast<long long>(totals.proposals),
      static_cast<long long>(totals.statements), seconds);
  return absl::OkStatus();
}

}  // namespace
}  // namespace tidemark::sample

int main(int argc, char** argv) {
  tidemark::sample::Flags flags;
  CLI::App app("Loads a sample council into a running Tidemark server.");
  app.add_option("--server", flags.load.server, "The server, host:port")
      ->required()
      ->envname("TIDEMARK_SERVER");
  app.add_option("--keys", flags.load.keys_dir,
                 "The folder with the installation's signing key")
      ->required();
  app.add_option("--council", flags.sample.council,
                 "The council's ONS GSS code")
      ->capture_default_str();
  app.add_option("--people", flags.sample.people, "How many people")
      ->capture_default_str();
  app.add_option("--months", flags.sample.months, "Over how many months")
      ->capture_default_str();
  app.add_option("--seed", flags.sample.seed,
                 "Another seed makes another council")
      ->capture_default_str();
  app.add_option("--last-month", flags.last_month,
                 "The last month, YYYY-MM; the month before this one if not "
                 "given");
  app.add_option("--workers", flags.load.workers,
                 "How many providers are loaded at the same time")
      ->capture_default_str();
  app.add_flag("--quiet", flags.load.quiet, "Show no progress");
  CLI11_PARSE(app, argc, argv);

  const absl::Status status =
      tidemark::sample::Run(flags, tidemark::Clock::System());
  if (status.ok()) return 0;
  std::fprintf(stderr, "tidemark-sample: %s\n",
               std::string(status.message()).c_str());
  return 1;
}
