#include "common/type/working_days.h"

#include <algorithm>

namespace tidemark::type {
namespace {

bool IsWeekend(Date date) {
  const absl::Weekday weekday = absl::GetWeekday(date);
  return weekday == absl::Weekday::saturday || weekday == absl::Weekday::sunday;
}

// The first and the last Monday of a month of 31 days; May and August are.
Date FirstMonday(int year, int month) {
  return absl::NextWeekday(Date(year, month, 1) - 1, absl::Weekday::monday);
}
Date LastMonday(int year, int month) {
  return absl::PrevWeekday(Date(year, month, 31) + 1, absl::Weekday::monday);
}

Date MondayIfWeekend(Date date) {
  return IsWeekend(date) ? absl::NextWeekday(date, absl::Weekday::monday)
                         : date;
}

// The day numbers of every bank holiday, in order. None is on a weekend.
const std::vector<int32_t>& AllBankHolidays() {
  static const std::vector<int32_t>& all = *[] {
    auto* const days = new std::vector<int32_t>;
    // The days after the last date still need to know New Year's Day.
    for (int year = kFirstBankHolidayYear; year <= kLastYear + 1; ++year) {
      for (const Date date : BankHolidays(year)) {
        days->push_back(DayNumber(date));
      }
    }
    return days;
  }();
  return all;
}

bool Contains(const std::vector<int32_t>& days, int32_t day) {
  return std::binary_search(days.begin(), days.end(), day);
}

// How many of `days` come after `from`, up to and including `to`.
int64_t CountBetween(const std::vector<int32_t>& days, int32_t from,
                     int32_t to) {
  return std::upper_bound(days.begin(), days.end(), to) -
         std::upper_bound(days.begin(), days.end(), from);
}

// How many Mondays to Fridays come before `date`, counted from some Monday.
int64_t WeekdaysBefore(Date date) {
  constexpr Date kMonday(1800, 1, 6);
  const int64_t days = date - kMonday;
  const int64_t weeks = days >= 0 ? days / 7 : -((-days + 6) / 7);
  return 5 * weeks + std::min<int64_t>(days - 7 * weeks, 5);
}

}  // namespace

Date EasterSunday(int year) {
  // The "anonymous" Gregorian algorithm (Meeus, Astronomical Algorithms, ch 8).
  const int a = year % 19;
  const int b = year / 100;
  const int c = year % 100;
  const int d = b / 4;
  const int e = b % 4;
  const int f = (b + 8) / 25;
  const int g = (b - f + 1) / 3;
  const int h = (19 * a + b - d - g + 15) % 30;
  const int i = c / 4;
  const int k = c % 4;
  const int l = (32 + 2 * e + 2 * i - h - k) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  const int n = h + l - 7 * m + 114;
  return Date(year, n / 31, n % 31 + 1);
}

std::vector<Date> BankHolidays(int year) {
  if (year < kFirstBankHolidayYear || year > kLastYear + 1) return {};
  std::vector<Date> days;

  days.push_back(MondayIfWeekend(Date(year, 1, 1)));
  const Date easter = EasterSunday(year);
  days.push_back(easter - 2);
  days.push_back(easter + 1);
  // Moved to the 50th and the 75th anniversary of VE day.
  const bool ve_day = year == 1995 || year == 2020;
  days.push_back(ve_day ? Date(year, 5, 8) : FirstMonday(year, 5));
  days.push_back(LastMonday(year, 8));

  const Date christmas(year, 12, 25);
  switch (absl::GetWeekday(christmas)) {
    case absl::Weekday::friday:
      days.push_back(christmas);
      days.push_back(christmas + 3);
      break;
    case absl::Weekday::saturday:
      days.push_back(christmas + 2);
      days.push_back(christmas + 3);
      break;
    case absl::Weekday::sunday:
      days.push_back(christmas + 1);
      days.push_back(christmas + 2);
      break;
    default:
      days.push_back(christmas);
      days.push_back(christmas + 1);
  }

  // The spring holiday, and where it moved for the jubilees.
  switch (year) {
    case 2002:
      days.push_back(Date(2002, 6, 3));
      days.push_back(Date(2002, 6, 4));
      break;
    case 2012:
      days.push_back(Date(2012, 6, 4));
      days.push_back(Date(2012, 6, 5));
      break;
    case 2022:
      days.push_back(Date(2022, 6, 2));
      days.push_back(Date(2022, 6, 3));
      break;
    default:
      days.push_back(LastMonday(year, 5));
  }

  switch (year) {
    case 1999:
      days.push_back(Date(1999, 12, 31));  // The eve of the millennium.
      break;
    case 2011:
      days.push_back(Date(2011, 4, 29));  // A royal wedding.
      break;
    case 2022:
      days.push_back(Date(2022, 9, 19));  // The late Queen's funeral.
      break;
    case 2023:
      days.push_back(Date(2023, 5, 8));  // The coronation.
      break;
    default:
      break;
  }
  std::sort(days.begin(), days.end());
  return days;
}

bool IsBankHoliday(Date date) {
  return Contains(AllBankHolidays(), DayNumber(date));
}

WorkingCalendar::WorkingCalendar(
    const std::vector<Date>& extra_non_working_days) {
  for (const Date date : extra_non_working_days) {
    if (IsWeekend(date) || IsBankHoliday(date)) continue;
    extra_.push_back(DayNumber(date));
  }
  std::sort(extra_.begin(), extra_.end());
  extra_.erase(std::unique(extra_.begin(), extra_.end()), extra_.end());
}

bool WorkingCalendar::IsWorkingDay(Date date) const {
  return !IsWeekend(date) && !IsBankHoliday(date) &&
         !Contains(extra_, DayNumber(date));
}

Date WorkingCalendar::NextWorkingDayOnOrAfter(Date date) const {
  while (!IsWorkingDay(date)) ++date;
  return date;
}

Date WorkingCalendar::AddWorkingDays(Date date, int n) const {
  if (n == 0) return NextWorkingDayOnOrAfter(date);
  const int step = n > 0 ? 1 : -1;
  while (n != 0) {
    date += step;
    if (IsWorkingDay(date)) n -= step;
  }
  return date;
}

int WorkingCalendar::WorkingDaysBetween(Date from, Date to) const {
  if (to < from) return -WorkingDaysBetween(to, from);
  const int32_t first = DayNumber(from);
  const int32_t last = DayNumber(to);
  return static_cast<int>(WeekdaysBefore(to + 1) - WeekdaysBefore(from + 1) -
                          CountBetween(AllBankHolidays(), first, last) -
                          CountBetween(extra_, first, last));
}

}  // namespace tidemark::type
