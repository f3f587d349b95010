#ifndef TIDEMARK_SERVICES_GATEWAY_PROVIDER_PROCESS_H_
#define TIDEMARK_SERVICES_GATEWAY_PROVIDER_PROCESS_H_

#include <cstdio>
#include <optional>
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

// A person at the provider's pages: fills in its forms, and keeps its cookies.
class Visitor {
 public:
  Visitor();
  ~Visitor();
  Visitor(const Visitor&) = delete;
  Visitor& operator=(const Visitor&) = delete;

  // Goes to `url` and through the provider's forms, signing in as `account`
  // where it is asked who it is, until it is sent back to an address that
  // starts with `back`. Returns that address; empty if it is not sent back.
  std::string SignIn(const std::string& url, const std::string& account,
                     const std::string& back);

  // Goes to `url` and away from its first form. Returns where that leads, as
  // above.
  std::string Cancel(const std::string& url, const std::string& back);

  // Goes to `url`. Returns the page that is there.
  std::string PageAt(const std::string& url);

  // The page at the end of the way, for when it is not sent back.
  const std::string& page() const { return page_; }

 private:
  // Follows redirects until a page comes or the address starts with `back`,
  // which is returned then.
  std::optional<std::string> Go(std::string url, const std::string& form,
                                const std::string& back);

  void* const curl_;
  std::string page_;
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_PROVIDER_PROCESS_H_
