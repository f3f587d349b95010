#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/base/status_macros.h"
#include "services/cli/commands.h"
#include "services/cli/figures.h"
#include "services/cli/question_flags.h"
#include "services/cli/words.h"
#include "tidemark/monitoring/v1/package_measure_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using monitoring::v1::GetTimeToIndependenceRequest;
using monitoring::v1::IndependenceRow;
using monitoring::v1::MedianDays;
using monitoring::v1::PackageMeasureService;
using monitoring::v1::SurvivalPoint;
using monitoring::v1::TimeToIndependence;

constexpr size_t kNameWidth = 36;

// "38 days (35 to 44)".
std::string FormatMedian(const MedianDays& median) {
  switch (median.no_value()) {
    case MedianDays::NO_VALUE_NOT_APPLICABLE:
      return "no value: no packages";
    case MedianDays::NO_VALUE_TOO_FEW:
      return "too few to judge";
    default:
      break;
  }
  const auto limit = [](bool reached, int days) {
    return reached ? absl::StrCat(days) : std::string("not reached");
  };
  return absl::StrCat(
      median.has_days() ? Count(median.days(), "day") : "not reached", " (",
      limit(median.has_lower_days(), median.lower_days()), " to ",
      limit(median.has_upper_days(), median.upper_days()), ")");
}

std::string FormatLimits(const SurvivalPoint& point) {
  if (!point.has_lower()) return "";
  return absl::StrCat(FormatShare(point.lower()), " to ",
                      FormatShare(point.upper()));
}

void PrintCurve(Session& session, const IndependenceRow& row) {
  Table table({{"DAY", Align::kRight},
               {"UNDER WAY", Align::kRight},
               {"GOT THERE", Align::kRight},
               {"OUT OF SIGHT", Align::kRight},
               {"NOT YET THERE", Align::kRight},
               {"95% LIMITS"}});
  for (const SurvivalPoint& point : row.points()) {
    table.Add({FormatCount(point.days()), FormatCount(point.at_risk()),
               FormatCount(point.events()), FormatCount(point.censored()),
               point.has_survival() ? FormatShare(point.survival()) : "",
               FormatLimits(point)});
  }
  session.Print(table);
}

absl::Status ShowTime(Session& session, const IndependenceArgs& args) {
  GetTimeToIndependenceRequest request;
  TIDEMARK_RETURN_IF_ERROR(SetIndependence(session, args, request));
  TIDEMARK_ASSIGN_OR_RETURN(
      const TimeToIndependence time,
      CallUntilReady(session,
                     &PackageMeasureService::Stub::GetTimeToIndependence,
                     request));
  if (session.json()) return session.PrintJson(time);
  const IndependenceRow& total = time.total();
  std::ostream& out = session.out();
  std::vector<std::string> lost;
  for (const IndependenceRow::Censoring& censored : total.censored()) {
    lost.push_back(absl::StrCat(FormatCount(censored.packages()), " ",
                                OneLine(censored.reason())));
  }
  out << "From the start of " << Count(total.packages(), "package")
      << " (stage " << Word(time.stage()) << ") to no or lower support, as of "
      << FormatDate(time.as_of_date()) << "\n"
      << "median      " << FormatMedian(total.median()) << "\n"
      << "got there   " << FormatCount(total.events()) << "\n"
      << "not seen    " << absl::StrJoin(lost, "; ") << "\n\n";
  PrintCurve(session, total);
  if (!time.rows().empty()) {
    Table table({{"", Align::kLeft, kNameWidth},
                 {"PACKAGES", Align::kRight},
                 {"GOT THERE", Align::kRight},
                 {"MEDIAN (95% LIMITS)"}});
    for (const IndependenceRow& row : time.rows()) {
      table.Add({row.display_name(), FormatCount(row.packages()),
                 FormatCount(row.events()), FormatMedian(row.median())});
    }
    out << "\n";
    session.Print(table);
  }
  out << "\nKaplan-Meier estimate. "
      << (time.has_known_date()
              ? absl::StrCat("As known at the end of ",
                             FormatDate(time.known_date()))
              : absl::StrCat("As of ", FormatTime(time.as_of_time())))
      << ": " << FormatPositions(time.as_of()) << "\n";
  return absl::OkStatus();
}

}  // namespace

void AddIndependence(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "independence",
      "How long people take from the start of support to no or lower support");
  const auto args = std::make_shared<IndependenceArgs>();
  AddIndependenceFlags(command, *args);
  session.OnRun(command, [&session, args] { return ShowTime(session, *args); });
}

}  // namespace tidemark::cli
