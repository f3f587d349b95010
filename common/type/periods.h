// The periods for which a contract's returns are due.
//
//   TIDEMARK_ASSIGN_OR_RETURN(
//       const std::vector<Period> periods,
//       type::QuarterlyPeriods({.start = *start, .end = *end,
//                               .due_days = type::kDefaultDueDays,
//                               .calendar = calendar}));
//
// Made periods tile the contract: the first starts on its first day, each
// starts the day after the one before it, the last ends on its last day. The
// first and the last are cut to the contract and keep the id of the whole
// month, quarter or four weeks.

#ifndef TIDEMARK_COMMON_TYPE_PERIODS_H_
#define TIDEMARK_COMMON_TYPE_PERIODS_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/base/faults.h"
#include "common/type/date.h"
#include "common/type/working_days.h"
#include "tidemark/type/v1/date.pb.h"

namespace tidemark::type {

// The most periods that one contract may have: 58 years of months, or 53 of
// four weeks.
inline constexpr size_t kMaxPeriods = 700;

// After how many days a return is due where the contract does not say.
inline constexpr int kDefaultDueDays = 15;

// One period for which a return is due.
struct Period {
  // Unique in the contract: 1 to 63 of a-z, 0-9 and -, not starting with -.
  std::string id;
  // The first and the last day.
  Date start;
  Date end;
  // The last day on which the return is on time.
  Date due;

  friend bool operator==(const Period&, const Period&) = default;
};

// What periods are made from.
struct PeriodRules {
  // The first and the last day of the contract.
  Date start;
  Date end;
  // A period's return is due this many calendar days after its end, moved to
  // the next working day; 0 means the end itself. At least 0.
  int due_days;
  // Which days are working days. Must outlive the call only.
  const WorkingCalendar& calendar;
};

// Calendar months; ids such as `2025-04`.
//
// This and the next two return `INVALID_ARGUMENT` with the reason
// `END_BEFORE_START` if the contract ends before it starts,
// `DUE_DAYS_NEGATIVE`, or `TOO_MANY_PERIODS` for more than `kMaxPeriods`.
absl::StatusOr<std::vector<Period>> MonthlyPeriods(const PeriodRules& rules);

// Quarters of the year from April to March; ids such as `2025-26-q1`, where q1
// is April to June.
absl::StatusOr<std::vector<Period>> QuarterlyPeriods(const PeriodRules& rules);

// 28 days each, counted from `rules.start`; ids `4w-001`, `4w-002` ...
absl::StatusOr<std::vector<Period>> FourWeeklyPeriods(const PeriodRules& rules);

// What people call the period with the id of a month or a quarter: `April 2025`
// for `2025-04`, `July to September 2025` for `2025-26-q2`. Other ids are
// returned as they are.
std::string PeriodInWords(absl::string_view id);

// Adds everything that is wrong with `periods` to `faults`. `field` is the path
// of the list, for example `contract.return_calendar.periods`; a fault is then
// at `contract.return_calendar.periods[2].end_date`. Codes:
//   `TOO_MANY_PERIODS`   there are more than `kMaxPeriods`; nothing else is
//                        checked then;
//   `PERIOD_ID_INVALID`  an id is not as `Period::id` says;
//   `PERIOD_ID_TAKEN`    an earlier period has the same id;
//   `END_BEFORE_START`   a period ends before it starts;
//   `DUE_BEFORE_END`     a return is due before its period ends;
//   `PERIODS_NOT_IN_ORDER`  a period starts before an earlier one starts;
//   `PERIODS_OVERLAP`    a period starts on or before the last day of an
//                        earlier one.
// Gaps are allowed, and so is an empty list.
void CheckPeriods(std::span<const Period> periods, absl::string_view field,
                  Faults& faults);

// A period as it comes from outside, with dates that may not exist.
struct GivenPeriod {
  std::string id;
  v1::Date start_date;
  v1::Date end_date;
  v1::Date due_date;
};

// `periods` with their dates, after `CheckPeriods`. Dates that are missing or
// do not exist are added to `faults` as by `ReadDate`, together with all
// faults that can be found without them. Empty if anything was wrong.
std::vector<Period> ReadPeriods(std::span<const GivenPeriod> periods,
                                absl::string_view field, Faults& faults);

}  // namespace tidemark::type

#endif  // TIDEMARK_COMMON_TYPE_PERIODS_H_
