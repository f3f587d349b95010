#include "services/oversight/figures.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/call.h"
#include "common/rpc/channel.h"
#include "common/type/date.h"
#include "services/oversight/tables.h"
#include "tidemark/feed/v1/feed_service.grpc.pb.h"
#include "tidemark/monitoring/v1/chart_service.grpc.pb.h"
#include "tidemark/monitoring/v1/finding_service.grpc.pb.h"
#include "tidemark/monitoring/v1/monitoring_service.grpc.pb.h"

namespace tidemark::oversight {
namespace {

using feed::v1::FeedService;
using monitoring::v1::ChartService;
using monitoring::v1::FeedPosition;
using monitoring::v1::Finding;
using monitoring::v1::FindingService;
using monitoring::v1::MonitoringService;
using monitoring::v1::Recheck;

// The feeds of the others that figures rest on.
constexpr const char* kOthers[] = {"contracts", "outcomes", "enablement"};

// How long monitoring may take to know what is committed.
constexpr absl::Duration kCatchUp = absl::Seconds(20);
constexpr int kPageSize = 1000;

class PeerFigures {
 public:
  PeerFigures(const store::Database& own, const Clock& clock)
      : own_(own), clock_(clock) {}

  absl::Status Connect(const server::Peers& peers) {
    TIDEMARK_ASSIGN_OR_RETURN(monitoring_, peers.ConnectionTo("monitoring"));
    for (const char* const feed : kOthers) {
      TIDEMARK_ASSIGN_OR_RETURN(feeds_.emplace_back(),
                                peers.ConnectionTo(feed));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> Ends() const {
    TIDEMARK_ASSIGN_OR_RETURN(const std::vector<FeedPosition> ends, ReadEnds());
    std::string words;
    for (const FeedPosition& end : ends) {
      absl::StrAppend(&words, end.feed(), " ", end.sequence(), " ");
    }
    return words;
  }

  absl::StatusOr<FoundNow> Find(const std::string& council) const {
    TIDEMARK_RETURN_IF_ERROR(AwaitFresh(council));
    FoundNow found;
    monitoring::v1::ListFindingsRequest request;
    request.set_parent(council);
    request.set_page_size(kPageSize);
    do {
      TIDEMARK_ASSIGN_OR_RETURN(
          monitoring::v1::ListFindingsResponse page,
          monitoring_->Unary(&FindingService::Stub::ListFindings, request));
      for (Finding& finding : *page.mutable_findings()) {
        found.findings.push_back(std::move(finding));
      }
      found.noise = std::move(*page.mutable_noise());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return found;
  }

  absl::StatusOr<std::vector<Recheck>> RecheckAll(
      const std::string& council, const std::vector<Finding>& findings) const {
    std::vector<Recheck> rechecks;
    for (size_t done = 0; done < findings.size();) {
      monitoring::v1::RecheckFindingsRequest request;
      request.set_parent(council);
      const size_t end =
          std::min(findings.size(), done + static_cast<size_t>(kPageSize));
      for (; done < end; ++done) *request.add_findings() = findings[done];
      TIDEMARK_ASSIGN_OR_RETURN(
          const monitoring::v1::RecheckFindingsResponse response,
          monitoring_->Unary(&FindingService::Stub::RecheckFindings, request,
                             {.retry = true}));
      rechecks.insert(rechecks.end(), response.rechecks().begin(),
                      response.rechecks().end());
    }
    if (rechecks.size() != findings.size()) {
      return absl::InternalError("monitoring left findings out");
    }
    return rechecks;
  }

  absl::Status CheckChart(const std::string& subject, const std::string& metric,
                          const monitoring::v1::Month& month) const {
    monitoring::v1::GetSeriesRequest request;
    request.set_name(subject);
    request.set_metric(metric);
    *request.mutable_from_month() = month;
    *request.mutable_to_month() = month;
    absl::Status status =
        monitoring_->Unary(&ChartService::Stub::GetSeries, request).status();
    if (!absl::IsNotFound(status)) return status;
    // It may have been stored a moment ago.
    TIDEMARK_RETURN_IF_ERROR(AwaitFresh(std::string(CouncilOf(subject))));
    return monitoring_->Unary(&ChartService::Stub::GetSeries, request).status();
  }

 private:
  absl::StatusOr<std::vector<FeedPosition>> ReadEnds() const {
    std::vector<FeedPosition> ends;
    for (size_t i = 0; i < feeds_.size(); ++i) {
      feed::v1::ListChangesRequest request;
      request.set_parent(rpc::kAnyCouncil);
      request.set_feed(kOthers[i]);
      request.set_after_sequence(-1);
      request.set_page_size(1);
      request.set_omit_values(true);
      TIDEMARK_ASSIGN_OR_RETURN(
          const feed::v1::ListChangesResponse response,
          feeds_[i]->Unary(&FeedService::Stub::ListChanges, request));
      FeedPosition& end = ends.emplace_back();
      end.set_feed(kOthers[i]);
      end.set_sequence(response.last_sequence());
    }
    FeedPosition& end = ends.emplace_back();
    end.set_feed(own_.schema().name);
    end.set_sequence(own_.durable_sequence());
    return ends;
  }

  // Waits until monitoring knows all that is committed now: a signal must not
  // be raised, or taken back, because monitoring is still reading.
  absl::Status AwaitFresh(const std::string& council) const {
    TIDEMARK_ASSIGN_OR_RETURN(const std::vector<FeedPosition> ends, ReadEnds());
    const type::YearMonth month(type::Today(clock_));
    monitoring::v1::GetScorecardRequest request;
    request.set_name(council);
    request.mutable_from_month()->set_year(month.year());
    request.mutable_from_month()->set_month(month.month());
    *request.mutable_to_month() = request.from_month();
    *request.mutable_min_as_of() = {ends.begin(), ends.end()};
    request.mutable_wait()->set_seconds(absl::ToInt64Seconds(kCatchUp));
    return monitoring_->Unary(&MonitoringService::Stub::GetScorecard, request)
        .status();
  }

  const store::Database& own_;
  const Clock& clock_;
  std::shared_ptr<rpc::Connection> monitoring_;
  // In the order of `kOthers`.
  std::vector<std::shared_ptr<rpc::Connection>> feeds_;
};

}  // namespace

absl::StatusOr<Figures> FiguresOfPeers(const server::Peers& peers,
                                       const store::Database& own,
                                       const Clock& clock) {
  const auto figures = std::make_shared<PeerFigures>(own, clock);
  TIDEMARK_RETURN_IF_ERROR(figures->Connect(peers));
  return Figures{
      .ends = [figures] { return figures->Ends(); },
      .find =
          [figures](const std::string& council) {
            return figures->Find(council);
          },
      .recheck =
          [figures](const std::string& council,
                    const std::vector<Finding>& findings) {
            return figures->RecheckAll(council, findings);
          },
      .check_chart =
          [figures](const std::string& subject, const std::string& metric,
                    const monitoring::v1::Month& month) {
            return figures->CheckChart(subject, metric, month);
          }};
}

}  // namespace tidemark::oversight
