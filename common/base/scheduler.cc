#include "common/base/scheduler.h"

#include <algorithm>

namespace tidemark {
namespace {

constexpr absl::Duration kLook = absl::Minutes(1);

}  // namespace

Scheduler::~Scheduler() { Stop(); }

void Scheduler::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Scheduler::Stop() {
  {
    const MutexLock lock(mu_);
    stopping_ = true;
  }
  changed_.NotifyAll();
  if (thread_.joinable()) thread_.join();
}

void Scheduler::Wake() {
  {
    const MutexLock lock(mu_);
    woken_ = true;
  }
  changed_.NotifyAll();
}

void Scheduler::Run() {
  absl::Time next = clock_.Now();
  for (;;) {
    {
      const MutexLock lock(mu_);
      while (!stopping_ && !woken_ && clock_.Now() < next) {
        changed_.WaitFor(mu_, std::min(next - clock_.Now(), kLook));
      }
      if (stopping_) return;
      if (woken_ && gather_ > absl::ZeroDuration()) {
        changed_.WaitFor(mu_, gather_);
      }
      if (stopping_) return;
      woken_ = false;
    }
    const absl::Time now = clock_.Now();
    const absl::StatusOr<absl::Time> planned = tick_(now);
    // Never at once, or a tick that is wrong would take all of a processor.
    next =
        planned.ok() ? std::max(*planned, now + absl::Seconds(1)) : now + kLook;
  }
}

}  // namespace tidemark
