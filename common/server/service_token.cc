#include "common/server/service_token.h"

#include "common/base/status_macros.h"

namespace tidemark::server {

absl::StatusOr<std::string> ServiceToken::Get() {
  const absl::Time now = clock_.Now();
  const MutexLock lock(mu_);
  if (expires_ - now < absl::Minutes(30)) {
    const absl::Time expires = now + absl::Hours(1);
    TIDEMARK_ASSIGN_OR_RETURN(token_, key_.Issue({.subject = subject_,
                                                  .role = api::v1::ROLE_SERVICE,
                                                  .council = rpc::kAnyCouncil,
                                                  .expires = expires},
                                                 now));
    expires_ = expires;
  }
  return token_;
}

}  // namespace tidemark::server
