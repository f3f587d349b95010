#include "common/type/date.h"

#include <array>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "common/base/status_macros.h"

namespace tidemark::type {
namespace {

constexpr std::array<absl::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

absl::string_view MonthName(int month) {
  return kMonths[static_cast<size_t>(month - 1)];
}

absl::Status Invalid(absl::string_view reason, absl::string_view message) {
  return Error(absl::StatusCode::kInvalidArgument, reason, message);
}

absl::Status CheckMonth(int year, int month) {
  if (year < kFirstYear || year > kLastYear) {
    return Invalid("DATE_RANGE",
                   absl::StrCat("year must be ", kFirstYear, " to ", kLastYear,
                                "; is ", year));
  }
  if (month < 1 || month > 12) {
    return Invalid("DATE_INVALID",
                   absl::StrCat("month must be 1 to 12; is ", month));
  }
  return absl::OkStatus();
}

absl::StatusOr<Date> MakeDate(int year, int month, int day) {
  TIDEMARK_RETURN_IF_ERROR(CheckMonth(year, month));
  const Date date(year, month, day);
  if (date.day() != day || date.month() != month) {
    const int last = YearMonth(Date(year, month, 1)).last_day().day();
    return Invalid("DATE_INVALID",
                   absl::StrCat("day must be 1 to ", last, " in ",
                                MonthName(month), " ", year, "; is ", day));
  }
  return date;
}

// Takes `min` to `max` digits off the front of `text`; at most 4.
std::optional<int> TakeNumber(absl::string_view& text, size_t min, size_t max) {
  int number = 0;
  size_t digits = 0;
  while (digits < max && digits < text.size() &&
         absl::ascii_isdigit(static_cast<unsigned char>(text[digits]))) {
    number = 10 * number + (text[digits] - '0');
    ++digits;
  }
  if (digits < min) return std::nullopt;
  text.remove_prefix(digits);
  return number;
}

bool Take(absl::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// The three numbers of `1/2/2026`.
std::optional<std::array<int, 3>> SplitAtSlashes(absl::string_view text) {
  const std::optional<int> first = TakeNumber(text, 1, 2);
  if (!first || !Take(text, '/')) return std::nullopt;
  const std::optional<int> second = TakeNumber(text, 1, 2);
  if (!second || !Take(text, '/')) return std::nullopt;
  const std::optional<int> third = TakeNumber(text, 4, 4);
  if (!third || !text.empty()) return std::nullopt;
  return std::array<int, 3>{*first, *second, *third};
}

// The last Sunday of a month of 31 days.
Date LastSunday(int64_t year, int month) {
  const Date last(year, month, 31);
  return absl::PrevWeekday(last + 1, absl::Weekday::sunday);
}

}  // namespace

bool IsSet(const v1::Date& proto) {
  return proto.year() != 0 || proto.month() != 0 || proto.day() != 0;
}

absl::StatusOr<Date> FromProto(const v1::Date& proto) {
  if (!IsSet(proto)) return Invalid("DATE_MISSING", "must be given");
  return MakeDate(proto.year(), proto.month(), proto.day());
}

std::optional<Date> ReadDate(const v1::Date& proto, absl::string_view field,
                             Faults& faults) {
  const absl::StatusOr<Date> date = FromProto(proto);
  if (date.ok()) return *date;
  std::string value;
  if (IsSet(proto)) {
    value = absl::StrCat(proto.year(), "-", proto.month(), "-", proto.day());
  }
  faults.Add({.field = std::string(field),
              .code = ReasonOf(date.status()),
              .message = std::string(date.status().message()),
              .value = value});
  return std::nullopt;
}

v1::Date ToProto(Date date) {
  v1::Date proto;
  proto.set_year(static_cast<int32_t>(date.year()));
  proto.set_month(date.month());
  proto.set_day(date.day());
  return proto;
}

int32_t DayNumber(Date date) { return static_cast<int32_t>(date - Date()); }

Date FromDayNumber(int32_t number) { return Date() + number; }

absl::StatusOr<Date> ParseIsoDate(absl::string_view text) {
  const auto wrong = [] {
    return Invalid("DATE_FORMAT",
                   "must be written as year-month-day, such as 2026-11-21");
  };
  const std::optional<int> year = TakeNumber(text, 4, 4);
  if (!year || !Take(text, '-')) return wrong();
  const std::optional<int> month = TakeNumber(text, 2, 2);
  if (!month || !Take(text, '-')) return wrong();
  const std::optional<int> day = TakeNumber(text, 2, 2);
  if (!day || !text.empty()) return wrong();
  return MakeDate(*year, *month, *day);
}

absl::StatusOr<Date> ParseEnglishDate(absl::string_view text) {
  const std::optional<std::array<int, 3>> numbers = SplitAtSlashes(text);
  if (!numbers) {
    return Invalid("DATE_FORMAT",
                   "must be written as day/month/year, such as 21/11/2026");
  }
  const auto [day, month, year] = *numbers;
  return MakeDate(year, month, day);
}

absl::StatusOr<Date> ParseAmericanDate(absl::string_view text) {
  const std::optional<std::array<int, 3>> numbers = SplitAtSlashes(text);
  if (!numbers) {
    return Invalid("DATE_FORMAT",
                   "must be written as month/day/year, such as 11/21/2026");
  }
  const auto [month, day, year] = *numbers;
  return MakeDate(year, month, day);
}

std::string FormatIsoDate(Date date) {
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(),
                         date.day());
}

std::string FormatLongDate(Date date) {
  return absl::StrCat(date.day(), " ", MonthName(date.month()), " ",
                      date.year());
}

Date DateInEngland(absl::Time time) {
  static const std::optional<absl::TimeZone> london =
      []() -> std::optional<absl::TimeZone> {
    absl::TimeZone zone;
    if (!absl::LoadTimeZone("Europe/London", &zone)) return std::nullopt;
    return zone;
  }();
  if (london) return absl::ToCivilDay(time, *london);
  if (IsBritishSummerTime(time)) time += absl::Hours(1);
  return absl::ToCivilDay(time, absl::UTCTimeZone());
}

Date Today(const Clock& clock) { return DateInEngland(clock.Now()); }

bool IsBritishSummerTime(absl::Time time) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  const int64_t year = absl::ToCivilYear(time, utc).year();
  const absl::Time begin =
      absl::FromCivil(LastSunday(year, 3), utc) + absl::Hours(1);
  const absl::Time end =
      absl::FromCivil(LastSunday(year, 10), utc) + absl::Hours(1);
  return begin <= time && time < end;
}

