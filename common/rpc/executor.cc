#include "common/rpc/executor.h"

#include <memory>
#include <utility>

namespace tidemark::rpc {

Executor::Executor(int threads) {
  threads_.reserve(static_cast<size_t>(threads));
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

Executor::~Executor() {
  {
    const MutexLock lock(mu_);
    stopping_ = true;
  }
  work_.NotifyAll();
  for (std::thread& thread : threads_) thread.join();
}

void Executor::Post(Task& task) {
  bool wake = false;
  {
    const MutexLock lock(mu_);
    task.next_ = nullptr;
    (last_ == nullptr ? first_ : last_->next_) = &task;
    last_ = &task;
    wake = idle_ > 0;
  }
  // A busy thread takes the task when it is done; waking one costs more than
  // most tasks.
  if (wake) work_.NotifyOne();
}

void Executor::Post(std::function<void()> function) {
  class Once final : public Task {
   public:
    explicit Once(std::function<void()> once) : once_(std::move(once)) {}
    void Run() override {
      const std::unique_ptr<Once> self(this);
      once_();
    }

   private:
    std::function<void()> once_;
  };
  Post(*new Once(std::move(function)));
}

void Executor::Work() {
  while (true) {
    Task* task = nullptr;
    {
      const MutexLock lock(mu_);
      while (first_ == nullptr) {
        if (stopping_) return;
        ++idle_;
        work_.Wait(mu_);
        --idle_;
      }
      task = first_;
      first_ = task->next_;
      if (first_ == nullptr) last_ = nullptr;
    }
    task->Run();
  }
}

}  // namespace tidemark::rpc
