// When a contract's returns have been missed so often that somebody should
// offer help: 3 in a row, or 4 of the last 12. Pure: no I/O, no clock.

#ifndef TIDEMARK_SERVICES_NOTICES_MISSED_RETURNS_H_
#define TIDEMARK_SERVICES_NOTICES_MISSED_RETURNS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"

#include "common/type/date.h"
#include "tidemark/notices/v1/alert.pb.h"

namespace tidemark::notices {

inline constexpr int kMissedInARow = 3;
inline constexpr int kMissedOfLast = 4;
inline constexpr int kLast = 12;

// A return whose due date has passed.
struct DueReturn {
  std::string name;
  // The last day on which it was on time, extensions included.
  type::Date due;
  // The day of its first submission, nil returns included.
  std::optional<type::Date> first_submit = std::nullopt;
  // Whether it was taken back and not submitted anew.
  bool withdrawn = false;
};

// Whether it was not submitted by its due date.
bool IsMissed(const DueReturn& due);

// What was found.
struct Finding {
  v1::Alert::Rule rule;
  // The missed returns behind it, the first first.
  std::vector<DueReturn> missed;
};

// Looks at the last of `returns`, which are in order of their due dates.
std::optional<Finding> FindMissed(absl::Span<const DueReturn> returns);

// The last finding, looking at `returns` as they were after each that was due
// on or after `since` in turn: one that was made keeps its ground when later
// returns come in time.
std::optional<Finding> FindMissedSince(absl::Span<const DueReturn> returns,
                                       type::Date since);

}  // namespace tidemark::notices

#endif  // TIDEMARK_SERVICES_NOTICES_MISSED_RETURNS_H_
