#ifndef TIDEMARK_COMMON_RPC_TESTING_CERTIFICATES_H_
#define TIDEMARK_COMMON_RPC_TESTING_CERTIFICATES_H_

#include <memory>
#include <string>

#include <openssl/evp.h>
#include <openssl/x509.h>

namespace tidemark::testing {

// A certificate authority for one test.
class Authority {
 public:
  // Makes the authority, with its certificate in the file `ca_file`.
  explicit Authority(const std::string& ca_file);

  // Makes a certificate for the host 127.0.0.1 and its key, in these files.
  void Issue(const std::string& cert_file, const std::string& key_file);

 private:
  using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
  using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

  // A certificate for `name` and `key`, signed by this authority.
  Certificate Sign(const char* name, EVP_PKEY* key, bool is_authority);

  const Key key_;
  long serial_ = 1;
  const Certificate certificate_;
};

}  // namespace tidemark::testing

#endif  // TIDEMARK_COMMON_RPC_TESTING_CERTIFICATES_H_
