// What figures are made of: counts summed over contracts, periods and months.

#ifndef TIDEMARK_SERVICES_MONITORING_SUMS_H_
#define TIDEMARK_SERVICES_MONITORING_SUMS_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"

#include "services/monitoring/cells.h"
#include "tidemark/monitoring/v1/cells.pb.h"

namespace tidemark::monitoring {

// What is summed, in days and months as `cells.proto` numbers them.
struct Range {
  // The first and last day; a period counts if its last day lies between.
  int32_t first_day;
  int32_t last_day;
  // The first and last month of step-downs.
  int32_t first_month;
  int32_t last_month;
  // The day of the answer, in England: returns due after it are not yet due.
  int32_t today;

  bool HoldsDay(int32_t day) const {
    return day >= first_day && day <= last_day;
  }
  bool Holds(const PeriodCounts& period) const {
    return HoldsDay(period.end());
  }
  bool HoldsMonth(int32_t month) const {
    return month >= first_month && month <= last_month;
  }
  bool Holds(const MonthLine& month) const { return HoldsMonth(month.month); }
  bool Holds(const DatedLine& dated) const { return HoldsMonth(dated.month); }
};

// Counts that add up. Entries are those of the versions that stand.
struct Sums {
  // Entries in all; of these, not worked on in the period; the rest.
  int64_t entries = 0;
  int64_t not_worked_on = 0;
  int64_t worked_on = 0;
  // Of those worked on: rated by nobody, by anyone.
  int64_t unrated = 0;
  int64_t rated = 0;
  // Of those rated: the deciding rating is as expected or better.
  int64_t met = 0;
  // Of those worked on: with the person's own rating.
  int64_t person_rated = 0;
  // Rated by the person and the provider; of these, on which they differ; the
  // rest of those worked on.
  int64_t both_rated = 0;
  int64_t disagree = 0;
  int64_t not_both_rated = 0;
  // People with an entry, each once a return.
  int64_t people = 0;

  // Returns that fell due before today or are submitted; of these, submitted in
  // time.
  int64_t returns_due = 0;
  int64_t on_time = 0;
  // Returns of the calendar that fall due later.
  int64_t not_yet_due = 0;
  // Returns for periods that the calendar no longer has.
  int64_t outside_calendar = 0;
  // Returns with a version that stands.
  int64_t returns_accepted = 0;
  // Returns that are due or submitted, of which no version stands.
  int64_t outstanding = 0;

  // Step-downs; of these, agreed.
  int64_t steps = 0;
  int64_t agreed = 0;
  // Packages with a step-down, each once a month.
  int64_t packages = 0;

  // Step-downs by the credit rule whose month is old enough to be judged; of
  // these, those that count.
  int64_t judged = 0;
  int64_t held = 0;
  // Packages with such a step-down, each once a month.
  int64_t judged_packages = 0;
  // Step-downs whose month is too young to be judged; not less than was reached
  // before; cut short.
  int64_t too_young = 0;
  int64_t not_less = 0;
  int64_t cut_short = 0;

  // Check-backs that were recorded or fell due before today; of these, recorded
  // in time, recorded at all with a finding, with the finding that it holds.
  int64_t looks_due = 0;
  int64_t looks_on_time = 0;
  int64_t looks_found = 0;
  int64_t looks_sustained = 0;
  // Of these, recorded without a finding; overdue and not recorded.
  int64_t not_reached = 0;
  int64_t looks_missed = 0;
  // Check-backs that fall due later; that the person's death or move cut short.
  int64_t looks_not_due = 0;
  int64_t looks_cut_short = 0;

  // Proposals that were decided or should have been before today; of these,
  // decided in time.
  int64_t decisions_due = 0;
  int64_t decided_on_time = 0;
  // Proposals that wait and are not overdue; accepted by rule; withdrawn.
  int64_t decisions_not_due = 0;
  int64_t by_rule = 0;
  int64_t withdrawn = 0;

  // Ends of Enable packages whose month is old enough, and of which it is known
  // where the person was 12 weeks later; of these, in the community.
  int64_t ends = 0;
  int64_t ends_at_home = 0;
  // Ends of which it is not known; because of a move; in too young a month.
  int64_t ends_unknown = 0;
  int64_t ends_moved = 0;
  int64_t ends_too_young = 0;

  // Stories that may be used for council monitoring today; of these, those that
  // their provider may know of.
  int64_t stories = 0;
  int64_t stories_shown = 0;

  // People with a package at both ends of the range; of these, those whose
  // package grew; at the first, or the last day only. Not in cells.
  int64_t people_both = 0;
  int64_t people_grew = 0;
  int64_t people_ended = 0;
  int64_t people_new = 0;

  // Whether there is anything that a scorecard would show.
  bool any() const {
    return returns_accepted != 0 || outstanding != 0 || steps != 0 ||
           judged != 0 || looks_due != 0 || decisions_due != 0 || ends != 0 ||
           ends_unknown != 0 || stories != 0;
  }
  // As somebody who works for the provider may know them.
  Sums ForProvider() const {
    Sums sums = *this;
    sums.stories = stories_shown;
    return sums;
  }

  Sums& operator+=(const Sums& other);
};

// Whether the return stands submitted. A withdrawn return does not, until it is
// submitted again; then the day of the first submission counts.
bool IsSubmitted(const PeriodCounts& period);

// Whether the return counts as due by `today`: the calendar has its period, its
// contract makes returns due, and the due date is before today or the return
// has been submitted already.
bool IsDue(const PeriodCounts& period, bool returns_due, int32_t today);

// Adds one period, one month, or what is dated, as it is today. `returns_due`
// is that of its contract.
void AddTo(Sums& sums, const PeriodCounts& period, bool returns_due,
           int32_t today);
void AddTo(Sums& sums, const MonthLine& month, int32_t today);
void AddTo(Sums& sums, const DatedLine& dated, int32_t today);

// What one period, or one month, adds to nothing.
Sums SumOf(const PeriodCounts& period, bool returns_due, int32_t today);
Sums SumOf(const MonthLine& month, int32_t today);
Sums SumOf(const DatedLine& dated, int32_t today);

// Adds what `stored` has in `range` to `sums`. Returns `DATA_LOSS` if the
// columns do not fit together.
absl::Status AddTo(Sums& sums, const v1::ContractCells& stored,
                   const Range& range);

// The same for points of `months_per_point` months each, one after another from
// `first_month` on.
absl::Status AddByMonths(std::vector<Sums>& points,
                         const v1::ContractCells& stored, int32_t first_month,
                         int32_t months_per_point, int32_t today);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_SUMS_H_
