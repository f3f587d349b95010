// A second reader, liborcus, to compare ours with; and why it is not ours: see
// common/decisions/06-spreadsheets-as-streams.md.

#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <orcus/orcus_ods.hpp>
#include <orcus/orcus_xlsx.hpp>
#include <orcus/spreadsheet/import_interface.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/sheet/number_format.h"
#include "common/sheet/reader.h"
#include "common/sheet/testing/workbooks.h"
#include "common/sheet/writer.h"

namespace tidemark::sheet {
namespace {

namespace ss = orcus::spreadsheet;
using ::testing::ElementsAre;
using ::testing::Pair;

// Row and column, from 0, and the text of each cell.
using Cells = std::map<std::pair<int, int>, std::string>;

class Strings : public ss::iface::import_shared_strings {
 public:
  size_t append(std::string_view s) override {
    texts.emplace_back(s.data(), s.size());
    return texts.size() - 1;
  }
  size_t add(std::string_view s) override { return append(s); }
  void set_segment_font(size_t) override {}
  void set_segment_bold(bool) override {}
  void set_segment_italic(bool) override {}
  void set_segment_font_name(std::string_view) override {}
  void set_segment_font_size(double) override {}
  void set_segment_font_color(ss::color_elem_t, ss::color_elem_t,
                              ss::color_elem_t, ss::color_elem_t) override {}
  void append_segment(std::string_view s) override {
    segment_.append(s.data(), s.size());
  }
  size_t commit_segments() override {
    texts.push_back(std::move(segment_));
    segment_.clear();
    return texts.size() - 1;
  }

  std::vector<std::string> texts;

 private:
  std::string segment_;
};

class Formula : public ss::iface::import_formula {
 public:
  explicit Formula(Cells& cells) : cells_(cells) {}
  void set_position(ss::row_t row, ss::col_t column) override {
    place_ = {row, column};
  }
  void set_formula(ss::formula_grammar_t, std::string_view) override {}
  void set_shared_formula_index(size_t) override {}
  void set_result_string(std::string_view value) override {
    cells_[place_] = std::string(value.data(), value.size());
  }
  void set_result_value(double value) override {
    cells_[place_] = NumberText(value);
  }
  void set_result_bool(bool value) override {
    cells_[place_] = value ? "TRUE" : "FALSE";
  }
  void set_result_empty() override {}
  void commit() override {}

