#include "common/rpc/digest.h"

#include <cstdio>
#include <cstdlib>
#include <memory>

#include <openssl/evp.h>

namespace tidemark::rpc {

std::string Sha256(absl::string_view bytes) {
  // Looking the algorithm up, and making a context, cost more than hashing a
  // request does.
  static const EVP_MD* const algorithm =
      EVP_MD_fetch(nullptr, "SHA256", nullptr);
  thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>
      context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  std::string digest(32, '\0');
  if (EVP_DigestInit_ex2(context.get(), algorithm, nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(),
                         reinterpret_cast<unsigned char*>(digest.data()),
                         nullptr) != 1) {
    std::fputs("the cryptography library cannot compute SHA-256\n", stderr);
    std::abort();
  }
  return digest;
}

}  // namespace tidemark::rpc
