#include "services/monitoring/sums.h"

#include <iterator>

#include "common/base/status_macros.h"
#include "services/monitoring/credit_rule.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::monitoring {
namespace {

constexpr int64_t Sums::*kAll[] = {
    &Sums::entries,
    &Sums::not_worked_on,
    &Sums::worked_on,
    &Sums::unrated,
    &Sums::rated,
    &Sums::met,
    &Sums::person_rated,
    &Sums::both_rated,
    &Sums::disagree,
    &Sums::not_both_rated,
    &Sums::people,
    &Sums::returns_due,
    &Sums::on_time,
    &Sums::not_yet_due,
    &Sums::outside_calendar,
    &Sums::returns_accepted,
    &Sums::outstanding,
    &Sums::steps,
    &Sums::agreed,
    &Sums::packages,
    &Sums::judged,
    &Sums::held,
    &Sums::judged_packages,
    &Sums::too_young,
    &Sums::not_less,
    &Sums::cut_short,
    &Sums::looks_due,
    &Sums::looks_on_time,
    &Sums::looks_found,
    &Sums::looks_sustained,
    &Sums::not_reached,
    &Sums::looks_missed,
    &Sums::looks_not_due,
    &Sums::looks_cut_short,
    &Sums::decisions_due,
    &Sums::decided_on_time,
    &Sums::decisions_not_due,
    &Sums::by_rule,
    &Sums::withdrawn,
    &Sums::ends,
    &Sums::ends_at_home,
    &Sums::ends_unknown,
    &Sums::ends_moved,
    &Sums::ends_too_young,
    &Sums::stories,
    &Sums::stories_shown,
    &Sums::people_both,
    &Sums::people_grew,
    &Sums::people_ended,
    &Sums::people_new,
};
// A count that is not listed would not be summed.
static_assert(sizeof(Sums) == std::size(kAll) * sizeof(int64_t));

}  // namespace

Sums& Sums::operator+=(const Sums& other) {
  for (int64_t Sums::*const count : kAll) this->*count += other.*count;
  return *this;
}

bool IsSubmitted(const PeriodCounts& period) {
  return period.first_submit != 0 &&
         period.state != outcomes::v1::Return::STATE_WITHDRAWN &&
         // Withdrawn, and begun anew.
         period.state != outcomes::v1::Return::STATE_IN_PROGRESS;
}

bool IsDue(const PeriodCounts& period, bool returns_due, int32_t today) {
  if (!returns_due || !period.in_calendar()) return false;
  return IsSubmitted(period) || (period.due != 0 && period.due_by() < today);
}

void AddTo(Sums& sums, const PeriodCounts& period, bool returns_due,
           int32_t today) {
  const bool submitted = IsSubmitted(period);
  const bool stands = period.version != 0;
  const bool due = IsDue(period, returns_due, today);
  if (due) {
    ++sums.returns_due;
    if (submitted && period.first_submit <= period.due_by()) ++sums.on_time;
  } else if (returns_due && period.in_calendar()) {
    ++sums.not_yet_due;
  }
  if (!period.in_calendar() && (stands || submitted)) ++sums.outside_calendar;
  if (!stands) {
    if (due || submitted) ++sums.outstanding;
    return;
  }
  const int32_t worked_on = period.entries - period.not_worked_on;
  ++sums.returns_accepted;
  sums.entries += period.entries;
  sums.not_worked_on += period.not_worked_on;
  sums.worked_on += worked_on;
  sums.unrated += period.unrated;
  sums.rated += worked_on - period.unrated;
  sums.met += period.met;
  sums.person_rated += period.person_rated;
  sums.both_rated += period.both_rated;
  sums.disagree += period.disagree;
  sums.not_both_rated += worked_on - period.both_rated;
  sums.people += period.people;
}

