#ifndef TIDEMARK_SERVICES_GATEWAY_BEARER_IDENTITY_H_
#define TIDEMARK_SERVICES_GATEWAY_BEARER_IDENTITY_H_

#include <optional>

#include "absl/status/statusor.h"

#include "services/gateway/identity.h"

namespace tidemark::gateway {

// Takes the token of `authorization: Bearer`, as machines send it. Whether it
// is good is for the services to say.
class BearerIdentity : public Identity {
 public:
  absl::StatusOr<Caller> CallerOf(const Exchange& exchange) override;
  boost::asio::awaitable<std::optional<Response>> Handle(
      const Exchange& exchange) override;
};

// The token of the request's `authorization: Bearer`; `nullopt` if it has no
// such header.
std::optional<std::string> BearerTokenOf(const Request& request);

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_BEARER_IDENTITY_H_
