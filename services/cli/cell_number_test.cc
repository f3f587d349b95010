#include "services/cli/cell_number.h"

#include <utility>

#include "gtest/gtest.h"

namespace tidemark::cli {
namespace {

sheet::Cell Text(const std::string& text) {
  return {.kind = text.empty() ? sheet::Kind::kEmpty : sheet::Kind::kText,
          .text = text};
}

TEST(ReadNumberTest, ReadsNumbersAsPeopleAndExcelWriteThem) {
  for (const auto& [text, number] : std::vector<std::pair<const char*, double>>{
           {"12", 12},
           {" 1,234.5 ", 1234.5},
           {"1,234,567", 1234567},
           {"-3.25", -3.25},
           {"\u22123", -3},
           {"+4", 4},
           {"\u00A31,000.50", 1000.5},
           {"-\u00A35", -5},
           {"\u00A0"
            "7\u00A0",
            7},
           {"1.2E+05", 120000},
           {"77.099999999999994", 77.099999999999994},
           {"76.5%", 0.765},
       }) {
    const CellNumber read = ReadNumber(Text(text));
    EXPECT_EQ(read.kind, CellNumber::kNumber) << text;
    EXPECT_DOUBLE_EQ(read.number, number) << text;
  }
  EXPECT_TRUE(ReadNumber(Text("5 %")).percentage);
  const sheet::Cell cell = {
      .kind = sheet::Kind::kNumber, .text = "50%", .number = 0.5};
  EXPECT_EQ(ReadNumber(cell).number, 0.5);
  EXPECT_TRUE(ReadNumber(cell).percentage);
}

TEST(ReadNumberTest, MarkersAndBlankCellsAreNoNumberAndNeverZero) {
  for (const char* const text :
       {"", "  ", "[c]", "[z]", "[x]", "[C]", "[low]", "*"}) {
    EXPECT_EQ(ReadNumber(Text(text)).kind, CellNumber::kNone) << text;
  }
  EXPECT_EQ(ReadNumber(Text("[c]")).marker, "[c]");
  EXPECT_EQ(ReadNumber(Text("n/a")).kind, CellNumber::kWrong);
  EXPECT_EQ(ReadNumber(Text("N/A"), {"n/a"}).kind, CellNumber::kNone);
}

TEST(ReadNumberTest, GuessesNoNumber) {
  for (const char* const text :
       {"1,23", "12,34,567", ",5", "1.234.5", "12 people", "inf", "nan", "0x10",
        "--3", "1/2", "(5)", "1e999", "c", "-", "£"}) {
    EXPECT_EQ(ReadNumber(Text(text)).kind, CellNumber::kWrong) << text;
  }
  const sheet::Cell date = {.kind = sheet::Kind::kDate, .text = "2025-04-01"};
  EXPECT_EQ(ReadNumber(date).kind, CellNumber::kWrong);
}

}  // namespace
}  // namespace tidemark::cli
