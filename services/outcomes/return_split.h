// A file with the rows of many returns: which row is of which.

#ifndef TIDEMARK_SERVICES_OUTCOMES_RETURN_SPLIT_H_
#define TIDEMARK_SERVICES_OUTCOMES_RETURN_SPLIT_H_

#include <map>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/base/faults.h"
#include "common/sheet/csv_writer.h"
#include "common/sheet/reader.h"

namespace tidemark::outcomes {

// The rows of one return.
struct ReturnPart {
  // The ids as the file has them.
  std::string contract;
  std::string period;
  // The rows as a file of their own, without the columns of the contract and
  // the period.
  sheet::CsvWriter csv;
  // Where each of its rows stands in the whole file; the header first.
  std::vector<int> lines;
};

// A file by return.
struct SplitFile {
  sheet::Source source;
  // The line of the header.
  int header_line = 0;
  // Rows below it.
  int rows = 0;
  // By contract and period.
  std::map<std::pair<std::string, std::string>, ReturnPart> parts;
  // Rows of no return: `CONTRACT_MISSING`, `PERIOD_MISSING`.
  Faults faults;
};

// Called while a file is read: with the part that has just ended, as a row of
// another one follows, and with null now and then. A part may go on later and
// then end again. Returns whether to read on.
using SplitProgress =
    absl::FunctionRef<bool(const SplitFile& so_far, const ReturnPart* ended)>;

// Splits a file that has a column `Contract` and, unless `period` is given, a
// column `Period`. A period that a spreadsheet took for a day, such as
// `2025-06` shown as Jun-25, is understood. Returns what `sheet::ReadSheet`
// returns if it cannot be read, and `CANCELLED` if it was not read on.
absl::StatusOr<SplitFile> SplitReturns(absl::string_view bytes,
                                       absl::string_view period,
                                       SplitProgress progress);

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_RETURN_SPLIT_H_
