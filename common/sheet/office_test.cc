// Our files, saved by a real office suite, and read again. Needs LibreOffice
// Calc (`soffice`), which ./dev test installs; skipped without.

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/sheet/csv_writer.h"
#include "common/sheet/reader.h"
#include "common/sheet/writer.h"
#include "common/testing/temp_dir.h"

namespace tidemark::sheet {
namespace {

const absl::Time kMade = absl::FromUnixSeconds(1'795'251'600);
constexpr char kAsCsv[] = "csv:Text - txt - csv (StarCalc):44,34,76,1";

// A row as `kind text` for each cell.
std::vector<std::string> Cells(const Row& row) {
  std::vector<std::string> cells;
  for (const Cell& cell : row.cells) {
    cells.push_back(absl::StrCat(static_cast<int>(cell.kind), " ", cell.text));
  }
  return cells;
}

std::vector<Row> ReadRows(const std::string& bytes, Format format) {
  std::vector<Row> rows;
  const auto source = ReadSheet(bytes, {}, [&](const Row& row) {
    rows.push_back(row);
    return true;
  });
  EXPECT_TRUE(source.ok()) << source.status();
  EXPECT_TRUE(!source.ok() || source->format == format);
  return rows;
}

// Texts that have been lost on the way somewhere.
const std::vector<std::string>& Texts() {
  static const auto* const texts = new std::vector<std::string>{
      "plain",
      "007",
      "4857773456",
      "21/11/2026",
      "1e5",
      "TRUE",
      "=1+1",
      "+44 1245 000000",
      "-2",
      "@SUM(A1)",
      "'tis",
      "50%",
      "two\nlines",
      "one\n\n\nfour",
      "  spaces   within  and around ",
      "a\ttab",
      "comma, \"quote\"; semicolon",
      "<b>&amp;</b>",
      "caf\xC3\xA9 \xE2\x80\x93 \xE2\x82\xAC \xF0\x9F\x98\x80",
      "_x0041_",
      std::string(32'767, 'x'),
  };
  return *texts;
}

// A workbook like those that people are given: notes, rules, a locked sheet,
// lists on another sheet.
std::string MakeWorkbook() {
  Workbook workbook({.created = kMade});
  SheetWriter& data =
      workbook.AddSheet({.name = "Return", .frozen_rows = 1, .locked = true});
  SheetWriter& lists = workbook.AddSheet({.name = "Lists"});
  data.SetColumn(0, {.width = 40, .style = {.wrap = true}});
  const Style heading = {.bold = true, .fill = Fill::kHeading};
  int column = 0;
  for (const char* name : {"Text", "Level", "Day", "Share", "Blank", "Id"}) {
    data.Write({0, column}, name, heading);
    data.AddNote({0, column++}, "What goes here\nand how");
  }
  int row = 1;
  for (const std::string& text : Texts()) {
    data.Write({row, 0}, text, {.wrap = true, .locked = false});
    data.Write({row, 1}, int64_t{row % 5 - 2}, {.locked = false});
    data.Write({row, 2}, absl::CivilDay(2024, 2, 28) + row,
               {.locked = false, .fill = Fill::kInput});
    data.Write({row, 3}, row / 8.0);
    data.Write({row, 4}, std::monostate(), {.fill = Fill::kError});
    // Every third row has nothing here.
    if (row % 3 != 0) data.Write({row, 5}, int64_t{1'234'567'890'123} + row);
    ++row;
  }
  // Two rows apart, after rows with nothing in them.
  data.Write({row + 2, 1}, "last");
  lists.Write({0, 0}, "yes");
  lists.Write({1, 0}, "no");
  data.AllowList({.first = {1, 4}, .last = {99, 4}},
                 {.sheet = "Lists", .first = {0, 0}, .last = {1, 0}},
                 {.title = "Blank", .message = "Choose."});
  data.AllowWholeNumbers({.first = {1, 1}, .last = {99, 1}}, -2, 2,
                         {.title = "Level", .message = "-2 to 2"});
  const auto bytes = workbook.Finish();
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return bytes.ok() ? *bytes : "";
}

class OfficeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::system("command -v soffice >/dev/null 2>&1") != 0) {
      GTEST_SKIP() << "LibreOffice is not on this machine";
    }
  }

