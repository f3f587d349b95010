#include "common/sheet/writer.h"

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/sheet/archive.h"
#include "common/sheet/csv_writer.h"
#include "common/sheet/reader.h"

namespace tidemark::sheet {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// 21 November 2026, 09:00 UTC.
const absl::Time kMade = absl::FromUnixSeconds(1'795'251'600);

std::vector<Row> ReadRows(absl::string_view bytes) {
  std::vector<Row> rows;
  const auto source = ReadSheet(bytes, {}, [&](const Row& row) {
    rows.push_back(row);
    return true;
  });
  EXPECT_TRUE(source.ok()) << source.status();
  return rows;
}

// A part of the workbook in `bytes`.
std::string PartOf(absl::string_view bytes, absl::string_view name) {
  auto archive = Archive::Open(bytes, {});
  if (!archive.ok()) return std::string(archive.status().message());
  auto part = (*archive)->ReadWhole(name, 1 << 20);
  return part.ok() ? *part : std::string(part.status().message());
}

// A workbook with something of everything.
std::string MakeTemplate() {
  Workbook workbook({.created = kMade, .title = "A return"});
  SheetWriter& data =
      workbook.AddSheet({.name = "Data", .frozen_rows = 1, .locked = true});
  workbook.AddSheet({.name = "It's a list"}).Write({1, 0}, "yes");
  data.SetColumn(0, {.width = 30, .style = {.wrap = true}});
  data.Write({0, 0}, "Words", {.bold = true, .fill = Fill::kHeading});
  data.Write({0, 1}, "Level", {.bold = true, .fill = Fill::kHeading});
  data.Write({1, 0}, "two\nlines", {.wrap = true});
  data.Write({1, 1}, int64_t{-2}, {.locked = false, .fill = Fill::kInput});
  data.Write({1, 2}, absl::CivilDay(2026, 11, 21), {.locked = false});
  data.Write({1, 3}, 0.5);
  data.Write({1, 4}, std::monostate(), {.locked = false, .fill = Fill::kError});
  data.AllowList({.first = {1, 0}, .last = {99, 0}},
                 {.sheet = "It's a list", .first = {1, 0}, .last = {5, 0}},
                 {.title = "Words", .message = "Choose from the list."});
  data.AllowWholeNumbers({.first = {1, 1}, .last = {99, 1}}, -2, 2,
                         {.title = "Level", .message = "-2 to 2"});
  data.AddNote({1, 4}, "LEVEL_RANGE: must be -2 to 2");
  const auto bytes = workbook.Finish();
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return bytes.ok() ? *bytes : "";
}

TEST(WorkbookTest, WhatIsWrittenIsReadBackWithItsKind) {
  const std::vector<Row> rows = ReadRows(MakeTemplate());
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].cell(1).text, "Level");
  ASSERT_EQ(rows[1].cells.size(), 4u);
  EXPECT_EQ(rows[1].cell(0).kind, Kind::kText);
  EXPECT_EQ(rows[1].cell(0).text, "two\nlines");
  EXPECT_EQ(rows[1].cell(1).kind, Kind::kNumber);
  EXPECT_EQ(rows[1].cell(1).text, "-2");
  EXPECT_EQ(rows[1].cell(2).kind, Kind::kDate);
  EXPECT_EQ(rows[1].cell(2).text, "2026-11-21");
  EXPECT_EQ(rows[1].cell(3).text, "0.5");
}

TEST(WorkbookTest, TheSameCallsGiveTheSameBytes) {
  EXPECT_EQ(MakeTemplate(), MakeTemplate());
  EXPECT_THAT(PartOf(MakeTemplate(), "docProps/core.xml"),
              HasSubstr("2026-11-21T09:00:00Z"));
}

TEST(WorkbookTest, HoldsTheRulesThatGuideThePersonWhoFillsItIn) {
  const std::string bytes = MakeTemplate();
  const std::string sheet = PartOf(bytes, "xl/worksheets/sheet1.xml");
  EXPECT_THAT(sheet, HasSubstr("<sheetProtection"));
  EXPECT_THAT(sheet, HasSubstr("state=\"frozen\""));
  EXPECT_THAT(sheet, HasSubstr("<dataValidation type=\"list\""));
  EXPECT_THAT(sheet, HasSubstr("'It''s a list'!$A$2:$A$6"));
  EXPECT_THAT(sheet, HasSubstr("<formula1>-2</formula1>"));
  EXPECT_THAT(sheet, HasSubstr("prompt=\"-2 to 2\""));
  EXPECT_THAT(PartOf(bytes, "xl/comments1.xml"), HasSubstr("LEVEL_RANGE"));
  EXPECT_THAT(PartOf(bytes, "xl/styles.xml"),
              HasSubstr("<protection locked=\"0\"/>"));
}

