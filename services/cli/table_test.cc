#include "services/cli/table.h"

#include "gtest/gtest.h"

namespace tidemark::cli {
namespace {

TEST(TableTest, LinesUpByWhatATerminalShows) {
  Table table({{"NAME"}, {"PEOPLE", Align::kRight}, {"NOTE"}});
  table.Add({"Zoë", "5", "short"});
  table.Add({"日本", "1,234", ""});
  table.Add({"Cafe\u0301", "12"});

  EXPECT_EQ(table.Text({}),
            "NAME  PEOPLE  NOTE\n"
            "Zoë        5  short\n"
            "日本   1,234\n"
            "Cafe\u0301      12\n");
}

TEST(TableTest, IndentsAndEmphasisesTheHeadingOnATerminal) {
  Table table({{"A"}, {"B"}});
  table.Add({"x", "y"});

  EXPECT_EQ(table.Text({.emphasis = true, .indent = "  "}),
            "\x1b[1m  A  B\x1b[0m\n  x  y\n");
}

TEST(TableTest, CutsAColumnToItsWidth) {
  Table table({{"WORDS", Align::kLeft, 8}, {"N"}});
  table.Add({"To walk to the shop", "1"});
  table.Add({"ééééééééé", "2"});

  EXPECT_EQ(table.Text({}),
            "WORDS     N\n"
            "To walk…  1\n"
            "ééééééé…  2\n");
}

TEST(TableTest, LetsNoCellMoveTheCursorOrBreakALine) {
  EXPECT_EQ(OneLine("a\x1b[2Jb\r\n c\td"), "a [2Jb c d");
  EXPECT_EQ(OneLine("  \n"), "");
  // Text direction marks could make a line read as another.
  EXPECT_EQ(OneLine("ab\u202Ecd"), "ab cd");
  EXPECT_EQ(OneLine("bad \xC3( byte"), "bad ( byte");
}

TEST(TableTest, MeasuresWideAndCombiningCharacters) {
  EXPECT_EQ(DisplayWidth("abc"), 3u);
  EXPECT_EQ(DisplayWidth("–£é"), 3u);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1u);
  EXPECT_EQ(DisplayWidth("日本"), 4u);
  EXPECT_EQ(DisplayWidth("🙂"), 2u);
}

}  // namespace
}  // namespace tidemark::cli
