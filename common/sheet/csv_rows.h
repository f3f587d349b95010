#ifndef TIDEMARK_COMMON_SHEET_CSV_ROWS_H_
#define TIDEMARK_COMMON_SHEET_CSV_ROWS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "common/sheet/reader.h"
#include "common/sheet/rows.h"

namespace tidemark::sheet {

// Reads a CSV file into `rows`, and notes in `source` how it was written. A
// row's number is that which a spreadsheet shows: rows count, lines within
// cells do not.
absl::Status ReadCsv(absl::string_view bytes, const Limits& limits, Rows& rows,
                     Source& source);

}  // namespace tidemark::sheet

#endif  // TIDEMARK_COMMON_SHEET_CSV_ROWS_H_
