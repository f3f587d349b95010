#include "services/gateway/open_id_connect.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/rpc/digest.h"
#include "services/gateway/account_rules.h"
#include "services/gateway/id_token.h"
#include "services/gateway/urls.h"

namespace tidemark::gateway {
namespace {

absl::Status Invalid(absl::string_view what) {
  return Error(absl::StatusCode::kUnauthenticated, "ANSWER_INVALID", what);
}

bool HasAll(const JsonObject& claims, const std::set<std::string>& names) {
  return std::all_of(names.begin(), names.end(), [&](const std::string& name) {
    return claims.fields().contains(name);
  });
}

// Adds what `more` says of the same person and `claims` do not.
absl::Status AddClaims(const JsonObject& more, JsonObject& claims) {
  if (TextOf(more, "sub") != TextOf(claims, "sub")) {
    return Invalid("the userinfo endpoint speaks of another person (sub)");
  }
  for (const auto& [name, value] : more.fields()) {
    claims.mutable_fields()->insert({name, value});
  }
  return absl::OkStatus();
}

}  // namespace

OpenIdConnect::OpenIdConnect(OidcSettings settings)
    : settings_(std::move(settings)),
      provider_(
          {.issuer = settings_.file.issuer(),
           .client_id = settings_.file.client_id(),
           .client_secret = settings_.client_secret,
           .client_authentication = settings_.file.client_authentication()}) {}

absl::StatusOr<std::string> OpenIdConnect::AuthorizationUrl(
    const Question& question, absl::Time now) {
  TIDEMARK_ASSIGN_OR_RETURN(const ProviderDescription provider,
                            provider_.Describe(now));
  const v1::SignInSettings& file = settings_.file;
  Parameters parameters = {
      {"response_type", "code"},
      {"client_id", file.client_id()},
      {"redirect_uri", settings_.redirect_uri()},
      {"scope", absl::StrJoin(file.scopes(), " ")},
      {"state", question.state},
      {"nonce", question.nonce},
      {"code_challenge",
       absl::WebSafeBase64Escape(rpc::Sha256(question.verifier))},
      {"code_challenge_method", "S256"}};
  if (question.anew) parameters.emplace_back("prompt", "login");
  return WithParameters(provider.authorization_endpoint, parameters);
}

absl::StatusOr<Account> OpenIdConnect::Finish(const Reply& reply,
                                              absl::Time now) {
  const v1::SignInSettings& file = settings_.file;
  if (!reply.issuer.empty() && reply.issuer != file.issuer()) {
    return Invalid("the answer is from another issuer (iss)");
  }
  TIDEMARK_ASSIGN_OR_RETURN(const ProviderDescription provider,
                            provider_.Describe(now));
  TIDEMARK_ASSIGN_OR_RETURN(
      const JsonObject tokens,
      provider_.Exchange(provider, {{"grant_type", "authorization_code"},
                                    {"code", reply.code},
                                    {"redirect_uri", settings_.redirect_uri()},
                                    {"code_verifier", reply.verifier}}));
  TIDEMARK_ASSIGN_OR_RETURN(
      JsonObject claims,
      provider_.Verify(provider, TextOf(tokens, "id_token"), now));
  if (const absl::Status right = CheckIdToken(
          claims, {.issuer = file.issuer(),
                   .client_id = file.client_id(),
                   .nonce = reply.nonce,
                   .now = now,
                   .skew = absl::Seconds(file.clock_skew_seconds())});
      !right.ok()) {
    return Invalid(right.message());
  }
  // Many providers put most claims there only.
  const std::string& access_token = TextOf(tokens, "access_token");
  if (!HasAll(claims, ClaimsIn(file)) && !access_token.empty() &&
      !provider.userinfo_endpoint.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const JsonObject more,
                              provider_.UserInfo(provider, access_token));
    TIDEMARK_RETURN_IF_ERROR(AddClaims(more, claims));
  }
  return AccountOf(file, claims);
}

std::string OpenIdConnect::SignOutUrl(absl::Time now) {
  if (!settings_.file.sign_out_of_provider()) return "";
  const absl::StatusOr<ProviderDescription> provider = provider_.Describe(now);
  if (!provider.ok() || provider->end_session_endpoint.empty()) return "";
  return WithParameters(provider->end_session_endpoint,
                        {{"client_id", settings_.file.client_id()},
                         {"post_logout_redirect_uri",
                          absl::StrCat(settings_.file.address(), "/sign-in")}});
}

}  // namespace tidemark::gateway
