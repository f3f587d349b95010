#include "common/rpc/waiting.h"

#include <thread>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace tidemark::rpc {
namespace {

TEST(WaitingTest, ThreadMayWaitExceptInTheScopeThatForbidsIt) {
  EXPECT_TRUE(MayWait());
  {
    const NoWaiting outer;
    EXPECT_FALSE(MayWait());
    {
      const NoWaiting inner;
      EXPECT_FALSE(MayWait());
    }
    EXPECT_FALSE(MayWait());
    std::thread([] { EXPECT_TRUE(MayWait()); }).join();
  }
  EXPECT_TRUE(MayWait());
}

TEST(WaitingTest, RefusalIsToldFromOthers) {
  EXPECT_TRUE(IsWouldWait(WouldWait()));
  EXPECT_FALSE(IsWouldWait(absl::OkStatus()));
  EXPECT_FALSE(IsWouldWait(
      absl::UnavailableError("another service has to be asked first")));
}

}  // namespace
}  // namespace tidemark::rpc
