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
#include "services/monitoring/explanations.h"
#include "services/monitoring/metrics.h"
#include "services/monitoring/scorecards.h"
#include "services/monitoring/subjects.h"
#include "services/monitoring/tables.h"

namespace tidemark::monitoring {
namespace {

constexpr absl::Duration kLongestWait = absl::Seconds(30);

// What is asked for, checked.
struct Question {
  Subject subject;
  Range range;
};

// Reads what all requests have in common, on top of `faults` found before.
template <typename Request>
absl::StatusOr<Question> ReadQuestion(const Request& request, type::Date today,
                                      Faults faults = {}) {
  const std::optional<Subject> subject = ReadSubject(request.name(), faults);
  const std::optional<Range> range =
      ReadRange(request.from_month(), request.to_month(), today, faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  return Question{.subject = *subject, .range = *range};
}

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

absl::Status UnknownMetric(const std::string& metric) {
  std::vector<std::string> ids;
  for (const Definition& definition : Definitions()) {
    ids.push_back(definition.metric.id());
  }
  return Error(absl::StatusCode::kNotFound, "UNKNOWN_METRIC",
               absl::StrCat("there is no metric ", metric, "; there are ",
                            absl::StrJoin(ids, ", ")),
               {{"metric", metric}});
}

}  // namespace

absl::StatusOr<v1::ListMetricsResponse> Monitoring::ListMetrics(
    const rpc::Call&, const v1::ListMetricsRequest&) const {
  v1::ListMetricsResponse response;
  for (const Definition& definition : Definitions()) {
    *response.add_metrics() = definition.metric;
  }
  return response;
}

void Monitoring::GetScorecard(
    rpc::Call, v1::GetScorecardRequest request,
    std::function<void(absl::StatusOr<v1::Scorecard>)> answer) {
  // A wait that cannot end well need not begin.
  const absl::Status asked =
      ReadQuestion(request, type::Today(clock_), CheckWaiting(request))
          .status();
  if (!asked.ok()) return answer(asked);
  std::vector<v1::FeedPosition> wanted(request.min_as_of().begin(),
                                       request.min_as_of().end());
  const absl::Status known = waiters_.Check(wanted);
  const absl::Duration wait = WaitOf(request);
  if (known.ok()) return answer(Scorecard(request));
  if (!absl::IsDeadlineExceeded(known) || wait == absl::ZeroDuration()) {
    return answer(known);
  }
  waiters_.Wait(std::move(wanted), wait,
                [this, request = std::move(request),
                 answer = std::move(answer)](const absl::Status& status) {
                  if (status.ok()) {
                    answer(Scorecard(request));
                  } else {
                    answer(status);
                  }
                });
}

absl::StatusOr<v1::Scorecard> Monitoring::Scorecard(
    const v1::GetScorecardRequest& request) const {
  const absl::Time now = clock_.Now();
  TIDEMARK_ASSIGN_OR_RETURN(const Question question,
                            ReadQuestion(request, type::DateInEngland(now)));
  TIDEMARK_ASSIGN_OR_RETURN(
      v1::Scorecard scorecard,
      MakeScorecard(store::Snapshot(db_), question.subject, question.range));
  *scorecard.mutable_from_month() = request.from_month();
  *scorecard.mutable_to_month() = request.to_month();
  const int64_t micros = absl::ToUnixMicros(now);
  scorecard.mutable_as_of_time()->set_seconds(micros / 1000000);
  scorecard.mutable_as_of_time()->set_nanos(
      static_cast<int32_t>(micros % 1000000) * 1000);
  return scorecard;
}

absl::StatusOr<v1::Explanation> Monitoring::ExplainFigure(
    const rpc::Call&, const v1::ExplainFigureRequest& request) const {
  return Explained(request, rpc::PageSize(request.page_size()));
}

absl::StatusOr<v1::Explanation> Monitoring::Explained(
    const v1::ExplainFigureRequest& request, size_t limit) const {
  TIDEMARK_ASSIGN_OR_RETURN(const Question question,
                            ReadQuestion(request, type::Today(clock_)));
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  const Definition* const definition = FindDefinition(request.metric());
  if (definition == nullptr) return UnknownMetric(request.metric());
  TIDEMARK_ASSIGN_OR_RETURN(ExplainedFigure explained,
                            Explain(store::Snapshot(db_), question.subject,
                                    *definition, question.range, start, limit));
  explained.explanation.set_next_page_token(
      rpc::NextPageToken(request, explained.next));
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
