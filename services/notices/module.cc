#include "services/notices/module.h"

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/base/scheduler.h"
#include "common/base/status_macros.h"
#include "common/feed/source.h"
#include "common/rpc/service.h"
#include "services/notices/apply.h"
#include "services/notices/config.h"
#include "services/notices/following.h"
#include "services/notices/notices.h"
#include "services/notices/outbox.h"
#include "services/notices/tables.h"
#include "tidemark/notices/v1/notices_service.grpc.pb.h"

namespace tidemark::notices {
namespace {

// How soon it is looked again whether the feeds have been followed to their
// ends, beside being told.
constexpr absl::Duration kLookAgain = absl::Minutes(1);

class NoticesModule : public server::Module {
 public:
  NoticesModule(server::Host& host, store::Database& db, Config config)
      : host_(host),
        db_(db),
        sender_(std::move(config.sender)),
        outbox_({.db = db,
                 .sender = *sender_,
                 .send_at = config.send_at,
                 .link = std::move(config.link)}),
        scheduler_(host.clock(), [this](absl::Time now) { return Tick(now); }),
        notices_(db, [this] { scheduler_.Wake(); }),
        service_(rpc::Serve<v1::NoticesService>(
            notices_,
            {.runtime = host.runtime(),
             .database = &db,
             .providers_of =
                 [this](absl::string_view name) {
                   return notices_.ProvidersOf(name);
                 }},
            &Notices::ListNotices, &Notices::GetNotice, &Notices::ResendNotice,
            &Notices::GetNoticeSettings, &Notices::UpdateNoticeSettings,
            &Notices::ListAlerts, &Notices::OfferHelp, &Notices::CloseAlert)) {}

  std::vector<grpc::Service*> services() override { return {service_.get()}; }

  absl::Status Start(const server::Peers& peers) override {
    absl::flat_hash_map<std::string, feed::Source> sources;
    for (const char* const feed : kFeeds) {
      TIDEMARK_ASSIGN_OR_RETURN(sources[feed],
                                feed::FindSource(host_, peers, feed));
    }
    following_ = std::make_unique<Following>(
        db_, [&](absl::string_view feed) { return sources[feed]; },
        [this] { scheduler_.Wake(); });
    following_->Start();
    scheduler_.Start();
    return absl::OkStatus();
  }

  void Stop() override {
    outbox_.Stop();
    scheduler_.Stop();
    following_.reset();
  }

 private:
  absl::StatusOr<absl::Time> Tick(absl::Time now) {
    if (!following_->UpToDate()) return now + kLookAgain;
    return outbox_.Tick(now);
  }

  server::Host& host_;
  store::Database& db_;
  const std::unique_ptr<Sender> sender_;
  Outbox outbox_;
  Scheduler scheduler_;
  Notices notices_;
  const std::unique_ptr<rpc::Service> service_;
  std::unique_ptr<Following> following_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host) {
  TIDEMARK_ASSIGN_OR_RETURN(
      Config config,
      ReadConfig([](const char* name) { return std::getenv(name); },
                 host.data_dir(), host.clock()));
  TIDEMARK_ASSIGN_OR_RETURN(store::Database* const db,
                            host.OpenDatabase(MakeSchema()));
  return std::make_unique<NoticesModule>(host, *db, std::move(config));
}

}  // namespace tidemark::notices
