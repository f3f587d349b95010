// Sign-ins under way with an identity provider.

#ifndef TIDEMARK_SERVICES_GATEWAY_ATTEMPTS_H_
#define TIDEMARK_SERVICES_GATEWAY_ATTEMPTS_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/base/mutex.h"

namespace tidemark::gateway {

// A sign-in between the way to the identity provider and the way back.
struct Attempt {
  // Whom the answer must come back through: what the browser was given.
  std::string browser;
  // What the ID token must hold.
  std::string nonce;
  // What proves to the provider that the code was asked for here (RFC 7636).
  std::string verifier;
  // Where the person wanted to go.
  std::string return_to;
  absl::Time begun;
};

// The sign-ins under way, by the parameter `state`. Kept in memory: after a
// restart people try again. Safe to use from any thread.
class Attempts {
 public:
  struct Options {
    absl::Duration longest = absl::Minutes(10);
    // More are refused.
    size_t max = 20'000;
  };

  explicit Attempts(Options options) : options_(options) {}
  Attempts() : Attempts(Options()) {}

  // Returns false if there are too many.
  bool Add(absl::string_view state, Attempt attempt);

  // The attempt of this state, which nobody can take again; `nullopt` if there
  // is none, it took too long, or `browser` did not begin it.
  std::optional<Attempt> Take(absl::string_view state,
                              absl::string_view browser, absl::Time now);

 private:
  const Options options_;
  Mutex mu_;
  absl::flat_hash_map<std::string, Attempt> attempts_ ABSL_GUARDED_BY(mu_);
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_ATTEMPTS_H_
