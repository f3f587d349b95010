#include "services/gateway/secrets.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"

namespace tidemark::gateway {
namespace {

constexpr size_t kSecretBytes = 32;
constexpr size_t kSecretLetters = 43;

[[noreturn]] void Stop(const char* why) {
  std::fprintf(stderr, "%s\n", why);
  std::abort();
}

}  // namespace

std::string SystemRandomBytes(size_t size) {
  std::string bytes(size, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()),
                 static_cast<int>(size)) != 1) {
    Stop("the cryptography library has no random bytes");
  }
  return bytes;
}

std::string NewSecret(const RandomBytes& random) {
  return absl::WebSafeBase64Escape(random(kSecretBytes));
}

bool IsSecret(absl::string_view text) {
  return text.size() == kSecretLetters &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                  c == '-' || c == '_';
         });
}

std::string Derive(absl::string_view secret, absl::string_view purpose) {
  std::string bytes(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
           reinterpret_cast<const unsigned char*>(purpose.data()),
           purpose.size(), reinterpret_cast<unsigned char*>(bytes.data()),
           &size) == nullptr) {
    Stop("the cryptography library cannot compute HMAC-SHA-256");
  }
  bytes.resize(size);
  return absl::WebSafeBase64Escape(bytes);
}

bool SameSecret(absl::string_view a, absl::string_view b) {
  return a.size() == b.size() &&
         CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace tidemark::gateway
