// Secrets of browsers: how they are made, bound to each other and compared.

#ifndef TIDEMARK_SERVICES_GATEWAY_SECRETS_H_
#define TIDEMARK_SERVICES_GATEWAY_SECRETS_H_

#include <cstddef>
#include <functional>
#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::gateway {

// Makes so many random bytes. Safe to use from any thread.
using RandomBytes = std::function<std::string(size_t)>;

// The random bytes of this machine, good enough for keys. Stops the process if
// there are none.
std::string SystemRandomBytes(size_t size);

// A new secret: 256 random bits as 43 letters, digits, `-` and `_`.
std::string NewSecret(const RandomBytes& random);

// Whether `text` has the form of a `NewSecret`.
bool IsSecret(absl::string_view text);

// A second secret that only who has `secret` can make, for one purpose: by
// HMAC-SHA-256, in the form of a `NewSecret`.
std::string Derive(absl::string_view secret, absl::string_view purpose);

// Whether the two are the same, in a time that tells nothing of where they
// differ.
bool SameSecret(absl::string_view a, absl::string_view b);

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_SECRETS_H_
