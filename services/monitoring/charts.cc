#include "services/monitoring/charts.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/monitoring/as_of.h"
#include "services/monitoring/attributes.h"
#include "services/monitoring/comparison.h"
#include "services/monitoring/metrics.h"
#include "services/monitoring/questions.h"
#include "services/monitoring/rated_cases.h"
#include "services/monitoring/rebases.h"
#include "services/monitoring/series.h"

namespace tidemark::monitoring {
namespace {

int32_t MonthsPerPoint(const v1::GetSeriesRequest& request) {
  return std::max(1, request.months_per_point());
}

Faults CheckSeries(const v1::GetSeriesRequest& request) {
  Faults faults;
  const int32_t months =
      12 * (request.to_month().year() - request.from_month().year()) +
      request.to_month().month() - request.from_month().month() + 1;
  const int32_t step = MonthsPerPoint(request);
  if (months > 0 && months % step != 0) {
    faults.Add({.field = "months_per_point",
                .code = "UNEVEN_POINTS",
                .message = absl::StrCat(
                    "must divide the months from from_month to to_month, ",
                    months, "; is ", step)});
  }
  if (!v1::Series::Chart_IsValid(request.chart())) {
    faults.Add({.field = "chart",
                .code = "CHART_UNKNOWN",
                .message = "must be CHART_XMR, CHART_P or CHART_P_PRIME, or "
                           "unset for what fits"});
  }
  return faults;
}

absl::Status CheckChart(const v1::GetSeriesRequest& request,
                        const Definition& definition) {
  Faults faults;
  if (definition.is_count() && request.chart() != v1::Series::CHART_XMR &&
      request.chart() != v1::Series::CHART_UNSPECIFIED) {
    faults.Add({.field = "chart",
                .code = "NOT_A_SHARE",
                .message = absl::StrCat("must be CHART_XMR or unset for ",
                                        definition.metric.id(),
                                        ", which is a count")});
  }
  return faults.ToStatus();
}

absl::Status CheckIsShare(const Definition& definition) {
  Faults faults;
  if (definition.is_count()) {
    faults.Add(
        {.field = "metric",
         .code = "NOT_A_SHARE",
         .message = absl::StrCat("must be a share; ", definition.metric.id(),
                                 " is a count, without a size by which "
                                 "to compare")});
  }
  return faults.ToStatus();
}

// Adds a fault (`BAD_ATTRIBUTE`) for each that is none, or is given twice.
std::vector<v1::Attribute> ReadCaseMix(const v1::GetComparisonRequest& request,
                                       Faults& faults) {
  std::vector<v1::Attribute> case_mix;
  for (int i = 0; i < request.case_mix_size(); ++i) {
    const v1::Attribute attribute = request.case_mix(i);
    const bool again = std::find(case_mix.begin(), case_mix.end(), attribute) !=
                       case_mix.end();
    if (GroupsOf(attribute).empty() || again) {
      faults.Add({.field = absl::StrCat("case_mix[", i, "]"),
                  .code = "BAD_ATTRIBUTE",
                  .message = "must be an attribute of people, each once"});
    }
    case_mix.push_back(attribute);
  }
  return case_mix;
}

PartKind UnitsOf(const v1::GetComparisonRequest& request) {
  const bool of_contract = Matches(request.name(), "councils/*/contracts/*");
  return of_contract ||
                 request.units() == v1::GetComparisonRequest::UNITS_CONTRACTS
             ? PartKind::kContracts
             : PartKind::kProviders;
}

statistics::LimitMethod LimitsOf(const v1::GetComparisonRequest& request) {
  return request.limits() == v1::GetComparisonRequest::LIMITS_SCORE
             ? statistics::LimitMethod::kScore
             : statistics::LimitMethod::kExact;
}

}  // namespace

absl::StatusOr<v1::Series> Charts::GetSeries(
    const rpc::Call& call, const v1::GetSeriesRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const Question question,
      ReadQuestion(request, views_, CheckSeries(request)));
  TIDEMARK_ASSIGN_OR_RETURN(const Definition* const definition,
                            GetDefinition(request.metric()));
  TIDEMARK_RETURN_IF_ERROR(CheckChart(request, *definition));
  const store::Snapshot snapshot(*question.view.db);
  TIDEMARK_ASSIGN_OR_RETURN(
      const Rebases rebases,
      Rebases::Read(snapshot, CouncilOf(question.subject.name)));
  TIDEMARK_ASSIGN_OR_RETURN(
      v1::Series series,
      MakeSeries(snapshot, {.subject = question.subject,
                            .definition = definition,
                            .range = question.range,
                            .months_per_point = MonthsPerPoint(request),
                            .chart = request.chart(),
                            .screening = !request.without_screening(),
                            .rebases = rebases.Of(question.subject.name,
                                                  definition->metric.id()),
                            .viewer = ViewerOf(call)}));
  TIDEMARK_RETURN_IF_ERROR(SetAsOf(request, snapshot, clock_, series));
  return series;
}

absl::StatusOr<v1::Comparison> Charts::GetComparison(
    const rpc::Call& call, const v1::GetComparisonRequest& request) {
  Faults faults;
  const std::vector<v1::Attribute> case_mix = ReadCaseMix(request, faults);
  if (!case_mix.empty()) {
    TIDEMARK_RETURN_IF_ERROR(
        ReadMetricOfPeople(request.metric(), faults).status());
  }
  TIDEMARK_ASSIGN_OR_RETURN(const Question question,
                            ReadQuestion(request, views_, std::move(faults)));
  TIDEMARK_ASSIGN_OR_RETURN(const Definition* const definition,
                            GetDefinition(request.metric()));
  TIDEMARK_RETURN_IF_ERROR(CheckIsShare(*definition));
  const store::Snapshot snapshot(*question.view.db);
  TIDEMARK_ASSIGN_OR_RETURN(
      v1::Comparison comparison,
      MakeComparison(snapshot, {.subject = question.subject,
                                .definition = definition,
                                .range = question.range,
                                .units = UnitsOf(request),
                                .limits = LimitsOf(request),
                                .viewer = ViewerOf(call),
                                .case_mix = case_mix}));
  *comparison.mutable_from_month() = request.from_month();
  *comparison.mutable_to_month() = request.to_month();
  TIDEMARK_RETURN_IF_ERROR(SetAsOf(request, snapshot, clock_, comparison));
  return comparison;
}

}  // namespace tidemark::monitoring
