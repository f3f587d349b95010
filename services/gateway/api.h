#ifndef TIDEMARK_SERVICES_GATEWAY_API_H_
#define TIDEMARK_SERVICES_GATEWAY_API_H_

#include <functional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "services/gateway/backends.h"
#include "services/gateway/exchange.h"
#include "services/gateway/identity.h"
#include "services/gateway/json.h"
#include "services/gateway/methods.h"

namespace tidemark::gateway {

// The services' methods, over HTTP: as REST and by the Connect protocol
// (unary). Every call is made with its caller's own token, so that the services
// decide, and only they, who may do what. Safe to use from any thread.
class Api {
 public:
  // What it works with. All of it outlives the API.
  struct Options {
    const Methods& methods;
    const Json& json;
    const Backends& backends;
    Identity& identity;
    // Runs what would keep a connection's thread for long.
    std::function<void(std::function<void()>)> post;
    // How long a caller waits that does not say.
    absl::Duration timeout = absl::Seconds(30);
    // How long a caller may wait at most; a long poll is one of a minute.
    absl::Duration max_timeout = absl::Seconds(75);
    // The most bytes of a body, unpacked.
    size_t max_body = size_t{32} << 20;
  };

  explicit Api(Options options) : options_(std::move(options)) {}

  // Answers a request under `/v1/`.
  boost::asio::awaitable<Response> Rest(const Exchange& exchange) const;

  // Answers a request to `/package.Service/Method`.
  boost::asio::awaitable<Response> Connect(const Exchange& exchange) const;

 private:
  enum class Codec { kJson, kProto };

  boost::asio::awaitable<absl::StatusOr<Response>> CallRest(
      const Exchange& exchange, const Caller& caller,
      const Routes::Match& match) const;
  boost::asio::awaitable<absl::StatusOr<Response>> CallConnect(
      const Exchange& exchange, const Caller& caller, const Method& method,
      Codec codec) const;
  boost::asio::awaitable<absl::StatusOr<std::string>> Call(
      const Exchange& exchange, const Caller& caller, const Method& method,
      std::string request) const;
  absl::StatusOr<std::string> BodyOf(const Request& request) const;
  Response Answer(const Request& request, absl::string_view content_type,
                  std::string body) const;

  const Options options_;
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_API_H_
