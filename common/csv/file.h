// Reads comma-separated files as people really make them: with or without a
// byte order mark, with any line ends, with blank rows and columns that Excel
// leaves behind, and with headings in any case.
//
//   TIDEMARK_ASSIGN_OR_RETURN(
//       const csv::File file,
//       csv::Read(content, {.required = {"Location ID", "Location Name"}}));
//   for (const csv::Row& row : file.rows()) {
//     csv::Cells cells(file, row, faults);
//     ... cells.Text("Location ID") ...
//   }

#ifndef TIDEMARK_COMMON_CSV_FILE_H_
#define TIDEMARK_COMMON_CSV_FILE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/base/faults.h"

namespace tidemark::csv {

// What to do with a row that has fewer cells than there are headings.
enum class ShortRows {
  // The file is refused: such a row is usually a broken one.
  kRefuse,
  // The cells that are not there are empty.
  kFill,
};

// What a file must be like.
struct ReadOptions {
  // Headings that must be there, in any order; matched as by `File::Column`.
  std::vector<std::string> required = {};
  // What to do with a row that has too few cells.
  ShortRows short_rows = ShortRows::kRefuse;
  // The most rows, without the header and without blank rows.
  size_t max_rows = 200'000;
  // The most columns that have a heading.
  size_t max_columns = 200;
  // The most bytes in a cell.
  size_t max_cell_bytes = 20'000;
};

// One row of a file.
struct Row {
  // The line on which it starts, counted as a text editor does; 1 is the first.
  int line = 0;
  // As many cells as there are headings. Spaces around a cell are removed
  // unless it is quoted; line ends within a quoted cell are kept as they are.
  std::vector<std::string> cells = {};
};

// A file that has been read.
class File {
 public:
  File(std::vector<std::string> header, int header_line, std::vector<Row> rows);

  // The headings as they are written, without trailing empty ones.
  const std::vector<std::string>& header() const { return header_; }

  // The line of the header; 1 unless blank lines come before it.
  int header_line() const { return header_line_; }

  // The rows that are not blank, in order.
  const std::vector<Row>& rows() const { return rows_; }

  // The position of the column that is called `heading`, if there is one. Case,
  // spaces and punctuation do not matter: "Location ID" finds "location_id".
  std::optional<size_t> Column(absl::string_view heading) const;

 private:
  std::vector<std::string> header_;
  int header_line_;
  std::vector<Row> rows_;
  // From the plain form of a heading to its position.
  absl::flat_hash_map<std::string, size_t> columns_;
};

// Reads `content`. Everything that is wrong with it is added to `faults`, with
// the line, and nothing is returned then. Codes:
//   `NOT_UTF8`             it is in another encoding;
//   `NUL_BYTE`             it is not a text file;
//   `FILE_EMPTY`           there is not even a header;
//   `QUOTE_NOT_CLOSED`     a quoted cell never ends; the line is that on which
//                          it begins;
//   `TEXT_AFTER_QUOTE`     something other than a comma follows the quote that
//                          ends a cell;
//   `QUOTE_IN_CELL`        a quote is in a cell that does not begin with one;
//   `HEADING_MISSING`      a required column is not there;
//   `HEADING_EMPTY`        a column before the last one has no heading;
//   `HEADING_DUPLICATE`    two columns have the same heading;
//   `TOO_MANY_CELLS`       a row has text beyond the last heading;
//   `TOO_FEW_CELLS`        a row is short and `ShortRows::kRefuse` holds;
//   `TOO_MANY_ROWS`, `TOO_MANY_COLUMNS`, `CELL_TOO_LONG`  a limit is passed.
// Reading stops at the first fault of encoding or quoting, and after 1000
// faults. Faults never repeat what is in a row's cells.
std::optional<File> Read(absl::string_view content, const ReadOptions& options,
                         Faults& faults);

// As above; `INVALID_ARGUMENT` with the faults if there are any.
absl::StatusOr<File> Read(absl::string_view content,
                          const ReadOptions& options = {});

}  // namespace tidemark::csv

#endif  // TIDEMARK_COMMON_CSV_FILE_H_
