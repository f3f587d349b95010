#ifndef TIDEMARK_COMMON_SERVER_SERVICE_TOKEN_H_
#define TIDEMARK_COMMON_SERVER_SERVICE_TOKEN_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/rpc/tokens.h"

namespace tidemark::server {

// The token with which a process calls its peers: short-lived ones that it
// issues itself and renews in time. Safe to use from any thread.
class ServiceToken {
 public:
  // Issues tokens for `subject`, for example `services/outcomes`, with `key`.
  // `clock` must outlive this.
  ServiceToken(rpc::TokenKey key, std::string subject, const Clock& clock)
      : key_(std::move(key)), subject_(std::move(subject)), clock_(clock) {}

  // A token that stays valid for half an hour at least.
  absl::StatusOr<std::string> Get();

 private:
  const rpc::TokenKey key_;
  const std::string subject_;
  const Clock& clock_;
  Mutex mu_;
  std::string token_ ABSL_GUARDED_BY(mu_);
  absl::Time expires_ ABSL_GUARDED_BY(mu_) = absl::InfinitePast();
};

}  // namespace tidemark::server

#endif  // TIDEMARK_COMMON_SERVER_SERVICE_TOKEN_H_
