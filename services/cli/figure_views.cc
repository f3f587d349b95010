#include "services/cli/figure_views.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/as_of.h"
#include "services/cli/figures.h"
#include "services/cli/names.h"
#include "services/cli/words.h"
#include "tidemark/monitoring/v1/monitoring_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using monitoring::v1::ExplanationLine;
using monitoring::v1::Figure;
using monitoring::v1::ListMetricsRequest;
using monitoring::v1::ListMetricsResponse;
using monitoring::v1::Metric;
using monitoring::v1::MonitoringService;

std::string FormatDirection(Metric::Direction direction) {
  switch (direction) {
    case Metric::DIRECTION_HIGHER_IS_BETTER:
      return "higher";
    case Metric::DIRECTION_LOWER_IS_BETTER:
      return "lower";
    default:
      return "neither: a question to ask, not a score";
  }
}

std::string FormatDimensions(const Metric& metric) {
  std::vector<std::string> words;
  for (const int dimension : metric.dimensions()) {
    words.push_back(Word(static_cast<monitoring::v1::Dimension>(dimension)));
  }
  return absl::StrJoin(words, ", ");
}

// "package k-1", "proposal k-1/q"; empty for a return, which its contract and
// period name.
std::string OtherName(const ExplanationLine& line) {
  const absl::string_view name = WithoutCouncil(line.name());
  const absl::string_view collection = CollectionOf(line.name());
  if (collection == "returns") return "";
  if (collection == "packages") return absl::StrCat("package ", IdOf(name));
  if (collection == "stories") return absl::StrCat("story ", IdOf(name));
  return std::string(name);
}

}  // namespace

void AddFigureFlags(CLI::App* command, FigureArgs& args) {
  AddSubjectFlags(command, args);
  AddAsOfFlag(command, args.as_of);
}

absl::StatusOr<std::vector<Metric>> AskMetrics(Session& session,
                                               absl::string_view subject) {
  ListMetricsRequest request;
  request.set_parent(std::string(CouncilOf(subject)));
  TIDEMARK_ASSIGN_OR_RETURN(
      const ListMetricsResponse response,
      session.Call(&MonitoringService::Stub::ListMetrics, request));
  return std::vector<Metric>(response.metrics().begin(),
                             response.metrics().end());
}

std::string TitleOf(const std::vector<Metric>& metrics, const std::string& id) {
  for (const Metric& metric : metrics) {
    if (metric.id() == id) return metric.title();
  }
  return id;
}

void PrintDefinition(std::ostream& out, const Metric& metric) {
  out << OneLine(metric.question()) << "\n"
      << "  counted   " << OneLine(metric.numerator()) << "\n";
  if (metric.kind() != Figure::KIND_COUNT) {
    out << "  out of    " << OneLine(metric.denominator()) << "\n";
  }
  if (!metric.exclusions().empty()) {
    out << "  left out  " << OneLine(metric.exclusions()) << "\n";
  }
  if (metric.minimum_denominator() > 0) {
    out << "  judged on " << metric.minimum_denominator()
        << " cases or more, unless the council says otherwise\n";
  }
  out << "  better    " << FormatDirection(metric.direction()) << "\n";
  if (metric.dimensions_size() > 0) {
    out << "  by        " << FormatDimensions(metric) << "\n";
  }
  if (!metric.asked_at().empty()) {
    out << "  asked at  " << metric.asked_at() << "\n";
  }
  out << "  source    " << OneLine(metric.source()) << "\n";
}

void PrintLines(Session& session,
                const monitoring::v1::Explanation& explanation) {
  const Figure& figure = explanation.figure();
  const bool count = figure.kind() == Figure::KIND_COUNT;
  Table sum({{"CONTRACT"},
             {"PERIOD"},
             {"VERSION", Align::kRight},
             {"PEOPLE", Align::kRight},
             {"COUNTED", Align::kRight},
             {"OUT OF", Align::kRight},
             {"WHAT IT SAYS"}});
  for (const ExplanationLine& line : explanation.lines()) {
    std::string note = line.note();
    if (const std::string left = FormatExclusions(line.exclusions());
        !left.empty()) {
      absl::StrAppend(&note, note.empty() ? "" : "; ", "left out: ", left);
    }
    if (const std::string other = OtherName(line); !other.empty()) {
      note = absl::StrCat(other, note.empty() ? "" : ": ", note);
    }
    sum.Add({std::string(IdOf(line.contract())), line.period(),
             line.version() == 0 ? "" : absl::StrCat(line.version()),
             line.people() == 0 ? "" : FormatCount(line.people()),
             FormatCount(line.numerator()),
             count ? "" : FormatCount(line.denominator()), note});
  }
  const bool hidden = figure.no_value() == Figure::NO_VALUE_SUPPRESSED;
  sum.Add({"total", "", "",
           explanation.people() == 0 ? "" : FormatCount(explanation.people()),
           hidden ? "[c]" : FormatCount(figure.numerator()),
           hidden  ? "[c]"
           : count ? ""
                   : FormatCount(figure.denominator()),
           absl::StrCat("= ", FormatFigure(figure))});
  std::ostream& out = session.out();
  out << "\n";
  session.Print(sum);
  if (const std::string worked = FormatSum(explanation); !worked.empty()) {
    out << "\n" << worked << "\n";
  }
  if (const std::string target = FormatTarget(figure); !target.empty()) {
    out << "\nJudged by: " << target << "\n";
  }
  if (explanation.exclusions_size() > 0) {
    out << "\nLeft out in all: " << FormatExclusions(explanation.exclusions())
        << "\n";
  }
}

}  // namespace tidemark::cli
