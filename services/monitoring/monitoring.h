// The monitoring service: one function for each RPC, no network.

#ifndef TIDEMARK_SERVICES_MONITORING_MONITORING_H_
#define TIDEMARK_SERVICES_MONITORING_MONITORING_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/base/clock.h"
#include "common/rpc/call.h"
#include "common/store/database.h"
#include "services/monitoring/subjects.h"
#include "services/monitoring/views.h"
#include "services/monitoring/waiters.h"
#include "tidemark/monitoring/v1/monitoring_service.pb.h"
#include "tidemark/monitoring/v1/scorecard.pb.h"

namespace tidemark::monitoring {

// What `tidemark.monitoring.v1.MonitoringService` promises. Errors are those
// that the proto declares. Safe to use from any thread.
class Monitoring {
 public:
  // `db` holds what `Following` keeps in it, and `views` shows it. All must
  // outlive this.
  Monitoring(const store::Database& db, const Clock& clock, Views& views)
      : db_(db), clock_(clock), views_(views), waiters_(db) {}

  // Tells that a feed has been followed further.
  void Moved() { waiters_.Moved(); }

  // Ends the calls that wait with `UNAVAILABLE`.
  void Stop() { waiters_.Stop(); }

  absl::StatusOr<v1::ListMetricsResponse> ListMetrics(
      const rpc::Call& call, const v1::ListMetricsRequest& request) const;

  // Answers at once if `min_as_of` is known, else from another thread, once it
  // is, or with `DEADLINE_EXCEEDED` after `wait`.
  void GetScorecard(rpc::Call call, v1::GetScorecardRequest request,
                    std::function<void(absl::StatusOr<v1::Scorecard>)> answer);

  // Returns `INVALID_ARGUMENT` if `page_token` belongs to another request.
  absl::StatusOr<v1::Explanation> ExplainFigure(
      const rpc::Call& call, const v1::ExplainFigureRequest& request);

  // The scorecard without waiting.
  absl::StatusOr<v1::Scorecard> Scorecard(
      Viewer viewer, const v1::GetScorecardRequest& request);

  // The explanation with up to `limit` lines of one moment, from where the
  // request's page token says. The next page is for a request like this one.
  absl::StatusOr<v1::Explanation> Explained(
      Viewer viewer, const v1::ExplainFigureRequest& request, size_t limit);

  // The provider of a provider or contract. Returns `NOT_FOUND` for a council
  // and for what is unknown.
  absl::StatusOr<std::vector<std::string>> ProvidersOf(
      absl::string_view name) const;

 private:
  const store::Database& db_;
  const Clock& clock_;
  Views& views_;
  // The last member: its thread uses the others.
  Waiters waiters_;
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_MONITORING_H_
