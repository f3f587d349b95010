#include "services/notices/missed_returns.h"

#include <algorithm>
#include <cstddef>

namespace tidemark::notices {

bool IsMissed(const DueReturn& due) {
  return due.withdrawn || !due.first_submit || *due.first_submit > due.due;
}

std::optional<Finding> FindMissed(absl::Span<const DueReturn> returns) {
  const size_t last = std::min<size_t>(returns.size(), kLast);
  const absl::Span<const DueReturn> window =
      returns.subspan(returns.size() - last);
  Finding finding;
  int in_a_row = 0;
  for (const DueReturn& due : window) {
    if (IsMissed(due)) {
      finding.missed.push_back(due);
      ++in_a_row;
    } else {
      in_a_row = 0;
    }
  }
  if (in_a_row >= kMissedInARow) {
    finding.rule = v1::Alert::RULE_THREE_IN_A_ROW;
    return finding;
  }
  if (finding.missed.size() >= kMissedOfLast) {
    finding.rule = v1::Alert::RULE_FOUR_OF_TWELVE;
    return finding;
  }
  return std::nullopt;
}

std::optional<Finding> FindMissedSince(absl::Span<const DueReturn> returns,
                                       type::Date since) {
  for (size_t n = returns.size(); n > 0 && returns[n - 1].due >= since; --n) {
    std::optional<Finding> finding = FindMissed(returns.subspan(0, n));
    if (finding) return finding;
  }
  return std::nullopt;
}

}  // namespace tidemark::notices
