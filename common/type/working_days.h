// Working days: Monday to Friday, less England's bank holidays and a council's
// own non-working days.
//
//   const WorkingCalendar calendar(council_days);
//   const Date due = calendar.NextWorkingDayOnOrAfter(period.end + 15);
//   const Date record_by = calendar.AddWorkingDays(contact, 2);

#ifndef TIDEMARK_COMMON_TYPE_WORKING_DAYS_H_
#define TIDEMARK_COMMON_TYPE_WORKING_DAYS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"

#include "common/type/date.h"

namespace tidemark::type {

// Bank holidays are known from this year on.
inline constexpr int kFirstBankHolidayYear = 1990;

// Easter Sunday of a year of the Gregorian calendar.
Date EasterSunday(int year);

// The bank holidays of England and Wales in `year`, in order, as gov.uk lists
// them: where a holiday falls on a weekend, its substitute stands in its place.
// Made by the rules of the Banking and Financial Dealings Act 1971 and by the
// proclamations up to 2025: New Year's Day, Good Friday, Easter Monday, Early
// May, Spring, Summer, Christmas Day, Boxing Day, and what was moved or added
// in 1995, 1999, 2002, 2011, 2012, 2020, 2022 and 2023. Later additions are
// entered as a council's own non-working days until they are added here. Empty
// before `kFirstBankHolidayYear` and after `kLastYear` + 1.
std::vector<Date> BankHolidays(int year);

// True if `date` is one of `BankHolidays`.
bool IsBankHoliday(Date date);

// Counts working days. Cheap to make and to copy; safe to share between
// threads. Before 1990 only weekends and the council's own days are
// non-working.
class WorkingCalendar {
 public:
  // Weekends and England's bank holidays only.
  WorkingCalendar() = default;

  // In addition the days of `extra_non_working_days`, in any order; a day that
  // is non-working anyway, or given twice, counts once.
  explicit WorkingCalendar(const std::vector<Date>& extra_non_working_days);

  // True if `date` is a Monday to Friday and not a holiday.
  bool IsWorkingDay(Date date) const;

  // `date` if it is a working day, else the first working day after it.
  Date NextWorkingDayOnOrAfter(Date date) const;

  // The `n`th working day after `date`, which itself is never counted: 1 from a
  // Friday, Saturday or Sunday is Monday. A negative `n` counts back: -1 from a
  // Monday, Sunday or Saturday is Friday. 0 is `NextWorkingDayOnOrAfter(date)`.
  Date AddWorkingDays(Date date, int n) const;

  // How many working days come after `from`, up to and including `to`; Friday
  // to Monday is 1, a day to itself 0. If `to` is before `from`, minus the days
  // from `to` to `from`. For n >= 0 and a working day `date`,
  // `WorkingDaysBetween(date, AddWorkingDays(date, n))` is n.
  int WorkingDaysBetween(Date from, Date to) const;

 private:
  // Day numbers in order, without weekends and bank holidays.
  std::vector<int32_t> extra_;
};

// The calendar with the non-working days in `extra`, messages that each have a
// `date`. Those that are no dates are left out.
template <typename Days>
WorkingCalendar CalendarWith(const Days& extra) {
  std::vector<Date> dates;
  for (const auto& day : extra) {
    const absl::StatusOr<Date> date = FromProto(day.date());
    if (date.ok()) dates.push_back(*date);
  }
  return WorkingCalendar(dates);
}

}  // namespace tidemark::type

#endif  // TIDEMARK_COMMON_TYPE_WORKING_DAYS_H_
