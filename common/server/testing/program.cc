// A server of two modules, to test hosting with: `things` keeps things, and
// `asker` long-polls them as another service would.

#include <atomic>
#include <cstdio>
#include <thread>
#include <utility>

#include "common/base/status_macros.h"
#include "common/rpc/testing/things.h"
#include "common/server/module.h"
#include "tidemark/testing/v1/echo_service.grpc.pb.h"

namespace tidemark::server {
namespace {

using ::tidemark::testing::Things;
using ::tidemark::testing::v1::EchoService;

class ThingsModule : public Module {
 public:
  ThingsModule(Host& host, store::Database& db)
      : things_(db), service_(things_.Serve(host.runtime())) {}

  std::vector<grpc::Service*> services() override { return {service_.get()}; }

 private:
  Things things_;
  const std::unique_ptr<rpc::Service> service_;
};

absl::StatusOr<std::unique_ptr<Module>> NewThings(Host& host) {
  TIDEMARK_ASSIGN_OR_RETURN(store::Database * db,
                            host.OpenDatabase(Things::Schema()));
  return std::make_unique<ThingsModule>(host, *db);
}

class Asker : public Module {
 public:
  absl::Status Start(const Peers& peers) override {
    TIDEMARK_ASSIGN_OR_RETURN(connection_, peers.ConnectionTo("things"));
    testing::v1::ListThingsRequest all;
    all.set_parent("councils/X/providers/-");
    TIDEMARK_RETURN_IF_ERROR(
        connection_->Unary(&EchoService::Stub::ListThings, all).status());
    thread_ = std::thread([this] {
      // Goes on after the server has drained, as a careless follower would.
      testing::v1::EchoRequest echo;
      echo.set_name("councils/X");
      while (!stopping_) {
        static_cast<void>(connection_->Unary(&EchoService::Stub::Echo, echo,
                                             {.retry = false}));
      }
    });
    return absl::OkStatus();
  }

  void Stop() override {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::shared_ptr<rpc::Connection> connection_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

absl::StatusOr<std::unique_ptr<Module>> NewAsker(Host&) {
  return std::make_unique<Asker>();
}

// Says how many databases there are when it is made.
absl::StatusOr<std::unique_ptr<Module>> NewCounter(Host& host) {
  std::printf("%zu databases\n", host.databases().size());
  return std::make_unique<Module>();
}

}  // namespace
}  // namespace tidemark::server

int main(int argc, char** argv) {
  return tidemark::server::Main(
      argc, argv,
      {{"counter", tidemark::server::NewCounter, /*built_in=*/true},
       {"things", tidemark::server::NewThings},
       {"asker", tidemark::server::NewAsker}});
}
