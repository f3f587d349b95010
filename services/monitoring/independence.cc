#include "services/monitoring/independence.h"

#include <algorithm>

#include "services/monitoring/cells.h"
#include "services/monitoring/support.h"

namespace tidemark::monitoring {
namespace {

using enablement::v1::Package;

// The end that was so by a day.
struct End {
  int32_t day;
  Package::Sequel sequel;
};

std::optional<End> EndBy(const Package& package, int32_t as_of) {
  for (const Package::Reopening& reopening : package.reopenings()) {
    const int32_t day = DayOf(reopening.end_date());
    if (day > as_of) return std::nullopt;
    if (DayOf(reopening.reopen_date()) > as_of) {
      return End{.day = day, .sequel = reopening.sequel()};
    }
  }
  if (!package.has_end_date() || DayOf(package.end_date()) > as_of) {
    return std::nullopt;
  }
  return End{.day = DayOf(package.end_date()), .sequel = package.sequel()};
}

}  // namespace

std::optional<SeenPackage> SeenBy(const Package& package, int32_t as_of) {
  const int32_t start = DayOf(package.start_date());
  if (start > as_of) return std::nullopt;
  const auto until = [&](int32_t day, const char* censored) {
    return SeenPackage{
        .observation = {.days = day - start + 1, .event = censored == nullptr},
        .censored = censored};
  };
  const std::optional<End> end = EndBy(package, as_of);
  if (!end) return until(as_of, "still open");
  if (IsLessSupport(end->sequel)) return until(end->day, nullptr);
  switch (end->sequel) {
    case Package::SEQUEL_SHORT_TERM_SUPPORT:
      return until(as_of, "went on to other short-term support");
    case Package::SEQUEL_LONG_TERM_COMMUNITY:
      return until(as_of, "went on to long-term support in the community");
    case Package::SEQUEL_CARE_HOME:
      return until(as_of, "went on to a care home");
    case Package::SEQUEL_HOSPITAL:
      return until(end->day, "went into hospital");
    case Package::SEQUEL_SELF_FUNDED:
      return until(end->day, "pays for support themselves");
    case Package::SEQUEL_DECLINED:
      return until(end->day, "declined further support");
    case Package::SEQUEL_NHS_FUNDED:
      return until(end->day, "funded by the NHS");
    case Package::SEQUEL_MOVED:
      return until(end->day, "moved to another council");
    case Package::SEQUEL_DIED:
      return until(end->day, "died");
    default:
      return until(end->day, "ended for a reason that is not known");
  }
}

}  // namespace tidemark::monitoring
