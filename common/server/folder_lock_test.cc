#include "common/server/folder_lock.h"

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"

namespace tidemark::server {
namespace {

using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;
using ::tidemark::testing::TempDir;

TEST(FolderLockTest, FolderIsMadeAndHeldByOneUntilItLetsGo) {
  const TempDir dir;
  {
    const auto lock = FolderLock::Take(dir / "a/b");
    ASSERT_THAT(lock, IsOk());
    EXPECT_THAT(FolderLock::Take(dir / "a/b"),
                StatusIs(absl::StatusCode::kFailedPrecondition,
                         absl::StrCat("in use by process ", getpid())));
    EXPECT_THAT(FolderLock::Take(dir / "a"), IsOk());
  }
  EXPECT_THAT(FolderLock::Take(dir / "a/b"), IsOk());
}

TEST(FolderLockTest, FolderThatCannotBeMadeIsNamed) {
  const TempDir dir;
  std::ofstream(dir / "file") << "x";
  EXPECT_FALSE(FolderLock::Take(dir / "file/folder").ok());
}

}  // namespace
}  // namespace tidemark::server
