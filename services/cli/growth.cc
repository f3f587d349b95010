#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/commands.h"
#include "services/cli/figures.h"
#include "services/cli/question_flags.h"
#include "services/cli/words.h"
#include "tidemark/monitoring/v1/package_measure_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using enablement::v1::Package;
using monitoring::v1::Figure;
using monitoring::v1::GetPackageGrowthRequest;
using monitoring::v1::GrowthRow;
using monitoring::v1::MeanChange;
using monitoring::v1::OutcomeMoves;
using monitoring::v1::PackageGrowth;
using monitoring::v1::PackageMeasureService;

constexpr size_t kNameWidth = 36;

std::string FormatMean(const MeanChange& mean) {
  std::string people =
      absl::StrCat("of ", Count(mean.people(), "person", "people"));
  if (mean.without_percentage() > 0) {
    absl::StrAppend(&people, "; ", FormatCount(mean.without_percentage()),
                    " more from nothing");
  }
  if (mean.has_value()) {
    return absl::StrCat(FormatShare(mean.value()), " (", people, ")");
  }
  return mean.no_value() == Figure::NO_VALUE_TOO_FEW
             ? absl::StrCat("too few to judge (", people, ")")
             : "no value: nothing to count";
}

std::string FormatPart(int64_t pence, bool has_share, double share) {
  return has_share
             ? absl::StrCat(FormatPounds(pence), " (", FormatShare(share), ")")
             : FormatPounds(pence);
}

std::string FormatMoves(const OutcomeMoves& moves) {
  return absl::StrCat("better ", FormatFigure(moves.better()), ", same ",
                      FormatFigure(moves.same()), ", worse ",
                      FormatFigure(moves.worse()), "; ",
                      Count(moves.people_not_rated(), "person", "people"),
                      " without ratings to compare");
}

void PrintTotal(Session& session, const GrowthRow& row) {
  Table table({{"FIGURE"}, {"VALUE"}});
  const auto add = [&](const char* heading, std::string value) {
    table.Add({heading, std::move(value)});
  };
  add("Package grew", FormatFigure(row.grew()));
  add("Grew by, on average", FormatMean(row.mean_increase()));
  add("Package fell", FormatFigure(row.fell()));
  add("Fell by, on average", FormatMean(row.mean_decrease()));
  add("Package unchanged", FormatFigure(row.unchanged()));
  add("Cost a week before", FormatPounds(row.opening_pence()));
  add("Cost a week after", FormatPounds(row.closing_pence()));
  add("Net change",
      FormatPart(row.net_pence(), row.has_net_share(), row.net_share()));
  add("Through volume", FormatPart(row.volume_pence(), row.has_volume_share(),
                                   row.volume_share()));
  add("Through price",
      FormatPart(row.price_pence(), row.has_price_share(), row.price_share()));
  add("Minutes grew", FormatFigure(row.minutes_grew()));
  add("Minutes fell", FormatFigure(row.minutes_fell()));
  add("Outcomes", FormatMoves(row.outcomes()));
  add("Outcomes where it grew", FormatMoves(row.outcomes_where_grew()));
  add("Outcomes where it fell", FormatMoves(row.outcomes_where_fell()));
  session.Print(table);
}

void PrintRows(Session& session, const PackageGrowth& growth) {
  if (growth.rows().empty()) return;
  Table table({{"", Align::kLeft, kNameWidth},
               {"PEOPLE", Align::kRight},
               {"GREW"},
               {"FELL"},
               {"NET", Align::kRight},
               {"VOLUME", Align::kRight},
               {"PRICE", Align::kRight},
               {"OUTCOMES BETTER"},
               {"WORSE"}});
  for (const GrowthRow& row : growth.rows()) {
    table.Add({row.display_name(), FormatCount(row.people()),
               FormatFigure(row.grew()), FormatFigure(row.fell()),
               FormatPounds(row.net_pence()), FormatPounds(row.volume_pence()),
               FormatPounds(row.price_pence()),
               FormatFigure(row.outcomes().better()),
               FormatFigure(row.outcomes().worse())});
  }
  session.out() << "\n";
  session.Print(table);
}

absl::Status ShowGrowth(Session& session, const GrowthArgs& args) {
  GetPackageGrowthRequest request;
  TIDEMARK_RETURN_IF_ERROR(SetGrowth(session, args, request));
  TIDEMARK_ASSIGN_OR_RETURN(
      const PackageGrowth growth,
      CallUntilReady(session, &PackageMeasureService::Stub::GetPackageGrowth,
                     request));
  if (session.json()) return session.PrintJson(growth);
  const GrowthRow& total = growth.total();
  session.out() << Count(total.people(), "person", "people")
                << " with a package on " << FormatDate(growth.from_date())
                << " and on " << FormatDate(growth.to_date()) << "; "
                << FormatCount(total.people_ended()) << " on the first only, "
                << FormatCount(total.people_new()) << " on the second only\n\n";
  PrintTotal(session, total);
  PrintRows(session, growth);
  PrintAsOf(session.out(), growth);
  return absl::OkStatus();
}

}  // namespace

void AddGrowth(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "growth", "Whose packages grew, by how much, and through what");
  const auto args = std::make_shared<GrowthArgs>();
  AddGrowthFlags(command, *args);
  session.OnRun(command,
                [&session, args] { return ShowGrowth(session, *args); });
}

}  // namespace tidemark::cli
