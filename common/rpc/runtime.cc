#include "common/rpc/runtime.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/faults.h"

namespace tidemark::rpc {
namespace {

absl::Status Overloaded(int under_way) {
  return Error(
      absl::StatusCode::kUnavailable, "OVERLOADED",
      absl::StrCat("the server has ", under_way,
                   " calls under way; try again in 200 ms"),
      {{"under_way", absl::StrCat(under_way)}, {"retry_after_ms", "200"}});
}

absl::Status Draining() {
  return Error(absl::StatusCode::kUnavailable, "STOPPING",
               "the server is stopping; try again in 1000 ms",
               {{"retry_after_ms", "1000"}});
}

}  // namespace

Runtime::Runtime(Options options)
    : options_(std::move(options)), executor_(options_.threads) {
  metrics_.AddGauge(this, "tidemark_calls_in_flight", "Calls under way.", {},
                    [this] { return static_cast<double>(in_flight_.load()); });
}

Runtime::~Runtime() { metrics_.RemoveGauges(this); }

absl::Status Runtime::Enter() {
  if (draining_.load(std::memory_order_relaxed)) {
    metrics_.CountRefused("draining");
    return Draining();
  }
  const int before = in_flight_.fetch_add(1, std::memory_order_relaxed);
  if (before < options_.max_in_flight) return absl::OkStatus();
  in_flight_.fetch_sub(1, std::memory_order_relaxed);
  metrics_.CountRefused("load");
  return Overloaded(before);
}

void Runtime::Leave() {
  if (in_flight_.fetch_sub(1, std::memory_order_acq_rel) > 1) return;
  if (!draining_.load(std::memory_order_relaxed)) return;
  // With the lock, so that the one who waits is not between look and wait.
  const MutexLock lock(mu_);
  idle_.NotifyAll();
}

bool Runtime::AwaitIdle(absl::Duration timeout) {
  const absl::Time until = Clock::System().Now() + timeout;
  const MutexLock lock(mu_);
  while (in_flight_.load(std::memory_order_acquire) > 0) {
    const absl::Duration left = until - Clock::System().Now();
    if (left <= absl::ZeroDuration()) return false;
    // At most a second: a call that came just before `Drain` may leave without
    // a word.
    idle_.WaitFor(mu_, std::min(left, absl::Seconds(1)));
  }
  return true;
}

absl::Status Runtime::Enter(const std::shared_ptr<LongPoll>& poll) {
  const MutexLock lock(mu_);
  if (draining_.load(std::memory_order_relaxed)) {
    metrics_.CountRefused("draining");
    return Draining();
  }
  if (polls_.size() >= static_cast<size_t>(options_.max_waiting)) {
    metrics_.CountRefused("waiting");
    return Overloaded(static_cast<int>(polls_.size()));
  }
  polls_.emplace(poll.get(), poll);
  return absl::OkStatus();
}

void Runtime::Leave(const LongPoll& poll) {
  const MutexLock lock(mu_);
  polls_.erase(&poll);
}

void Runtime::Drain() {
  std::vector<std::shared_ptr<LongPoll>> polls;
  {
    const MutexLock lock(mu_);
    draining_.store(true, std::memory_order_relaxed);
    for (const auto& [key, weak] : polls_) {
      if (std::shared_ptr<LongPoll> poll = weak.lock()) {
        polls.push_back(std::move(poll));
      }
    }
  }
  // Not under the lock: a poll that ends leaves.
  for (const std::shared_ptr<LongPoll>& poll : polls) poll->End(Draining());
}

}  // namespace tidemark::rpc
