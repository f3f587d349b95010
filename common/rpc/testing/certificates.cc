#include "common/rpc/testing/certificates.h"

#include <cstdio>
#include <cstdlib>

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace tidemark::testing {
namespace {

void Require(bool condition) {
  if (condition) return;
  std::fputs("cannot make a certificate\n", stderr);
  std::abort();
}

void AddExtension(X509* certificate, X509* issuer, int id, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value);
  Require(extension != nullptr);
  Require(X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

template <typename Write>
void WriteFile(const std::string& path, Write write) {
  std::FILE* file = std::fopen(path.c_str(), "w");
  Require(file != nullptr);
  Require(write(file) == 1);
  std::fclose(file);
}

}  // namespace

Authority::Authority(const std::string& ca_file)
    : key_(EVP_EC_gen("P-256"), &EVP_PKEY_free),
      certificate_(Sign("Test authority", key_.get(), true)) {
  WriteFile(ca_file, [&](std::FILE* file) {
    return PEM_write_X509(file, certificate_.get());
  });
}

void Authority::Issue(const std::string& cert_file,
                      const std::string& key_file) {
  const Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const Certificate certificate = Sign("127.0.0.1", key.get(), false);
  WriteFile(cert_file, [&](std::FILE* file) {
    return PEM_write_X509(file, certificate.get());
  });
  WriteFile(key_file, [&](std::FILE* file) {
    return PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr,
                                nullptr);
  });
}

Authority::Certificate Authority::Sign(const char* name, EVP_PKEY* key,
                                       bool is_authority) {
  Certificate certificate(X509_new(), &X509_free);
  X509* const x509 = certificate.get();
  X509* const issuer = is_authority ? x509 : certificate_.get();
  Require(X509_set_version(x509, 2) == 1);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), serial_++);
  X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
  X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
  Require(X509_set_pubkey(x509, key) == 1);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name), -1,
                             -1, 0);
  Require(X509_set_issuer_name(x509, X509_get_subject_name(issuer)) == 1);
  AddExtension(x509, issuer, NID_basic_constraints,
               is_authority ? "critical,CA:TRUE" : "CA:FALSE");
  if (!is_authority) {
    AddExtension(x509, issuer, NID_subject_alt_name,
                 "IP:127.0.0.1,DNS:localhost");
  }
  Require(X509_sign(x509, key_.get(), EVP_sha256()) > 0);
  return certificate;
}

}  // namespace tidemark::testing
