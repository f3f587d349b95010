// Days, months and financial years, and the ways in which people and files
// write them.
//
//   TIDEMARK_ASSIGN_OR_RETURN(const Date start,
//                             type::FromProto(contract.start_date()));
//   if (start > type::Today(clock_)) { ... }
//   type::FormatLongDate(start + 1);  // "22 November 2026"

#ifndef TIDEMARK_COMMON_TYPE_DATE_H_
#define TIDEMARK_COMMON_TYPE_DATE_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

#include "common/base/clock.h"
#include "common/base/faults.h"
#include "tidemark/type/v1/date.pb.h"

namespace tidemark::type {

// A day of the Gregorian calendar. Days are compared with `<`, moved with
// `date + 7`, and `b - a` is a number of days. Its default is 1970-01-01, so
// "no date" is a `std::optional<Date>`.
using Date = absl::CivilDay;

// The years that a date may have when it comes from outside.
inline constexpr int kFirstYear = 1900;
inline constexpr int kLastYear = 2200;

// True unless all of year, month and day are 0, which means "no date".
bool IsSet(const v1::Date& proto);

// The day that `proto` names. `INVALID_ARGUMENT` with a message that fits
// behind a field's name ("day must be 1 to 28 in February 2025; is 30") and
// the reason
//   `DATE_MISSING`  it is not set;
//   `DATE_RANGE`    its year is not 1900 to 2200;
//   `DATE_INVALID`  there is no such month, or no such day in that month.
absl::StatusOr<Date> FromProto(const v1::Date& proto);

// As `FromProto`, but adds what is wrong to `faults` under `field` (the path
// of the date, for example `contract.start_date`) and returns nothing.
std::optional<Date> ReadDate(const v1::Date& proto, absl::string_view field,
                             Faults& faults);

// The message for `date`.
v1::Date ToProto(Date date);

// The number of days from 1970-01-01 to `date`; negative before it.
// On disk. Never change.
int32_t DayNumber(Date date);

// The day whose number is `number`.
Date FromDayNumber(int32_t number);

// The date in `YYYY-MM-DD`, with all ten characters. `INVALID_ARGUMENT` with
// the reasons of `FromProto`, or `DATE_FORMAT` if the text is anything else.
// Messages never repeat the text: it could be a person's name.
absl::StatusOr<Date> ParseIsoDate(absl::string_view text);

// The date in `DD/MM/YYYY`, as people in England write it. Day and month may
// lack their leading zero, the year has four digits. Errors as above.
absl::StatusOr<Date> ParseEnglishDate(absl::string_view text);

// The date in `MM/DD/YYYY`, as CQC's ratings file writes it. Only for files
// known to do so: most dates cannot be told from English ones. Errors as above.
absl::StatusOr<Date> ParseAmericanDate(absl::string_view text);

// "2026-11-21".
std::string FormatIsoDate(Date date);

// "21 November 2026".
std::string FormatLongDate(Date date);

// The day that it is in England at `time`. Uses the time zone database, or
// `IsBritishSummerTime` on a machine without one.
Date DateInEngland(absl::Time time);

// The day that it is now in England.
Date Today(const Clock& clock);

// True if clocks in England are an hour ahead of UTC at `time` by the rule in
// force since 1996 (SI 2002/262): from 01:00 UTC on the last Sunday of March
// to 01:00 UTC on the last Sunday of October.
bool IsBritishSummerTime(absl::Time time);

// The year in which the financial year of `date` begins: 2025 from 1 April
// 2025 to 31 March 2026.
int FinancialYear(Date date);

// "2025-26" for the financial year that begins in 2025; "1999-00" for 1999.
std::string FinancialYearLabel(int year);

// The quarter of the financial year: 1 is April to June, 4 January to March.
int FinancialQuarter(Date date);

// A month of a year.
class YearMonth {
 public:
  // The month of `date`.
  explicit YearMonth(Date date);

  // The month in `YYYY-MM`. `INVALID_ARGUMENT` with the reason `MONTH_FORMAT`,
  // `DATE_RANGE` or `DATE_INVALID`.
  static absl::StatusOr<YearMonth> Parse(absl::string_view text);

  // The month whose `index()` is `index`.
  static YearMonth FromIndex(int32_t index);

  // 12 * year + month - 1, so that months in a row have numbers in a row.
  // On disk. Never change.
  int32_t index() const { return index_; }

  // For example 2026.
  int year() const;
  // 1 to 12.
  int month() const;
  // The first and the last day of the month.
  Date first_day() const;
  Date last_day() const;

  // The month that is `months` later, or earlier if it is negative.
  YearMonth AddMonths(int months) const;

  // "2026-11".
  std::string Format() const;

  friend auto operator<=>(const YearMonth&, const YearMonth&) = default;

  template <typename H>
  friend H AbslHashValue(H state, const YearMonth& month) {
    return H::combine(std::move(state), month.index_);
  }

 private:
  explicit YearMonth(int32_t index) : index_(index) {}

  int32_t index_;
};

}  // namespace tidemark::type

#endif  // TIDEMARK_COMMON_TYPE_DATE_H_
