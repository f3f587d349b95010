// What commands about figures share: whose figures, what they mean, and the sum
// that one is made of.

#ifndef TIDEMARK_SERVICES_CLI_FIGURE_VIEWS_H_
#define TIDEMARK_SERVICES_CLI_FIGURE_VIEWS_H_

#include <ostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "services/cli/figures.h"
#include "services/cli/session.h"
#include "services/cli/subjects.h"
#include "services/cli/words.h"
#include "tidemark/monitoring/v1/metric.pb.h"
#include "tidemark/monitoring/v1/scorecard.pb.h"

namespace tidemark::cli {

// The flags of these commands.
struct FigureArgs : SubjectArgs {
  std::string figure;
  std::string as_of;
};

// Adds those that all of them have: whose figures, of which months, and as
// known when.
void AddFigureFlags(CLI::App* command, FigureArgs& args);

// Writes when `answer` was known so.
template <typename Answer>
void PrintAsOf(std::ostream& out, const Answer& answer) {
  out << "\nAs of "
      << (answer.has_as_of_date()
              ? absl::StrCat("the end of ", FormatDate(answer.as_of_date()))
              : FormatTime(answer.as_of_time()))
      << ": " << FormatPositions(answer.as_of()) << "\n";
}

// The definitions of the council of `subject`.
absl::StatusOr<std::vector<monitoring::v1::Metric>> AskMetrics(
    Session& session, absl::string_view subject);

// The title of a metric, or its id where it is not known.
std::string TitleOf(const std::vector<monitoring::v1::Metric>& metrics,
                    const std::string& id);

// Writes what the metric means.
void PrintDefinition(std::ostream& out, const monitoring::v1::Metric& metric);

// Writes the lines of the whole explanation, what was left out, and the sum.
void PrintLines(Session& session,
                const monitoring::v1::Explanation& explanation);

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_FIGURE_VIEWS_H_
