// From the rows of an extract to events and findings.

#ifndef TIDEMARK_SERVICES_CLD_ROWS_H_
#define TIDEMARK_SERVICES_CLD_ROWS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "services/cld/person_key.h"
#include "tidemark/cld/v1/stored.pb.h"

namespace tidemark::cld {

// Some rows of a file, as they are.
struct RowBatch {
  absl::string_view header;
  absl::string_view rows;
  // The number of the file, and of the first row as a spreadsheet shows it.
  int file = 1;
  int first_row = 2;
  // The council's code, `E10000012`.
  absl::string_view council;
};

struct ReadBatch {
  v1::StoredEvents events;
  v1::StoredFindings findings;
};

// Reads a batch. Returns `INVALID_ARGUMENT` if it is not CSV (see
// `sheet::ReadSheet`) or `HEADING_MISSING` if its header lacks what every
// extract must have. What a cell says is in no message.
absl::StatusOr<ReadBatch> ReadRows(const RowBatch& batch,
                                   const PersonHasher& hasher);

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_ROWS_H_
