#include "services/gateway/module.h"

#include <cstdio>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/base/status_macros.h"
#include "services/gateway/bearer_identity.h"
#include "services/gateway/gateway.h"
#include "services/gateway/schema.h"

namespace tidemark::gateway {
namespace {

// How long requests under way may take once the services have stopped: by then
// each has its answer or its refusal.
constexpr absl::Duration kGrace = absl::Seconds(5);

class GatewayModule : public server::Module {
 public:
  explicit GatewayModule(server::Host& host) : host_(host) {}

  absl::Status Start(const server::Peers& peers) override {
    if (host_.flag("http_listen").empty()) return absl::OkStatus();
    TIDEMARK_ASSIGN_OR_RETURN(schema_, Schema::BuiltIn());
    identity_ = std::make_unique<BearerIdentity>();
    TIDEMARK_ASSIGN_OR_RETURN(
        gateway_, Gateway::Start(
                      {.schema = schema_->pool(),
                       .services = schema_->services(),
                       .channel_of = [&](const std::string& service)
                           -> absl::StatusOr<std::shared_ptr<grpc::Channel>> {
                         TIDEMARK_ASSIGN_OR_RETURN(const auto connection,
                                                   peers.ConnectionTo(service));
                         return connection->channel();
                       },
                       .identity = *identity_,
                       .runtime = host_.runtime(),
                       .files = host_.flag("http_static"),
                       .server = ServerOptions()}));
    std::printf("serving HTTP%s on %s:%d\n",
                host_.flag("http_tls_cert").empty() ? "" : "S", Host().c_str(),
                gateway_->port());
    std::fflush(stdout);
    return absl::OkStatus();
  }

  void Stop() override {
    if (gateway_ != nullptr) gateway_->Drain(kGrace);
    gateway_.reset();
  }

 private:
  std::string Host() const {
    const std::string listen = host_.flag("http_listen");
    return listen.substr(0, listen.rfind(':'));
  }

  HttpServer::Options ServerOptions() const {
    HttpServer::Options options = {
        .address = host_.flag("http_listen"),
        .cert_file = host_.flag("http_tls_cert"),
        .key_file = host_.flag("http_tls_key"),
        .trusted_proxies = absl::StrSplit(host_.flag("http_trusted_proxies"),
                                          ',', absl::SkipEmpty())};
    return options;
  }

  server::Host& host_;
  std::unique_ptr<Schema> schema_;
  std::unique_ptr<Identity> identity_;
  std::unique_ptr<Gateway> gateway_;
};

}  // namespace

std::vector<server::ModuleFlag> Flags() {
  return {
      {"http_listen", "Where to serve HTTP: HOST:PORT; by default nowhere"},
      {"http_static", "The folder of the console's files"},
      {"http_tls_cert",
       "The certificate for HTTP (PEM); TLS is used if it is set"},
      {"http_tls_key", "Its key (PEM)"},
      {"http_trusted_proxies",
       "Whose x-forwarded-for is believed: ADDRESS[/BITS],..."},
      {"http_demonstration",
       "Let anyone of this machine sign in as a user of each role",
       /*is_switch=*/true},
      {"http_oidc", "The file that says how people sign in (OpenID Connect)"},
  };
}

absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host) {
  return std::make_unique<GatewayModule>(host);
}

}  // namespace tidemark::gateway
