#include "services/cli/numbers_file.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "services/cli/session.h"

namespace tidemark::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::StatusIs;

class NumbersFileTest : public ::testing::Test {
 protected:
  // Reads `content` with `value` as `--value` and `name`, if the file has it,
  // as
  // `--unit`.
  absl::StatusOr<NumbersFile> Read(const std::string& content,
                                   FileFlags flags = {}) {
    flags.path = folder_.path() + "/numbers.csv";
    EXPECT_THAT(WriteWholeFile(flags.path, content, /*overwrite=*/true,
                               /*secret=*/false),
                IsOk());
    return NumbersFile::Read(
        flags, {{"--value", "value", Column::kRequired}, {"--unit", "name"}});
  }

  // The numbers, and NaN where there is none.
  static std::vector<double> Numbers(NumbersFile& file) {
    std::vector<double> numbers;
    for (size_t i = 0; i < file.size(); ++i) {
      numbers.push_back(file.Number(i, "--value").value_or(std::nan("")));
    }
    return numbers;
  }

  testing::TempDir folder_;
};

TEST_F(NumbersFileTest, ReadsWhatExcelSaves) {
  auto file = Read(
      "\xEF\xBB\xBFName,Value,\r\nA,\"1,234\",\r\nB,,\r\nC,[c],\r\n,,\r\n");
  ASSERT_THAT(file, IsOk());
  ASSERT_EQ(file->size(), 3u);
  EXPECT_EQ(file->Number(0, "--value"), 1234);
  EXPECT_EQ(file->Number(1, "--value"), std::nullopt);
  EXPECT_EQ(file->Number(2, "--value"), std::nullopt);
  EXPECT_EQ(file->Text(2, "--unit"), "C");
  EXPECT_THAT(file->Faults(), IsOk());
  EXPECT_THAT(file->Notes(), ElementsAre("1 cell without a number: blank",
                                         "1 cell without a number: [c]"));
}

TEST_F(NumbersFileTest, FindsTheHeadingsBelowAPreambleInAnyCase) {
  auto file = Read("Table 2a: outcomes\n\nName,VALUE\nA,5\n");
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->size(), 1u);
  EXPECT_EQ(file->Number(0, "--value"), 5);
}

TEST_F(NumbersFileTest, SaysWhichColumnsThereAre) {
  EXPECT_THAT(
      Read("name,amount\nA,5\n").status(),
      StatusIs(absl::StatusCode::kInvalidArgument,
               "--value: there is no column \"value\"; there are: name, "
               "amount"));
  EXPECT_THAT(Read("name,value,Value\nA,5,6\n").status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "two columns are called \"value\""));
  FileFlags flags;
  EXPECT_THAT(
      NumbersFile::Read(flags, {{"--value", "", Column::kRequired}}).status(),
      StatusIs(absl::StatusCode::kInvalidArgument, "--value is missing"));
}

TEST_F(NumbersFileTest, TellsEveryCellThatIsNoNumber) {
  auto file = Read("name,value\nA,five\nB,6\nC,7 or 8\n");
  ASSERT_THAT(file, IsOk());
  Numbers(*file);
  const std::vector<api::v1::Fault> faults = FaultsOf(file->Faults());
  ASSERT_EQ(faults.size(), 2u);
  EXPECT_EQ(faults[0].line(), 2);
  EXPECT_EQ(faults[0].column(), "value");
  EXPECT_EQ(faults[0].reason(), "NOT_A_NUMBER");
  EXPECT_EQ(faults[1].line(), 4);
  EXPECT_EQ(faults[1].value(), "7 or 8");
}

TEST_F(NumbersFileTest, ACommaWithoutQuotesIsNotTakenForACell) {
  auto file = Read("name,value\nA,1,234\n");
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(file->Faults(), StatusIs(absl::StatusCode::kInvalidArgument,
                                       "more cells than there are headings"));
}

TEST_F(NumbersFileTest, FiltersByAnyOfSeveralValuesOfEachColumn) {
  const std::string content =
      "name,value,kind\nA,1,north\nB,2,south\nC,3,northern\nD,4,East\n";
  auto file = Read(
      content, {.where = {"kind=north*", "Kind=east"}, .except = {"name=C"}});
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(Numbers(*file), ElementsAre(1, 4));
  EXPECT_THAT(file->Notes(),
              ElementsAre("2 rows left out by --where or --except"));
  EXPECT_THAT(Read(content, {.where = {"north"}}).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, "COLUMN=VALUE"));
  EXPECT_THAT(Read(content, {.where = {"part=north"}}).status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "there is no column \"part\""));
}

