#include "services/monitoring/independence_report.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"

#include "common/base/status_macros.h"
#include "services/monitoring/cells.h"
#include "services/monitoring/independence.h"
#include "services/monitoring/kaplan_meier.h"
#include "services/monitoring/metrics.h"

namespace tidemark::monitoring {
namespace {

using enablement::v1::Package;
using v1::GetTimeToIndependenceRequest;
using v1::IndependenceRow;
using v1::MedianDays;
using v1::SurvivalPoint;

// The packages of a row.
struct Seen {
  std::vector<Observation> observations;
  std::map<std::string, int32_t> censored;

  void Add(const SeenPackage& package) {
    observations.push_back(package.observation);
    if (package.censored != nullptr) ++censored[package.censored];
  }
};

std::string KeyOf(const IndependenceQuestion& question,
                  const Package& package) {
  switch (question.breakdown) {
    case GetTimeToIndependenceRequest::BREAKDOWN_PROVIDER:
      return package.provider();
    case GetTimeToIndependenceRequest::BREAKDOWN_CONTRACT:
      return package.contract();
    default:
      return package.service_type();
  }
}

void FillMedian(const std::vector<SurvivalStep>& curve, bool judged,
                MedianDays& filled) {
  const Median median = MedianOf(curve);
  if (curve.empty()) {
    filled.set_no_value(MedianDays::NO_VALUE_NOT_APPLICABLE);
  } else if (!judged) {
    filled.set_no_value(MedianDays::NO_VALUE_TOO_FEW);
  } else {
    if (median.days) {
      filled.set_days(*median.days);
    } else {
      filled.set_no_value(MedianDays::NO_VALUE_NOT_REACHED);
    }
    if (median.lower) filled.set_lower_days(*median.lower);
    if (median.upper) filled.set_upper_days(*median.upper);
  }
}

void FillPoint(const SurvivalStep& step, bool judged, SurvivalPoint& point) {
  point.set_days(step.days);
  point.set_at_risk(static_cast<int32_t>(step.at_risk));
  point.set_events(static_cast<int32_t>(step.events));
  point.set_censored(static_cast<int32_t>(step.censored));
  if (!judged) return;
  point.set_survival(step.survival);
  if (!step.limits) return;
  point.set_lower(step.limits->lower);
  point.set_upper(step.limits->upper);
}

IndependenceRow MakeRow(const Seen& seen, int32_t minimum) {
  IndependenceRow row;
  const auto packages = static_cast<int32_t>(seen.observations.size());
  const bool judged = packages >= FewestCases(minimum);
  row.set_packages(packages);
  row.set_events(packages);
  for (const auto& [reason, count] : seen.censored) {
    IndependenceRow::Censoring& censored = *row.add_censored();
    censored.set_reason(reason);
    censored.set_packages(count);
    row.set_events(row.events() - count);
  }
  const std::vector<SurvivalStep> curve = KaplanMeier(seen.observations);
  FillMedian(curve, judged, *row.mutable_median());
  for (const SurvivalStep& step : curve) {
    FillPoint(step, judged, *row.add_points());
  }
  return row;
}

}  // namespace

absl::StatusOr<v1::TimeToIndependence> MakeIndependence(
    const store::Reader& reader, const IndependenceQuestion& question) {
  const bool with_rows =
      question.breakdown != GetTimeToIndependenceRequest::BREAKDOWN_UNSPECIFIED;
  const bool by_pathway =
      question.breakdown == GetTimeToIndependenceRequest::BREAKDOWN_PATHWAY;
  const bool by_contract =
      question.breakdown == GetTimeToIndependenceRequest::BREAKDOWN_CONTRACT;
  Seen total;
  std::map<std::string, Seen> parts;
  TIDEMARK_RETURN_IF_ERROR(
      VisitPackages(reader, question.cohort, [&](const Package& package) {
        if (!question.service_type.empty() &&
            package.service_type() != question.service_type) {
          return;
        }
        if (DayOf(package.start_date()) < question.from) return;
        const std::optional<SeenPackage> seen = SeenBy(package, question.as_of);
        if (!seen) return;
        total.Add(*seen);
        if (!with_rows || (by_contract && package.contract().empty())) return;
        parts[KeyOf(question, package)].Add(*seen);
      }));
  TIDEMARK_ASSIGN_OR_RETURN(const int32_t minimum,
                            CouncilMinimum(reader, question.cohort.council));
  v1::TimeToIndependence time;
  *time.mutable_total() = MakeRow(total, minimum);
  std::vector<IndependenceRow> rows;
  for (const auto& [key, seen] : parts) {
    IndependenceRow& row = rows.emplace_back(MakeRow(seen, minimum));
    if (by_pathway) {
      row.set_service_type(key);
      row.set_display_name(key.empty() ? "Not known" : key);
      continue;
    }
    row.set_subject(key);
    TIDEMARK_ASSIGN_OR_RETURN(*row.mutable_display_name(),
                              DisplayNameOf(reader, key));
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const IndependenceRow& a, const IndependenceRow& b) {
                     return absl::AsciiStrToLower(a.display_name()) <
                            absl::AsciiStrToLower(b.display_name());
                   });
  for (IndependenceRow& row : rows) *time.add_rows() = std::move(row);
  return time;
}

}  // namespace tidemark::monitoring
