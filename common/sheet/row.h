#ifndef TIDEMARK_COMMON_SHEET_ROW_H_
#define TIDEMARK_COMMON_SHEET_ROW_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"

namespace tidemark::sheet {

// What a cell holds.
enum class Kind {
  // Nothing, or text without a character.
  kEmpty,
  // Text, just as it was entered: "007" stays "007". A date or a number that
  // somebody typed into a text cell, and every cell of a CSV file, is text.
  kText,
  // A number. Numbers that the person sees as a percentage are among them.
  kNumber,
  // A day, perhaps with a time of day.
  kDate,
  // A time of day or a length of time, without a day.
  kTime,
  // True or false.
  kBoolean,
  // A formula that came to an error, such as #DIV/0!.
  kError,
};

// A cell, as a reader gives it.
struct Cell {
  Kind kind = Kind::kEmpty;
  // Whether a formula came to this. A formula that was never calculated is
  // `kEmpty` with `formula` set.
  bool formula = false;
  // What a person would type to get this cell, in UTF-8:
  //   kNumber   "12", "-0.5", "1234567890123"; never "12.0" or "1.2E+12". To
  //             the 15 digits that spreadsheets show. "50%" where the cell is
  //             shown as a percentage, "007" where its format pads with zeros.
  //   kDate     "2026-11-21", or "2026-11-21 14:30:00" if it has a time of day
  //   kTime     "14:30:00"; lengths go on: "26:30:00"
  //   kBoolean  "TRUE" or "FALSE"
  //   kError    "#DIV/0!"
  // Lines within a cell are separated by "\n" in files of any kind.
  std::string text = {};
  // The number, for `kNumber`; 0.5 for "50%".
  double number = 0;
  // The day and time of day, for `kDate`.
  absl::CivilSecond date = {};
};

// A row that has something in it.
struct Row {
  // The row's number as a spreadsheet shows it; 1 is the first.
  int number = 0;
  // From column A on, without empty cells at the end.
  std::vector<Cell> cells = {};

  // The cell of column `column`, where 0 is A; an empty one where there is
  // none.
  const Cell& cell(int column) const;
};

// "A" for 0, "Z" for 25, "AA" for 26, as spreadsheets call their columns.
// `column` is not negative.
std::string ColumnName(int column);

}  // namespace tidemark::sheet

#endif  // TIDEMARK_COMMON_SHEET_ROW_H_
