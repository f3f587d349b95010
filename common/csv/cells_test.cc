#include "common/csv/cells.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/csv/write.h"

namespace tidemark::csv {
namespace {

// A file of one column, `Value`, and one row.
File WithCell(const std::string& cell) {
  return File({"Value"}, 1, {{.line = 7, .cells = {cell}}});
}

// What reading a cell gave: the value, or the code of its fault.
template <typename Read>
std::string Outcome(const std::string& cell, Read read) {
  const File file = WithCell(cell);
  Faults faults;
  Cells cells(file, file.rows()[0], faults);
  const auto value = read(cells);
  if (value && faults.empty()) return absl::StrCat(*value);
  if (!value && faults.empty()) return "empty";
  if (!value && faults.size() == 1) return faults.all()[0].code;
  return "both a value and a fault";
}

std::string Integer(const std::string& cell, const IntegerRules& rules = {}) {
  return Outcome(cell,
                 [&](Cells& cells) { return cells.Integer("Value", rules); });
}

std::string Decimal(const std::string& cell, const DecimalRules& rules = {}) {
  return Outcome(cell,
                 [&](Cells& cells) { return cells.Decimal("Value", rules); });
}

std::string Date(const std::string& cell, const DateRules& rules = {}) {
  return Outcome(cell, [&](Cells& cells) -> std::optional<std::string> {
    const std::optional<type::Date> date = cells.Date("Value", rules);
    if (!date) return std::nullopt;
    return type::FormatIsoDate(*date);
  });
}

TEST(CellsTest, WholeNumbersAreReadAsPeopleWriteThem) {
  EXPECT_EQ(Integer("12"), "12");
  EXPECT_EQ(Integer(" -2 "), "-2");
  EXPECT_EQ(Integer("+2"), "2");
  EXPECT_EQ(Integer("007"), "7");
  EXPECT_EQ(Integer("1,234,567"), "1234567");
  EXPECT_EQ(Integer("3.00"), "3");
  EXPECT_EQ(Integer("9223372036854775807"), "9223372036854775807");
  EXPECT_EQ(Integer("-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(Integer(""), "empty");
  EXPECT_EQ(Integer("  "), "empty");
}

TEST(CellsTest, WhatIsNotAWholeNumberIsRefused) {
  for (const char* cell : {"x",
                           "1x",
                           "-",
                           "+",
                           "--1",
                           "1 2",
                           "1e3",
                           "0x1",
                           ".",
                           "5.",
                           ".5",
                           "1,2",
                           "1,23",
                           "1234,567",
                           ",123",
                           "1,,234",
                           "1,234,",
                           "1.2.3",
                           "1.2,3",
                           ("\xC2\xA3"
                            "5"),
                           "nan",
                           "inf"}) {
    EXPECT_EQ(Integer(cell), "NOT_A_NUMBER") << cell;
  }
  EXPECT_EQ(Integer("1.5"), "TOO_MANY_PLACES");
  EXPECT_EQ(Integer("9223372036854775808"), "NUMBER_RANGE");
  EXPECT_EQ(Integer(std::string(1000, '9')), "NUMBER_RANGE");
}

TEST(CellsTest, NumbersAreHeldToTheirRange) {
  const IntegerRules rules = {.min = -2, .max = 2};
  EXPECT_EQ(Integer("-2", rules), "-2");
  EXPECT_EQ(Integer("2", rules), "2");
  EXPECT_EQ(Integer("3", rules), "NUMBER_RANGE");
  EXPECT_EQ(Integer("-3", rules), "NUMBER_RANGE");
}

TEST(CellsTest, DecimalsAreCountedInTheirLastPlace) {
  EXPECT_EQ(Decimal("12.5"), "1250");
  EXPECT_EQ(Decimal("12"), "1200");
  EXPECT_EQ(Decimal("-0.05"), "-5");
  EXPECT_EQ(Decimal("1,250.75"), "125075");
  EXPECT_EQ(Decimal("12.500"), "1250");
  EXPECT_EQ(Decimal("12.505"), "TOO_MANY_PLACES");
  EXPECT_EQ(Decimal("12.5", {.places = 1, .max = 125}), "125");
  EXPECT_EQ(Decimal("12.6", {.places = 1, .max = 125}), "NUMBER_RANGE");
  EXPECT_EQ(Decimal("0.000000001", {.places = 9}), "1");
  EXPECT_EQ(Decimal("12,5"), "NOT_A_NUMBER");
  EXPECT_EQ(Decimal("9999999999999999999"), "NUMBER_RANGE");
}

TEST(CellsTest, EveryNumberOfTwoPlacesComesBack) {
  for (int64_t units = -25000; units <= 25000; ++units) {
    const int64_t size = units < 0 ? -units : units;
    const std::string cell = absl::StrCat(units < 0 ? "-" : "", size / 100, ".",
                                          size / 10 % 10, size % 10);
    ASSERT_EQ(Decimal(cell), absl::StrCat(units)) << cell;
  }
}

TEST(CellsTest, DatesAreReadInTheOrderOfTheFile) {
  const DateRules american = {.slashes = SlashDates::kMonthFirst};
  EXPECT_EQ(Date("05/06/2026"), "2026-06-05");
  EXPECT_EQ(Date("05/06/2026", american), "2026-05-06");
  EXPECT_EQ(Date("2026-05-06"), "2026-05-06");
  EXPECT_EQ(Date("2026-05-06", american), "2026-05-06");
  EXPECT_EQ(Date("05/29/2026"), "DATE_INVALID");
  EXPECT_EQ(Date("2026-02-29"), "DATE_INVALID");
  EXPECT_EQ(Date("29/02/2026"), "DATE_INVALID");
  EXPECT_EQ(Date("01/01/1899"), "DATE_RANGE");
  EXPECT_EQ(Date("21 November 2026"), "DATE_FORMAT");
  EXPECT_EQ(Date("46000"), "DATE_FORMAT");
  EXPECT_EQ(Date(""), "empty");
  EXPECT_EQ(Date("", {.required = true}), "CELL_MISSING");
}

TEST(CellsTest, FaultsSayWhereAndWhat) {
  const File file({"Location ID", "Level"}, 1,
                  {{.line = 12, .cells = {"", "5"}}});
  Faults faults;
  Cells cells(file, file.rows()[0], faults);
  cells.CheckedText("location_id", {.required = true});
  cells.Integer("level", {.min = -2, .max = 2});
  cells.Date("Review date", {.required = true});
  ASSERT_EQ(faults.size(), 3u);
  EXPECT_EQ(faults.all()[0].line, 12);
  EXPECT_EQ(faults.all()[0].column, "Location ID");
  EXPECT_EQ(faults.all()[0].code, "CELL_MISSING");
  EXPECT_EQ(faults.all()[1].column, "Level");
  EXPECT_EQ(faults.all()[1].message, "must be -2 to 2");
  EXPECT_EQ(faults.all()[1].value, "5");
  EXPECT_EQ(faults.all()[2].column, "Review date");
}

TEST(CellsTest, RangesAreWrittenWithTheirPlaces) {
  const std::vector<std::pair<DecimalRules, std::string>> cases = {
      {{.places = 2, .min = 0, .max = 16800}, "must be 0.00 to 168.00"},
      {{.places = 2, .min = -5}, "must be at least -0.05"},
      {{.places = 1, .max = 1000}, "must be at most 100.0"}};
  for (const auto& [rules, message] : cases) {
    const File file = WithCell("-99999999999999999999");
    Faults faults;
    Cells(file, file.rows()[0], faults).Decimal("Value", rules);
    ASSERT_EQ(faults.size(), 1u);
    EXPECT_EQ(faults.all()[0].message, message);
  }
}

TEST(CellsTest, PersonalValuesStayOutOfFaults) {
  const File file = WithCell("Ada Example");
  Faults faults;
  Cells cells(file, file.rows()[0], faults);
  cells.Integer("Value", {.personal = true});
  cells.Decimal("Value", {.personal = true});
  cells.Date("Value", {.personal = true});
  cells.CheckedText("Value", {.max_bytes = 3, .personal = true});
  ASSERT_EQ(faults.size(), 4u);
  for (const Fault& fault : faults.all()) {
    EXPECT_EQ(fault.value, "");
    EXPECT_THAT(fault.message, testing::Not(testing::HasSubstr("Ada")));
  }
}

TEST(CellsTest, LongValuesAreCutBetweenCharacters) {
  const File file = WithCell(absl::StrCat(std::string(99, 'x'), "\xC3\xA9"));
  Faults faults;
  Cells(file, file.rows()[0], faults).Integer("Value");
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults.all()[0].value, std::string(99, 'x'));
}

TEST(CellsTest, TextIsLimitedAndMayBeEmpty) {
  const File file = WithCell(" four ");
  Faults faults;
  Cells cells(file, file.rows()[0], faults);
  EXPECT_EQ(cells.CheckedText("Value", {.max_bytes = 4}), "four");
  EXPECT_EQ(cells.CheckedText("Other", {}), std::nullopt);
  EXPECT_TRUE(faults.empty());
  EXPECT_EQ(cells.CheckedText("Value", {.max_bytes = 3}), std::nullopt);
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults.all()[0].code, "TEXT_TOO_LONG");
}

TEST(CellsTest, WhatWasWrittenAsTextIsReadAsItWas) {
  const std::vector<std::string> texts = {
      "=1+1",     "+44 1245", "-",   "- a list", "@home",      "-2",
      "'quoted'", "\"x\"",    "a,b", "a\r\nb",   "caf\xC3\xA9"};
  std::vector<std::vector<std::string>> rows;
  for (const std::string& text : texts) rows.push_back({"x", text});
  const auto file = Read(WriteCsv({"Id", "Text"}, rows));
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_EQ(file->rows().size(), texts.size());
  Faults faults;
  for (size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(Cells(*file, file->rows()[i], faults).Text("text"), texts[i]);
  }
}

}  // namespace
}  // namespace tidemark::csv
