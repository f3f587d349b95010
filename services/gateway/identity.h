#ifndef TIDEMARK_SERVICES_GATEWAY_IDENTITY_H_
#define TIDEMARK_SERVICES_GATEWAY_IDENTITY_H_

#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "absl/status/statusor.h"

#include "services/gateway/exchange.h"

namespace tidemark::gateway {

// For whom a call is made.
struct Caller {
  // What proves it to the services.
  std::string token;
  // The value of the answer's `set-cookie`; empty for none.
  std::string set_cookie;
};

// Finds out who sends a request. Safe to use from any thread.
class Identity {
 public:
  Identity() = default;
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;
  virtual ~Identity() = default;

  // For whom the request calls a service. Returns `UNAUTHENTICATED` with the
  // reason NOT_SIGNED_IN or SESSION_ENDED, and `PERMISSION_DENIED` with the
  // reason CSRF_TOKEN_MISSING. Does not block.
  virtual absl::StatusOr<Caller> CallerOf(const Exchange& exchange) = 0;

  // Answers a request to `/session` or below; `nullopt` if there is nothing
  // under its path.
  virtual boost::asio::awaitable<std::optional<Response>> Handle(
      const Exchange& exchange) = 0;
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_IDENTITY_H_
