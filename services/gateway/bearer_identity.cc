#include "services/gateway/bearer_identity.h"

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"

#include "common/base/faults.h"

namespace tidemark::gateway {
namespace {

constexpr absl::string_view kBearer = "Bearer ";

}  // namespace

std::optional<std::string> BearerTokenOf(const Request& request) {
  const absl::string_view value = HeaderOf(request, "authorization");
  // The name of the scheme is the same in capitals (RFC 9110, 11.1).
  if (!absl::StartsWithIgnoreCase(value, kBearer)) return std::nullopt;
  return std::string(absl::StripAsciiWhitespace(value.substr(kBearer.size())));
}

absl::StatusOr<Caller> BearerIdentity::CallerOf(const Exchange& exchange) {
  std::optional<std::string> token = BearerTokenOf(exchange.request);
  if (!token) {
    return Error(absl::StatusCode::kUnauthenticated, "NOT_SIGNED_IN",
                 "say who calls: send the header authorization: Bearer TOKEN");
  }
  return Caller{.token = *std::move(token), .set_cookie = {}};
}

boost::asio::awaitable<std::optional<Response>> BearerIdentity::Handle(
    const Exchange& /*exchange*/) {
  co_return std::nullopt;
}

}  // namespace tidemark::gateway
