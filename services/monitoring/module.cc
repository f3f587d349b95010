#include "services/monitoring/module.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/feed/source.h"
#include "common/rpc/service.h"
#include "services/monitoring/analyses.h"
#include "services/monitoring/apply.h"
#include "services/monitoring/breakdowns.h"
#include "services/monitoring/charts.h"
#include "services/monitoring/equality.h"
#include "services/monitoring/exports.h"
#include "services/monitoring/findings.h"
#include "services/monitoring/following.h"
#include "services/monitoring/monitoring.h"
#include "services/monitoring/package_measures.h"
#include "services/monitoring/step_downs.h"
#include "services/monitoring/tables.h"
#include "services/monitoring/views.h"
#include "tidemark/monitoring/v1/analysis_service.grpc.pb.h"
#include "tidemark/monitoring/v1/breakdown_service.grpc.pb.h"
#include "tidemark/monitoring/v1/case_service.grpc.pb.h"
#include "tidemark/monitoring/v1/chart_service.grpc.pb.h"
#include "tidemark/monitoring/v1/equality_service.grpc.pb.h"
#include "tidemark/monitoring/v1/export_service.grpc.pb.h"
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
        step_downs_(views_, host.clock()),
        package_measures_(views_, host.clock()),
        equality_(views_, host.clock()),
        breakdowns_(views_, host.clock()),
        charts_(views_, host.clock()),
        exports_({.monitoring = monitoring_,
                  .breakdowns = breakdowns_,
                  .charts = charts_,
                  .equality = equality_,
                  .step_downs = step_downs_,
                  .measures = package_measures_}),
        findings_(views_, host.clock()) {
    // Providers, and contracts by their provider.
    const rpc::ServeOptions by_subject = {
        .runtime = host.runtime(),
        .database = &db,
        .providers_of = [this](absl::string_view name) {
          return monitoring_.ProvidersOf(name);
        }};
    services_.push_back(rpc::Serve<v1::MonitoringService>(
        monitoring_, by_subject, &Monitoring::ListMetrics,
        &Monitoring::GetScorecard, &Monitoring::ExplainFigure));
    services_.push_back(rpc::Serve<v1::BreakdownService>(
        breakdowns_, by_subject, &Breakdowns::GetBreakdown,
        &Breakdowns::ExplainBreakdown));
    services_.push_back(rpc::Serve<v1::ChartService>(
        charts_, by_subject, &Charts::GetSeries, &Charts::GetComparison));
    services_.push_back(rpc::Serve<v1::FindingService>(
        findings_, {.runtime = host.runtime(), .database = &db},
        &Findings::ListFindings, &Findings::RecheckFindings));
    services_.push_back(rpc::Serve<v1::StepDownService>(
        step_downs_,
        {.runtime = host.runtime(),
         .database = &db,
         .providers_of =
             [this](absl::string_view name) {
               return step_downs_.ProvidersOf(name);
             }},
        &StepDowns::ListStepDowns, &StepDowns::GetStepDown));
    services_.push_back(rpc::Serve<v1::PackageMeasureService>(
        package_measures_, {.runtime = host.runtime(), .database = &db},
        &PackageMeasures::GetPackageGrowth,
        &PackageMeasures::GetTimeToIndependence));
    services_.push_back(rpc::Serve<v1::EqualityService>(
        equality_, by_subject, &Equality::GetEqualityGaps));
    services_.push_back(rpc::Serve<v1::CaseService>(
        equality_, {.runtime = host.runtime(), .database = &db},
        &Equality::ListCases));
    services_.push_back(rpc::Serve<v1::ExportService>(
        exports_, by_subject, &Exports::ExportScorecard,
        &Exports::ExportExplanation, &Exports::ExportEqualityGaps,
        &Exports::ExportStepDowns, &Exports::ExportPackageGrowth,
        &Exports::ExportTimeToIndependence, &Exports::ExportBreakdown,
        &Exports::ExportSeries, &Exports::ExportComparison));
    services_.push_back(rpc::Serve<v1::AnalysisService>(
        analyses_, {.runtime = host.runtime(), .database = &db},
        &Analyses::AnalyseXmr, &Analyses::AnalyseProportions,
        &Analyses::AnalyseFunnel, &Analyses::AnalyseStandardisedRatio,
        &Analyses::AnalyseGoalAttainment, &Analyses::AnalyseIntervals,
        &Analyses::AnalyseGrowth));
  }

  std::vector<grpc::Service*> services() override {
    std::vector<grpc::Service*> services;
    for (const auto& service : services_) services.push_back(service.get());
    return services;
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
  StepDowns step_downs_;
  PackageMeasures package_measures_;
  Equality equality_;
  Breakdowns breakdowns_;
  Charts charts_;
  Exports exports_;
  Findings findings_;
  const Analyses analyses_ = {};
  std::vector<std::unique_ptr<rpc::Service>> services_;
  std::unique_ptr<Following> following_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host) {
  TIDEMARK_ASSIGN_OR_RETURN(store::Database* const db,
                            host.OpenDatabase(NewSchema()));
  return std::make_unique<MonitoringModule>(host, *db);
}

}  // namespace tidemark::monitoring
