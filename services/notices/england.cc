#include "services/notices/england.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"

namespace tidemark::notices {
namespace {

// Clocks in England are an hour ahead of UTC, or not, at any time.
constexpr absl::Duration kSummer = absl::Hours(1);

}  // namespace

absl::Time MomentInEngland(type::Date day, absl::Duration time_of_day) {
  const absl::Time winter =
      absl::FromCivil(day, absl::UTCTimeZone()) + time_of_day;
  const absl::Time summer = winter - kSummer;
  // Read as summer time, it comes first.
  if (type::IsBritishSummerTime(summer)) return summer;
  // In the hour that is skipped, neither reading holds: clocks go on from its
  // end, which is that hour read as winter time, shown as an hour later.
  return winter;
}

std::string TimeInWords(absl::Time time) {
  const absl::Time shown =
      type::IsBritishSummerTime(time) ? time + kSummer : time;
  const absl::CivilMinute minute =
      absl::ToCivilMinute(shown, absl::UTCTimeZone());
  return absl::StrCat(
      type::FormatLongDate(type::Date(minute)), " at ",
      absl::StrFormat("%02d:%02d", minute.hour(), minute.minute()));
}

}  // namespace tidemark::notices
