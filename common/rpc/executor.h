#ifndef TIDEMARK_COMMON_RPC_EXECUTOR_H_
#define TIDEMARK_COMMON_RPC_EXECUTOR_H_

#include <functional>
#include <thread>
#include <vector>

#include "common/base/mutex.h"

namespace tidemark::rpc {

// A fixed number of threads that run tasks in the order in which they come.
// Safe to use from any thread.
class Executor {
 public:
  // Something to run. Carries its own place in the queue, so that posting one
  // allocates nothing.
  class Task {
   public:
    Task() = default;
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;
    virtual ~Task() = default;

    // Runs once. The task may destroy itself here.
    virtual void Run() = 0;

   private:
    friend class Executor;
    Task* next_ = nullptr;
  };

  // `threads` must be positive.
  explicit Executor(int threads);
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;
  // Runs what has been posted, then ends the threads.
  ~Executor();

  // Runs `task` on one of the threads. It must live until it has run.
  void Post(Task& task);
  // The same for a function.
  void Post(std::function<void()> function);

 private:
  void Work();

  Mutex mu_;
  CondVar work_;
  Task* first_ ABSL_GUARDED_BY(mu_) = nullptr;
  Task* last_ ABSL_GUARDED_BY(mu_) = nullptr;
  int idle_ ABSL_GUARDED_BY(mu_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace tidemark::rpc

#endif  // TIDEMARK_COMMON_RPC_EXECUTOR_H_
