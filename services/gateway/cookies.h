// Cookies (RFC 6265): the browser's half of a session.

#ifndef TIDEMARK_SERVICES_GATEWAY_COOKIES_H_
#define TIDEMARK_SERVICES_GATEWAY_COOKIES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace tidemark::gateway {

// When a browser sends a cookie along with requests that other sites cause.
enum class SameSite {
  // When a person follows a link to here.
  kLax,
  // Never.
  kStrict,
};

// A cookie that scripts cannot read and that goes back to this host only.
struct Cookie {
  // Without `__Host-`, which is put before it where `secure`.
  absl::string_view name;
  // Whether it is for TLS only.
  bool secure;
  SameSite same_site = SameSite::kLax;
};

// The value of `cookie` in the request header `Cookie`; empty if there is none.
absl::string_view CookieIn(absl::string_view header, const Cookie& cookie);

// The header `Set-Cookie` that gives `cookie` this value, until the browser is
// closed or for `max_age`.
std::string SetCookie(const Cookie& cookie, absl::string_view value,
                      absl::Duration max_age = absl::InfiniteDuration());

// The header `Set-Cookie` that removes it.
std::string RemoveCookie(const Cookie& cookie);

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_COOKIES_H_
