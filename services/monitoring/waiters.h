// Calls that wait until the feeds have been followed far enough. They hold no
// thread of the server while they wait.

#ifndef TIDEMARK_SERVICES_MONITORING_WAITERS_H_
#define TIDEMARK_SERVICES_MONITORING_WAITERS_H_

#include <chrono>
#include <functional>
#include <list>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/time/time.h"

#include "common/base/mutex.h"
#include "common/store/database.h"
#include "tidemark/monitoring/v1/scorecard.pb.h"

namespace tidemark::monitoring {

class Waiters {
 public:
  // `db` is the monitoring service's own; it must outlive this.
  explicit Waiters(const store::Database& db);
  // Stops.
  ~Waiters();

  // Ends those who wait, and whoever comes later, with `UNAVAILABLE`. Once it
  // returns, nobody is being answered.
  void Stop() ABSL_LOCKS_EXCLUDED(mu_);

  // Returns OK if every feed of `wanted` has been followed to its sequence, and
  // `DEADLINE_EXCEEDED`, naming one that has not, otherwise.
  absl::Status Check(const std::vector<v1::FeedPosition>& wanted) const;

  // Calls `then` once, on a thread of this: with OK as soon as `Check` says so,
  // with its error after `timeout`.
  void Wait(std::vector<v1::FeedPosition> wanted, absl::Duration timeout,
            std::function<void(absl::Status)> then);

  // Tells that a feed has been followed further.
  void Moved();

 private:
  using SteadyClock = std::chrono::steady_clock;

  struct Waiter {
    std::vector<v1::FeedPosition> wanted;
    SteadyClock::time_point until;
    std::function<void(absl::Status)> then;
  };

  void Run() ABSL_LOCKS_EXCLUDED(mu_);
  // Takes out the waiters that can be answered, with their answers.
  std::vector<std::pair<Waiter, absl::Status>> TakeReady()
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const store::Database& db_;
  Mutex mu_;
  CondVar wake_;
  std::list<Waiter> waiting_ ABSL_GUARDED_BY(mu_);
  // Whether a waiter or a change came since the last look.
  bool news_ ABSL_GUARDED_BY(mu_) = false;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_WAITERS_H_
