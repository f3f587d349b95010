#include "services/monitoring/package_counts.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/type/date.h"
#include "services/monitoring/months.h"
#include "services/monitoring/reductions.h"
#include "services/monitoring/support.h"

namespace tidemark::monitoring {
namespace {

using enablement::v1::CheckBack;
using enablement::v1::Package;
using enablement::v1::SupportLevel;
using outcomes::v1::Person;

// A check-back this long before the day on which the person's whereabouts are
// asked for still tells them: check-backs move to working days.
constexpr int32_t kLookedEarlyDays = 14;

// The cells of a package by month.
using Months = std::map<int32_t, v1::StepDownCell>;

bool IsAgreed(const SupportLevel& level) {
  return level.agreement() == SupportLevel::AGREEMENT_PERSON_AGREES ||
         level.agreement() == SupportLevel::AGREEMENT_ADVOCATE_AGREES;
}

void CountSteps(const Package& package, Months& months) {
  for (int i = 1; i < package.levels_size(); ++i) {
    const SupportLevel& level = package.levels(i);
    if (PersonMinutes(level) >= PersonMinutes(package.levels(i - 1))) continue;
    const int32_t from = DayOf(level.from_date());
    if (from == 0) continue;
    v1::StepDownCell& cell = months[MonthIndex(from)];
    cell.set_steps(cell.steps() + 1);
    cell.set_agreed(cell.agreed() + (IsAgreed(level) ? 1 : 0));
  }
}

void CountJudged(const v1::StepDown& step, v1::StepDownCell& cell) {
  switch (step.standing()) {
    case v1::StepDown::STANDING_NOT_LESS:
      return cell.set_not_less(cell.not_less() + 1);
    case v1::StepDown::STANDING_CUT_SHORT:
      return cell.set_cut_short(cell.cut_short() + 1);
    case v1::StepDown::STANDING_COUNTS:
      cell.set_held(cell.held() + 1);
      break;
    default:
      break;
  }
  cell.set_judged(cell.judged() + 1);
}

bool HasDiedBy(const Person& person, int32_t day) {
  return person.status() == Person::STATUS_DIED &&
         DayOf(person.status_date()) <= day;
}

// Whether there was nobody to look back with when the check-back was due.
bool IsForestalled(const Evidence& evidence, int32_t due) {
  const Package& package = evidence.package;
  const bool gone = package.sequel() == Package::SEQUEL_DIED ||
                    package.sequel() == Package::SEQUEL_MOVED;
  return (gone && DayOf(package.end_date()) <= due) ||
         HasDiedBy(evidence.person, due);
}

bool FoundSomething(const CheckBack& look) {
  return look.result() == CheckBack::RESULT_SUSTAINED ||
         look.result() == CheckBack::RESULT_SLIPPED ||
         look.result() == CheckBack::RESULT_RETURNED;
}

void CountRecorded(const CheckBack& look, int32_t due, v1::StepDownCell& cell) {
  cell.set_looks(cell.looks() + 1);
  if (DayOf(look.check_date()) <= due) {
    cell.set_looks_on_time(cell.looks_on_time() + 1);
  }
  if (FoundSomething(look)) cell.set_looks_found(cell.looks_found() + 1);
  if (look.result() == CheckBack::RESULT_SUSTAINED) {
    cell.set_looks_sustained(cell.looks_sustained() + 1);
  }
}

// Check-backs by month; what is still open, by day into `open`.
void CountLooks(const Evidence& evidence, Months& months,
                std::map<int32_t, int32_t>& open) {
  for (const CheckBack& look : evidence.check_backs) {
    const int32_t due = DayOf(look.due_date());
    if (due == 0) continue;
    if (!FoundSomething(look) && IsForestalled(evidence, due)) {
      v1::StepDownCell& cell = months[MonthIndex(due)];
      cell.set_looks_cut_short(cell.looks_cut_short() + 1);
    } else if (look.result() == CheckBack::RESULT_UNSPECIFIED) {
      ++open[due];
    } else {
      CountRecorded(look, due, months[MonthIndex(due)]);
    }
  }
}

void CountEnd(const Evidence& evidence, int32_t end, Package::Sequel sequel,
              Months& months) {
  if (end == 0) return;
  v1::StepDownCell& cell = months[MonthIndex(end)];
  switch (WhereaboutsAfter(evidence, end, sequel)) {
    case Whereabouts::kAtHome:
      cell.set_ends_at_home(cell.ends_at_home() + 1);
      [[fallthrough]];
    case Whereabouts::kElsewhere:
      return cell.set_ends(cell.ends() + 1);
    case Whereabouts::kMoved:
      return cell.set_ends_moved(cell.ends_moved() + 1);
    case Whereabouts::kUnknown:
      return cell.set_ends_unknown(cell.ends_unknown() + 1);
  }
}

void CountEnds(const Evidence& evidence, Months& months) {
  const Package& package = evidence.package;
  if (package.stage() != Package::STAGE_ENABLE) return;
  for (const Package::Reopening& reopening : package.reopenings()) {
    CountEnd(evidence, DayOf(reopening.end_date()), reopening.sequel(), months);
  }
  if (!package.has_end_date()) return;
  CountEnd(evidence, DayOf(package.end_date()), package.sequel(), months);
}

}  // namespace

Whereabouts WhereaboutsAfter(const Evidence& evidence, int32_t end,
                             Package::Sequel sequel) {
  const int32_t day = end + kStandsDays;
  if (sequel == Package::SEQUEL_MOVED) return Whereabouts::kMoved;
  if (sequel == Package::SEQUEL_DIED || sequel == Package::SEQUEL_CARE_HOME ||
      (evidence.person.has_status_date() && HasDiedBy(evidence.person, day))) {
    return Whereabouts::kElsewhere;
  }
  const bool looked = std::any_of(
      evidence.check_backs.begin(), evidence.check_backs.end(),
      [&](const CheckBack& look) {
        return DayOf(look.step_date()) == end && FoundSomething(look) &&
               DayOf(look.check_date()) >= day - kLookedEarlyDays;
      });
  const bool supported =
      SupportOn(evidence.package, day).has_value() ||
      std::any_of(evidence.others.begin(), evidence.others.end(),
                  [&](const Package& other) {
                    return SupportOn(other, day).has_value();
                  });
  return looked || supported ? Whereabouts::kAtHome : Whereabouts::kUnknown;
}

MonthLine MonthOf(const v1::StepDownCell& cell) {
  return {.month = cell.month(),
          .steps = cell.steps(),
          .agreed = cell.agreed(),
          .packages = cell.steps() > 0 ? 1 : 0,
          .judged = cell.judged(),
          .held = cell.held(),
          .judged_packages = cell.judged() > 0 ? 1 : 0,
          .not_less = cell.not_less(),
          .cut_short = cell.cut_short(),
          .looks = cell.looks(),
          .looks_on_time = cell.looks_on_time(),
          .looks_found = cell.looks_found(),
          .looks_sustained = cell.looks_sustained(),
          .looks_cut_short = cell.looks_cut_short(),
          .decided = cell.decided(),
          .decided_on_time = cell.decided_on_time(),
          .by_rule = cell.by_rule(),
          .withdrawn = cell.withdrawn(),
          .ends = cell.ends(),
          .ends_at_home = cell.ends_at_home(),
          .ends_unknown = cell.ends_unknown(),
          .ends_moved = cell.ends_moved()};
}

DatedLine DatedOf(const v1::DatedCell& cell) {
  return {.kind = cell.kind(),
          .month = cell.month(),
          .day = cell.day(),
          .count = cell.count()};
}

v1::PackageCells CountPackage(const Evidence& evidence,
                              const std::vector<v1::StepDown>& judged) {
  Months months;
  std::map<int32_t, int32_t> open;
  CountSteps(evidence.package, months);
  for (const v1::StepDown& step : judged) {
    const int32_t last = DayOf(step.last_date());
    if (last != 0) CountJudged(step, months[MonthIndex(last)]);
  }
  CountLooks(evidence, months, open);
  CountEnds(evidence, months);
  v1::PackageCells cells;
  cells.set_name(evidence.package.name());
  cells.set_contract(evidence.package.contract());
  cells.set_person(evidence.package.person());
  for (auto& [month, cell] : months) {
    cell.set_month(month);
    *cells.add_step_downs() = std::move(cell);
  }
  for (const auto& [day, count] : open) {
    v1::DatedCell& dated = *cells.add_dated();
    dated.set_kind(v1::DatedCell::DATED_OPEN_LOOK);
    dated.set_month(MonthIndex(day));
    dated.set_day(day);
    dated.set_count(count);
  }
  return cells;
}

}  // namespace tidemark::monitoring
