#include "services/monitoring/breakdowns.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/rpc/page.h"
#include "services/monitoring/as_of.h"
#include "services/monitoring/breakdown_report.h"
#include "services/monitoring/metrics.h"
#include "services/monitoring/questions.h"
#include "services/monitoring/subjects.h"

namespace tidemark::monitoring {
namespace {

// The definition called `id`; null if nothing can be broken down under it.
const Definition* FindBreakable(absl::string_view id) {
  const Definition& growth = GrowthDefinition();
  return id == growth.metric.id() ? &growth : FindDefinition(id);
}

std::string WordOf(int dimension) {
  return v1::Dimension_Name(static_cast<v1::Dimension>(dimension))
      .substr(sizeof("DIMENSION_") - 1);
}

void CheckDimension(const Definition& definition, v1::Dimension dimension,
                    Faults& faults) {
  const auto& known = definition.metric.dimensions();
  if (std::find(known.begin(), known.end(), static_cast<int>(dimension)) !=
      known.end()) {
    return;
  }
  std::vector<std::string> words;
  for (const int one : known) words.push_back(WordOf(one));
  faults.Add(
      {.field = "dimension",
       .code = "DIMENSION_NOT_APPLICABLE",
       .message = absl::StrCat("must be one that ", definition.metric.id(),
                               " has: ", absl::StrJoin(words, ", "))});
}

absl::Status UnknownMetric(const std::string& metric) {
  return Error(absl::StatusCode::kNotFound, "UNKNOWN_METRIC",
               absl::StrCat("there is no metric ", metric,
                            " that can be broken down; ListMetrics names "
                            "those that can"),
               {{"metric", metric}});
}

// What is asked, and what it is asked of.
struct Asked {
  BreakdownQuestion question;
  View view;
};

template <typename Request>
absl::StatusOr<Asked> Read(const rpc::Call& call, const Request& request,
                           Views& views) {
  Faults faults;
  const Definition* const definition = FindBreakable(request.metric());
  if (definition != nullptr) {
    CheckDimension(*definition, request.dimension(), faults);
  }
  TIDEMARK_ASSIGN_OR_RETURN(const Question question,
                            ReadQuestion(request, views, std::move(faults)));
  if (definition == nullptr) return UnknownMetric(request.metric());
  return Asked{.question = {.subject = question.subject,
                            .definition = definition,
                            .dimension = request.dimension(),
                            .range = question.range,
                            .viewer = ViewerOf(call)},
               .view = question.view};
}

}  // namespace

absl::StatusOr<v1::Breakdown> Breakdowns::GetBreakdown(
    const rpc::Call& call, const v1::GetBreakdownRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const Asked asked, Read(call, request, views_));
  const store::Snapshot snapshot(*asked.view.db);
  TIDEMARK_ASSIGN_OR_RETURN(v1::Breakdown breakdown,
                            MakeBreakdown(snapshot, asked.question));
  *breakdown.mutable_from_month() = request.from_month();
  *breakdown.mutable_to_month() = request.to_month();
  TIDEMARK_RETURN_IF_ERROR(SetAsOf(request, snapshot, clock_, breakdown));
  return breakdown;
}

absl::StatusOr<v1::Explanation> Breakdowns::ExplainBreakdown(
    const rpc::Call& call, const v1::ExplainBreakdownRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const Asked asked, Read(call, request, views_));
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  const store::Snapshot snapshot(*asked.view.db);
  TIDEMARK_ASSIGN_OR_RETURN(
      ExplainedFigure explained,
      ExplainSlice(snapshot, asked.question, request.value(), start,
                   rpc::PageSize(request.page_size())));
  explained.explanation.set_next_page_token(
      rpc::NextPageToken(request, explained.next));
  TIDEMARK_RETURN_IF_ERROR(
      SetAsOf(request, snapshot, clock_, explained.explanation));
  return std::move(explained.explanation);
}

}  // namespace tidemark::monitoring
