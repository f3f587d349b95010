// The file of `--http_oidc`, read and checked: see
// protos/tidemark/gateway/v1/sign_in_settings.proto.

#ifndef TIDEMARK_SERVICES_GATEWAY_SIGN_IN_SETTINGS_H_
#define TIDEMARK_SERVICES_GATEWAY_SIGN_IN_SETTINGS_H_

#include <string>

#include "absl/status/statusor.h"

#include "tidemark/gateway/v1/sign_in_settings.pb.h"

namespace tidemark::gateway {

struct OidcSettings {
  // With everything that may be left out filled in.
  v1::SignInSettings file;
  // Shared with the provider; empty for a public client.
  std::string client_secret;

  // Where the provider sends people back to.
  std::string redirect_uri() const {
    return file.address() + "/session/callback";
  }
};

// Reads `path`, and the file of the secret that it names. Returns
// `INVALID_ARGUMENT` with one line for each thing that is wrong, none of which
// holds the secret.
absl::StatusOr<OidcSettings> ReadOidcSettings(const std::string& path);

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_SIGN_IN_SETTINGS_H_
