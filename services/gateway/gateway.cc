#include "services/gateway/gateway.h"

#include <utility>

#include "common/base/status_macros.h"
#include "services/gateway/api.h"
#include "services/gateway/backends.h"
#include "services/gateway/json.h"
#include "services/gateway/methods.h"
#include "services/gateway/openapi.h"
#include "services/gateway/site.h"
#include "services/gateway/static_files.h"

namespace tidemark::gateway {

struct Gateway::Parts {
  Parts(const Options& options, Methods the_methods, Backends the_backends,
        StaticFiles the_files)
      : methods(std::move(the_methods)),
        backends(std::move(the_backends)),
        files(std::move(the_files)),
        json(options.schema),
        api({.methods = methods,
             .json = json,
             .backends = backends,
             .identity = options.identity,
             .post =
                 [&runtime = options.runtime](std::function<void()> task) {
                   runtime.executor().Post(std::move(task));
                 }}),
        site({.api = api,
              .identity = options.identity,
              .files = files,
              .openapi = OpenApi(methods)}) {}

  const Methods methods;
  const Backends backends;
  const StaticFiles files;
  const Json json;
  const Api api;
  const Site site;
  // Last: its threads use the others.
  std::unique_ptr<HttpServer> server;
};

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Start(Options options) {
  Backends backends;
  std::vector<const google::protobuf::ServiceDescriptor*> services;
  for (const google::protobuf::ServiceDescriptor* const service :
       options.services) {
    auto channel = options.channel_of(service->full_name());
    if (absl::IsFailedPrecondition(channel.status())) continue;
    if (!channel.ok()) return channel.status();
    backends.Add(service->full_name(), *std::move(channel));
    services.push_back(service);
  }
  TIDEMARK_ASSIGN_OR_RETURN(Methods methods, Methods::Make(services));
  StaticFiles files;
  if (!options.files.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(files, StaticFiles::Read(options.files));
  }
  auto parts = std::make_unique<Parts>(options, std::move(methods),
                                       std::move(backends), std::move(files));
  options.server.max_body = MaxBodyFor;
  options.server.refuse = ErrorFor;
  options.server.handler = [&site = parts->site](const Exchange& exchange) {
    return site.Handle(exchange);
  };
  options.server.clock = &options.runtime.clock();
  options.server.metrics = &options.runtime.metrics();
  options.server.access_log = options.runtime.access_log();
  TIDEMARK_ASSIGN_OR_RETURN(parts->server,
                            HttpServer::Start(std::move(options.server)));
  return std::unique_ptr<Gateway>(new Gateway(std::move(parts)));
}

Gateway::Gateway(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Gateway::~Gateway() = default;

int Gateway::port() const { return parts_->server->port(); }

void Gateway::Drain(absl::Duration grace) { parts_->server->Drain(grace); }

}  // namespace tidemark::gateway
