#ifndef TIDEMARK_SERVICES_GATEWAY_IDENTITY_PROVIDER_H_
#define TIDEMARK_SERVICES_GATEWAY_IDENTITY_PROVIDER_H_

#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/base/mutex.h"
#include "common/http/client.h"
#include "services/gateway/json_object.h"
#include "services/gateway/jwks.h"
#include "services/gateway/urls.h"

namespace tidemark::gateway {

// An identity provider as it describes itself (OpenID Connect Discovery 1.0).
struct ProviderDescription {
  std::string authorization_endpoint;
  std::string token_endpoint;
  std::string jwks_uri;
  // Empty where the provider has none.
  std::string userinfo_endpoint;
  std::string end_session_endpoint;
  // Whether the secret goes into the header `authorization`, else into the
  // form.
  bool basic = true;
};

// Reads a discovery document. Returns `INVALID_ARGUMENT` if it is another
// issuer's, lacks an endpoint, or has one that is not safe.
absl::StatusOr<ProviderDescription> ParseDescription(const std::string& text,
                                                     absl::string_view issuer);

// Calls the provider, and remembers for an hour what it says of itself. Errors
// have the reason `PROVIDER_AWAY` if it does not answer, or not as it should,
// and `ANSWER_INVALID` if what it answers cannot be trusted. Safe to use from
// any thread.
class IdentityProvider {
 public:
  struct Options {
    std::string issuer;
    std::string client_id;
    // Empty for a public client.
    std::string client_secret = {};
    // `client_secret_basic` or `client_secret_post`; empty for what the
    // provider says.
    std::string client_authentication = {};
  };

  explicit IdentityProvider(Options options);

  // How the provider describes itself; what it said last if it does not answer.
  absl::StatusOr<ProviderDescription> Describe(absl::Time now);

  // Sends `form` to the token endpoint as this client and returns the answer.
  absl::StatusOr<JsonObject> Exchange(const ProviderDescription& provider,
                                      Parameters form) const;

  // The claims of an ID token whose signature is the provider's. Keys are
  // fetched again when the token names one that is not known, once a minute at
  // most.
  absl::StatusOr<JsonObject> Verify(const ProviderDescription& provider,
                                    const std::string& id_token,
                                    absl::Time now);

  // What the provider says of the person whose access token this is.
  absl::StatusOr<JsonObject> UserInfo(const ProviderDescription& provider,
                                      const std::string& access_token) const;

 private:
  bool UsesBasic(const ProviderDescription& provider) const;
  absl::StatusOr<std::string> Get(const std::string& url) const;
  absl::StatusOr<Jwks> KeysOf(const ProviderDescription& provider,
                              absl::Duration not_older, absl::Time now);

  const Options options_;
  const http::Client client_;
  Mutex mu_;
  std::optional<ProviderDescription> description_ ABSL_GUARDED_BY(mu_);
  absl::Time described_ ABSL_GUARDED_BY(mu_) = absl::InfinitePast();
  std::optional<Jwks> keys_ ABSL_GUARDED_BY(mu_);
  // When they were asked for last, whatever came of it.
  absl::Time keys_asked_ ABSL_GUARDED_BY(mu_) = absl::InfinitePast();
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_IDENTITY_PROVIDER_H_
