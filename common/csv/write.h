#ifndef TIDEMARK_COMMON_CSV_WRITE_H_
#define TIDEMARK_COMMON_CSV_WRITE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace tidemark::csv {

// A file of `header` and `rows` after RFC 4180: CRLF after every row, quotes
// around cells that have commas, quotes, line ends, or spaces at their ends.
// No byte order mark. Rows are written with as many cells as they have.
//
// A cell that a spreadsheet would take for a formula (one that begins with
// = + - @, a tab or a carriage return) gets an apostrophe before it, unless it
// is a plain number such as -2 or +0.5. `Cells::Text` takes it off again.
std::string WriteCsv(const std::vector<std::string>& header,
                     const std::vector<std::vector<std::string>>& rows);

// True if a spreadsheet would take `cell` for a formula.
bool LooksLikeFormula(absl::string_view cell);

}  // namespace tidemark::csv

#endif  // TIDEMARK_COMMON_CSV_WRITE_H_
