#include "common/csv/file.h"

#include <fstream>
#include <set>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/csv/cells.h"
#include "common/type/identifiers.h"

namespace tidemark::csv {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// The rows as `line: cell|cell`.
std::vector<std::string> Text(const File& file) {
  std::vector<std::string> text;
  for (const Row& row : file.rows()) {
    std::string cells = absl::StrCat(row.line, ":");
    for (size_t i = 0; i < row.cells.size(); ++i) {
      absl::StrAppend(&cells, i == 0 ? " " : "|", row.cells[i]);
    }
    text.push_back(cells);
  }
  return text;
}

// The faults of reading `content` as `line CODE column`.
std::vector<std::string> FaultsIn(absl::string_view content,
                                  const ReadOptions& options = {}) {
  Faults faults;
  const bool read = Read(content, options, faults).has_value();
  EXPECT_EQ(read, faults.empty());
  std::vector<std::string> text;
  for (const Fault& fault : faults.all()) {
    text.push_back(absl::StrCat(fault.line, " ", fault.code,
                                fault.column.empty() ? "" : " ", fault.column));
  }
  return text;
}

TEST(ReadTest, GivesTheHeaderAndTheRowsWithTheirLines) {
  const auto file = Read("Location ID,Name\n1-1,Oak\n1-2,Elm\n");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_THAT(file->header(), ElementsAre("Location ID", "Name"));
  EXPECT_EQ(file->header_line(), 1);
  EXPECT_THAT(Text(*file), ElementsAre("2: 1-1|Oak", "3: 1-2|Elm"));
}

TEST(ReadTest, LineEndsAndTheByteOrderMarkMakeNoDifference) {
  for (const char* content :
       {"a,b\n1,2\n3,4\n", "a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4\r\n",
        "a,b\r1,2\r3,4\r", "a,b\r1,2\r3,4", "a,b\r\n1,2\n3,4\r",
        ("\xEF\xBB\xBF"
         "a,b\r\n1,2\r\n3,4\r\n"),
        "\xEF\xBB\xBF\"a\",b\n1,2\n3,4"}) {
    const auto file = Read(content);
    ASSERT_TRUE(file.ok()) << content << file.status();
    EXPECT_THAT(file->header(), ElementsAre("a", "b")) << content;
    EXPECT_THAT(Text(*file), ElementsAre("2: 1|2", "3: 3|4")) << content;
  }
}

TEST(ReadTest, QuotedCellsKeepCommasQuotesAndLineEnds) {
  const auto file = Read(
      "a,b\n"
      "\"x, y\",\"say \"\"hello\"\"\"\n"
      "\"one\ntwo\",\"three\r\nfour\rfive\"\n"
      "last,\" kept \"\n");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_THAT(Text(*file),
              ElementsAre("2: x, y|say \"hello\"",
                          "3: one\ntwo|three\r\nfour\rfive", "7: last| kept "));
}

TEST(ReadTest, BlankRowsAndColumnsAreSkippedAndLinesStayRight) {
  const auto file = Read(
      "\r\n"
      ",,\r\n"
      "a,b,,\r\n"
      "\r\n"
      "1,2,,\r\n"
      "   \r\n"
      ",,,,,\r\n"
      "\"\",\"\n\",\r\n"
      " , ,\r\n"
      "3,4\r\n"
      "5,6, , ,,\r\n"
      ",,,\r\n"
      "\r\n");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_THAT(file->header(), ElementsAre("a", "b"));
  EXPECT_EQ(file->header_line(), 3);
  EXPECT_THAT(Text(*file), ElementsAre("5: 1|2", "11: 3|4", "12: 5|6"));
}

TEST(ReadTest, AFileWithOnlyAHeaderHasNoRows) {
  const auto file = Read("a,b");
  ASSERT_TRUE(file.ok());
  EXPECT_THAT(file->rows(), IsEmpty());
}

TEST(ReadTest, HeadingsAreFoundInAnyCaseAndPunctuation) {
  const auto file = Read(
      "Location_ID,Care Home?,Service / Population Group,Caf\xC3\xA9,%\n"
      "1,2,3,4,5\n");
  ASSERT_TRUE(file.ok());
  for (const char* heading :
       {"Location ID", "location_id", "LOCATION-ID", "locationId"}) {
    EXPECT_EQ(file->Column(heading), 0u) << heading;
  }
  EXPECT_EQ(file->Column("care home"), 1u);
  EXPECT_EQ(file->Column("service/population group"), 2u);
  EXPECT_EQ(file->Column("caf\xC3\xA9"), 3u);
  EXPECT_EQ(file->Column("caf"), std::nullopt);
  EXPECT_EQ(file->Column("%"), 4u);
  EXPECT_EQ(file->Column(""), std::nullopt);
  EXPECT_EQ(file->Column("#"), std::nullopt);
}

TEST(ReadTest, FilesWithoutAHeaderAreRefused) {
  EXPECT_THAT(FaultsIn(""), ElementsAre("0 FILE_EMPTY"));
  EXPECT_THAT(FaultsIn("\xEF\xBB\xBF"), ElementsAre("0 FILE_EMPTY"));
  EXPECT_THAT(FaultsIn("\n,,\r\n \n"), ElementsAre("0 FILE_EMPTY"));
}

TEST(ReadTest, OtherEncodingsAreRefusedAtTheirLine) {
  EXPECT_THAT(FaultsIn("a,b\r\n1,2\r\n1,caf\xE9\r\n"),
              ElementsAre("3 NOT_UTF8"));
  EXPECT_THAT(FaultsIn("\xFF\xFE"
                       "a"),
              ElementsAre("1 NOT_UTF8"));
  for (const char* bad :
       {"\x80", "\xC0\xAF", "\xC1\x81", "\xE0\x80\xAF", "\xED\xA0\x80",
        "\xF0\x80\x80\xAF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x82",
        "\xC3", "\xFE"}) {
    EXPECT_THAT(FaultsIn(absl::StrCat("a\n", bad)), ElementsAre("2 NOT_UTF8"));
    EXPECT_THAT(FaultsIn(absl::StrCat("a\n", bad, "xyz")),
                ElementsAre("2 NOT_UTF8"));
  }
  for (const char* good :
       {"\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xF0\x9F\x98\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_THAT(FaultsIn(absl::StrCat("a\n", good)), IsEmpty());
  }
}

TEST(ReadTest, NulBytesAreRefusedAtTheirLine) {
  EXPECT_THAT(FaultsIn(absl::string_view("a\nb\r\n\0c\n", 8)),
              ElementsAre("3 NUL_BYTE"));
}

TEST(ReadTest, AQuoteThatIsNeverClosedIsReportedWhereItOpens) {
  EXPECT_THAT(FaultsIn("a,b\n1,2\n\"x,3\n4,5\n6,7\n"),
              ElementsAre("3 QUOTE_NOT_CLOSED a"));
  EXPECT_THAT(FaultsIn("a,b\n\"one\ntwo\",\"x\n4,5\n"),
              ElementsAre("3 QUOTE_NOT_CLOSED b"));
  EXPECT_THAT(FaultsIn("a,b\n1,\""), ElementsAre("2 QUOTE_NOT_CLOSED b"));
  EXPECT_THAT(FaultsIn("\"a,b\n1,2\n"),
              ElementsAre("1 QUOTE_NOT_CLOSED column 1"));
}

TEST(ReadTest, TextAfterAClosingQuoteIsRefused) {
  EXPECT_THAT(FaultsIn("a,b\n\"x\"y,3\n"), ElementsAre("2 TEXT_AFTER_QUOTE a"));
  EXPECT_THAT(FaultsIn("a,b\n\"x\" ,3\n"), IsEmpty());
  // The quote that is missing its end is on line 2, not where it shows.
  Faults faults;
  Read("a,b\n1,\"x\n2,y\n3,\"z\"\n", {}, faults);
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults.all()[0].line, 4);
  EXPECT_EQ(faults.all()[0].code, "TEXT_AFTER_QUOTE");
  EXPECT_THAT(faults.all()[0].message, HasSubstr("begins on line 2"));
}

TEST(ReadTest, AQuoteWithinABareCellIsRefused) {
  EXPECT_THAT(FaultsIn("a,b\n1,5\" pipe\n"), ElementsAre("2 QUOTE_IN_CELL b"));
}

TEST(ReadTest, RowsWithTooManyOrTooFewCellsAreAllReported) {
  EXPECT_THAT(FaultsIn("a,b,c\n1,2,3,4\n1,2,3\n1,2\n\"x\ny\",2,3,,5\n1\n"),
              ElementsAre("2 TOO_MANY_CELLS", "4 TOO_FEW_CELLS",
                          "5 TOO_MANY_CELLS", "7 TOO_FEW_CELLS"));
}

TEST(ReadTest, ShortRowsCanBeFilled) {
  const auto file = Read("a,b,c\n1\n1,2\n", {.short_rows = ShortRows::kFill});
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_THAT(Text(*file), ElementsAre("2: 1||", "3: 1|2|"));
}

TEST(ReadTest, AllFaultsOfTheHeaderAreReportedAtOnce) {
  EXPECT_THAT(
      FaultsIn("a,,Location ID,location_id,A,\n",
               {.required = {"Provider ID", "Location ID", "Rating"}}),
      ElementsAre("1 HEADING_EMPTY column 2", "1 HEADING_DUPLICATE location_id",
                  "1 HEADING_DUPLICATE A", "1 HEADING_MISSING Provider ID",
                  "1 HEADING_MISSING Rating"));
}

TEST(ReadTest, LimitsHoldToTheUnit) {
  const ReadOptions options = {
      .max_rows = 2, .max_columns = 2, .max_cell_bytes = 3};
  EXPECT_THAT(FaultsIn("a,b,,\n123,4\n\n5,6\n\n,\n", options), IsEmpty());
  EXPECT_THAT(FaultsIn("a,b\n1,2\n3,4\n5,6\n7,8\n", options),
              ElementsAre("4 TOO_MANY_ROWS"));
  EXPECT_THAT(FaultsIn("a,b,c\n1,2,3\n", options),
              ElementsAre("1 TOO_MANY_COLUMNS"));
  EXPECT_THAT(FaultsIn("a,b\n1,1234\n12345,2\n", options),
              ElementsAre("2 CELL_TOO_LONG b", "3 CELL_TOO_LONG a"));
  EXPECT_THAT(FaultsIn("a,long\n", options),
              ElementsAre("1 CELL_TOO_LONG column 2"));
}

TEST(ReadTest, FaultsAreLimitedAndNeverRepeatCells) {
  std::string content = "a,b\n";
  for (int i = 0; i < 5000; ++i) content += "Ada Example\n";
  Faults faults;
  EXPECT_FALSE(Read(content, {}, faults).has_value());
  EXPECT_EQ(faults.size(), 1000u);
  for (const Fault& fault : faults.all()) {
    EXPECT_THAT(fault.message, Not(HasSubstr("Ada")));
    EXPECT_EQ(fault.value, "");
  }
}

TEST(ReadTest, TheStatusCarriesTheFaults) {
  const auto file = Read("a,b\n1\n");
  EXPECT_EQ(file.status().code(), absl::StatusCode::kInvalidArgument);
  ASSERT_EQ(FaultsOf(file.status()).size(), 1u);
  EXPECT_EQ(FaultsOf(file.status())[0].reason(), "TOO_FEW_CELLS");
  EXPECT_EQ(FaultsOf(file.status())[0].line(), 2);
}

TEST(ReadTest, EveryPieceOfAFileIsEitherReadOrRefused) {
  const std::string whole =
      "\xEF\xBB\xBF"
      "a,\"b\nc\",d,\r\n\r\n1,\"x \"\"y\"\"\r\n\",\xC3\xA9\r\"\",,3\n,,\n";
  for (size_t begin = 0; begin < whole.size(); ++begin) {
    for (size_t size = 0; begin + size <= whole.size(); ++size) {
      Faults faults;
      const auto file = Read(absl::string_view(whole).substr(begin, size),
                             {.short_rows = ShortRows::kFill}, faults);
      ASSERT_EQ(file.has_value(), faults.empty());
      if (!file) continue;
      for (const Row& row : file->rows()) {
        ASSERT_EQ(row.cells.size(), file->header().size());
        ASSERT_GT(row.line, file->header_line());
      }
    }
  }
}

TEST(ReadTest, ReadsTheRatingsThatCqcPublishes) {
  std::ifstream stream(TIDEMARK_OPEN_DATA "/cqc_lincolnshire_ratings_2026.csv",
                       std::ios::binary);
  if (!stream) GTEST_SKIP() << "the open data are not on this machine";
  std::stringstream content;
  content << stream.rdbuf();
  const auto file =
      Read(content.str(),
           {.required = {"Location ID", "Location Name", "Provider ID",
                         "Domain", "Latest Rating", "Publication Date"}});
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->header().size(), 28u);
  EXPECT_EQ(file->rows().size(), 4159u);

  Faults faults;
  std::set<std::string> locations;
  std::set<std::string> providers;
  int undated = 0;
  for (const Row& row : file->rows()) {
    Cells cells(*file, row, faults);
    const absl::string_view location = cells.Text("location id");
    const absl::string_view provider = cells.Text("provider id");
    ASSERT_TRUE(type::IsCqcId(location) || type::IsOdsCode(location));
    ASSERT_TRUE(type::IsCqcId(provider) || type::IsOdsCode(provider));
    locations.emplace(location);
    providers.emplace(provider);
    const auto date =
        cells.Date("Publication Date", {.slashes = SlashDates::kMonthFirst});
    if (!date) ++undated;
  }
  EXPECT_TRUE(faults.empty()) << faults.ToStatus();
  EXPECT_EQ(undated, 60);
  EXPECT_EQ(locations.size(), 478u);
  EXPECT_EQ(providers.size(), 342u);
}

}  // namespace
}  // namespace tidemark::csv
