#include "services/gateway/id_token.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "services/gateway/secrets.h"

namespace tidemark::gateway {
namespace {

absl::Status Wrong(absl::string_view what) {
  return absl::UnauthenticatedError(absl::StrCat("the ID token ", what));
}

absl::Status CheckAudience(const JsonObject& claims,
                           const std::string& client_id) {
  const std::vector<std::string> audience = TextsOf(claims, "aud");
  if (std::find(audience.begin(), audience.end(), client_id) ==
      audience.end()) {
    return Wrong("is not for this installation (aud)");
  }
  // With others named beside us, it must have been issued to us.
  const std::string& party = TextOf(claims, "azp");
  if ((audience.size() > 1 || !party.empty()) && party != client_id) {
    return Wrong("was not issued to this installation (azp)");
  }
  return absl::OkStatus();
}

absl::Status CheckTimes(const JsonObject& claims,
                        const ExpectedIdToken& expected) {
  const std::optional<absl::Time> expires = TimeIn(claims, "exp");
  const std::optional<absl::Time> issued = TimeIn(claims, "iat");
  if (!expires || !issued) return Wrong("has no times (exp, iat)");
  if (expected.now >= *expires + expected.skew) {
    return Wrong("has expired (exp); check the clock of this machine");
  }
  if (*issued > expected.now + expected.skew) {
    return Wrong("is from the future (iat); check the clock of this machine");
  }
  if (*issued < expected.now - expected.max_age - expected.skew) {
    return Wrong("is too old (iat); check the clock of this machine");
  }
  const std::optional<absl::Time> not_before = TimeIn(claims, "nbf");
  if (MemberOf(claims, "nbf").kind_case() !=
          google::protobuf::Value::KIND_NOT_SET &&
      (!not_before || *not_before > expected.now + expected.skew)) {
    return Wrong("is not valid yet (nbf); check the clock of this machine");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckIdToken(const JsonObject& claims,
                          const ExpectedIdToken& expected) {
  if (TextOf(claims, "iss") != expected.issuer) {
    return Wrong("is from another issuer (iss)");
  }
  if (TextOf(claims, "sub").empty()) return Wrong("says nobody (sub)");
  TIDEMARK_RETURN_IF_ERROR(CheckAudience(claims, expected.client_id));
  if (!SameSecret(TextOf(claims, "nonce"), expected.nonce)) {
    return Wrong("does not answer this sign-in (nonce)");
  }
  return CheckTimes(claims, expected);
}

}  // namespace tidemark::gateway
