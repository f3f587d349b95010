// How the texts of single cells are read.

#ifndef TIDEMARK_SERVICES_CLD_CELLS_H_
#define TIDEMARK_SERVICES_CLD_CELLS_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"

#include "services/cld/events.h"
#include "services/cld/fields.h"
#include "tidemark/cld/v1/submission.pb.h"

namespace tidemark::cld {

// `text` without spaces at its ends; empty if it is what databases export for
// nothing, `NULL`.
absl::string_view Trimmed(absl::string_view text);

// The day in `2024-05-01`, `01/05/2024` or `1-5-2024`, with or without a time
// of day after it. `nullopt` if it is none.
std::optional<Day> ReadDay(absl::string_view text);

// The amount in hundredths, rounded, halves up: of "£1,234.50" 123,450.
// `nullopt` if it is none, or more than 40 million.
std::optional<int64_t> ReadHundredths(absl::string_view text);

// What a cell came to.
struct Checked {
  v1::CldFieldQuality::Result result = v1::CldFieldQuality::RESULT_PASSED_VALID;
  // Of a field with a list.
  uint8_t code = 0;
};

// Checks a text that is not empty for what its field may hold. `council` is the
// council's code.
Checked CheckCell(Field field, absl::string_view text,
                  absl::string_view council);

// Whether an invalid text may be shown: it has the shape of what its field
// holds, and could not be a number that identifies a person.
bool MayBeShown(Field field, absl::string_view text);

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_CELLS_H_
