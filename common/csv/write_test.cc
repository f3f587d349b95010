#include "common/csv/write.h"

#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/csv/file.h"

namespace tidemark::csv {
namespace {

TEST(WriteCsvTest, QuotesWhatNeedsQuotes) {
  EXPECT_EQ(
      WriteCsv({"a", "b c"},
               {{"x,y", "say \"hi\""}, {"one\ntwo", " spaced"}, {"", "plain"}}),
      "a,b c\r\n"
      "\"x,y\",\"say \"\"hi\"\"\"\r\n"
      "\"one\ntwo\",\" spaced\"\r\n"
      ",plain\r\n");
  EXPECT_EQ(WriteCsv({"a"}, {}), "a\r\n");
}

TEST(WriteCsvTest, FormulasAreNeutralised) {
  EXPECT_EQ(WriteCsv({"=a"}, {{"=1+1"},
                              {"@SUM(A1)"},
                              {"+44 1245"},
                              {"-cmd"},
                              {"\tx"},
                              {"\rx"},
                              {"-1+1"},
                              {"-"},
                              {"-.5"},
                              {"-1,5"},
                              {"=HYPERLINK(\"x\")"}}),
            "'=a\r\n'=1+1\r\n'@SUM(A1)\r\n'+44 1245\r\n'-cmd\r\n'\tx\r\n"
            "\"'\rx\"\r\n'-1+1\r\n'-\r\n'-.5\r\n\"'-1,5\"\r\n"
            "\"'=HYPERLINK(\"\"x\"\")\"\r\n");
}

TEST(WriteCsvTest, PlainNumbersStayNumbers) {
  EXPECT_EQ(WriteCsv({"a"}, {{"-2"}, {"+2"}, {"-0.5"}, {"2025-04-01"}}),
            "a\r\n-2\r\n+2\r\n-0.5\r\n2025-04-01\r\n");
}

TEST(WriteCsvTest, WhatIsWrittenIsReadBack) {
  std::mt19937 random(42);
  const std::string letters = "ab \t,\"\r\n'1\xC3\xA9";
  std::uniform_int_distribution<size_t> letter(0, letters.size() - 2);
  std::uniform_int_distribution<int> length(0, 8);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::vector<std::string>> rows;
    for (int i = 0; i < 10; ++i) {
      std::vector<std::string> cells = {"x"};
      for (int j = 0; j < 3; ++j) {
        std::string cell;
        for (int k = length(random); k > 0; --k) {
          const size_t at = letter(random);
          cell += letters[at] == '\xC3' ? letters.substr(at, 2)
                                        : letters.substr(at, 1);
        }
        if (LooksLikeFormula(cell)) cell.insert(0, "x");
        cells.push_back(cell);
      }
      rows.push_back(cells);
    }
    const auto file = Read(WriteCsv({"a", "b", "c", "d"}, rows));
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_EQ(file->rows().size(), rows.size());
    for (size_t i = 0; i < rows.size(); ++i) {
      ASSERT_EQ(file->rows()[i].cells, rows[i]);
    }
  }
}

}  // namespace
}  // namespace tidemark::csv
