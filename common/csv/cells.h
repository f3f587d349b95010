// Reads the cells of a row as values, and notes what is wrong with them.
//
//   Faults faults;
//   for (const csv::Row& row : file.rows()) {
//     csv::Cells cells(file, row, faults);
//     const auto level = cells.Integer("Level", {.min = -2, .max = 2});
//     const auto date = cells.Date("Review date", {.required = true});
//     if (level && date) ...
//   }
//   TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());

#ifndef TIDEMARK_COMMON_CSV_CELLS_H_
#define TIDEMARK_COMMON_CSV_CELLS_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

#include "common/base/faults.h"
#include "common/csv/file.h"
#include "common/type/date.h"

namespace tidemark::csv {

// What a cell of text must be like.
struct TextRules {
  // Whether an empty cell is a fault.
  bool required = false;
  // The most bytes.
  size_t max_bytes = std::numeric_limits<size_t>::max();
  // Whether the text could identify a person, so that faults leave it out.
  bool personal = false;
};

// What a number must be like.
struct IntegerRules {
  // Whether an empty cell is a fault.
  bool required = false;
  // The least and the greatest value.
  int64_t min = std::numeric_limits<int64_t>::min();
  int64_t max = std::numeric_limits<int64_t>::max();
  // Whether the value could identify a person, so that faults leave it out.
  bool personal = false;
};

// What a number with decimal places must be like.
struct DecimalRules {
  // Whether an empty cell is a fault.
  bool required = false;
  // The most decimal places, 0 to 9. The value is counted in units of the last
  // place.
  int places = 2;
  // The least and the greatest value, in those units.
  int64_t min = std::numeric_limits<int64_t>::min();
  int64_t max = std::numeric_limits<int64_t>::max();
  // Whether the value could identify a person, so that faults leave it out.
  bool personal = false;
};

// How dates with slashes are to be read.
enum class SlashDates {
  // 21/11/2026, as people in England write.
  kDayFirst,
  // 11/21/2026, as CQC's ratings file has it.
  kMonthFirst,
};

// What a date must be like.
struct DateRules {
  // Whether an empty cell is a fault.
  bool required = false;
  // How dates with slashes are to be read. `YYYY-MM-DD` is always understood.
  SlashDates slashes = SlashDates::kDayFirst;
  // Whether the date could identify a person, so that faults leave it out.
  bool personal = false;
};

// The cells of one row. The file, the row and the faults must outlive it.
//
// Every method takes a heading, matched as by `File::Column`. A column that is
// not in the file reads as if its cells were empty. A fault has the row's line,
// the heading as the file writes it, the value (at most 100 bytes of it) unless
// it is personal, and one of these codes:
//   `CELL_MISSING`     the cell is required and empty;
//   `TEXT_TOO_LONG`    the text is longer than `max_bytes`;
//   `NOT_A_NUMBER`     the cell is not digits, with a sign or not, with commas
//                      between the thousands or not;
//   `NUMBER_RANGE`     the number is less than `min` or greater than `max`;
//   `TOO_MANY_PLACES`  the number has more decimal places than it may;
//   `DATE_FORMAT`, `DATE_INVALID`, `DATE_RANGE`  as of `type::ParseIsoDate`.
class Cells {
 public:
  Cells(const File& file, const Row& row, Faults& faults)
      : file_(file), row_(row), faults_(faults) {}

  // The text of the cell without the spaces around it, and without the
  // apostrophe that `WriteCsv` puts before a formula; "" if it is empty. Valid
  // as long as the row is.
  absl::string_view Text(absl::string_view heading) const;

  // The text if it obeys `rules`, else nothing; nothing, too, for an empty
  // cell.
  std::optional<std::string> CheckedText(absl::string_view heading,
                                         const TextRules& rules);

  // The number in the cell; nothing if it is empty or faulty.
  std::optional<int64_t> Integer(absl::string_view heading,
                                 const IntegerRules& rules = {});

  // The number in the cell in units of the last decimal place: "12.5" is 1250
  // with two places. Nothing if it is empty or faulty. Zeros beyond the last
  // place do not count: "12.500" is 1250, too.
  std::optional<int64_t> Decimal(absl::string_view heading,
                                 const DecimalRules& rules = {});

  // The date in the cell; nothing if it is empty or faulty.
  std::optional<type::Date> Date(absl::string_view heading,
                                 const DateRules& rules = {});

  // Adds a fault of the caller's own to the cell. `show_value` puts the cell's
  // text into it, which must not be able to identify a person.
  void AddFault(absl::string_view heading, absl::string_view code,
                absl::string_view message, bool show_value);

 private:
  // The text if the cell is not empty; else nothing, with a fault if it is
  // `required`.
  std::optional<absl::string_view> Present(absl::string_view heading,
                                           bool required);

  const File& file_;
  const Row& row_;
  Faults& faults_;
};

}  // namespace tidemark::csv

#endif  // TIDEMARK_COMMON_CSV_CELLS_H_
