#ifndef TIDEMARK_SERVICES_GATEWAY_ID_TOKEN_H_
#define TIDEMARK_SERVICES_GATEWAY_ID_TOKEN_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "services/gateway/json_object.h"

namespace tidemark::gateway {

// What an ID token must say.
struct ExpectedIdToken {
  std::string issuer;
  std::string client_id;
  std::string nonce;
  absl::Time now;
  // By how much the clocks may differ.
  absl::Duration skew = absl::Minutes(1);
  // How long ago it may have been issued: it comes straight from the provider.
  absl::Duration max_age = absl::Minutes(10);
};

// Checks the claims of an ID token whose signature is right, as OpenID Connect
// Core 3.1.3.7 asks. Returns `UNAUTHENTICATED`, naming the claim and nothing of
// its value, if one is not as expected.
absl::Status CheckIdToken(const JsonObject& claims,
                          const ExpectedIdToken& expected);

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_ID_TOKEN_H_
