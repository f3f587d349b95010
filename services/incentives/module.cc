#include "services/incentives/module.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/feed/source.h"
#include "common/rpc/channel.h"
#include "common/rpc/service.h"
#include "services/incentives/apply.h"
#include "services/incentives/following.h"
#include "services/incentives/statements.h"
#include "services/incentives/step_downs.h"
#include "services/incentives/tables.h"
#include "tidemark/incentives/v1/statement_service.grpc.pb.h"

namespace tidemark::incentives {
namespace {

// A caller waits while the feeds are followed to their ends.
constexpr absl::Duration kFollowing = absl::Seconds(5);

class IncentivesModule : public server::Module {
 public:
  IncentivesModule(server::Host& host, store::Database& db)
      : host_(host),
        db_(db),
        statements_({.db = db,
                     .await_now = [this] { return AwaitNow(); },
                     .step_downs_of =
                         [this](absl::string_view contract, const AsOf& known) {
                           return StepDownsFor(contract, known);
                         }}),
        service_(rpc::Serve<v1::StatementService>(
            statements_,
            {.runtime = host.runtime(),
             .database = &db,
             .providers_of =
                 [this](absl::string_view name) {
                   return statements_.ProvidersOf(name);
                 }},
            &Statements::GetIncentiveTerms, &Statements::DraftStatement,
            &Statements::IssueStatement, &Statements::GetStatement,
            &Statements::ExportStatement, &Statements::ListStatements,
            &Statements::VerifyStatement, &Statements::RespondToStatement,
            &Statements::AnswerDispute)) {}

  std::vector<grpc::Service*> services() override { return {service_.get()}; }

  absl::Status Start(const server::Peers& peers) override {
    // The follower reads one, and waits; the other tells where a feed ends.
    absl::flat_hash_map<std::string, std::vector<feed::Source>> sources;
    for (const char* const feed : kFeeds) {
      for (int i = 0; i < 2; ++i) {
        TIDEMARK_ASSIGN_OR_RETURN(feed::Source source,
                                  feed::FindSource(host_, peers, feed));
        sources[feed].push_back(std::move(source));
      }
    }
    auto started = std::make_shared<Started>();
    TIDEMARK_ASSIGN_OR_RETURN(started->monitoring,
                              peers.ConnectionTo("monitoring"));
    TIDEMARK_ASSIGN_OR_RETURN(started->enablement,
                              peers.ConnectionTo("enablement"));
    started->following =
        std::make_unique<Following>(db_, [&](absl::string_view feed) {
          std::vector<feed::Source>& left = sources[feed];
          feed::Source source = std::move(left.back());
          left.pop_back();
          return source;
        });
    started->following->Start();
    const MutexLock lock(mu_);
    started_ = std::move(started);
    return absl::OkStatus();
  }

  void Stop() override {
    std::shared_ptr<Started> started;
    {
      const MutexLock lock(mu_);
      started.swap(started_);
    }
    if (started) started->following->Stop();
  }

 private:
  // What there is from `Start` on.
  struct Started {
    std::unique_ptr<Following> following;
    std::shared_ptr<rpc::Connection> monitoring;
    std::shared_ptr<rpc::Connection> enablement;
  };

  absl::StatusOr<std::shared_ptr<Started>> Now() {
    const MutexLock lock(mu_);
    if (started_ == nullptr) {
      return absl::UnavailableError("the server is starting; try again");
    }
    return started_;
  }

  absl::Status AwaitNow() {
    TIDEMARK_ASSIGN_OR_RETURN(const std::shared_ptr<Started> started, Now());
    return started->following->AwaitNow(kFollowing);
  }

  absl::StatusOr<JudgedStepDowns> StepDownsFor(absl::string_view contract,
                                               const AsOf& known) {
    TIDEMARK_ASSIGN_OR_RETURN(const std::shared_ptr<Started> started, Now());
    return AskMonitoring(*started->monitoring, *started->enablement, contract,
                         known);
  }

  server::Host& host_;
  store::Database& db_;
  Mutex mu_;
  // Null until `Start`; calls may come before.
  std::shared_ptr<Started> started_ ABSL_GUARDED_BY(mu_);
  Statements statements_;
  const std::unique_ptr<rpc::Service> service_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host) {
  TIDEMARK_ASSIGN_OR_RETURN(store::Database* const db,
                            host.OpenDatabase(MakeSchema()));
  return std::make_unique<IncentivesModule>(host, *db);
}

}  // namespace tidemark::incentives
