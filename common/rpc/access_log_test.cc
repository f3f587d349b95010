#include "common/rpc/access_log.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"

namespace tidemark::rpc {
namespace {

using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;
using ::tidemark::testing::TempDir;

std::string Read(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

AccessLine Line() {
  return {.time = absl::FromUnixMicros(1743498000123456),
          .method = "tidemark.testing.v1.EchoService.MarkThing",
          .role = api::v1::ROLE_PROVIDER,
          .council = "councils/X",
          .code = absl::StatusCode::kInvalidArgument,
          .taken = absl::Microseconds(1500),
          .request_id = "123e4567-e89b-42d3-a456-426614174000",
          .peer = "ipv4"};
}

TEST(AccessLogTest, LineIsOneJsonObject) {
  EXPECT_EQ(ToJson(Line()),
            "{\"time\":\"2025-04-01T09:00:00.123456Z\","
            "\"method\":\"tidemark.testing.v1.EchoService.MarkThing\","
            "\"role\":\"provider\",\"council\":\"councils/X\","
            "\"code\":\"INVALID_ARGUMENT\",\"micros\":1500,"
            "\"request_id\":\"123e4567-e89b-42d3-a456-426614174000\","
            "\"peer\":\"ipv4\"}\n");
}

TEST(AccessLogTest, LineOfACallerThatDidNotProveItselfHasNoRole) {
  AccessLine line = Line();
  line.role = api::v1::ROLE_UNSPECIFIED;
  line.council = "";
  line.request_id = "";
  line.code = absl::StatusCode::kUnauthenticated;
  EXPECT_EQ(
      ToJson(line),
      "{\"time\":\"2025-04-01T09:00:00.123456Z\","
      "\"method\":\"tidemark.testing.v1.EchoService.MarkThing\","
      "\"code\":\"UNAUTHENTICATED\",\"micros\":1500,\"peer\":\"ipv4\"}\n");
}

TEST(AccessLogTest, KeepsEveryLineOfManyThreads) {
  const TempDir dir;
  const absl::StatusOr<std::unique_ptr<AccessLog>> log =
      AccessLog::Open({.path = dir / "access.log"});
  ASSERT_THAT(log, IsOk());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) (*log)->Add(Line());
    });
  }
  for (std::thread& thread : threads) thread.join();
  (*log)->Flush();
  const std::string text = Read(dir / "access.log");
  EXPECT_EQ(text.size(), 4000 * ToJson(Line()).size());
  EXPECT_EQ((*log)->dropped(), 0);
}

TEST(AccessLogTest, AppendsToWhatIsThereAndWritesWhatIsLeftAtTheEnd) {
  const TempDir dir;
  for (int i = 0; i < 2; ++i) {
    const absl::StatusOr<std::unique_ptr<AccessLog>> log =
        AccessLog::Open({.path = dir / "access.log"});
    ASSERT_THAT(log, IsOk());
    (*log)->Add(Line());
  }
  EXPECT_EQ(Read(dir / "access.log"), ToJson(Line()) + ToJson(Line()));
}

TEST(AccessLogTest, StartsANewFileWhenOneIsFullAndKeepsSoMany) {
  const TempDir dir;
  {
    const absl::StatusOr<std::unique_ptr<AccessLog>> log = AccessLog::Open(
        {.path = dir / "access.log", .max_bytes = 300, .keep = 2});
    ASSERT_THAT(log, IsOk());
    for (int i = 0; i < 9; ++i) {
      (*log)->Add(Line());
      (*log)->Flush();
    }
  }
  // Two lines fill a file; eight made four files, the last two of which stay.
  EXPECT_EQ(Read(dir / "access.log"), ToJson(Line()));
  EXPECT_EQ(Read(dir / "access.log.1"), ToJson(Line()) + ToJson(Line()));
  EXPECT_EQ(Read(dir / "access.log.2"), ToJson(Line()) + ToJson(Line()));
  EXPECT_FALSE(std::filesystem::exists(dir / "access.log.3"));
}

TEST(AccessLogTest, FileThatCannotBeWrittenIsAnError) {
  const TempDir dir;
  EXPECT_THAT(AccessLog::Open({.path = dir / "no/such/folder"}),
              StatusIs(absl::StatusCode::kNotFound, "no/such/folder"));
}

}  // namespace
}  // namespace tidemark::rpc
