#include "services/gateway/module.h"

namespace tidemark::gateway {
namespace {

class GatewayModule : public server::Module {};

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

absl::StatusOr<std::unique_ptr<server::Module>> NewModule(
    server::Host& /*host*/) {
  return std::make_unique<GatewayModule>();
}

}  // namespace tidemark::gateway