 private:
  Cells& cells_;
  std::pair<int, int> place_;
};

class Sheet : public ss::iface::import_sheet {
 public:
  explicit Sheet(Strings& strings) : strings_(strings) {}
  ss::iface::import_formula* get_formula() override { return &formula_; }
  void set_auto(ss::row_t row, ss::col_t column, std::string_view s) override {
    cells[{row, column}] = std::string(s.data(), s.size());
  }
  void set_string(ss::row_t row, ss::col_t column,
                  ss::string_id_t index) override {
    cells[{row, column}] = strings_.texts.at(index);
  }
  void set_value(ss::row_t row, ss::col_t column, double value) override {
    cells[{row, column}] = NumberText(value);
  }
  void set_bool(ss::row_t row, ss::col_t column, bool value) override {
    cells[{row, column}] = value ? "TRUE" : "FALSE";
  }
  void set_date_time(ss::row_t row, ss::col_t column, int year, int month,
                     int day, int hour, int minute, double second) override {
    cells[{row, column}] = DateText(absl::CivilSecond(
        year, month, day, hour, minute, static_cast<int>(second)));
  }
  void set_format(ss::row_t, ss::col_t, size_t) override {}
  void set_format(ss::row_t, ss::col_t, ss::row_t, ss::col_t, size_t) override {
  }
  void fill_down_cells(ss::row_t, ss::col_t, ss::row_t) override {}
  ss::range_size_t get_sheet_size() const override {
    return {1'048'576, 16'384};
  }

  Cells cells;

 private:
  Strings& strings_;
  Formula formula_{cells};
};

// Resolves "AB12" and nothing else.
class Resolver : public ss::iface::import_reference_resolver {
 public:
  ss::src_address_t resolve_address(std::string_view address) override {
    ss::src_address_t place = {0, 0, 0};
    for (const char c : address) {
      if (absl::ascii_isupper(static_cast<unsigned char>(c))) {
        place.column = place.column * 26 + (c - 'A' + 1);
      } else if (absl::ascii_isdigit(static_cast<unsigned char>(c))) {
        place.row = place.row * 10 + (c - '0');
      }
    }
    --place.column;
    --place.row;
    return place;
  }
  ss::src_range_t resolve_range(std::string_view range) override {
    const ss::src_address_t place =
        resolve_address(range.substr(0, range.find(':')));
    return {place, place};
  }
};

class Factory : public ss::iface::import_factory {
 public:
  ss::iface::import_shared_strings* get_shared_strings() override {
    return &strings_;
  }
  ss::iface::import_reference_resolver* get_reference_resolver(
      ss::formula_ref_context_t) override {
    return &resolver_;
  }
  ss::iface::import_sheet* append_sheet(ss::sheet_t,
                                        std::string_view name) override {
    names_.emplace_back(name.data(), name.size());
    sheets.push_back(std::make_unique<Sheet>(strings_));
    return sheets.back().get();
  }
  ss::iface::import_sheet* get_sheet(std::string_view name) override {
    for (size_t i = 0; i < names_.size(); ++i) {
      if (names_[i] == std::string(name.data(), name.size())) {
        return sheets[i].get();
      }
    }
    return nullptr;
  }
  ss::iface::import_sheet* get_sheet(ss::sheet_t index) override {
    const auto at = static_cast<size_t>(index);
    return index >= 0 && at < sheets.size() ? sheets[at].get() : nullptr;
  }
  void finalize() override {}

  std::vector<std::unique_ptr<Sheet>> sheets;

