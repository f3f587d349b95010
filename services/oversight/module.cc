#include "services/oversight/module.h"

#include <optional>
#include <utility>
#include <vector>

#include "common/base/scheduler.h"
#include "common/base/status_macros.h"
#include "common/feed/follower.h"
#include "common/feed/source.h"
#include "common/rpc/service.h"
#include "services/oversight/baselines.h"
#include "services/oversight/councils.h"
#include "services/oversight/figures.h"
#include "services/oversight/looking.h"
#include "services/oversight/signals.h"
#include "services/oversight/tables.h"
#include "tidemark/oversight/v1/oversight_service.grpc.pb.h"

namespace tidemark::oversight {
namespace {

constexpr char kContracts[] = "contracts";

class OversightModule : public server::Module {
 public:
  OversightModule(server::Host& host, store::Database& db)
      : host_(host),
        db_(db),
        looking_(db, host.clock()),
        scheduler_(host.clock(),
                   [this](absl::Time now) { return looking_.Tick(now); }),
        signals_(db, looking_),
        baselines_(db, looking_),
        service_(rpc::FindService(v1::OversightService::service_full_name()),
                 {.runtime = host.runtime(), .database = &db}) {
    service_.Bind(signals_, &Signals::ListSignals);
    service_.Bind(signals_, &Signals::ExportSignals);
    service_.Bind(signals_, &Signals::GetSignal);
    service_.Bind(signals_, &Signals::LookAtSignal);
    service_.Bind(signals_, &Signals::OfferSupport);
    service_.Bind(signals_, &Signals::CloseSignal);
    service_.Bind(signals_, &Signals::ReopenSignal);
    service_.Bind(signals_, &Signals::AddSignalNote);
    service_.Bind(signals_, &Signals::RefreshSignals);
    service_.Bind(baselines_, &Baselines::CreateBaseline);
    service_.Bind(baselines_, &Baselines::GetBaseline);
    service_.Bind(baselines_, &Baselines::ListBaselines);
    service_.Bind(baselines_, &Baselines::WithdrawBaseline);
    service_.CheckComplete();
  }

  std::vector<grpc::Service*> services() override { return {&service_}; }

  absl::Status Start(const server::Peers& peers) override {
    TIDEMARK_ASSIGN_OR_RETURN(Figures figures,
                              FiguresOfPeers(peers, db_, host_.clock()));
    looking_.Use(std::move(figures));
    TIDEMARK_ASSIGN_OR_RETURN(feed::Source source,
                              feed::FindSource(host_, peers, kContracts));
    follower_.emplace(
        feed::Follower::Options{.feed = kContracts,
                                .db = &db_,
                                .source = std::move(source),
                                .apply = &ApplyCouncils,
                                .reset = [this] { return Reset(); }});
    follower_->Start();
    scheduler_.Start();
    return absl::OkStatus();
  }

  void Stop() override {
    scheduler_.Stop();
    follower_.reset();
  }

 private:
  // Forgets the councils and reads the feed anew.
  absl::Status Reset() {
    return db_.Write(
        {.origin = {.subject = "services/oversight", .method = "Reset"}},
        [](store::Transaction& txn) -> absl::Status {
          TIDEMARK_RETURN_IF_ERROR(ForgetCouncils(txn));
          return feed::SetCursor(txn, kContracts, 0);
        });
  }

  server::Host& host_;
  store::Database& db_;
  Looking looking_;
  Scheduler scheduler_;
  Signals signals_;
  Baselines baselines_;
  rpc::Service service_;
  std::optional<feed::Follower> follower_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host) {
  TIDEMARK_ASSIGN_OR_RETURN(store::Database* const db,
                            host.OpenDatabase(NewSchema()));
  return std::make_unique<OversightModule>(host, *db);
}

}  // namespace tidemark::oversight