void AddTo(Sums& sums, const MonthLine& month, int32_t today) {
  sums.steps += month.steps;
  sums.agreed += month.agreed;
  sums.packages += month.packages;
  sums.looks_due += month.looks;
  sums.looks_on_time += month.looks_on_time;
  sums.looks_found += month.looks_found;
  sums.looks_sustained += month.looks_sustained;
  sums.not_reached += month.looks - month.looks_found;
  sums.looks_cut_short += month.looks_cut_short;
  sums.decisions_due += month.decided;
  sums.decided_on_time += month.decided_on_time;
  sums.by_rule += month.by_rule;
  sums.withdrawn += month.withdrawn;
  if (JudgedFrom(month.month) > today) {
    sums.too_young += month.judged;
    sums.ends_too_young += month.ends + month.ends_unknown + month.ends_moved;
    return;
  }
  sums.ends += month.ends;
  sums.ends_at_home += month.ends_at_home;
  sums.ends_unknown += month.ends_unknown;
  sums.ends_moved += month.ends_moved;
  sums.judged += month.judged;
  sums.held += month.held;
  sums.judged_packages += month.judged_packages;
  sums.not_less += month.not_less;
  sums.cut_short += month.cut_short;
}

void AddTo(Sums& sums, const DatedLine& dated, int32_t today) {
  const bool over = dated.day < today;
  switch (dated.kind) {
    case v1::DatedCell::DATED_OPEN_LOOK:
      (over ? sums.looks_due : sums.looks_not_due) += dated.count;
      if (over) sums.looks_missed += dated.count;
      break;
    case v1::DatedCell::DATED_WAITING:
      (over ? sums.decisions_due : sums.decisions_not_due) += dated.count;
      break;
    case v1::DatedCell::DATED_STORY:
      if (!over) sums.stories += dated.count;
      break;
    case v1::DatedCell::DATED_STORY_SHOWN:
      if (!over) sums.stories_shown += dated.count;
      break;
    default:
      break;
  }
}

Sums SumOf(const PeriodCounts& period, bool returns_due, int32_t today) {
  Sums sums;
  AddTo(sums, period, returns_due, today);
  return sums;
}

Sums SumOf(const MonthLine& month, int32_t today) {
  Sums sums;
  AddTo(sums, month, today);
  return sums;
}

Sums SumOf(const DatedLine& dated, int32_t today) {
  Sums sums;
  AddTo(sums, dated, today);
  return sums;
}

absl::Status AddTo(Sums& sums, const v1::ContractCells& stored,
                   const Range& range) {
  TIDEMARK_ASSIGN_OR_RETURN(const Columns columns, Columns::Of(stored));
  for (int i = 0; i < columns.periods(); ++i) {
    if (!range.HoldsDay(columns.EndAt(i))) continue;
    AddTo(sums, columns.PeriodAt(i), stored.returns_due(), range.today);
  }
  for (int i = 0; i < columns.months(); ++i) {
    const MonthLine month = columns.MonthAt(i);
    if (range.Holds(month)) AddTo(sums, month, range.today);
  }
  for (int i = 0; i < columns.dated(); ++i) {
    const DatedLine dated = columns.DatedAt(i);
    if (range.Holds(dated)) AddTo(sums, dated, range.today);
  }
  return absl::OkStatus();
}

absl::Status AddByMonths(std::vector<Sums>& points,
                         const v1::ContractCells& stored, int32_t first_month,
                         int32_t months_per_point, int32_t today) {
  TIDEMARK_ASSIGN_OR_RETURN(const Columns columns, Columns::Of(stored));
  const auto point_of = [&](int32_t month) -> Sums* {
    if (month < first_month) return nullptr;
    const auto point =
        static_cast<size_t>((month - first_month) / months_per_point);
    return point < points.size() ? &points[point] : nullptr;
  };
  for (int i = 0; i < columns.periods(); ++i) {
    if (columns.EndAt(i) == 0) continue;
    const type::YearMonth month(DateOf(columns.EndAt(i)));
    if (Sums* const point = point_of(month.index())) {
      AddTo(*point, columns.PeriodAt(i), stored.returns_due(), today);
    }
  }
  for (int i = 0; i < columns.months(); ++i) {
    const MonthLine month = columns.MonthAt(i);
    if (Sums* const point = point_of(month.month)) AddTo(*point, month, today);
  }
  return absl::OkStatus();
}

}  // namespace tidemark::monitoring
