#include "services/monitoring/monitoring.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/page.h"
#include "common/store/table.h"
#include "common/type/date.h"
#include "services/monitoring/apply.h"
#include "services/monitoring/as_of.h"
#include "services/monitoring/breakdown_report.h"
#include "services/monitoring/explanations.h"
#include "services/monitoring/metrics.h"
#include "services/monitoring/questions.h"
#include "services/monitoring/scorecards.h"
#include "services/monitoring/subjects.h"
#include "services/monitoring/tables.h"

namespace tidemark::monitoring {
namespace {

constexpr absl::Duration kLongestWait = absl::Seconds(30);

absl::Duration WaitOf(const v1::GetScorecardRequest& request) {
  return absl::Seconds(request.wait().seconds()) +
         absl::Nanoseconds(request.wait().nanos());
}

Faults CheckWaiting(const v1::GetScorecardRequest& request) {
  Faults faults;
  for (int i = 0; i < request.min_as_of_size(); ++i) {
    const std::string& feed = request.min_as_of(i).feed();
    if (std::find(std::begin(kFeeds), std::end(kFeeds), feed) !=
        std::end(kFeeds)) {
      continue;
    }
    faults.Add({.field = absl::StrCat("min_as_of[", i, "].feed"),
                .code = "UNKNOWN_FEED",
                .message = absl::StrCat("must be one of ",
                                        absl::StrJoin(kFeeds, ", "))});
  }
  const absl::Duration wait = WaitOf(request);
  if (wait < absl::ZeroDuration() || wait > kLongestWait) {
    faults.Add(
        {.field = "wait",
         .code = "WAIT_RANGE",
         .message = absl::StrCat(
             "must be 0 to ", absl::ToInt64Seconds(kLongestWait), " seconds")});
  }
  return faults;
}

}  // namespace

absl::StatusOr<v1::ListMetricsResponse> Monitoring::ListMetrics(
    const rpc::Call&, const v1::ListMetricsRequest&) const {
  v1::ListMetricsResponse response;
  for (const Definition& definition : Definitions()) {
    *response.add_metrics() = definition.metric;
  }
  for (const v1::Metric& metric : MetricsElsewhere()) {
    *response.add_metrics() = metric;
  }
  return response;
}

void Monitoring::GetScorecard(
    // NOLINTNEXTLINE(performance-unnecessary-value-param): so a poll is given.
    rpc::Call call, v1::GetScorecardRequest request,
    std::function<void(absl::StatusOr<v1::Scorecard>)> answer) {
  // A wait that cannot end well need not begin.
  const absl::Status asked =
      CheckQuestion(request, type::Today(clock_), CheckWaiting(request))
          .status();
  if (!asked.ok()) return answer(asked);
  std::vector<v1::FeedPosition> wanted(request.min_as_of().begin(),
                                       request.min_as_of().end());
  const absl::Status known = waiters_.Check(wanted);
  const absl::Duration wait = WaitOf(request);
  const Viewer viewer = ViewerOf(call);
  if (known.ok()) return answer(Scorecard(viewer, request));
  if (!absl::IsDeadlineExceeded(known) || wait == absl::ZeroDuration()) {
    return answer(known);
  }
  waiters_.Wait(std::move(wanted), wait,
                [this, viewer, request = std::move(request),
                 answer = std::move(answer)](const absl::Status& status) {
                  if (status.ok()) {
                    answer(Scorecard(viewer, request));
                  } else {
                    answer(status);
                  }
                });
}

absl::StatusOr<v1::Scorecard> Monitoring::Scorecard(
    Viewer viewer, const v1::GetScorecardRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const Question question,
                            ReadQuestion(request, views_));
  const store::Snapshot snapshot(*question.view.db);
  TIDEMARK_ASSIGN_OR_RETURN(
      v1::Scorecard scorecard,
      MakeScorecard(snapshot, question.subject, question.range, viewer));
  *scorecard.mutable_from_month() = request.from_month();
  *scorecard.mutable_to_month() = request.to_month();
  TIDEMARK_RETURN_IF_ERROR(SetAsOf(request, snapshot, clock_, scorecard));
  return scorecard;
}

absl::StatusOr<v1::Explanation> Monitoring::ExplainFigure(
    const rpc::Call& call, const v1::ExplainFigureRequest& request) {
  return Explained(ViewerOf(call), request, rpc::PageSize(request.page_size()));
}

absl::StatusOr<v1::Explanation> Monitoring::Explained(
    Viewer viewer, const v1::ExplainFigureRequest& request, size_t limit) {
  TIDEMARK_ASSIGN_OR_RETURN(const Question question,
                            ReadQuestion(request, views_));
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  const store::Snapshot snapshot(*question.view.db);
  const auto explain = [&]() -> absl::StatusOr<ExplainedFigure> {
    if (request.metric() == GrowthDefinition().metric.id()) {
      return ExplainSlice(snapshot,
                          {.subject = question.subject,
                           .definition = &GrowthDefinition(),
                           .dimension = v1::DIMENSION_UNSPECIFIED,
                           .range = question.range,
                           .viewer = viewer},
                          /*value=*/"", start, limit);
    }
    TIDEMARK_ASSIGN_OR_RETURN(const Definition* const definition,
                              GetDefinition(request.metric()));
    return Explain(snapshot, question.subject, *definition, question.range,
                   start, limit, viewer);
  };
  TIDEMARK_ASSIGN_OR_RETURN(ExplainedFigure explained, explain());
  explained.explanation.set_next_page_token(
      rpc::NextPageToken(request, explained.next));
  TIDEMARK_RETURN_IF_ERROR(
      SetAsOf(request, snapshot, clock_, explained.explanation));
  return std::move(explained.explanation);
}

absl::StatusOr<std::vector<std::string>> Monitoring::ProvidersOf(
    absl::string_view name) const {
  const absl::string_view provider = ProviderOf(name);
  if (!provider.empty()) {
    return std::vector<std::string>{std::string(provider)};
  }
  if (!Matches(name, "councils/*/contracts/*")) {
    return store::RecordTable::NotFound(name);
  }
  TIDEMARK_ASSIGN_OR_RETURN(const v1::ContractCells cells,
                            kContractCells.Get(store::Snapshot(db_), name));
  if (cells.provider().empty()) return store::RecordTable::NotFound(name);
  return std::vector<std::string>{cells.provider()};
}

}  // namespace tidemark::monitoring