 private:
  Strings strings_;
  Resolver resolver_;
  std::vector<std::string> names_;
};

// The first sheet, as liborcus reads it.
template <typename Filter>
Cells ReadWithOrcus(const std::string& bytes) {
  Factory factory;
  Filter(&factory).read_stream({bytes.data(), bytes.size()});
  EXPECT_FALSE(factory.sheets.empty());
  return factory.sheets.empty() ? Cells() : factory.sheets[0]->cells;
}

Cells ReadWithOurs(const std::string& bytes) {
  Cells cells;
  const auto source = ReadSheet(bytes, {}, [&](const Row& row) {
    for (size_t i = 0; i < row.cells.size(); ++i) {
      if (row.cells[i].text.empty()) continue;
      cells[{row.number - 1, static_cast<int>(i)}] = row.cells[i].text;
    }
    return true;
  });
  EXPECT_TRUE(source.ok()) << source.status();
  return cells;
}

TEST(OrcusTest, BothReadersAgreeOnTextsAndNumbersOfXlsx) {
  std::mt19937 random(11);
  std::uniform_int_distribution<int> any(0, 1'000'000);
  Workbook workbook({.created = absl::UnixEpoch()});
  SheetWriter& sheet = workbook.AddSheet({.name = "Data"});
  for (int row = 0; row < 200; ++row) {
    for (int column = 0; column < 30; ++column) {
      const int value = any(random);
      switch (value % 4) {
        case 0:
          break;
        case 1:
          sheet.Write({row, column}, int64_t{value} - 500'000);
          break;
        case 2:
          sheet.Write({row, column}, value / 8.0);
          break;
        default:
          sheet.Write({row, column},
                      absl::StrCat("<", value, "> & \"caf\xC3\xA9\""));
      }
    }
  }
  const auto bytes = workbook.Finish();
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  const Cells ours = ReadWithOurs(*bytes);
  EXPECT_GT(ours.size(), 4'000u);
  EXPECT_EQ(ours, ReadWithOrcus<orcus::orcus_xlsx>(*bytes));
}

TEST(OrcusTest, BothReadersAgreeOnTextsNumbersAndDatesOfOds) {
  std::string rows;
  for (int i = 0; i < 200; ++i) {
    absl::StrAppend(
        &rows,
        "<table:table-row><table:table-cell office:value-type=\"string\">"
        "<text:p>text ",
        i,
        " &amp; more</text:p></table:table-cell>"
        "<table:table-cell table:number-columns-repeated=\"2\"/>"
        "<table:table-cell office:value-type=\"float\" office:value=\"",
        i / 8.0,
        "\"><text:p>x</text:p></table:table-cell><table:table-cell "
        "office:value-type=\"date\" office:date-value=\"2026-11-",
        10 + i % 20, "\"><text:p>x</text:p></table:table-cell>",
        "</table:table-row>");
  }
  const std::string bytes = testing::MakeOds(
      absl::StrCat("<table:table table:name=\"Data\">", rows, "</table:table>"),
      "", /*packed=*/true);
  const Cells ours = ReadWithOurs(bytes);
  EXPECT_EQ(ours.size(), 600u);
  EXPECT_EQ(ours, ReadWithOrcus<orcus::orcus_ods>(bytes));
}

// When one of these two fails with a newer liborcus, the decision wants another
// look.
TEST(OrcusTest, OnlyOursKeepsParagraphsPlacesAndKindsOfOds) {
  const std::string bytes = testing::MakeOds(R"(<table:table table:name="Data">
<table:table-row>
<table:table-cell office:value-type="string"><text:p>one</text:p><text:p>two</text:p></table:table-cell>
<table:table-cell office:value-type="boolean" office:boolean-value="true"/>
<table:table-cell office:value-type="percentage" office:value="0.5"/>
<table:table-cell table:formula="of:=&quot;x&quot;" office:value-type="string" office:string-value="x"><text:p>x</text:p></table:table-cell>
</table:table-row>
<table:table-row table:number-rows-repeated="2">
<table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>m</text:p></table:table-cell><table:covered-table-cell/>
<table:table-cell office:value-type="string"><text:p>after</text:p></table:table-cell>
</table:table-row></table:table>)");
  EXPECT_THAT(
      ReadWithOurs(bytes),
      ElementsAre(Pair(Pair(0, 0), "one\ntwo"), Pair(Pair(0, 1), "TRUE"),
                  Pair(Pair(0, 2), "50%"), Pair(Pair(0, 3), "x"),
                  Pair(Pair(1, 0), "m"), Pair(Pair(1, 2), "after"),
                  Pair(Pair(2, 0), "m"), Pair(Pair(2, 2), "after")));
  EXPECT_THAT(ReadWithOrcus<orcus::orcus_ods>(bytes),
              ElementsAre(Pair(Pair(0, 0), "two"), Pair(Pair(1, 0), "m"),
                          Pair(Pair(1, 1), "after")));
}

TEST(OrcusTest, OnlyOursKeepsTextsInCellsAndErrorsOfXlsx) {
  const std::string bytes = testing::MakeXlsx({.sheet = R"(<sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>in the cell</t></is></c>
<c r="B1" t="e"><v>#N/A</v></c><c r="C1" t="b"><f>1=1</f><v>1</v></c>
<c r="D1"><v>1</v></c></row></sheetData>)"});
  EXPECT_THAT(
      ReadWithOurs(bytes),
      ElementsAre(Pair(Pair(0, 0), "in the cell"), Pair(Pair(0, 1), "#N/A"),
                  Pair(Pair(0, 2), "TRUE"), Pair(Pair(0, 3), "1")));
  EXPECT_THAT(ReadWithOrcus<orcus::orcus_xlsx>(bytes),
              ElementsAre(Pair(Pair(0, 3), "1")));
}

}  // namespace
}  // namespace tidemark::sheet
