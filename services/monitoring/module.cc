#include "services/monitoring/module.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/feed/source.h"
#include "common/rpc/service.h"
#include "services/monitoring/apply.h"
#include "services/monitoring/charts.h"
#include "services/monitoring/findings.h"
#include "services/monitoring/following.h"
#include "services/monitoring/monitoring.h"
#include "services/monitoring/package_measures.h"
#include "services/monitoring/step_downs.h"
#include "services/monitoring/tables.h"
#include "services/monitoring/views.h"
#include "tidemark/monitoring/v1/chart_service.grpc.pb.h"
#include "tidemark/monitoring/v1/finding_service.grpc.pb.h"
#include "tidemark/monitoring/v1/monitoring_service.grpc.pb.h"
#include "tidemark/monitoring/v1/package_measure_service.grpc.pb.h"
#include "tidemark/monitoring/v1/step_down_service.grpc.pb.h"

namespace tidemark::monitoring {
namespace {

class MonitoringModule : public server::Module {
 public:
  MonitoringModule(server::Host& host, store::Database& db)
      : host_(host),
        db_(db),
        views_(db, host.clock(), absl::StrCat(host.data_dir(), "/past")),
        monitoring_(db, host.clock(), views_),
        step_downs_(db),
        package_measures_(db, host.clock()),
        charts_(views_, host.clock()),
        findings_(views_, host.clock()),
        service_(rpc::Serve<v1::MonitoringService>(
            monitoring_,
            {.runtime = host.runtime(),
             .database = &db,
             .providers_of =
                 [this](absl::string_view name) {
                   return monitoring_.ProvidersOf(name);
                 }},
            &Monitoring::ListMetrics, &Monitoring::GetScorecard,
            &Monitoring::ExplainFigure)),
        step_down_service_(rpc::Serve<v1::StepDownService>(
            step_downs_,
            {.runtime = host.runtime(),
             .database = &db,
             .providers_of =
                 [this](absl::string_view name) {
                   return step_downs_.ProvidersOf(name);
                 }},
            &StepDowns::ListStepDowns, &StepDowns::GetStepDown)),
        package_measure_service_(rpc::Serve<v1::PackageMeasureService>(
            package_measures_, {.runtime = host.runtime(), .database = &db},
            &PackageMeasures::GetPackageGrowth,
            &PackageMeasures::GetTimeToIndependence)),
        chart_service_(rpc::Serve<v1::ChartService>(
            charts_,
            {.runtime = host.runtime(),
             .database = &db,
             .providers_of =
                 [this](absl::string_view name) {
                   return monitoring_.ProvidersOf(name);
                 }},
            &Charts::GetSeries, &Charts::GetComparison)),
        finding_service_(rpc::Serve<v1::FindingService>(
            findings_, {.runtime = host.runtime(), .database = &db},
            &Findings::ListFindings, &Findings::RecheckFindings)) {}

  std::vector<grpc::Service*> services() override {
    return {service_.get(), step_down_service_.get(),
            package_measure_service_.get(), chart_service_.get(),
            finding_service_.get()};
  }

  absl::Status Start(const server::Peers& peers) override {
    absl::flat_hash_map<std::string, feed::Source> sources;
    for (const char* const feed : kFeeds) {
      TIDEMARK_ASSIGN_OR_RETURN(sources[feed],
                                feed::FindSource(host_, peers, feed));
    }
    views_.Start([this, &peers](absl::string_view feed) -> feed::Source {
      auto source = feed::FindSource(host_, peers, std::string(feed));
      if (source.ok()) return *std::move(source);
      return {.read = [status = source.status()](int64_t, absl::Duration) {
        return status;
      }};
    });
    following_ = std::make_unique<Following>(
        db_, [&](absl::string_view feed) { return sources[feed]; },
        [this] { monitoring_.Moved(); });
    TIDEMARK_RETURN_IF_ERROR(following_->Prepare());
    following_->Start();
    return absl::OkStatus();
  }

  void Stop() override {
    following_.reset();
    views_.Stop();
    monitoring_.Stop();
  }

 private:
  server::Host& host_;
  store::Database& db_;
  Views views_;
  Monitoring monitoring_;
  const StepDowns step_downs_;
  const PackageMeasures package_measures_;
  Charts charts_;
  Findings findings_;
  const std::unique_ptr<rpc::Service> service_;
  const std::unique_ptr<rpc::Service> step_down_service_;
  const std::unique_ptr<rpc::Service> package_measure_service_;
  const std::unique_ptr<rpc::Service> chart_service_;
  const std::unique_ptr<rpc::Service> finding_service_;
  std::unique_ptr<Following> following_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host) {
  TIDEMARK_ASSIGN_OR_RETURN(store::Database* const db,
                            host.OpenDatabase(NewSchema()));
  return std::make_unique<MonitoringModule>(host, *db);
}

}  // namespace tidemark::monitoring
