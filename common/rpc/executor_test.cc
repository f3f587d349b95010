#include "common/rpc/executor.h"

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace tidemark::rpc {
namespace {

TEST(ExecutorTest, RunsTasksInTheOrderInWhichTheyCome) {
  std::vector<int> order;
  {
    Executor executor(1);
    for (int i = 0; i < 100; ++i) {
      executor.Post([&order, i] { order.push_back(i); });
    }
  }
  ASSERT_EQ(order.size(), 100U);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(order[static_cast<size_t>(i)], i);
}

TEST(ExecutorTest, RunsTasksSideBySide) {
  Executor executor(3);
  // Each waits for the two others.
  std::latch together(3);
  std::latch done(3);
  for (int i = 0; i < 3; ++i) {
    executor.Post([&] {
      together.arrive_and_wait();
      done.count_down();
    });
  }
  done.wait();
}

TEST(ExecutorTest, RunsEverythingPostedByManyThreadsAndByTasks) {
  std::atomic<int> ran = 0;
  {
    Executor executor(4);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 1000; ++i) {
          executor.Post([&] {
            ++ran;
            executor.Post([&] { ++ran; });
          });
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  EXPECT_EQ(ran, 8000);
}

TEST(ExecutorTest, TaskMayDestroyItself) {
  class Once : public Executor::Task {
   public:
    explicit Once(std::latch& done) : done_(done) {}
    void Run() override {
      std::latch& done = done_;
      delete this;
      done.count_down();
    }

   private:
    std::latch& done_;
  };
  std::latch done(10);
  Executor executor(2);
  for (int i = 0; i < 10; ++i) executor.Post(*new Once(done));
  done.wait();
}

}  // namespace
}  // namespace tidemark::rpc
