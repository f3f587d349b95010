#ifndef TIDEMARK_SERVICES_GATEWAY_PROVIDER_PROCESS_H_
#define TIDEMARK_SERVICES_GATEWAY_PROVIDER_PROCESS_H_

#include <string>

#include <sys/types.h>

namespace tidemark::gateway {

// The identity provider of tests/oidc, running on this machine.
class ProviderProcess {
 public:
  // People are sent back to `redirect_uri`, and after signing out to
  // `signed_out_uri`. Stops the test if it does not start.
  ProviderProcess(const std::string& redirect_uri,
                  const std::string& signed_out_uri);
  ~ProviderProcess();
  ProviderProcess(const ProviderProcess&) = delete;
  ProviderProcess& operator=(const ProviderProcess&) = delete;

  // `http://127.0.0.1:40123`.
  const std::string& issuer() const { return issuer_; }

  // What is wrong with the next answer, in JSON: see tests/oidc/provider.mjs.
  void Lie(const std::string& how);
  // Signs with new keys from now on.
  void Rotate();
  // How often the keys have been fetched.
  int KeyFetches();
  // From now on nobody answers.
  void Stop();

 private:
  std::string Post(const std::string& path, const std::string& body);

  pid_t pid_ = 0;
  // The other end of its standard input: closing it ends it.
  int input_ = -1;
  std::string issuer_;
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_PROVIDER_PROCESS_H_
