#include "services/gateway/urls.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "common/http/client.h"
#include "re2/re2.h"
#include "services/gateway/percent.h"

namespace tidemark::gateway {
namespace {

constexpr size_t kMaxPath = 2000;

bool Fits(absl::string_view text, const RE2& pattern) {
  return RE2::FullMatch({text.data(), text.size()}, pattern);
}

}  // namespace

std::string FormatParameters(const Parameters& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters) {
    absl::StrAppend(&text, text.empty() ? "" : "&", http::Escape(name), "=",
                    http::Escape(value));
  }
  return text;
}

std::string WithParameters(absl::string_view base,
                           const Parameters& parameters) {
  return absl::StrCat(base, absl::StrContains(base, "?") ? "&" : "?",
                      FormatParameters(parameters));
}

std::string ParameterOf(absl::string_view query, absl::string_view name) {
  const auto parameters = ParseQuery(query);
  if (!parameters.ok()) return "";
  std::optional<std::string> found;
  for (const auto& [key, value] : *parameters) {
    if (key != name) continue;
    if (found) return "";
    found = value;
  }
  return found.value_or("");
}

bool IsLocalPath(absl::string_view text) {
  // Browsers read `\` as `/`, and drop tabs and line ends before they look.
  return text.size() <= kMaxPath && absl::StartsWith(text, "/") &&
         !absl::StartsWith(text, "//") && !absl::StrContains(text, "\\") &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return absl::ascii_isgraph(c); });
}

bool IsLoopbackHost(absl::string_view host) {
  static const RE2 pattern(R"((?i)(localhost|127\.0\.0\.1|\[::1\])(:\d+)?)");
  return Fits(host, pattern);
}

bool IsSafeUrl(absl::string_view url) {
  static const RE2 pattern(
      R"((https://[^/\s@?#]+|http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?))"
      R"((/[^\s#]*)?)");
  return Fits(url, pattern);
}

bool IsSafeOrigin(absl::string_view url) {
  static const RE2 pattern(R"(https?://[^/\s@?#]+)");
  return IsSafeUrl(url) && Fits(url, pattern);
}

std::optional<bool> IsSameOrigin(const Origins& origins) {
  if (origins.origin.empty() && origins.sec_fetch_site.empty()) {
    return std::nullopt;
  }
  if (!origins.sec_fetch_site.empty() &&
      origins.sec_fetch_site != "same-origin") {
    return false;
  }
  if (origins.origin.empty()) return true;
  absl::string_view host = origins.origin;
  // Without TLS here there may be a proxy with it before us.
  const bool known = absl::ConsumePrefix(&host, "https://") ||
                     (!origins.secure && absl::ConsumePrefix(&host, "http://"));
  return known && !host.empty() && absl::EqualsIgnoreCase(host, origins.host);
}

}  // namespace tidemark::gateway
