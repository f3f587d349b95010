// Signing in with an identity provider, by OpenID Connect's authorisation code
// flow with PKCE (RFC 7636): the calls to the provider, and the checks of what
// it answers.
//
// Errors carry the code of a `SignInProblem` as their reason. Their messages
// are for the installation's administrator; they hold no secret and say nothing
// of the person.

#ifndef TIDEMARK_SERVICES_GATEWAY_OPEN_ID_CONNECT_H_
#define TIDEMARK_SERVICES_GATEWAY_OPEN_ID_CONNECT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "services/gateway/accounts.h"
#include "services/gateway/identity_provider.h"
#include "services/gateway/sign_in_settings.h"

namespace tidemark::gateway {

// Safe to use from any thread. Each function may wait for the provider.
class OpenIdConnect {
 public:
  // What goes to the provider with the person.
  struct Question {
    std::string state;
    std::string nonce;
    // Proves later that who asked is who exchanges the code.
    std::string verifier;
    // Whether the provider is to ask anew who it is, also of somebody whom it
    // knows: for people who have another account, too.
    bool anew = false;
  };
  // What comes back with the person, and what it belongs to.
  struct Reply {
    std::string code;
    // The issuer that the reply names (RFC 9207); empty if it names none.
    std::string issuer;
    std::string nonce;
    std::string verifier;
  };

  explicit OpenIdConnect(OidcSettings settings);

  // Where to send the browser.
  absl::StatusOr<std::string> AuthorizationUrl(const Question& question,
                                               absl::Time now);

  // Who signed in. Returns `UNAVAILABLE` if the provider does not answer,
  // `UNAUTHENTICATED` if its answer cannot be trusted, and `PERMISSION_DENIED`
  // if no rule of the settings knows the account.
  absl::StatusOr<Account> Finish(const Reply& reply, absl::Time now);

  // Where to send the browser to sign out of the provider; empty if that is not
  // wanted or the provider does not offer it.
  std::string SignOutUrl(absl::Time now);

  const OidcSettings& settings() const { return settings_; }

 private:
  const OidcSettings settings_;
  IdentityProvider provider_;
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_OPEN_ID_CONNECT_H_
