#include "services/cli/figures.h"

#include <cmath>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"

#include "common/type/date.h"
#include "services/cli/words.h"

namespace tidemark::cli {

using monitoring::v1::FeedPosition;
using monitoring::v1::Figure;
using monitoring::v1::Month;

absl::StatusOr<Month> ParseMonth(absl::string_view flag,
                                 absl::string_view text) {
  const absl::StatusOr<type::YearMonth> parsed = type::YearMonth::Parse(text);
  if (!parsed.ok()) {
    return UsageError(absl::StrCat(
        flag, " must be a month such as 2025-04; is \"", text, "\""));
  }
  Month month;
  month.set_year(parsed->year());
  month.set_month(parsed->month());
  return month;
}

std::string FormatMonth(const Month& month) {
  return absl::FormatTime(
      "%B %Y",
      absl::FromCivil(absl::CivilMonth(month.year(), month.month()),
                      absl::UTCTimeZone()),
      absl::UTCTimeZone());
}

std::string FormatMonths(const Month& from, const Month& to) {
  if (from.year() == to.year() && from.month() == to.month()) {
    return FormatMonth(from);
  }
  return absl::StrCat(FormatMonth(from), " to ", FormatMonth(to));
}

std::string FormatShare(double share) {
  return absl::StrFormat("%.1f%%", share * 100);
}

std::string FormatFigure(const Figure& figure) {
  const std::string counts =
      absl::StrCat("(", figure.numerator(), "/", figure.denominator(), ")");
  switch (figure.no_value()) {
    case Figure::NO_VALUE_NOT_APPLICABLE:
      return "no value: nothing to count";
    case Figure::NO_VALUE_MISSING:
      return "missing: no accepted return";
    case Figure::NO_VALUE_TOO_FEW:
      return absl::StrCat("too few to judge ", counts);
    case Figure::NO_VALUE_SUPPRESSED:
      return "suppressed [c]";
    default:
      break;
  }
  if (!figure.has_value()) return "no value";
  std::string text = absl::StrCat(FormatShare(figure.value()), " ", counts);
  if (figure.has_interval()) {
    absl::StrAppend(
        &text, absl::StrFormat(" %.0f–%.0f%%", figure.interval().lower() * 100,
                               figure.interval().upper() * 100));
  }
  return text;
}

std::string FormatPositions(
    const google::protobuf::RepeatedPtrField<FeedPosition>& positions) {
  std::vector<std::string> parts;
  for (const FeedPosition& position : positions) {
    parts.push_back(absl::StrCat(position.feed(), " ", position.sequence()));
  }
  return absl::StrJoin(parts, ", ");
}

}  // namespace tidemark::cli