  // `bytes` as LibreOffice saves it. `from` is the ending of a name, for
  // LibreOffice goes by that; `to` is the format as `--convert-to` wants it.
  std::string Convert(const std::string& bytes, const std::string& from,
                      const std::string& to) {
    const std::string name = absl::StrCat("file", ++files_);
    const std::string path = dir_ / absl::StrCat(name, ".", from);
    std::ofstream(path, std::ios::binary) << bytes;
    const std::string out = dir_ / absl::StrCat("out", files_);
    const std::string command =
        absl::StrCat("HOME='", dir_.path(), "' timeout 120 soffice ",
                     "-env:UserInstallation='file://", dir_ / "profile",
                     "' --headless --convert-to '", to, "' --outdir '", out,
                     "' '", path, "' >'", dir_ / "log", "' 2>&1");
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    std::ifstream stream(
        absl::StrCat(out, "/", name, ".", to.substr(0, to.find(':'))),
        std::ios::binary);
    std::stringstream content;
    content << stream.rdbuf();
    EXPECT_FALSE(content.str().empty()) << command;
    return content.str();
  }

 private:
  testing::TempDir dir_;
  int files_ = 0;
};

void ExpectSameRows(const std::vector<Row>& read,
                    const std::vector<Row>& written) {
  ASSERT_EQ(read.size(), written.size());
  for (size_t i = 0; i < written.size(); ++i) {
    EXPECT_EQ(read[i].number, written[i].number);
    EXPECT_EQ(Cells(read[i]), Cells(written[i])) << "row " << read[i].number;
  }
}

TEST_F(OfficeTest, AWorkbookComesBackTheSameInEachFormat) {
  const std::string workbook = MakeWorkbook();
  const std::vector<Row> written = ReadRows(workbook, Format::kXlsx);
  ASSERT_EQ(written.size(), Texts().size() + 2);
  for (size_t i = 0; i < Texts().size(); ++i) {
    EXPECT_EQ(written[i + 1].cell(0).text, Texts()[i]);
  }
  const std::string ods = Convert(workbook, "xlsx", "ods");
  ExpectSameRows(ReadRows(ods, Format::kOds), written);
  const std::string xlsx = Convert(workbook, "xlsx", "xlsx");
  ExpectSameRows(ReadRows(xlsx, Format::kXlsx), written);
  // LibreOffice itself loses tabs when it opens ODS.
  std::vector<Row> without_tabs = written;
  for (Row& row : without_tabs) {
    absl::StrReplaceAll({{"\t", ""}}, &row.cells[0].text);
  }
  const std::string back = Convert(ods, "ods", "xlsx");
  ExpectSameRows(ReadRows(back, Format::kXlsx), without_tabs);
}

TEST_F(OfficeTest, AWorkbookSavedAsCsvHasTheTextsThatItShows) {
  const std::string workbook = MakeWorkbook();
  const std::vector<Row> written = ReadRows(workbook, Format::kXlsx);
  const std::vector<Row> read =
      ReadRows(Convert(workbook, "xlsx", kAsCsv), Format::kCsv);
  ASSERT_EQ(read.size(), written.size());
  for (size_t i = 0; i < written.size(); ++i) {
    EXPECT_EQ(read[i].number, written[i].number);
    ASSERT_EQ(read[i].cells.size(), written[i].cells.size());
    for (int j = 0; j < static_cast<int>(read[i].cells.size()); ++j) {
      const Cell& cell = written[i].cell(j);
      const std::string shown =
          cell.kind == Kind::kDate
              ? absl::StrFormat("%02d/%02d/%d", cell.date.day(),
                                cell.date.month(), cell.date.year())
              : cell.text;
      EXPECT_EQ(read[i].cell(j).text, shown)
          << "row " << read[i].number << " column " << j;
    }
  }
}

TEST_F(OfficeTest, OurCsvOpenedAndSavedKeepsTextThatLooksLikeAFormula) {
  CsvWriter writer;
  writer.AddRow({"Words", "Level"});
  writer.AddRow({"=mc2", "-2"});
  writer.AddRow({"two\nlines", "1"});
  const std::vector<Row> read =
      ReadRows(Convert(writer.Finish(), "csv", kAsCsv), Format::kCsv);
  ASSERT_EQ(read.size(), 3u);
  EXPECT_EQ(read[1].cell(0).text, "=mc2");
  EXPECT_EQ(read[1].cell(1).text, "-2");
  EXPECT_EQ(read[2].cell(0).text, "two\nlines");
}

// What people put into sheets themselves: written as a flat OpenDocument file,
// since our writer makes none of it.
TEST_F(OfficeTest, FormulasErrorsBooleansAndMergedCellsAreReadAsSaved) {
  const std::string flat = R"(<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
 office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles>
 <number:percentage-style style:name="N1"><number:number number:decimal-places="0" number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>
 <number:number-style style:name="N2"><number:number number:decimal-places="0" number:min-integer-digits="10"/></number:number-style>
 <number:boolean-style style:name="N3"><number:boolean/></number:boolean-style>
 <number:date-style style:name="N4"><number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/><number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/></number:date-style>
 <style:style style:name="yes-no" style:family="table-cell" style:data-style-name="N3"/>
 <style:style style:name="day" style:family="table-cell" style:data-style-name="N4"/>
 <style:style style:name="percent" style:family="table-cell" style:data-style-name="N1"/>
 <style:style style:name="padded" style:family="table-cell" style:data-style-name="N2"/>
</office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="Mine">
<table:table-row>
 <table:table-cell office:value-type="float" office:value="2"/>
 <table:table-cell table:formula="of:=[.A1]*3"/>
 <table:table-cell table:formula="of:=&quot;a&quot;&amp;&quot;b&quot;"/>
 <table:table-cell table:formula="of:=1/0"/>
 <table:table-cell table:style-name="yes-no" office:value-type="boolean" office:boolean-value="true"/>
 <table:table-cell table:style-name="yes-no" table:formula="of:=1=2"/>
 <table:table-cell table:style-name="percent" office:value-type="percentage" office:value="0.55"/>
 <table:table-cell table:style-name="padded" office:value-type="float" office:value="4857"/>
 <table:table-cell table:style-name="day" office:value-type="date" office:date-value="2026-11-21T14:30:00"/>
</table:table-row>
<table:table-row>
 <table:table-cell table:number-columns-spanned="3" table:number-rows-spanned="2" office:value-type="string"><text:p>merged</text:p></table:table-cell>
 <table:covered-table-cell table:number-columns-repeated="2"/>
 <table:table-cell office:value-type="string"><text:p>after</text:p></table:table-cell>
</table:table-row>
<table:table-row table:visibility="collapse">
 <table:covered-table-cell table:number-columns-repeated="3"/>
 <table:table-cell office:value-type="string"><text:p>hidden</text:p></table:table-cell>
</table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>same</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>same</text:p></table:table-cell></table:table-row>
</table:table></office:spreadsheet></office:body></office:document>)";
  for (const auto& [to, format] :
       {std::pair("ods", Format::kOds), std::pair("xlsx", Format::kXlsx)}) {
    const std::vector<Row> rows = ReadRows(Convert(flat, "fods", to), format);
    ASSERT_EQ(rows.size(), 5u) << to;
    const Row& row = rows[0];
    EXPECT_EQ(row.cell(0).text, "2");
    EXPECT_EQ(row.cell(1).text, "6");
    EXPECT_TRUE(row.cell(1).formula);
    EXPECT_EQ(row.cell(2).text, "ab");
    EXPECT_TRUE(row.cell(2).formula);
    EXPECT_EQ(row.cell(3).kind, Kind::kError);
    EXPECT_EQ(row.cell(3).text, "#DIV/0!");
    EXPECT_EQ(row.cell(4).text, "TRUE");
    EXPECT_EQ(row.cell(5).text, "FALSE");
    EXPECT_EQ(row.cell(6).text, "55%");
    EXPECT_EQ(row.cell(7).text, "0000004857");
    EXPECT_EQ(row.cell(8).kind, Kind::kDate);
    EXPECT_EQ(row.cell(8).text, "2026-11-21 14:30:00");
    EXPECT_EQ(rows[1].cell(0).text, "merged");
    EXPECT_EQ(rows[1].cell(3).text, "after");
    EXPECT_EQ(rows[2].cell(3).text, "hidden");
    EXPECT_EQ(rows[3].cell(0).text, "same");
    EXPECT_EQ(rows[4].cell(0).text, "same");
    EXPECT_EQ(rows[4].number, 5);
  }
}

TEST_F(OfficeTest, AnOldWorkbookIsRefusedWithAWayOut) {
  const auto status = Sniff(Convert(MakeWorkbook(), "xlsx", "xls")).status();
  EXPECT_EQ(ReasonOf(status), "FILE_LEGACY_XLS") << status;
}

}  // namespace
}  // namespace tidemark::sheet
