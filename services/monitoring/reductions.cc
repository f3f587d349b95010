#include "services/monitoring/reductions.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "services/monitoring/cells.h"
#include "services/monitoring/support.h"

namespace tidemark::monitoring {
namespace {

using enablement::v1::Package;
using enablement::v1::SupportLevel;

void AddExit(const Package& package, const type::v1::Date& end,
             Package::Sequel sequel, SupportLevel::Agreement agreement,
             std::vector<Part>& parts) {
  if (!IsLessSupport(sequel)) return;
  const int32_t day = DayOf(end);
  const std::optional<Support> support = SupportOn(package, day);
  parts.push_back({.day = day,
                   .before = support ? support->minutes : 0,
                   .after = kNoPackage,
                   .agreement = agreement});
}

std::vector<Part> PartsOf(const Package& package) {
  std::vector<Part> parts;
  for (int i = 1; i < package.levels_size(); ++i) {
    const SupportLevel& level = package.levels(i);
    const int64_t before = PersonMinutes(package.levels(i - 1));
    const int64_t after = PersonMinutes(level);
    if (after >= before) continue;
    parts.push_back({.day = DayOf(level.from_date()),
                     .before = before,
                     .after = after,
                     .agreement = level.agreement()});
  }
  for (const Package::Reopening& reopening : package.reopenings()) {
    AddExit(package, reopening.end_date(), reopening.sequel(),
            reopening.exit_agreement(), parts);
  }
  if (package.has_end_date()) {
    AddExit(package, package.end_date(), package.sequel(),
            package.exit_agreement(), parts);
  }
  std::stable_sort(
      parts.begin(), parts.end(), [](const Part& a, const Part& b) {
        return std::tuple(a.day, a.exit()) < std::tuple(b.day, b.exit());
      });
  return parts;
}

}  // namespace

std::vector<Run> RunsOf(const Package& package) {
  std::vector<Run> runs;
  for (const Part& part : PartsOf(package)) {
    if (runs.empty() || part.day - LastDay(runs.back()) >= kStandsDays) {
      runs.emplace_back();
    }
    runs.back().push_back(part);
  }
  return runs;
}

bool HasStepDowns(const Package& package) { return !PartsOf(package).empty(); }

}  // namespace tidemark::monitoring
