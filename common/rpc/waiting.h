// Keeps calls from waiting on threads that receive calls.
//
// gRPC receives calls on a few threads. A function that runs there and itself
// calls another service, whose answer these threads would have to carry, could
// wait for ever. So such a call is refused at once with `WouldWait`, and the
// function is run again on a thread of the executor.

#ifndef TIDEMARK_COMMON_RPC_WAITING_H_
#define TIDEMARK_COMMON_RPC_WAITING_H_

#include "absl/status/status.h"

namespace tidemark::rpc {

// While one of these lives, its thread must not wait for another call.
class NoWaiting {
 public:
  NoWaiting();
  ~NoWaiting();
  NoWaiting(const NoWaiting&) = delete;
  NoWaiting& operator=(const NoWaiting&) = delete;

 private:
  const bool before_;
};

// Whether this thread may wait for another call.
bool MayWait();

// What a call is refused with on a thread that must not wait.
absl::Status WouldWait();
bool IsWouldWait(const absl::Status& status);

}  // namespace tidemark::rpc

#endif  // TIDEMARK_COMMON_RPC_WAITING_H_
