#include "common/rpc/waiting.h"

#include "absl/strings/cord.h"

namespace tidemark::rpc {
namespace {

// Never leaves the process.
constexpr char kWouldWaitUrl[] = "tidemark/would-wait";

thread_local bool may_wait = true;

}  // namespace

NoWaiting::NoWaiting() : before_(may_wait) { may_wait = false; }

NoWaiting::~NoWaiting() { may_wait = before_; }

bool MayWait() { return may_wait; }

absl::Status WouldWait() {
  absl::Status status =
      absl::UnavailableError("another service has to be asked first");
  status.SetPayload(kWouldWaitUrl, absl::Cord());
  return status;
}

bool IsWouldWait(const absl::Status& status) {
  return !status.ok() && status.GetPayload(kWouldWaitUrl).has_value();
}

}  // namespace tidemark::rpc
