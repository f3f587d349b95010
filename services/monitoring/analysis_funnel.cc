#include <limits>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/statistics/funnel.h"
#include "services/monitoring/analysis.h"
#include "services/monitoring/analysis_checks.h"
#include "services/monitoring/chart_messages.h"

namespace tidemark::monitoring {
namespace {

using Request = v1::AnalyseFunnelRequest;
using statistics::FunnelKind;
using statistics::FunnelOptions;
using statistics::FunnelUnit;
using statistics::Tails;

FunnelKind KindOf(const Request& request) {
  switch (request.kind()) {
    case Request::KIND_RATIO_LOG:
      return FunnelKind::kRatiosLog;
    case Request::KIND_RATIO_SQUARE_ROOT:
      return FunnelKind::kRatiosSquareRoot;
    case Request::KIND_RATIO_OF_COUNTS:
      return FunnelKind::kRatiosOfCounts;
    default:
      return FunnelKind::kProportions;
  }
}

std::optional<Tails> TailsOf(const Request& request) {
  switch (request.tails()) {
    case Request::TAILS_WINSORISE:
      return Tails::kWinsorise;
    case Request::TAILS_TRUNCATE:
      return Tails::kTruncate;
    case Request::TAILS_KEEP:
      return Tails::kKeep;
    default:
      return std::nullopt;
  }
}

FunnelOptions ReadOptions(const Request& request, Faults& faults) {
  FunnelOptions options = {
      .kind = KindOf(request),
      .limits = request.limits() == Request::LIMITS_SCORE
                    ? statistics::LimitMethod::kScore
                    : statistics::LimitMethod::kExact,
      .tails = TailsOf(request),
      .tail = ReadBetween("tail", IfSet(request.has_tail(), request.tail()), 0,
                          0.5, 0.1, faults),
      .minimum_denominator = request.minimum_denominator()};
  if (request.has_centre()) {
    const double most = options.kind == FunnelKind::kProportions
                            ? 1
                            : std::numeric_limits<double>::infinity();
    options.centre =
        ReadBetween("centre", request.centre(), 0, most, 0.5, faults);
  }
  if (!(request.minimum_denominator() >= 0)) {
    faults.Add({.field = "minimum_denominator",
                .code = "NEGATIVE",
                .message = absl::StrCat("must not be negative; is ",
                                        request.minimum_denominator())});
  }
  return options;
}

// The row's unit; one without a denominator if a number is missing or wrong.
FunnelUnit ReadUnit(const Request& request, int i, Faults& faults) {
  const Request::Row& row = request.rows(i);
  const bool numerator = row.has_numerator() &&
                         CheckAmount({i, "numerator"}, row.numerator(), faults);
  const bool denominator =
      row.has_denominator() &&
      CheckAmount({i, "denominator"}, row.denominator(), faults);
  if (!numerator || !denominator) return {};
  if (request.kind() == Request::KIND_UNSPECIFIED) {
    CheckPart({i, "numerator"}, row.numerator(), row.denominator(), faults);
    if (request.limits() == Request::LIMITS_UNSPECIFIED) {
      CheckWhole({i, "denominator"}, row.denominator(),
                 "exact limits of shares need", faults);
    }
  }
  return {.numerator = row.numerator(), .denominator = row.denominator()};
}

v1::FunnelPlot::NotJudged WhyNotJudged(const Request::Row& row) {
  if (!row.has_numerator() || !row.has_denominator()) {
    return v1::FunnelPlot::NOT_JUDGED_MISSING;
  }
  return row.denominator() == 0 ? v1::FunnelPlot::NOT_JUDGED_NOT_APPLICABLE
                                : v1::FunnelPlot::NOT_JUDGED_TOO_FEW;
}

}  // namespace

absl::StatusOr<v1::FunnelPlot> AnalyseFunnel(const Request& request) {
  Faults faults;
  const FunnelOptions options = ReadOptions(request, faults);
  std::vector<FunnelUnit> units;
  for (int i = 0; i < request.rows_size(); ++i) {
    units.push_back(ReadUnit(request, i, faults));
  }
  CheckUnique(request.rows(), faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  v1::FunnelPlot answer = ToProto(statistics::MakeFunnel(units, options));
  for (int i = 0; i < request.rows_size(); ++i) {
    const Request::Row& row = request.rows(i);
    v1::FunnelPlot::Unit& unit = *answer.mutable_units(i);
    unit.set_unit(row.unit());
    if (row.has_numerator()) unit.set_numerator(row.numerator());
    if (row.has_denominator()) unit.set_denominator(row.denominator());
    if (!unit.has_adjusted_95()) unit.set_not_judged(WhyNotJudged(row));
  }
  return answer;
}

}  // namespace tidemark::monitoring
