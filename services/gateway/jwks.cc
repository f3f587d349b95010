#include "services/gateway/jwks.h"

#include <optional>
#include <utility>

#include <cjose/cjose.h>

#include "google/protobuf/util/json_util.h"

#include "common/base/status_macros.h"

namespace tidemark::gateway {
namespace {

using Jws = std::unique_ptr<cjose_jws_t, decltype(&cjose_jws_release)>;

constexpr size_t kMinRsaBits = 2048;
constexpr size_t kMaxToken = 64 << 10;

// The kind of key that signs by `algorithm`; empty if we do not take it. Never
// `none`, and none that takes a public key for a shared secret.
absl::string_view KindFor(absl::string_view algorithm) {
  if (algorithm == "RS256" || algorithm == "PS256") return "RSA";
  if (algorithm == "ES256") return "EC";
  return "";
}

// The key as the library has it; null if it cannot be used.
std::shared_ptr<void> ImportKey(const JsonObject& json) {
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(json, &text).ok()) {
    return nullptr;
  }
  cjose_err error;
  cjose_jwk_t* const key = cjose_jwk_import(text.data(), text.size(), &error);
  if (key == nullptr) return nullptr;
  std::shared_ptr<void> owned(key, [](void* held) {
    cjose_jwk_release(static_cast<cjose_jwk_t*>(held));
  });
  const bool usable =
      cjose_jwk_get_kty(key, &error) == CJOSE_JWK_KTY_RSA
          ? cjose_jwk_get_keysize(key, &error) >= kMinRsaBits
          : cjose_jwk_get_kty(key, &error) == CJOSE_JWK_KTY_EC &&
                cjose_jwk_EC_get_curve(key, &error) == CJOSE_JWK_EC_P_256;
  return usable ? owned : nullptr;
}

std::string HeaderOf(cjose_jws_t* jws, const char* name) {
  cjose_err error;
  const char* const value =
      cjose_header_get(cjose_jws_get_protected(jws), name, &error);
  return value == nullptr ? "" : value;
}

absl::Status Unsigned() {
  return absl::InvalidArgumentError(
      "the ID token is not signed by RS256, PS256 or ES256");
}

}  // namespace

absl::StatusOr<Jwks> Jwks::Parse(const std::string& text) {
  const absl::StatusOr<JsonObject> json = ParseJson(text);
  if (!json.ok() || !MemberOf(*json, "keys").has_list_value()) {
    return absl::InvalidArgumentError("the provider's keys are not a JWKS");
  }
  Jwks jwks;
  for (const google::protobuf::Value& value :
       MemberOf(*json, "keys").list_value().values()) {
    const JsonObject& one = value.struct_value();
    const std::string& use = TextOf(one, "use");
    const std::string& algorithm = TextOf(one, "alg");
    const std::string& kind = TextOf(one, "kty");
    if (!use.empty() && use != "sig") continue;
    if (!algorithm.empty() && KindFor(algorithm) != kind) continue;
    if (kind != "RSA" && kind != "EC") continue;
    if (std::shared_ptr<void> key = ImportKey(one)) {
      jwks.keys_.push_back({.id = TextOf(one, "kid"),
                            .algorithm = algorithm,
                            .kind = kind,
                            .key = std::move(key)});
    }
  }
  if (jwks.keys_.empty()) {
    return absl::InvalidArgumentError(
        "the provider has no key for RS256, PS256 or ES256");
  }
  return jwks;
}

const Jwks::Key* Jwks::Find(absl::string_view id,
                            absl::string_view algorithm) const {
  const Key* found = nullptr;
  for (const Key& key : keys_) {
    if (key.kind != KindFor(algorithm)) continue;
    if (!key.algorithm.empty() && key.algorithm != algorithm) continue;
    if (!id.empty()) {
      if (key.id == id) return &key;
      continue;
    }
    if (found != nullptr) return nullptr;
    found = &key;
  }
  return found;
}

absl::StatusOr<JsonObject> Jwks::Verify(const std::string& token) const {
  if (token.size() > kMaxToken) return Unsigned();
  cjose_err error;
  const Jws jws(cjose_jws_import(token.data(), token.size(), &error),
                &cjose_jws_release);
  if (jws == nullptr) return Unsigned();
  const std::string algorithm = HeaderOf(jws.get(), "alg");
  if (KindFor(algorithm).empty()) return Unsigned();
  const Key* const key = Find(HeaderOf(jws.get(), "kid"), algorithm);
  if (key == nullptr) {
    return absl::NotFoundError(
        "the ID token is signed by a key that the provider does not publish");
  }
  uint8_t* payload = nullptr;
  size_t size = 0;
  if (!cjose_jws_verify(jws.get(), static_cast<cjose_jwk_t*>(key->key.get()),
                        &error) ||
      !cjose_jws_get_plaintext(jws.get(), &payload, &size, &error)) {
    return absl::UnauthenticatedError("the ID token's signature is wrong");
  }
  return ParseJson(std::string(reinterpret_cast<const char*>(payload), size));
}

}  // namespace tidemark::gateway
