#include "common/sheet/rows.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/sheet/refusal.h"

namespace tidemark::sheet {

void Rows::BeginSheet(absl::string_view name, bool hidden) {
  sheet_ = std::string(name);
  skipping_ = hidden && options_.is_header == nullptr;
  looked_at_ = 0;
  last_number_ = 0;
  row_ = Row();
}

void Rows::EndSheet() {
  if (chosen_) finished_ = true;
}

void Rows::RefuseColumn(int64_t column) {
  RefuseAt("TOO_MANY_COLUMNS",
           absl::StrCat("the sheet has something beyond its ",
                        options_.limits.max_columns,
                        " columns that may be used; remove it"),
           column);
}

void Rows::BeginRow(int64_t number) {
  if (sheet_finished()) return;
  if (number <= last_number_) {
    return Fail(Refuse("FILE_DAMAGED",
                       "the rows of the sheet are not in order; open it in a "
                       "spreadsheet program, save it again and send that"));
  }
  number_ = number;
  if (number > kRowsOfASheet) return RefuseRows();
  row_.cells.clear();
}

void Rows::Add(int64_t column, Cell cell, int64_t repeat) {
  if (sheet_finished() || (cell.kind == Kind::kEmpty && !cell.formula)) return;
  if (column + repeat > options_.limits.max_columns) {
    return RefuseColumn(std::max<int64_t>(column, options_.limits.max_columns));
  }
  if (cell.text.size() > options_.limits.max_cell_bytes) {
    return RefuseAt("CELL_TOO_LONG",
                    absl::StrCat("a cell must have at most ",
                                 options_.limits.max_cell_bytes, " bytes"),
                    column);
  }
  const auto begin = static_cast<size_t>(column);
  const auto end = static_cast<size_t>(column + repeat);
  if (row_.cells.size() < end) row_.cells.resize(end);
  for (size_t i = begin; i + 1 < end; ++i) row_.cells[i] = cell;
  row_.cells[end - 1] = std::move(cell);
  cells_ += end - begin;
  if (cells_ > options_.limits.max_cells) {
    RefuseAt(
        "TOO_MANY_CELLS",
        absl::StrCat("the file must have at most ", options_.limits.max_cells,
                     " cells with something in them; split it"));
  }
}

void Rows::EndRow(int64_t repeat) {
  if (sheet_finished()) return;
  last_number_ = number_ + repeat - 1;
  if (row_.cells.empty()) return;
  anything_ = true;
  if (rows_ + repeat > options_.limits.max_rows) {
    return RefuseRows();
  }
  // Repeated cells count as often as they are passed on.
  cells_ += row_.cells.size() * static_cast<size_t>(repeat - 1);
  if (cells_ > options_.limits.max_cells) {
    return RefuseAt(
        "TOO_MANY_CELLS",
        absl::StrCat("the file must have at most ", options_.limits.max_cells,
                     " cells with something in them; split it"));
  }
  for (int64_t i = 0; i < repeat; ++i) {
    row_.number = static_cast<int>(number_ + i);
    if (!chosen_ && options_.is_header != nullptr &&
        !options_.is_header(row_)) {
      if (++looked_at_ >= options_.header_within) {
        skipping_ = true;
        break;
      }
      continue;
    }
    chosen_ = true;
    ++rows_;
    if (!take_(row_)) {
      finished_ = true;
      break;
    }
  }
  row_.cells.clear();
}

void Rows::Fail(absl::Status status) {
  if (status_.ok()) status_ = std::move(status);
}

absl::StatusOr<std::string> Rows::Chosen() const {
  if (chosen_) return sheet_;
  if (!anything_) {
    return Refuse("FILE_EMPTY", "the file has nothing in it; fill it in first");
  }
  return Refuse("SHEET_NOT_FOUND",
                "no sheet has the headings that are expected; start from the "
                "template, and keep its row of headings");
}

void Rows::RefuseRows() {
  RefuseAt("TOO_MANY_ROWS",
           absl::StrCat("the sheet must have at most ",
                        options_.limits.max_rows, " rows; split it"));
}

void Rows::RefuseAt(absl::string_view code, absl::string_view message,
                    int64_t column) {
  std::vector<std::pair<std::string, std::string>> metadata = {
      {"row", absl::StrCat(number_)}};
  if (column >= 0 && column <= INT32_MAX) {
    metadata.emplace_back("column", ColumnName(static_cast<int>(column)));
  }
  Fail(Refuse(code, message, metadata));
}

}  // namespace tidemark::sheet
