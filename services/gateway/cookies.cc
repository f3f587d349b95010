#include "services/gateway/cookies.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace tidemark::gateway {
namespace {

std::string NameOf(const Cookie& cookie) {
  return absl::StrCat(cookie.secure ? "__Host-" : "", cookie.name);
}

}  // namespace

absl::string_view CookieIn(absl::string_view header, const Cookie& cookie) {
  const std::string name = NameOf(cookie);
  for (const absl::string_view pair : absl::StrSplit(header, ';')) {
    const size_t equals = pair.find('=');
    if (equals == absl::string_view::npos) continue;
    if (absl::StripAsciiWhitespace(pair.substr(0, equals)) == name) {
      return absl::StripAsciiWhitespace(pair.substr(equals + 1));
    }
  }
  return {};
}

std::string SetCookie(const Cookie& cookie, absl::string_view value,
                      absl::Duration max_age) {
  std::string header =
      absl::StrCat(NameOf(cookie), "=", value, "; Path=/; HttpOnly; SameSite=",
                   cookie.same_site == SameSite::kStrict ? "Strict" : "Lax");
  if (cookie.secure) absl::StrAppend(&header, "; Secure");
  if (max_age != absl::InfiniteDuration()) {
    absl::StrAppend(&header, "; Max-Age=", absl::ToInt64Seconds(max_age));
  }
  return header;
}

std::string RemoveCookie(const Cookie& cookie) {
  return SetCookie(cookie, "", absl::ZeroDuration());
}

}  // namespace tidemark::gateway