TEST_F(NumbersFileTest, RowsWithoutNumbersAreLeftOutAndNamed) {
  auto file = Read("name,value\nA,1\nB,[c]\nC,\n");
  ASSERT_THAT(file, IsOk());
  file->LeaveOutRowsWithout({"--value"}, "--unit");
  EXPECT_THAT(Numbers(*file), ElementsAre(1));
  EXPECT_THAT(file->Notes(),
              ElementsAre("2 rows without a number left out: B, C"));
  EXPECT_THAT(file->Json(),
              HasSubstr(R"({"line":3,"name":"B","why":"no value: [c]"})"));
  EXPECT_THAT(file->Json(), HasSubstr(R"("rows_read":3)"));
  EXPECT_THAT(file->Json(), HasSubstr(R"("rows_used":1)"));
}

TEST_F(NumbersFileTest, GroupsOfCouncilsAreLeftOutByTheirCodes) {
  const std::string table =
      "name,code,value\nEngland,E92000001,9\nShires,[z],8\nEssex,E10000012,1\n"
      "London,E12000007,7\nBarnet,E09000003,2\n";
  auto file = Read(table);
  ASSERT_THAT(file, IsOk());
  file->LeaveOutGroups("--unit");
  EXPECT_THAT(Numbers(*file), ElementsAre(1, 2));
  EXPECT_THAT(file->Notes(),
              ElementsAre(HasSubstr("3 rows of countries, regions and other "
                                    "groups left out")));

  // Nothing tells groups from others here.
  for (const char* const plain :
       {"name,value\nEngland,9\nEssex,1\n",
        "name,code,value\nEngland,E92000001,9\nLondon,E12000007,7\n",
        "name,code,value\nEngland,ENG,9\nEssex,E10000012,1\n"}) {
    auto other = Read(plain);
    ASSERT_THAT(other, IsOk());
    other->LeaveOutGroups("--unit");
    EXPECT_EQ(other->size(), 2u) << plain;
  }
}

TEST_F(NumbersFileTest, ABlankLineInASeriesIsAMissingPoint) {
  auto file = Read("name,value\nA,1\n\nC,3\n\n\n");
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->size(), 2u);
  file->KeepBlankRows();
  ASSERT_EQ(file->size(), 3u);
  EXPECT_EQ(file->Number(1, "--value"), std::nullopt);
  EXPECT_EQ(file->Number(2, "--value"), 3);
  EXPECT_THAT(
      file->Notes(),
      ::testing::Contains("1 blank row between others read as missing points"));
}

TEST_F(NumbersFileTest, TurnsFaultsOfRowsIntoLinesAndColumns) {
  auto file = Read("name,value\nA,1\nB,2\n");
  ASSERT_THAT(file, IsOk());
  tidemark::Faults faults;
  faults.Add({.field = "rows[1].numerator", .code = "X", .message = "bad"});
  faults.Add({.field = "centre", .code = "Y", .message = "worse"});
  const auto explained =
      FaultsOf(file->Explain(faults.ToStatus(), {{"numerator", "--value"}}));
  ASSERT_EQ(explained.size(), 2u);
  EXPECT_EQ(explained[0].line(), 3);
  EXPECT_EQ(explained[0].column(), "value");
  EXPECT_EQ(explained[1].line(), 0);
  EXPECT_EQ(explained[1].field(), "centre");
  // Other errors stay as they are.
  EXPECT_THAT(file->Explain(absl::UnavailableError("away"), {}),
              StatusIs(absl::StatusCode::kUnavailable, "away"));
}

TEST_F(NumbersFileTest, PercentagesAreSharesAndItSaysSo) {
  auto file = Read("name,value\nA,76.5%\n");
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(Numbers(*file), ElementsAre(0.765));
  EXPECT_THAT(file->Notes(), ElementsAre("Percentages in value are read as "
                                         "shares: 76.5% is 0.765"));
  auto plain = Read("name,value\nA,76.5\n");
  Numbers(*plain);
  EXPECT_THAT(plain->Notes(), IsEmpty());
}

TEST_F(NumbersFileTest, PoundsAndHoursBecomePenceAndMinutes) {
  auto file = Read("name,value\nA,\"\u00A31,182.50\"\nB,182.549999999\nC,\n");
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->Scaled(0, "--value", 100), 118250);
  EXPECT_EQ(file->Scaled(1, "--value", 100), 18255);
  EXPECT_EQ(file->Scaled(2, "--value", 100), std::nullopt);
}

}  // namespace
}  // namespace tidemark::cli
