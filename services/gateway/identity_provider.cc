#include "services/gateway/identity_provider.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"

namespace tidemark::gateway {
namespace {

constexpr char kBasic[] = "client_secret_basic";
constexpr char kPost[] = "client_secret_post";
constexpr absl::Duration kKeep = absl::Hours(1);
constexpr absl::Duration kKeysAgain = absl::Minutes(1);
constexpr absl::Duration kTimeout = absl::Seconds(10);

absl::Status Away(absl::string_view what) {
  return Error(absl::StatusCode::kUnavailable, "PROVIDER_AWAY", what);
}

absl::Status Invalid(absl::string_view what) {
  return Error(absl::StatusCode::kUnauthenticated, "ANSWER_INVALID", what);
}

// The code of an error of OAuth (RFC 6749, 5.2), as far as it is one.
std::string CodeIn(const std::string& body) {
  const absl::StatusOr<JsonObject> json = ParseJson(body);
  if (!json.ok()) return "";
  const std::string& code = TextOf(*json, "error");
  const bool plain =
      code.size() <= 40 && std::all_of(code.begin(), code.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || c == '_';
      });
  return plain ? absl::StrCat(" ", code) : "";
}

}  // namespace

absl::StatusOr<ProviderDescription> ParseDescription(const std::string& text,
                                                     absl::string_view issuer) {
  const absl::StatusOr<JsonObject> json = ParseJson(text);
  if (!json.ok()) {
    return absl::InvalidArgumentError("the discovery document is not JSON");
  }
  if (TextOf(*json, "issuer") != issuer) {
    return absl::InvalidArgumentError(
        "the discovery document is of another issuer than the one configured");
  }
  ProviderDescription described;
  const struct {
    const char* name;
    std::string* into;
    bool needed;
  } endpoints[] = {
      {"authorization_endpoint", &described.authorization_endpoint, true},
      {"token_endpoint", &described.token_endpoint, true},
      {"jwks_uri", &described.jwks_uri, true},
      {"userinfo_endpoint", &described.userinfo_endpoint, false},
      {"end_session_endpoint", &described.end_session_endpoint, false},
  };
  for (const auto& endpoint : endpoints) {
    *endpoint.into = TextOf(*json, endpoint.name);
    if (endpoint.into->empty() && !endpoint.needed) continue;
    if (!IsSafeUrl(*endpoint.into)) {
      return absl::InvalidArgumentError(
          absl::StrCat("the discovery document's ", endpoint.name,
                       " is not an address over TLS"));
    }
  }
  // Without a list the header is what every provider takes.
  const std::vector<std::string> methods =
      TextsOf(*json, "token_endpoint_auth_methods_supported");
  const auto takes = [&](absl::string_view method) {
    return std::find(methods.begin(), methods.end(), method) != methods.end();
  };
  described.basic = takes(kBasic) || !takes(kPost);
  return described;
}

IdentityProvider::IdentityProvider(Options options)
    : options_(std::move(options)), client_("the identity provider") {}

absl::StatusOr<std::string> IdentityProvider::Get(
    const std::string& url) const {
  const absl::StatusOr<http::Answer> answer =
      client_.Call({.url = url,
                    .headers = {"accept: application/json"},
                    .timeout = kTimeout});
  if (!answer.ok()) return Away(answer.status().message());
  if (answer->status != 200) {
    return Away(absl::StrCat("the identity provider answered ", answer->status,
                             " where it describes itself"));
  }
  return answer->body;
}

absl::StatusOr<ProviderDescription> IdentityProvider::Describe(absl::Time now) {
  std::optional<ProviderDescription> known;
  {
    const MutexLock lock(mu_);
    if (description_ && now - described_ < kKeep) return *description_;
    known = description_;
  }
  const bool slash = absl::EndsWith(options_.issuer, "/");
  const absl::StatusOr<std::string> text = Get(absl::StrCat(
      options_.issuer, slash ? "" : "/", ".well-known/openid-configuration"));
  if (!text.ok()) {
    if (known) return *known;
    return text.status();
  }
  absl::StatusOr<ProviderDescription> described =
      ParseDescription(*text, options_.issuer);
  if (!described.ok()) return Invalid(described.status().message());
  const MutexLock lock(mu_);
  description_ = *described;
  described_ = now;
  return described;
}

