#include "services/incentives/step_downs.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/call.h"
#include "tidemark/feed/v1/feed_service.grpc.pb.h"
#include "tidemark/monitoring/v1/monitoring_service.grpc.pb.h"
#include "tidemark/monitoring/v1/step_down_service.grpc.pb.h"

namespace tidemark::incentives {
namespace {

using monitoring::v1::MonitoringService;
using monitoring::v1::StepDown;
using monitoring::v1::StepDownService;

// A caller waits while monitoring follows the feeds.
constexpr absl::Duration kFollowing = absl::Seconds(5);
constexpr absl::Duration kTimeout = absl::Seconds(10);
constexpr int kPage = 1000;

// The last change of the enablement feed.
absl::StatusOr<int64_t> EndOf(rpc::Connection& enablement) {
  feed::v1::ListChangesRequest request;
  request.set_parent(rpc::kAnyCouncil);
  request.set_feed("enablement");
  request.set_after_sequence(-1);
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto page,
      enablement.Unary(&feed::v1::FeedService::Stub::ListChanges, request,
                       {.timeout = kTimeout}));
  return page.last_sequence();
}

// Waits until monitoring knows what is stored by now.
absl::Status AwaitMonitoring(rpc::Connection& monitoring,
                             absl::string_view contract, const AsOf& known,
                             int64_t enablement) {
  monitoring::v1::GetScorecardRequest request;
  // What is asked of the figures does not matter, only when it is answered.
  request.set_name(std::string(contract));
  request.mutable_from_month()->set_year(2025);
  request.mutable_from_month()->set_month(1);
  *request.mutable_to_month() = request.from_month();
  request.mutable_wait()->set_seconds(absl::ToInt64Seconds(kFollowing));
  const auto add = [&](const char* feed, int64_t sequence) {
    monitoring::v1::FeedPosition& position = *request.add_min_as_of();
    position.set_feed(feed);
    position.set_sequence(sequence);
  };
  add("contracts", known.contracts);
  add("outcomes", known.outcomes);
  add("enablement", enablement);
  return monitoring
      .Unary(&MonitoringService::Stub::GetScorecard, request,
             {.timeout = kTimeout})
      .status();
}

absl::Status ReadAll(rpc::Connection& monitoring, absl::string_view contract,
                     std::vector<v1::StepDownInput>& all) {
  monitoring::v1::ListStepDownsRequest request;
  request.set_parent(absl::StrCat(CouncilOf(contract), "/packages/", kAnyId));
  request.set_contract(std::string(contract));
  request.set_page_size(kPage);
  for (;;) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto page, monitoring.Unary(&StepDownService::Stub::ListStepDowns,
                                          request, {.timeout = kTimeout}));
    for (const StepDown& step : page.step_downs()) {
      all.push_back(InputOf(step));
    }
    if (page.next_page_token().empty()) return absl::OkStatus();
    request.set_page_token(page.next_page_token());
  }
}

}  // namespace

v1::StepDownInput InputOf(const StepDown& step) {
  v1::StepDownInput input;
  input.set_step_down(step.name());
  input.set_person(step.person());
  *input.mutable_last_date() = step.last_date();
  input.set_standing(step.standing());
  input.set_goals(step.goals().state());
  input.set_agreement(step.agreement().state());
  input.set_check_back(step.check_back().state());
  const auto add_return = [&](const std::string& name) {
    if (name.empty()) return;
    for (const std::string& there : input.returns()) {
      if (there == name) return;
    }
    input.add_returns(name);
  };
  for (const StepDown::Goal& goal : step.goal_details()) {
    add_return(goal.return_before());
    add_return(goal.return_after());
  }
  for (const StepDown::Finding& finding : step.findings()) {
    if (finding.result() == enablement::v1::CheckBack::RESULT_UNSPECIFIED) {
      continue;
    }
    input.add_check_backs(finding.check_back());
  }
  return input;
}

absl::StatusOr<JudgedStepDowns> AskMonitoring(rpc::Connection& monitoring,
                                              rpc::Connection& enablement,
                                              absl::string_view contract,
                                              const AsOf& known) {
  JudgedStepDowns judged;
  const absl::Status asked = [&]() -> absl::Status {
    TIDEMARK_ASSIGN_OR_RETURN(judged.enablement, EndOf(enablement));
    TIDEMARK_RETURN_IF_ERROR(
        AwaitMonitoring(monitoring, contract, known, judged.enablement));
    return ReadAll(monitoring, contract, judged.all);
  }();
  if (!asked.ok()) {
    return absl::UnavailableError(
        absl::StrCat("which step-downs count is not known yet; try again (",
                     asked.message(), ")"));
  }
  return judged;
}

}  // namespace tidemark::incentives
