// The public keys of an identity provider (RFC 7517) and what they sign
// (RFC 7515), by the library cjose.

#ifndef TIDEMARK_SERVICES_GATEWAY_JWKS_H_
#define TIDEMARK_SERVICES_GATEWAY_JWKS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "services/gateway/json_object.h"

namespace tidemark::gateway {

// A set of keys. Only keys that sign by RS256, PS256 or ES256 are in it, of
// 2,048 bits or more where they are RSA. May be copied.
class Jwks {
 public:
  // Keys that cannot be used are left out. Returns `INVALID_ARGUMENT` if `text`
  // is not a set of keys or none can be used.
  static absl::StatusOr<Jwks> Parse(const std::string& text);

  // The claims of `token`, whose signature is checked. Returns
  // `INVALID_ARGUMENT` if it is not a token signed by one of the three
  // algorithms, `NOT_FOUND` if none of the keys is the one that it names, and
  // `UNAUTHENTICATED` if the signature is not that key's.
  absl::StatusOr<JsonObject> Verify(const std::string& token) const;

 private:
  struct Key {
    std::string id;
    // The algorithm that it is for; empty for any of its kind.
    std::string algorithm;
    // `RSA` or `EC`.
    std::string kind;
    // A `cjose_jwk_t`.
    std::shared_ptr<void> key;
  };

  // The key for a token whose header names this one; null if there is none, or
  // if the token names none and several would do.
  const Key* Find(absl::string_view id, absl::string_view algorithm) const;

  std::vector<Key> keys_;
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_JWKS_H_
