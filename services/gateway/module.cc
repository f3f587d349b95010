#include "services/gateway/module.h"

#include <cstdio>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/base/status_macros.h"
#include "services/gateway/gateway.h"
#include "services/gateway/schema.h"
#include "services/gateway/sign_in.h"

namespace tidemark::gateway {
namespace {

// How long requests under way may take once the services have stopped: by then
// each has its answer or its refusal.
constexpr absl::Duration kGrace = absl::Seconds(5);

// A number that a flag sets.
using Number = std::variant<int*, int64_t*, double*>;

class GatewayModule : public server::Module {
 public:
  // `sign_in` is null where nothing is to be served.
  GatewayModule(server::Host& host, std::unique_ptr<SignIn> sign_in)
      : host_(host), sign_in_(std::move(sign_in)) {}

  absl::Status Start(const server::Peers& peers) override {
    if (sign_in_ == nullptr) return absl::OkStatus();
    TIDEMARK_ASSIGN_OR_RETURN(schema_, Schema::BuiltIn());
    TIDEMARK_ASSIGN_OR_RETURN(HttpServer::Options options, ServerOptions());
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
                       .identity = sign_in_->identity(),
                       .runtime = host_.runtime(),
                       .files = host_.flag("http_static"),
                       .server = std::move(options)}));
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

  // Puts the numbers of a flag, if it was given, where they belong.
  absl::Status ReadFlag(const char* name, std::vector<Number> numbers) const {
    const std::string text = host_.flag(name);
    if (text.empty()) return absl::OkStatus();
    const std::vector<std::string> parts = absl::StrSplit(text, ',');
    bool good = parts.size() <= numbers.size();
    for (size_t i = 0; good && i < parts.size(); ++i) {
      good = std::visit(
          [&](auto* number) {
            double value = 0;
            if (!absl::SimpleAtod(parts[i], &value) || value < 0 ||
                value > 1e9) {
              return false;
            }
            *number =
                static_cast<std::remove_pointer_t<decltype(number)>>(value);
            return true;
          },
          numbers[i]);
    }
    if (good) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat("--", name, " ", text,
                     " is not of the form that --help "
                     "says"));
  }

  absl::StatusOr<HttpServer::Options> ServerOptions() const {
    HttpServer::Options options = {
        .address = host_.flag("http_listen"),
        .cert_file = host_.flag("http_tls_cert"),
        .key_file = host_.flag("http_tls_key"),
        .trusted_proxies = absl::StrSplit(host_.flag("http_trusted_proxies"),
                                          ',', absl::SkipEmpty())};
    TIDEMARK_RETURN_IF_ERROR(ReadFlag("http_threads", {&options.threads}));
    TIDEMARK_RETURN_IF_ERROR(ReadFlag(
        "http_connections",
        {&options.limits.connections, &options.limits.connections_each}));
    TIDEMARK_RETURN_IF_ERROR(ReadFlag(
        "http_rate", {&options.limits.rate.rate, &options.limits.rate.burst}));
    return options;
  }

  server::Host& host_;
  const std::unique_ptr<SignIn> sign_in_;
  std::unique_ptr<Schema> schema_;
  std::unique_ptr<Gateway> gateway_;
};

}  // namespace

std::vector<server::ModuleFlag> Flags() {
  std::vector<server::ModuleFlag> flags = {
      {"http_listen", "Where to serve HTTP: HOST:PORT; by default nowhere"},
      {"http_static", "The folder of the console's files"},
      {"http_tls_cert",
       "The certificate for HTTP (PEM); TLS is used if it is set"},
      {"http_tls_key", "Its key (PEM)"},
      {"http_trusted_proxies",
       "Whose x-forwarded-for is believed: ADDRESS[/BITS],..."},
      {"http_threads", "Threads that serve HTTP; 2 by default"},
      {"http_connections",
       "Connections that may be open, 10000 by default, and of one address, "
       "1000 by default: ALL[,EACH]"},
      {"http_rate",
       "Requests a second of one address, 200 by default, and at once, 1000 "
       "by default: RATE[,BURST]; 0 for no limit"},
  };
  for (server::ModuleFlag& flag : SignInFlags()) {
    flags.push_back(std::move(flag));
  }
  return flags;
}

absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host) {
  std::unique_ptr<SignIn> sign_in;
  if (!host.flag("http_listen").empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(sign_in, SignIn::Make(host));
  }
  return std::make_unique<GatewayModule>(host, std::move(sign_in));
}

}  // namespace tidemark::gateway
