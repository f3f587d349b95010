#ifndef TIDEMARK_COMMON_SHEET_ODS_H_
#define TIDEMARK_COMMON_SHEET_ODS_H_

#include "absl/status/status.h"

#include "common/sheet/archive.h"
#include "common/sheet/limits.h"
#include "common/sheet/rows.h"

namespace tidemark::sheet {

// Reads the sheets of an OpenDocument spreadsheet into `rows`, in the order of
// their tabs, until no more are wanted.
absl::Status ReadOds(Archive& archive, const Limits& limits, Rows& rows);

}  // namespace tidemark::sheet

#endif  // TIDEMARK_COMMON_SHEET_ODS_H_
