#include "common/sheet/export_table.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/sheet/reader.h"
#include "common/testing/matchers.h"

namespace tidemark::sheet {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;

const absl::Time kNow = absl::UnixEpoch() + absl::Hours(24 * 20000 + 23);

ExportTable Example() {
  ExportTable table;
  table.title = "Scorecard of Essex";
  table.file_stem = "scorecard-E10000012";
  table.warning = "Not for publication";
  table.columns = {{.heading = "Provider"},
                   {.heading = "Outcomes met", .unit = "%"},
                   {.heading = "People"},
                   {.heading = "Since"}};
  table.rows = {
      {"=HYPERLINK(\"http://x\")", Decimal{200.0 / 3, 1}, int64_t{12},
       absl::CivilDay(2026, 4, 1)},
      {"@SUM(A1)", "too few to judge", int64_t{3}, absl::CivilDay(2026, 5, 1)}};
  table.definitions = {
      {.title = "Outcomes met", .lines = {{"Question", "Do people?"}}}};
  table.about = {{"As of", "1 July 2026"}, {"[c]", "kept back"}};
  return table;
}

// The texts of the rows of the sheet that begins with `title`.
std::vector<std::vector<std::string>> RowsOf(const std::string& content,
                                             const std::string& title) {
  std::vector<std::vector<std::string>> rows;
  const auto read = ReadSheet(
      content,
      {.is_header = [&](const Row& row) { return row.cell(0).text == title; }},
      [&](const Row& row) {
        std::vector<std::string>& texts = rows.emplace_back();
        for (const Cell& cell : row.cells) texts.push_back(cell.text);
        return true;
      });
  EXPECT_THAT(read, IsOk());
  return rows;
}

TEST(ExportTableTest, CsvHasTheTableFirstAndThenWhatItMeans) {
  const auto file = MakeFile(Example(), type::v1::FILE_FORMAT_CSV, kNow);
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->file_name(), "2024-10-05-scorecard-E10000012.csv")
      << "an hour before midnight is the next day in England in summer";
  EXPECT_EQ(file->content(),
            "\xEF\xBB\xBFProvider,Outcomes met (%),People,Since\r\n"
            "\"'=HYPERLINK(\"\"http://x\"\")\",66.7,12,2026-04-01\r\n"
            "'@SUM(A1),too few to judge,3,2026-05-01\r\n"
            "\r\n"
            "Table,Scorecard of Essex\r\n"
            "Warning,Not for publication\r\n"
            "As of,1 July 2026\r\n"
            "[c],kept back\r\n"
            "\r\n"
            "Definition,Outcomes met\r\n"
            "Question,Do people?\r\n");
}

TEST(ExportTableTest, AWorkbookHasThreeSheets) {
  const auto file = MakeFile(Example(), type::v1::FILE_FORMAT_XLSX, kNow);
  ASSERT_THAT(file, IsOk());
  EXPECT_TRUE(absl::EndsWith(file->file_name(), ".xlsx"));
  const auto table = RowsOf(file->content(), "Scorecard of Essex");
  EXPECT_THAT(table, Contains(ElementsAre("Not for publication")));
  EXPECT_THAT(table, Contains(ElementsAre("=HYPERLINK(\"http://x\")", "66.7",
                                          "12", ::testing::_)));
  EXPECT_THAT(RowsOf(file->content(), "What the figures mean"),
              Contains(ElementsAre("Question", "Do people?")));
  EXPECT_THAT(RowsOf(file->content(), "What this table is of"),
              Contains(ElementsAre("[c]", "kept back")));
}

TEST(ExportTableTest, TheSameTableGivesTheSameBytes) {
  EXPECT_EQ(MakeFile(Example(), type::v1::FILE_FORMAT_XLSX, kNow)->content(),
            MakeFile(Example(), type::v1::FILE_FORMAT_XLSX, kNow)->content());
}

TEST(ExportTableTest, AnUnknownFormatIsRefused) {
  EXPECT_THAT(MakeFile(Example(), static_cast<type::v1::FileFormat>(9), kNow),
              StatusIs(absl::StatusCode::kInvalidArgument, "FILE_FORMAT"));
}

}  // namespace
}  // namespace tidemark::sheet
