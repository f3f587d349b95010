#ifndef TIDEMARK_SERVICES_GATEWAY_SIGN_IN_H_
#define TIDEMARK_SERVICES_GATEWAY_SIGN_IN_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"

#include "common/base/scheduler.h"
#include "common/server/module.h"
#include "services/gateway/browser_identity.h"
#include "services/gateway/sessions.h"

namespace tidemark::gateway {

// All that signs people in, as the flags of the process say.
class SignIn {
 public:
  // Opens the database of sessions. `host` must outlive this. Returns
  // `INVALID_ARGUMENT` if the flags or the settings that they name are wrong,
  // and `FAILED_PRECONDITION` for a demonstration that others than this machine
  // could reach, or if people are to sign in where no tokens can be issued.
  static absl::StatusOr<std::unique_ptr<SignIn>> Make(server::Host& host);

  // Who uses a browser. Must not be used any more when this is destroyed.
  Identity& identity() { return *identity_; }

  ~SignIn();

 private:
  SignIn(server::Host& host, std::unique_ptr<Sessions> sessions,
         BrowserIdentity::Options options);

  server::Host& host_;
  const std::unique_ptr<Sessions> sessions_;
  const std::unique_ptr<BrowserIdentity> identity_;
  // Writes once a minute which sessions are used.
  Scheduler keeper_;
};

// The flags that it reads, besides `http_listen`.
std::vector<server::ModuleFlag> SignInFlags();

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_SIGN_IN_H_
