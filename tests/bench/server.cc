// The server that is measured: every service of `tidemarkd`, and an empty echo
// beside them, with nothing of ours on its way, as the measure of what gRPC
// itself can do on this machine.

#include "common/server/built_in.h"
#include "common/server/module.h"
#include "services/cld/module.h"
#include "services/contracts/module.h"
#include "services/enablement/module.h"
#include "services/gateway/module.h"
#include "services/monitoring/module.h"
#include "services/outcomes/module.h"
#include "services/oversight/module.h"
#include "tidemark/testing/v1/echo_service.grpc.pb.h"

namespace tidemark {
namespace {

class EmptyEcho : public testing::v1::EchoService::CallbackService {
 public:
  grpc::ServerUnaryReactor* Echo(grpc::CallbackServerContext* context,
                                 const testing::v1::EchoRequest*,
                                 testing::v1::EchoResponse*) override {
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

class EchoModule : public server::Module {
 public:
  std::vector<grpc::Service*> services() override { return {&echo_}; }

 private:
  EmptyEcho echo_;
};

}  // namespace
}  // namespace tidemark

int main(int argc, char** argv) {
  using tidemark::server::Host;
  using tidemark::server::Module;
  return tidemark::server::Main(
      argc, argv,
      tidemark::server::WithBuiltIn({
          {"contracts", tidemark::contracts::NewModule},
          {"outcomes", tidemark::outcomes::NewModule},
          {"enablement", tidemark::enablement::NewModule},
          {"monitoring", tidemark::monitoring::NewModule},
          {"oversight", tidemark::oversight::NewModule},
          {"cld", tidemark::cld::NewModule},
          {"gateway", tidemark::gateway::NewModule, /*built_in=*/false,
           tidemark::gateway::Flags()},
          {"echo",
           [](Host&) -> absl::StatusOr<std::unique_ptr<Module>> {
             return std::make_unique<tidemark::EchoModule>();
           }},
      }));
}
