// What all services of a process are served with.

#ifndef TIDEMARK_COMMON_RPC_RUNTIME_H_
#define TIDEMARK_COMMON_RPC_RUNTIME_H_

#include <atomic>
#include <cstddef>
#include <memory>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"

#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/rpc/access_log.h"
#include "common/rpc/executor.h"
#include "common/rpc/metrics.h"
#include "common/rpc/tokens.h"

namespace tidemark::rpc {

// Where a function runs.
enum class RunOn {
  // On a thread of the executor: for what may wait for the disk.
  kExecutor,
  // On the thread that received the call: saves a change of threads, for what
  // never waits.
  kReceiver,
};

// A long poll that waits for its answer.
class LongPoll {
 public:
  LongPoll() = default;
  LongPoll(const LongPoll&) = delete;
  LongPoll& operator=(const LongPoll&) = delete;
  virtual ~LongPoll() = default;

  // Answers the caller with `status`, unless it has been answered.
  virtual void End(absl::Status status) = 0;
};

// Owns what all services of a process share. Outlives them and their server.
// Safe to use from any thread.
class Runtime {
 public:
  // How calls are admitted and run.
  struct Options {
    // Must outlive the runtime.
    const Clock* clock = &Clock::System();
    // Who may call, by the tokens that it accepts. Null refuses everyone.
    std::unique_ptr<Authenticator> authenticator = nullptr;
    // Null for none.
    std::unique_ptr<AccessLog> access_log = nullptr;
    // Threads of the executor.
    int threads = 16;
    // Calls that may be under way; more are refused with `UNAVAILABLE`.
    int max_in_flight = 2048;
    // Long polls that may wait; more are refused with `UNAVAILABLE`.
    int max_waiting = 1024;
    // Where methods that read (HTTP GET) run.
    RunOn reads = RunOn::kExecutor;
    // Where the other methods run. They do not wait for the disk: what they
    // wrote is on disk later, and the caller is answered then.
    RunOn writes = RunOn::kReceiver;
  };

  explicit Runtime(Options options);
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;
  // Runs what the executor still holds.
  ~Runtime();

  const Options& options() const { return options_; }
  const Clock& clock() const { return *options_.clock; }
  // Null if there is none.
  const Authenticator* authenticator() const {
    return options_.authenticator.get();
  }
  // Null if there is none.
  AccessLog* access_log() const { return options_.access_log.get(); }
  Metrics& metrics() { return metrics_; }
  Executor& executor() { return executor_; }

  // Counts a call in. Returns `UNAVAILABLE`, saying when to come back, if there
  // are too many or the process drains; else `Leave` must be called at its end.
  absl::Status Enter();
  void Leave();

  // The same for a long poll, which `Drain` ends.
  absl::Status Enter(const std::shared_ptr<LongPoll>& poll);
  void Leave(const LongPoll& poll);

  // From now on calls are refused with `UNAVAILABLE`; long polls are ended with
  // it.
  void Drain();
  // Waits until no call is under way, for `timeout` at most. Returns whether
  // that is so.
  bool AwaitIdle(absl::Duration timeout);

 private:
  const Options options_;
  Metrics metrics_;
  std::atomic<int> in_flight_ = 0;
  std::atomic<bool> draining_ = false;
  Mutex mu_;
  CondVar idle_;
  absl::flat_hash_map<const LongPoll*, std::weak_ptr<LongPoll>> polls_
      ABSL_GUARDED_BY(mu_);
  // Last, so that its threads end before what they use.
  Executor executor_;
};

}  // namespace tidemark::rpc

#endif  // TIDEMARK_COMMON_RPC_RUNTIME_H_
