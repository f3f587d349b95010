#include "services/cli/row_batches.h"

#include <fstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"

namespace tidemark::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;

class RowBatchesTest : public ::testing::Test {
 protected:
  std::string File(const std::string& content,
                   const std::string& name = "file.csv") {
    std::ofstream(dir_ / name, std::ios::binary) << content;
    return dir_ / name;
  }

  // The header, and the first row and rows of each batch.
  std::vector<std::pair<int, std::string>> Batches(const std::string& content,
                                                   size_t bytes) {
    auto batches = RowBatches::Open(File(content), bytes);
    EXPECT_THAT(batches, IsOk());
    std::vector<std::pair<int, std::string>> all;
    all.emplace_back(1, batches->header());
    while (true) {
      const auto batch = batches->Next();
      EXPECT_THAT(batch, IsOk());
      if (!batch.ok() || !*batch) break;
      all.emplace_back((*batch)->first_row, (*batch)->rows);
    }
    EXPECT_EQ(batches->done(), batches->size());
    return all;
  }

  testing::TempDir dir_;
};

TEST_F(RowBatchesTest, CutsBetweenRowsOnly) {
  EXPECT_THAT(
      Batches("h,i\n1,2\n3,4\n5,6\n", 5),
      ElementsAre(Pair(1, "h,i\n"), Pair(2, "1,2\n3,4\n"), Pair(4, "5,6\n")));
}

TEST_F(RowBatchesTest, ALineEndWithinQuotesEndsNoRow) {
  EXPECT_THAT(
      Batches("h,i\r\n1,\"a\r\n\"\"b\"\"\"\r\n3,4\r\n", 1),
      ElementsAre(Pair(1, "h,i\r\n"), Pair(2, "1,\"a\r\n\"\"b\"\"\"\r\n"),
                  Pair(3, "3,4\r\n")));
}

TEST_F(RowBatchesTest, TheLastRowMayLackItsLineEnd) {
  EXPECT_THAT(Batches("h\n1\n2", 1),
              ElementsAre(Pair(1, "h\n"), Pair(2, "1\n"), Pair(3, "2")));
  EXPECT_THAT(Batches("h", 1), ElementsAre(Pair(1, "h")));
}

TEST_F(RowBatchesTest, OldLineEndsAndBlankLinesBeforeTheHeaderAreTaken) {
  EXPECT_THAT(Batches("\n\nh\r1\r2\r", 1),
              ElementsAre(Pair(1, "h\r"), Pair(4, "1\r"), Pair(5, "2\r")));
}

TEST_F(RowBatchesTest, AnEmptyFileIsRefused) {
  EXPECT_THAT(RowBatches::Open(File("\n\n")),
              StatusIs(absl::StatusCode::kInvalidArgument, "is empty"));
  EXPECT_THAT(RowBatches::Open(dir_ / "none"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(RowBatchesTest, ARowWithoutEndIsRefused) {
  auto batches =
      RowBatches::Open(File("h\n\"" + std::string(size_t{10} << 20, 'x')));
  ASSERT_THAT(batches, IsOk());
  EXPECT_THAT(batches->Next(),
              StatusIs(absl::StatusCode::kInvalidArgument, "row 2"));
}

TEST_F(RowBatchesTest, TheFingerprintIsThatOfTheContents) {
  const std::string one = File("h\n1\n", "one.csv");
  const std::string same = File("h\n1\n", "same.csv");
  const std::string other = File("h\n2\n", "other.csv");
  EXPECT_EQ(*FingerprintOf({one}), *FingerprintOf({same}));
  EXPECT_NE(*FingerprintOf({one}), *FingerprintOf({other}));
  EXPECT_NE(*FingerprintOf({one}), *FingerprintOf({one, other}));
}

}  // namespace
}  // namespace tidemark::cli
