#include "common/feed/module.h"

#include <vector>

#include "common/feed/feeds.h"
#include "common/rpc/service.h"
#include "tidemark/feed/v1/feed_service.grpc.pb.h"

namespace tidemark::feed {
namespace {

class FeedModule : public server::Module {
 public:
  explicit FeedModule(server::Host& host)
      : feeds_(host.databases()),
        service_(rpc::Serve<v1::FeedService>(
            feeds_,
            {.runtime = host.runtime(),
             .providers_of =
                 [this](absl::string_view name) {
                   return feeds_.ProvidersOf(name);
                 }},
            &Feeds::ListChanges, &Feeds::ListRevisions)) {}

  std::vector<grpc::Service*> services() override { return {service_.get()}; }

 private:
  Feeds feeds_;
  const std::unique_ptr<rpc::Service> service_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host) {
  return std::make_unique<FeedModule>(host);
}

}  // namespace tidemark::feed
