#include "common/sheet/export_table.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/sheet/csv_writer.h"
#include "common/sheet/rows.h"
#include "common/sheet/writer.h"
#include "common/type/date.h"

namespace tidemark::sheet {
namespace {

using type::v1::ExportedFile;
using type::v1::FileFormat;

// Rows at the top of each sheet that are not the table's own.
constexpr int kRowsOfHeading = 3;
constexpr double kLabelWidth = 28;
constexpr double kTextWidth = 100;

std::string HeadingOf(const ExportColumn& column) {
  return column.unit.empty()
             ? column.heading
             : absl::StrCat(column.heading, " (", column.unit, ")");
}

// A cell as a text file has it.
struct AsText {
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(int64_t number) const { return absl::StrCat(number); }
  std::string operator()(const Decimal& number) const {
    return absl::StrFormat("%.*f", number.places, number.value);
  }
  std::string operator()(absl::CivilDay day) const {
    return absl::FormatCivilTime(day);
  }
};

// A cell as a workbook has it.
struct AsCell {
  Value operator()(const std::string& text) const { return text; }
  Value operator()(int64_t number) const { return number; }
  Value operator()(const Decimal& number) const {
    const double scale = std::pow(10, number.places);
    return std::round(number.value * scale) / scale;
  }
  Value operator()(absl::CivilDay day) const { return day; }
};

std::string MakeCsv(const ExportTable& table) {
  CsvWriter writer({.byte_order_mark = true});
  std::vector<std::string> cells;
  for (const ExportColumn& column : table.columns) {
    cells.push_back(HeadingOf(column));
  }
  writer.AddRow(cells);
  for (const std::vector<ExportValue>& row : table.rows) {
    cells.clear();
    for (const ExportValue& value : row) {
      cells.push_back(std::visit(AsText(), value));
    }
    writer.AddRow(cells);
  }
  writer.AddRow({""});
  writer.AddRow({"Table", table.title});
  if (!table.warning.empty()) writer.AddRow({"Warning", table.warning});
  for (const auto& [label, text] : table.about) writer.AddRow({label, text});
  for (const ExportDefinition& definition : table.definitions) {
    writer.AddRow({""});
    writer.AddRow({"Definition", definition.title});
    for (const auto& [label, text] : definition.lines) {
      writer.AddRow({label, text});
    }
  }
  return writer.Finish();
}

// Writes what stands above every sheet, and returns the row after it.
int WriteTop(const ExportTable& table, absl::string_view heading,
             SheetWriter& sheet) {
  sheet.Write({0, 0}, std::string(heading), {.bold = true});
  if (!table.warning.empty()) {
    sheet.Write({1, 0}, table.warning, {.bold = true, .fill = Fill::kWarning});
  }
  return kRowsOfHeading - 1;
}

void WriteTable(const ExportTable& table, SheetWriter& sheet) {
  int row = WriteTop(table, table.title, sheet);
  for (size_t i = 0; i < table.columns.size(); ++i) {
    const int column = static_cast<int>(i);
    sheet.SetColumn(column, {.width = table.columns[i].width});
    sheet.Write({row, column}, HeadingOf(table.columns[i]),
                {.bold = true, .wrap = true, .fill = Fill::kHeading});
  }
  for (const std::vector<ExportValue>& cells : table.rows) {
    ++row;
    for (size_t i = 0; i < cells.size(); ++i) {
      sheet.Write({row, static_cast<int>(i)}, std::visit(AsCell(), cells[i]));
    }
  }
}

void WriteLines(const std::vector<ExportLine>& lines, int& row,
                SheetWriter& sheet) {
  for (const auto& [label, text] : lines) {
    sheet.Write({row, 0}, label, {.bold = true});
    sheet.Write({row, 1}, text, {.wrap = true});
    ++row;
  }
}

SheetWriter& AddTextSheet(const char* name, Workbook& workbook) {
  SheetWriter& sheet = workbook.AddSheet({.name = name});
  sheet.SetColumn(0, {.width = kLabelWidth});
  sheet.SetColumn(1, {.width = kTextWidth});
  return sheet;
}

absl::StatusOr<std::string> MakeWorkbook(const ExportTable& table,
                                         absl::Time now) {
  if (table.rows.size() + kRowsOfHeading > static_cast<size_t>(kRowsOfASheet)) {
    return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_ROWS",
                 absl::StrCat("no workbook holds ", table.rows.size(),
                              " rows; ask for CSV, or for less"));
  }
  Workbook workbook({.created = now, .title = table.title});
  WriteTable(table, workbook.AddSheet(
                        {.name = "Table", .frozen_rows = kRowsOfHeading}));
  SheetWriter& definitions = AddTextSheet("Definitions", workbook);
  int row = WriteTop(table, "What the figures mean", definitions);
  for (const ExportDefinition& definition : table.definitions) {
    definitions.Write({row++, 0}, definition.title,
                      {.bold = true, .fill = Fill::kHeading});
    WriteLines(definition.lines, row, definitions);
    ++row;
  }
  SheetWriter& about = AddTextSheet("About", workbook);
  row = WriteTop(table, "What this table is of", about);
  WriteLines(table.about, row, about);
  return workbook.Finish();
}

}  // namespace

absl::StatusOr<ExportedFile> MakeFile(const ExportTable& table,
                                      FileFormat format, absl::Time now) {
  ExportedFile file;
  const std::string stem = absl::StrCat(
      type::FormatIsoDate(type::DateInEngland(now)), "-", table.file_stem);
  switch (format) {
    case type::v1::FILE_FORMAT_CSV:
      file.set_file_name(absl::StrCat(stem, ".csv"));
      file.set_media_type("text/csv; charset=utf-8");
      file.set_content(MakeCsv(table));
      return file;
    case type::v1::FILE_FORMAT_XLSX: {
      file.set_file_name(absl::StrCat(stem, ".xlsx"));
      file.set_media_type(
          "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
      TIDEMARK_ASSIGN_OR_RETURN(*file.mutable_content(),
                                MakeWorkbook(table, now));
      return file;
    }
    default:
      break;
  }
  Faults faults;
  faults.Add({.field = "format",
              .code = "UNKNOWN_FORMAT",
              .message = "must be FILE_FORMAT_CSV or FILE_FORMAT_XLSX"});
  return faults.ToStatus();
}

}  // namespace tidemark::sheet