TEST(WorkbookTest, NoTextBecomesAFormula) {
  Workbook workbook({.created = kMade});
  SheetWriter& data = workbook.AddSheet({.name = "Data"});
  const std::vector<std::string> texts = {
      "=1+1",   "+1",      "-1",  "@SUM(A1)",         "{=A1}",
      "'=1",    "\t=1",    "007", "http://x.example", "_x0041_",
      "<&>\"'", " spaced "};
  for (size_t i = 0; i < texts.size(); ++i) {
    data.Write({.row = static_cast<int>(i)}, texts[i]);
  }
  const auto bytes = workbook.Finish();
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  EXPECT_THAT(PartOf(*bytes, "xl/worksheets/sheet1.xml"),
              Not(HasSubstr("<f>")));
  const std::vector<Row> rows = ReadRows(*bytes);
  ASSERT_EQ(rows.size(), texts.size());
  for (size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(rows[i].cell(0).text, texts[i]);
    EXPECT_EQ(rows[i].cell(0).kind, Kind::kText);
    EXPECT_FALSE(rows[i].cell(0).formula);
  }
}

TEST(WorkbookTest, WhatNoSpreadsheetCanHoldIsAFailure) {
  const auto reason = [](const std::string& sheet, const std::string& text) {
    Workbook workbook({.created = kMade});
    workbook.AddSheet({.name = sheet}).Write({}, text);
    return ReasonOf(workbook.Finish().status());
  };
  EXPECT_EQ(reason("Data", "x"), "");
  EXPECT_EQ(reason("Data", std::string(32'767, 'x')), "");
  EXPECT_EQ(reason("Data", std::string(32'768, 'x')), "CELL_TOO_LONG");
  EXPECT_EQ(reason("Data", std::string("a\0b", 3)), "WORKBOOK_INVALID");
  EXPECT_EQ(reason("a/b", "x"), "WORKBOOK_INVALID");
  EXPECT_EQ(reason(std::string(32, 'n'), "x"), "WORKBOOK_INVALID");
}

TEST(WorkbookTest, TwoSheetsCannotHaveTheSameName) {
  Workbook workbook({.created = kMade});
  workbook.AddSheet({.name = "Data"});
  workbook.AddSheet({.name = "data"}).Write({}, "x");
  EXPECT_EQ(ReasonOf(workbook.Finish().status()), "WORKBOOK_INVALID");
}

TEST(WorkbookTest, AnUnfinishedOneLeavesNothingBehind) {
  Workbook workbook({.created = kMade});
  workbook.AddSheet({.name = "Data"}).Write({}, "x");
}

TEST(CsvWriterTest, QuotesAndNeutralisesWhatNeedsIt) {
  CsvWriter writer({.byte_order_mark = false});
  writer.AddRow({"a", "b;c", "", "x,y", "say \"hi\"", " s"});
  writer.AddRow({"=1+1", "'=1", "'tis", "-2", "-x", "1\n2"});
  EXPECT_EQ(writer.Finish(),
            "a,\"b;c\",,\"x,y\",\"say \"\"hi\"\"\",\" s\"\r\n"
            "'=1+1,''=1,'tis,-2,'-x,\"1\n2\"\r\n");
  EXPECT_THAT(CsvWriter().Finish(), StartsWith("\xEF\xBB\xBF"));
}

TEST(CsvWriterTest, EveryTextComesBackAsItWas) {
  std::mt19937 random(3);
  const std::vector<std::string> letters = {
      "=", "'", "+",  "-",  "@",  "1", ".", "a",    ",",
      ";", " ", "\t", "\n", "\"", "s", "é", "sep=", "\xEF\xBB\xBF"};
  std::uniform_int_distribution<size_t> letter(0, letters.size() - 1);
  std::uniform_int_distribution<int> length(0, 6);
  for (int round = 0; round < 2'000; ++round) {
    std::vector<std::vector<std::string>> rows;
    CsvWriter writer({.byte_order_mark = round % 2 == 0});
    for (int i = 0; i < 4; ++i) {
      std::vector<std::string> cells;
      for (int j = 0; j < 3; ++j) {
        std::string cell;
        for (int k = length(random); k > 0; --k)
          cell += letters[letter(random)];
        cells.push_back(cell);
      }
      cells.push_back("end");
      writer.AddRow(cells);
      rows.push_back(cells);
    }
    const std::vector<Row> read = ReadRows(writer.Finish());
    ASSERT_EQ(read.size(), rows.size());
    for (size_t i = 0; i < rows.size(); ++i) {
      for (size_t j = 0; j < rows[i].size(); ++j) {
        ASSERT_EQ(read[i].cell(static_cast<int>(j)).text, rows[i][j]) << round;
      }
    }
  }
}

}  // namespace
}  // namespace tidemark::sheet
