// The cells of one contract in memory, and how they change.
//
//   TIDEMARK_ASSIGN_OR_RETURN(Cells cells, Decode(stored));
//   SetReturn(IdOf(r.name()), CountReturn(r), cells);
//   kContractCells.Replace(txn, Encode(cells));
//
// Each source has fields of its own here, the contract the calendar, returns
// the counts, packages the months, so that the same records lead to the same
// cells in whatever order their changes arrive.
//
// Days and months are numbered as in `cells.proto`: 1 is 1900-01-01, 0 no day.

#ifndef TIDEMARK_SERVICES_MONITORING_CELLS_H_
#define TIDEMARK_SERVICES_MONITORING_CELLS_H_

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/type/date.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/monitoring/v1/cells.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::monitoring {

// The number of a day from 1900 on.
int32_t DayOf(type::Date date);
// The number of a day; 0 if it is unset or does not exist.
int32_t DayOf(const type::v1::Date& date);
// The day with this number, which must not be 0.
type::Date DateOf(int32_t day);

// The numbers of one period of a contract, as `ContractCells` explains them.
struct PeriodCounts {
  // From the contract's calendar.
  int32_t calendar_start = 0;
  int32_t calendar_end = 0;
  int32_t due = 0;
  // From the return.
  int32_t state = 0;
  int32_t return_start = 0;
  int32_t return_end = 0;
  int32_t first_submit = 0;
  int32_t extended_due = 0;
  int32_t version = 0;
  int32_t nil_return = 0;
  int32_t entries = 0;
  int32_t people = 0;
  int32_t not_worked_on = 0;
  int32_t unrated = 0;
  int32_t met = 0;
  int32_t person_rated = 0;
  int32_t both_rated = 0;
  int32_t disagree = 0;

  // Whether the contract's calendar has the period.
  bool in_calendar() const { return calendar_end != 0; }
  // The last day on which a return is on time; 0 if there is none.
  int32_t due_by() const { return due == 0 ? 0 : std::max(due, extended_due); }
  // Whether there is a return for it.
  bool has_return() const { return state != 0; }
  // The last day: the calendar's, where it has the period, so that what is due
  // and what was reported fall in the same month; else the return's.
  int32_t end() const { return in_calendar() ? calendar_end : return_end; }

  friend bool operator==(const PeriodCounts&, const PeriodCounts&) = default;
};

// One period of a contract.
struct PeriodLine {
  // Its id.
  std::string id;
  PeriodCounts counts = {};

  friend bool operator==(const PeriodLine&, const PeriodLine&) = default;
};

// What packages and proposals add to one month of a contract, as
// `ContractCells` explains it.
struct MonthLine {
  int32_t month = 0;
  int32_t steps = 0;
  int32_t agreed = 0;
  int32_t packages = 0;
  // By the credit rule.
  int32_t judged = 0;
  int32_t held = 0;
  int32_t judged_packages = 0;
  int32_t not_less = 0;
  int32_t cut_short = 0;
  // Check-backs that were due in it.
  int32_t looks = 0;
  int32_t looks_on_time = 0;
  int32_t looks_found = 0;
  int32_t looks_sustained = 0;
  int32_t looks_cut_short = 0;
  // Proposals that were to be decided in it.
  int32_t decided = 0;
  int32_t decided_on_time = 0;
  int32_t by_rule = 0;
  int32_t withdrawn = 0;
  // Ends of Enable packages.
  int32_t ends = 0;
  int32_t ends_at_home = 0;
  int32_t ends_unknown = 0;
  int32_t ends_moved = 0;

  // Whether there is nothing in it.
  bool empty() const;
  // Adds `sign` times what `other` has; the month stays.
  void Add(const MonthLine& other, int32_t sign);

  friend bool operator==(const MonthLine&, const MonthLine&) = default;
};

// The numbers of a month that add up, in the order of their columns.
inline constexpr int32_t MonthLine::*kMonthNumbers[] = {
    &MonthLine::steps,
    &MonthLine::agreed,
    &MonthLine::packages,
    &MonthLine::judged,
    &MonthLine::held,
    &MonthLine::judged_packages,
    &MonthLine::not_less,
    &MonthLine::cut_short,
    &MonthLine::looks,
    &MonthLine::looks_on_time,
    &MonthLine::looks_found,
    &MonthLine::looks_sustained,
    &MonthLine::looks_cut_short,
    &MonthLine::decided,
    &MonthLine::decided_on_time,
    &MonthLine::by_rule,
    &MonthLine::withdrawn,
    &MonthLine::ends,
    &MonthLine::ends_at_home,
    &MonthLine::ends_unknown,
    &MonthLine::ends_moved};
// A number that is not listed would not be summed.
static_assert(sizeof(MonthLine) ==
              (std::size(kMonthNumbers) + 1) * sizeof(int32_t));

// What counts differently after `day`, as `DatedCell` explains it.
struct DatedLine {
  int32_t kind = 0;
  int32_t month = 0;
  int32_t day = 0;
  int32_t count = 0;

  // Whether the two are counted together.
  bool SameAs(const DatedLine& other) const {
    return kind == other.kind && month == other.month && day == other.day;
  }

  friend auto operator<=>(const DatedLine&, const DatedLine&) = default;
};

// Everything that is kept of one contract.
struct Cells {
  // The contract.
  std::string name;
  // Its provider; empty until the contract itself is known.
  std::string provider;
  std::string title;
  // Whether its state makes returns due.
  bool returns_due = false;
  // In order of the last day and id.
  std::vector<PeriodLine> periods;
  // In order.
  std::vector<MonthLine> months;
  // In order of kind, month and day.
  std::vector<DatedLine> dated;

  // Whether nothing is known, so that nothing need be kept.
  bool empty() const {
    return provider.empty() && periods.empty() && months.empty() &&
           dated.empty();
  }

  friend bool operator==(const Cells&, const Cells&) = default;
};

// The columns of stored cells, to be read without decoding them: a council's
// scorecard reads tens of thousands of periods.
class Columns {
 public:
  // Returns `DATA_LOSS` if the columns do not have the same length. `stored`
  // must outlive what is returned.
  static absl::StatusOr<Columns> Of(const v1::ContractCells& stored);

  int periods() const { return periods_; }
  int months() const { return months_; }
  int dated() const { return dated_; }

  // The last day of the period at `index`, as `PeriodCounts::end` says.
  int32_t EndAt(int index) const {
    return calendar_end_[index] != 0 ? calendar_end_[index]
                                     : return_end_[index];
  }
  // The period at `index`, 0 to `periods()` - 1.
  PeriodCounts PeriodAt(int index) const {
    return {.calendar_start = calendar_start_[index],
            .calendar_end = calendar_end_[index],
            .due = due_[index],
            .state = state_[index],
            .return_start = return_start_[index],
            .return_end = return_end_[index],
            .first_submit = first_submit_[index],
            .extended_due = extended_due_ == nullptr ? 0 : extended_due_[index],
            .version = version_[index],
            .nil_return = nil_return_[index],
            .entries = entries_[index],
            .people = people_[index],
            .not_worked_on = not_worked_on_[index],
            .unrated = unrated_[index],
            .met = met_[index],
            .person_rated = person_rated_[index],
            .both_rated = both_rated_[index],
            .disagree = disagree_[index]};
  }
  // The month at `index`, 0 to `months()` - 1.
  MonthLine MonthAt(int index) const {
    MonthLine line = {.month = step_month_[index]};
    for (size_t i = 0; i < month_numbers_.size(); ++i) {
      if (month_numbers_[i] != nullptr) {
        line.*kMonthNumbers[i] = month_numbers_[i][index];
      }
    }
    return line;
  }
  // What is dated at `index`, 0 to `dated()` - 1.
  DatedLine DatedAt(int index) const {
    return {.kind = dated_kind_[index],
            .month = dated_month_[index],
            .day = dated_day_[index],
            .count = dated_count_[index]};
  }

 private:
  explicit Columns(const v1::ContractCells& stored);

  int periods_;
  int months_;
  int dated_;
  const int32_t* calendar_start_;
  const int32_t* calendar_end_;
  const int32_t* due_;
  const int32_t* state_;
  const int32_t* return_start_;
  const int32_t* return_end_;
  const int32_t* first_submit_;
  // Null if the cells are older than the column.
  const int32_t* extended_due_;
  const int32_t* version_;
  const int32_t* nil_return_;
  const int32_t* entries_;
  const int32_t* people_;
  const int32_t* not_worked_on_;
  const int32_t* unrated_;
  const int32_t* met_;
  const int32_t* person_rated_;
  const int32_t* both_rated_;
  const int32_t* disagree_;
  const int32_t* step_month_;
  // In the order of `kMonthNumbers`; null where all are 0.
  std::array<const int32_t*, std::size(kMonthNumbers)> month_numbers_;
  const int32_t* dated_kind_;
  const int32_t* dated_month_;
  const int32_t* dated_day_;
  const int32_t* dated_count_;
};

// Returns `DATA_LOSS` if the columns do not fit together.
absl::StatusOr<Cells> Decode(const v1::ContractCells& stored);
v1::ContractCells Encode(const Cells& cells);

// The entries that figures rest on: those of an accepted return; of one whose
// correction is with the council or the provider, those that were accepted
// before; else none. A withdrawn return has none.
struct StandingEntries {
  // 0 if none stand.
  int32_t version = 0;
  bool nil_return = false;
  // Null if none stand. Lives as long as the return.
  const google::protobuf::RepeatedPtrField<outcomes::v1::ReturnEntry>* entries =
      nullptr;
};
StandingEntries StandingOf(const outcomes::v1::Return& returned);

// What a return adds: everything but the fields of the calendar.
PeriodCounts CountReturn(const outcomes::v1::Return& returned);

// Takes provider, title, state and calendar from the contract; the returns of
// periods that left the calendar stay.
void SetContract(const contracts::v1::Contract& contract, Cells& cells);
// Forgets the contract itself; its returns and packages stay.
void ClearContract(Cells& cells);
// Replaces the return for `period`; counts without a return remove it.
void SetReturn(absl::string_view period, const PeriodCounts& counts,
               Cells& cells);
// The same in stored cells, without decoding them, if no line has to come, go
// or move.
enum class InPlace { kNotPossible, kUnchanged, kChanged };
// Returns `DATA_LOSS` if the columns do not fit together.
absl::StatusOr<InPlace> SetReturnInPlace(absl::string_view period,
                                         const PeriodCounts& counts,
                                         v1::ContractCells& stored);
// Adds what a package, or a proposal or a story, adds, or takes it away again.
void AddPackage(const v1::PackageCells& package, Cells& cells);
void RemovePackage(const v1::PackageCells& package, Cells& cells);
void AddCase(const v1::CaseCells& added, Cells& cells);
void RemoveCase(const v1::CaseCells& removed, Cells& cells);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_CELLS_H_
