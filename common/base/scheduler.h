// Calls a function when its time has come.

#ifndef TIDEMARK_COMMON_BASE_SCHEDULER_H_
#define TIDEMARK_COMMON_BASE_SCHEDULER_H_

#include <functional>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/base/clock.h"
#include "common/base/mutex.h"

namespace tidemark {

// One thread. It looks at the clock at least once a minute, so that a clock
// that was set is noticed.
class Scheduler {
 public:
  // Does what is due at `now` and returns when there will be more. After an
  // error it is called again a minute later.
  using Tick = std::function<absl::StatusOr<absl::Time>(absl::Time now)>;

  // `clock` must outlive this. Once it is woken it waits for `gather`, so that
  // what wakes it often, such as a busy feed, is not looked at each time.
  Scheduler(const Clock& clock, Tick tick,
            absl::Duration gather = absl::Milliseconds(200))
      : clock_(clock), tick_(std::move(tick)), gather_(gather) {}
  // Stops.
  ~Scheduler();

  void Start();
  // Once it returns, `tick` is not running and will not run again.
  void Stop();

  // Lets the tick be called soon, whatever it said.
  void Wake();

 private:
  void Run();

  const Clock& clock_;
  const Tick tick_;
  const absl::Duration gather_;
  Mutex mu_;
  CondVar changed_;
  bool woken_ ABSL_GUARDED_BY(mu_) = true;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;
};

}  // namespace tidemark

#endif  // TIDEMARK_COMMON_BASE_SCHEDULER_H_
