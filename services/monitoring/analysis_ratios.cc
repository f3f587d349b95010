#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/statistics/intervals.h"
#include "common/statistics/standardised_ratio.h"
#include "services/monitoring/analysis.h"
#include "services/monitoring/analysis_checks.h"

namespace tidemark::monitoring {
namespace {

using IntervalsRequest = v1::AnalyseIntervalsRequest;
using RatioRequest = v1::AnalyseStandardisedRatioRequest;
using statistics::Interval;
using statistics::Stratum;

constexpr double kUsualConfidence = 0.95;

// Reads a number that must be there, or counts as 0 if `missing_is_zero`, in
// which case `filled` says so.
double ReadPresent(const RowField& at, std::optional<double> value,
                   bool missing_is_zero, bool& filled, Faults& faults) {
  if (value) return CheckAmount(at, *value, faults) ? *value : 0;
  if (missing_is_zero) {
    filled = true;
    return 0;
  }
  faults.Add({.field = at.Path(),
              .code = "VALUE_MISSING",
              .message = "must be there; or say that what is missing is 0"});
  return 0;
}

// One row, read.
struct RatioRow {
  double observed = 0;
  Stratum stratum = {};
  // What is expected, where that was sent instead of a stratum.
  std::optional<double> expected = {};
  bool filled = false;
};

RatioRow ReadRatioRow(const RatioRequest& request, int i, Faults& faults) {
  const RatioRequest::Row& row = request.rows(i);
  RatioRow read;
  const auto number = [&](absl::string_view field,
                          std::optional<double> value) {
    return ReadPresent({i, field}, value, request.missing_is_zero(),
                       read.filled, faults);
  };
  if (!request.has_observed()) {
    read.observed =
        number("observed", IfSet(row.has_observed(), row.observed()));
  }
  if (row.has_expected()) {
    if (row.has_cases() || row.has_reference_events() ||
        row.has_reference_cases()) {
      faults.Add({.field = RowField{i, "expected"}.Path(),
                  .code = "EXPECTED_AND_REFERENCE",
                  .message = "must be unset where the reference is set"});
    }
    read.expected = number("expected", row.expected());
    return read;
  }
  read.stratum = {
      .cases = number("cases", IfSet(row.has_cases(), row.cases())),
      .reference_events =
          number("reference_events",
                 IfSet(row.has_reference_events(), row.reference_events())),
      .reference_cases =
          number("reference_cases",
                 IfSet(row.has_reference_cases(), row.reference_cases()))};
  return read;
}

// The ratio of the rows at `positions`.
v1::StandardisedRatios::Unit RatioOf(
    const std::vector<RatioRow>& rows, const std::vector<int>& positions,
    std::optional<double> observed,
    const statistics::StandardisedRatioOptions& options) {
  v1::StandardisedRatios::Unit unit;
  unit.set_rows(static_cast<int32_t>(positions.size()));
  std::vector<Stratum> strata;
  double events = 0;
  double expected = 0;
  bool by_reference = true;
  for (const int i : positions) {
    const RatioRow& row = rows[static_cast<size_t>(i)];
    events += row.observed;
    expected += row.expected.value_or(0);
    by_reference = by_reference && !row.expected;
    strata.push_back(row.stratum);
  }
  expected += statistics::ExpectedCount(strata);
  unit.set_observed(observed.value_or(events));
  unit.set_expected(expected);
  if (expected <= 0) return unit;
  const statistics::StandardisedRatio ratio =
      statistics::Standardise(unit.observed(), expected, options);
  unit.set_ratio(ratio.ratio);
  unit.set_lower(ratio.interval.lower);
  unit.set_upper(ratio.interval.upper);
  if (by_reference) {
    unit.set_rate(ratio.ratio * statistics::ReferenceRate(strata));
  }
  return unit;
}

void CheckObserved(const RatioRequest& request, size_t units, Faults& faults) {
  if (!request.has_observed()) return;
  if (!(request.observed() >= 0) || std::isinf(request.observed())) {
    faults.Add({.field = "observed",
                .code = "NEGATIVE",
                .message = "must be a finite number of at least 0"});
  }
  if (units > 1) {
    faults.Add(
        {.field = "observed",
         .code = "ONE_UNIT_ONLY",
         .message = absl::StrCat("must be unset where there are ", units,
                                 " units; give what was observed row by row")});
  }
}

// Reads the rows, a share's if `shares`.
void CheckIntervalRow(const IntervalsRequest::Row& row, int i, bool shares,
                      Faults& faults) {
  const bool numerator = row.has_numerator() &&
                         CheckAmount({i, "numerator"}, row.numerator(), faults);
  const bool denominator =
      row.has_denominator() &&
      CheckAmount({i, "denominator"}, row.denominator(), faults);
  if (!shares || !numerator || !denominator) return;
  CheckPart({i, "numerator"}, row.numerator(), row.denominator(), faults);
  CheckWhole({i, "numerator"}, row.numerator(), "shares need", faults);
  CheckWhole({i, "denominator"}, row.denominator(), "shares need", faults);
}

Interval ShareInterval(const IntervalsRequest::Row& row,
                       IntervalsRequest::Method method, double confidence) {
  const auto numerator = static_cast<int64_t>(row.numerator());
  const auto denominator = static_cast<int64_t>(row.denominator());
  return method == IntervalsRequest::METHOD_EXACT_BINOMIAL
             ? statistics::ExactBinomialInterval(numerator, denominator,
                                                 confidence)
             : statistics::WilsonInterval(numerator, denominator, confidence);
}

Interval CountInterval(double count, IntervalsRequest::Method method,
                       double confidence) {
  switch (method) {
    case IntervalsRequest::METHOD_BYAR:
      return statistics::ByarInterval(count, confidence);
    case IntervalsRequest::METHOD_EXACT_POISSON:
      return statistics::ExactPoissonInterval(count, confidence);
    default:
      return statistics::PoissonInterval(count, confidence);
  }
}

bool IsOfShares(IntervalsRequest::Method method) {
  return method == IntervalsRequest::METHOD_UNSPECIFIED ||
         method == IntervalsRequest::METHOD_EXACT_BINOMIAL;
}

// Puts the value of the row and its interval into `answer`, if it has one.
// `counts` says that no row has a denominator.
void SetInterval(const IntervalsRequest::Row& row,
                 IntervalsRequest::Method method, double confidence,
                 bool counts, v1::IntervalTable::Row& answer) {
  if (!row.has_numerator()) return;
  const bool has_denominator = row.has_denominator() && row.denominator() > 0;
  if (!has_denominator && (!counts || IsOfShares(method))) return;
  const double scale = has_denominator ? row.denominator() : 1;
  answer.set_value(row.numerator() / scale);
  if (IsOfShares(method)) {
    const Interval share = ShareInterval(row, method, confidence);
    answer.set_lower(share.lower);
    answer.set_upper(share.upper);
    return;
  }
  const Interval count = CountInterval(row.numerator(), method, confidence);
  answer.set_lower(count.lower / scale);
  answer.set_upper(count.upper / scale);
}

}  // namespace

absl::StatusOr<v1::StandardisedRatios> AnalyseStandardisedRatio(
    const RatioRequest& request) {
  Faults faults;
  const auto units = RowsByUnit(request.rows());
  std::vector<RatioRow> rows;
  std::vector<int> all;
  for (int i = 0; i < request.rows_size(); ++i) {
    rows.push_back(ReadRatioRow(request, i, faults));
    all.push_back(i);
  }
  CheckObserved(request, units.size(), faults);
  const statistics::StandardisedRatioOptions options = {
      .confidence = ReadBetween(
          "confidence", IfSet(request.has_confidence(), request.confidence()),
          0, 1, kUsualConfidence, faults),
      .interval = request.interval() == RatioRequest::INTERVAL_EXACT
                      ? statistics::CountInterval::kExact
                      : statistics::CountInterval::kByar};
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  const auto observed = IfSet(request.has_observed(), request.observed());
  const v1::StandardisedRatios::Unit whole =
      RatioOf(rows, all, observed, options);
  v1::StandardisedRatios answer;
  answer.set_observed(whole.observed());
  answer.set_expected(whole.expected());
  if (whole.has_ratio()) {
    answer.set_ratio(whole.ratio());
    answer.set_lower(whole.lower());
    answer.set_upper(whole.upper());
  }
  if (whole.has_rate()) answer.set_rate(whole.rate());
  answer.set_confidence(options.confidence);
  for (const RatioRow& row : rows) {
    answer.set_rows_filled(answer.rows_filled() + row.filled);
  }
  for (const auto& [name, positions] : units) {
    *answer.add_units() = RatioOf(rows, positions, observed, options);
    answer.mutable_units()->rbegin()->set_unit(name);
  }
  return answer;
}

absl::StatusOr<v1::IntervalTable> AnalyseIntervals(
    const IntervalsRequest& request) {
  Faults faults;
  bool counts = true;
  for (int i = 0; i < request.rows_size(); ++i) {
    CheckIntervalRow(request.rows(i), i, IsOfShares(request.method()), faults);
    counts = counts && !request.rows(i).has_denominator();
  }
  const double confidence = ReadBetween(
      "confidence", IfSet(request.has_confidence(), request.confidence()), 0, 1,
      kUsualConfidence, faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  v1::IntervalTable answer;
  answer.set_confidence(confidence);
  for (int i = 0; i < request.rows_size(); ++i) {
    const IntervalsRequest::Row& row = request.rows(i);
    v1::IntervalTable::Row& line = *answer.add_rows();
    line.set_row(i + 1);
    line.set_label(row.label());
    if (row.has_numerator()) line.set_numerator(row.numerator());
    if (row.has_denominator()) line.set_denominator(row.denominator());
    SetInterval(row, request.method(), confidence, counts, line);
  }
  return answer;
}

}  // namespace tidemark::monitoring
