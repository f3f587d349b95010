// Tables for people, lined up by what a terminal shows.
//
//   Table table({{"CONTRACT"}, {"PERIOD"}, {"PEOPLE", Align::kRight}});
//   table.Add({"c-1", "2025-04", "12"});
//   out << table.Text({});

#ifndef TIDEMARK_SERVICES_CLI_TABLE_H_
#define TIDEMARK_SERVICES_CLI_TABLE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace tidemark::cli {

// How many columns of a terminal `text` takes: marks that combine take none,
// wide East Asian characters and emoji two.
size_t DisplayWidth(absl::string_view text);

// `text` cut to `width` columns, the last of which is then an ellipsis.
std::string CutTo(absl::string_view text, size_t width);

// `text` on one line and harmless on a terminal: control characters, line ends
// and anything that is not UTF-8 become spaces, and spaces in a row one.
std::string OneLine(absl::string_view text);

// On which side a column's text is lined up.
enum class Align { kLeft, kRight };

// How a table is written.
struct TableStyle {
  // Whether the heading is emphasised, as on a terminal.
  bool emphasis = false;
  // What stands before each line.
  std::string indent = {};
};

// Rows of cells under headings.
class Table {
 public:
  struct Column {
    std::string heading;
    Align align = Align::kLeft;
    // The most columns of the terminal that it may take; 0 for any number.
    size_t max_width = 0;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // Adds a row. Missing cells are empty; cells are made `OneLine`.
  void Add(std::vector<std::string> cells);

  bool empty() const { return rows_.empty(); }
  size_t size() const { return rows_.size(); }

  // The lines of the table, with the headings, each ending in a line end and
  // none in spaces. Columns are two spaces apart.
  std::string Text(const TableStyle& style) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_TABLE_H_
