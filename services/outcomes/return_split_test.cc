#include "services/outcomes/return_split.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/sheet/writer.h"
#include "common/testing/matchers.h"

namespace tidemark::outcomes {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr char kHeader[] =
    "Contract,Period,Person,Outcome,Person's rating,Provider's rating\r\n";

absl::StatusOr<SplitFile> Split(absl::string_view bytes,
                                absl::string_view period = "") {
  return SplitReturns(bytes, period,
                      [](const SplitFile&, const ReturnPart*) { return true; });
}

TEST(ReturnSplitTest, RowsGoToTheirReturnsAndKnowTheirLines) {
  const auto file = Split(absl::StrCat(kHeader,
                                       "home,2025-06,p-1,o-1,1,1\r\n"
                                       "nights,2025-06,p-2,o-2,0,\"two\n"
                                       "lines\"\r\n"
                                       "home,2025-06,p-3,o-3,1,2\r\n"));
  ASSERT_THAT(file, testing::IsOk());
  EXPECT_EQ(file->rows, 3);
  ASSERT_THAT(file->parts, SizeIs(2));
  const ReturnPart& home = file->parts.at({"home", "2025-06"});
  EXPECT_THAT(home.lines, ElementsAre(1, 2, 4));
  EXPECT_EQ(home.csv.text(),
            "\xEF\xBB\xBF"
            "Person,Outcome,Person's rating,Provider's rating\r\n"
            "p-1,o-1,1,1\r\n"
            "p-3,o-3,1,2\r\n");
  EXPECT_THAT(file->parts.at({"nights", "2025-06"}).lines, ElementsAre(1, 3));
}

TEST(ReturnSplitTest, EachRowOfNoReturnIsNamed) {
  const auto file = Split(absl::StrCat(kHeader,
                                       ",2025-06,p-1,o-1,1,1\r\n"
                                       "home,,p-2,o-2,0,1\r\n"
                                       ",,p-3,o-3,1,2\r\n"));
  ASSERT_THAT(file, testing::IsOk());
  std::vector<std::string> faults;
  for (const Fault& fault : file->faults.all()) {
    faults.push_back(
        absl::StrCat(fault.line, " ", fault.column, " ", fault.code));
  }
  EXPECT_THAT(
      faults,
      ElementsAre("2 Contract CONTRACT_MISSING", "3 Period PERIOD_MISSING",
                  "4 Contract CONTRACT_MISSING", "4 Period PERIOD_MISSING"));
}

TEST(ReturnSplitTest, AFileWithoutAPeriodTakesTheOneGiven) {
  const auto file = Split(
      "contract,Person,Outcome,Person's rating,Provider's rating\n"
      "home,p-1,o-1,1,1\n",
      "2025-q1");
  ASSERT_THAT(file, testing::IsOk());
  EXPECT_THAT(file->parts.begin()->first, Pair("home", "2025-q1"));
}

// Excel takes 2025-06 for a day, and writes it as Jun-25 into a CSV file.
TEST(ReturnSplitTest, AMonthThatASpreadsheetTookForADayIsUnderstood) {
  const auto csv = Split(absl::StrCat(kHeader, "home,Jun-25,p-1,o-1,1,1\r\n",
                                      "home,DEC-24,p-1,o-1,1,1\r\n"));
  ASSERT_THAT(csv, testing::IsOk());
  EXPECT_TRUE(csv->parts.count({"home", "2025-06"}) == 1);
  EXPECT_TRUE(csv->parts.count({"home", "2024-12"}) == 1);

  sheet::Workbook workbook({.created = absl::UnixEpoch()});
  sheet::SheetWriter& sheet = workbook.AddSheet({.name = "Returns"});
  const std::vector<std::string> headings = {"Contract", "Period", "Person",
                                             "Outcome", "Person's rating"};
  for (int i = 0; i < 5; ++i) {
    sheet.Write({0, i}, headings[static_cast<size_t>(i)]);
  }
  sheet.Write({1, 0}, std::string("home"));
  sheet.Write({1, 1}, absl::CivilDay(2025, 6, 1));
  sheet.Write({1, 2}, std::string("p-1"));
  const auto xlsx = workbook.Finish();
  ASSERT_THAT(xlsx, testing::IsOk());
  const auto file = Split(*xlsx);
  ASSERT_THAT(file, testing::IsOk());
  EXPECT_TRUE(file->parts.count({"home", "2025-06"}) == 1);
}

TEST(ReturnSplitTest, APeriodOfTheCouncilsOwnStaysAsItIs) {
  const auto file = Split(absl::StrCat(kHeader, "home,Jun-2x,p-1,o-1,1,1\r\n",
                                       "home,P1-25,p-1,o-1,1,1\r\n"));
  ASSERT_THAT(file, testing::IsOk());
  EXPECT_TRUE(file->parts.count({"home", "Jun-2x"}) == 1);
  EXPECT_TRUE(file->parts.count({"home", "P1-25"}) == 1);
}

TEST(ReturnSplitTest, SaysWhenAReturnEndsWhileItReadsOn) {
  std::vector<std::pair<std::string, int>> ended;
  const auto file =
      SplitReturns(absl::StrCat(kHeader, "a,1,p,o,1,1\r\n", "a,1,q,o,1,1\r\n",
                                "b,1,p,o,1,1\r\n", "a,1,r,o,1,1\r\n"),
                   "", [&](const SplitFile& so_far, const ReturnPart* part) {
                     if (part != nullptr)
                       ended.emplace_back(part->contract, so_far.rows);
                     return true;
                   });
  ASSERT_THAT(file, testing::IsOk());
  EXPECT_THAT(ended, ElementsAre(Pair("a", 3), Pair("b", 4), Pair("a", 4)));
}

TEST(ReturnSplitTest, StopsWhenItIsTold) {
  const auto file = SplitReturns(
      absl::StrCat(kHeader, "a,1,p,o,1,1\r\n", "b,1,p,o,1,1\r\n"), "",
      [](const SplitFile&, const ReturnPart* part) { return part == nullptr; });
  EXPECT_THAT(file.status(), testing::StatusIs(absl::StatusCode::kCancelled));
}

TEST(ReturnSplitTest, AFileOfOneReturnIsNotMistakenForOne) {
  EXPECT_FALSE(
      Split("Person,Outcome,Person's rating,Provider's rating\np,o,1,1\n")
          .ok());
}

}  // namespace
}  // namespace tidemark::outcomes
