#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "common/base/status_macros.h"
#include "services/cli/commands.h"
#include "services/cli/figures.h"
#include "services/cli/question_flags.h"
#include "services/cli/words.h"
#include "tidemark/monitoring/v1/equality_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using monitoring::v1::EqualityGaps;
using monitoring::v1::EqualityRow;
using monitoring::v1::EqualityService;
using monitoring::v1::Figure;
using monitoring::v1::Gap;
using monitoring::v1::GetEqualityGapsRequest;

constexpr size_t kNameWidth = 44;

// "-12.5 points (-20.1 to -4.9)", or why there is none.
std::string FormatGap(const Gap& gap) {
  if (gap.no_value() == Figure::NO_VALUE_NOT_APPLICABLE) {
    return "nobody to compare with";
  }
  const std::string interval =
      absl::StrFormat("(%+.1f to %+.1f)", gap.lower() * 100, gap.upper() * 100);
  if (!gap.has_value()) return absl::StrCat("too few to judge ", interval);
  return absl::StrFormat("%+.1f points %s", gap.value() * 100, interval);
}

absl::Status Show(Session& session, const ByArgs& args) {
  GetEqualityGapsRequest request;
  TIDEMARK_RETURN_IF_ERROR(SetEquality(session, args, request));
  TIDEMARK_ASSIGN_OR_RETURN(
      const EqualityGaps gaps,
      CallUntilReady(session, &EqualityService::Stub::GetEqualityGaps,
                     request));
  if (session.json()) return session.PrintJson(gaps);
  session.out() << OneLine(gaps.display_name()) << ", "
                << FormatMonths(gaps.from_month(), gaps.to_month()) << ": "
                << FormatFigure(gaps.total()) << ", of "
                << Count(gaps.people(), "person", "people") << "\n\n";
  Table table({{"GROUP", Align::kLeft, kNameWidth},
               {"PEOPLE", Align::kRight},
               {"SHARE"},
               {"EVERYBODY ELSE"},
               {"GAP"}});
  for (const EqualityRow& row : gaps.rows()) {
    table.Add({row.group().display_name(), FormatCount(row.people()),
               FormatFigure(row.figure()), FormatFigure(row.rest()),
               FormatGap(row.gap())});
  }
  session.Print(table);
  session.out() << "\nA gap is a question to ask together, not a verdict. "
                   "Intervals hold the true value with 95% confidence; the "
                   "cases of one person belong together, so true ones are "
                   "wider.\nNot for publication: small numbers are not "
                   "hidden; `tidemark publish` makes what may leave the "
                   "council.\n";
  PrintAsOf(session.out(), gaps);
  return absl::OkStatus();
}

}  // namespace

void AddEquality(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "equality", "Whether support works as well for everyone");
  const auto args = std::make_shared<ByArgs>();
  AddEqualityFlags(command, *args);
  session.OnRun(command, [&session, args] { return Show(session, *args); });
}

}  // namespace tidemark::cli