bool IdentityProvider::UsesBasic(const ProviderDescription& provider) const {
  if (options_.client_authentication.empty()) return provider.basic;
  return options_.client_authentication == kBasic;
}

absl::StatusOr<JsonObject> IdentityProvider::Exchange(
    const ProviderDescription& provider, Parameters form) const {
  std::vector<std::string> headers = {
      "accept: application/json",
      "content-type: application/x-www-form-urlencoded"};
  if (!options_.client_secret.empty() && UsesBasic(provider)) {
    // Each is escaped as in a form before they are joined (RFC 6749, 2.3.1).
    headers.push_back(absl::StrCat("authorization: Basic ",
                                   absl::Base64Escape(absl::StrCat(
                                       http::Escape(options_.client_id), ":",
                                       http::Escape(options_.client_secret)))));
  } else {
    form.emplace_back("client_id", options_.client_id);
    if (!options_.client_secret.empty()) {
      form.emplace_back("client_secret", options_.client_secret);
    }
  }
  const absl::StatusOr<http::Answer> answer =
      client_.Call({.url = provider.token_endpoint,
                    .headers = std::move(headers),
                    .body = FormatParameters(form),
                    .timeout = kTimeout});
  if (!answer.ok()) return Away(answer.status().message());
  if (answer->status >= 500) {
    return Away(absl::StrCat("the token endpoint answered ", answer->status));
  }
  if (answer->status != 200) {
    return Invalid(absl::StrCat("the token endpoint answered ", answer->status,
                                CodeIn(answer->body)));
  }
  absl::StatusOr<JsonObject> json = ParseJson(answer->body);
  if (!json.ok()) return Invalid("the token endpoint's answer is not JSON");
  return json;
}

absl::StatusOr<Jwks> IdentityProvider::KeysOf(
    const ProviderDescription& provider, absl::Duration not_older,
    absl::Time now) {
  std::optional<Jwks> known;
  {
    const MutexLock lock(mu_);
    if (keys_ && now - keys_asked_ < not_older) return *keys_;
    known = keys_;
    keys_asked_ = now;
  }
  const absl::StatusOr<std::string> text = Get(provider.jwks_uri);
  if (!text.ok()) {
    if (known) return *known;
    return text.status();
  }
  absl::StatusOr<Jwks> keys = Jwks::Parse(*text);
  if (!keys.ok()) return Invalid(keys.status().message());
  const MutexLock lock(mu_);
  keys_ = *keys;
  return keys;
}

absl::StatusOr<JsonObject> IdentityProvider::Verify(
    const ProviderDescription& provider, const std::string& id_token,
    absl::Time now) {
  TIDEMARK_ASSIGN_OR_RETURN(Jwks keys, KeysOf(provider, kKeep, now));
  absl::StatusOr<JsonObject> claims = keys.Verify(id_token);
  if (absl::IsNotFound(claims.status())) {
    // The provider may have begun to sign with a new key.
    TIDEMARK_ASSIGN_OR_RETURN(keys, KeysOf(provider, kKeysAgain, now));
    claims = keys.Verify(id_token);
  }
  if (!claims.ok()) return Invalid(claims.status().message());
  return claims;
}

absl::StatusOr<JsonObject> IdentityProvider::UserInfo(
    const ProviderDescription& provider,
    const std::string& access_token) const {
  const absl::StatusOr<http::Answer> answer = client_.Call(
      {.url = provider.userinfo_endpoint,
       .headers = {"accept: application/json",
                   absl::StrCat("authorization: Bearer ", access_token)},
       .timeout = kTimeout});
  if (!answer.ok()) return Away(answer.status().message());
  if (answer->status != 200) {
    return Away(
        absl::StrCat("the userinfo endpoint answered ", answer->status));
  }
  absl::StatusOr<JsonObject> json = ParseJson(answer->body);
  if (!json.ok()) return Invalid("the userinfo endpoint's answer is not JSON");
  return json;
}

}  // namespace tidemark::gateway