int FinancialYear(Date date) {
  return static_cast<int>(date.year()) - (date.month() < 4 ? 1 : 0);
}

std::string FinancialYearLabel(int year) {
  return absl::StrFormat("%04d-%02d", year, (year + 1) % 100);
}

int FinancialQuarter(Date date) { return (date.month() + 8) % 12 / 3 + 1; }

YearMonth::YearMonth(Date date)
    : index_(static_cast<int32_t>(date.year() * 12 + date.month() - 1)) {}

absl::StatusOr<YearMonth> YearMonth::Parse(absl::string_view text) {
  const auto wrong = [] {
    return Invalid("MONTH_FORMAT",
                   "must be written as year-month, such as 2026-11");
  };
  const std::optional<int> year = TakeNumber(text, 4, 4);
  if (!year || !Take(text, '-')) return wrong();
  const std::optional<int> month = TakeNumber(text, 2, 2);
  if (!month || !text.empty()) return wrong();
  TIDEMARK_RETURN_IF_ERROR(CheckMonth(*year, *month));
  return YearMonth(Date(*year, *month, 1));
}

YearMonth YearMonth::FromIndex(int32_t index) { return YearMonth(index); }

int YearMonth::year() const { return index_ / 12; }

int YearMonth::month() const { return index_ % 12 + 1; }

Date YearMonth::first_day() const { return Date(year(), month(), 1); }

Date YearMonth::last_day() const { return AddMonths(1).first_day() - 1; }

YearMonth YearMonth::AddMonths(int months) const {
  return YearMonth(index_ + months);
}

std::string YearMonth::Format() const {
  return absl::StrFormat("%04d-%02d", year(), month());
}

}  // namespace tidemark::type
