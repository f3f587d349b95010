// Levels of support over time: what is a step down, and when to look back on
// it.
//
//   if (IsStepDown(package.levels(0), package.levels(1))) ...
//   for (const DueCheckBack& due : DueCheckBacks(package, schedule)) ...
//
// Nothing here reads or writes anything. Packages are as stored: their dates
// exist and are in order.

#ifndef TIDEMARK_SERVICES_ENABLEMENT_LEVELS_H_
#define TIDEMARK_SERVICES_ENABLEMENT_LEVELS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "common/type/date.h"
#include "common/type/working_days.h"
#include "tidemark/enablement/v1/package.pb.h"
#include "tidemark/type/v1/date.pb.h"

namespace tidemark::enablement {

// How many days after a step-down or an exit to less support it is looked back
// on, in order, and on which days somebody is there to do it. By default after
// two, six and twelve weeks, on England's working days.
struct CheckBackSchedule {
  std::vector<int> days = {14, 42, 84};
  type::WorkingCalendar calendar = {};
};

// A look back that a package's past asks for.
struct DueCheckBack {
  // The last segment of its name, for example `2025-06-01-d14`.
  std::string id;
  // The day of the step-down or exit.
  type::Date step_date;
  // When to look: so many days later, or the first working day after that.
  type::Date due_date;
};

// The day that a stored date names.
type::Date DayOf(const type::v1::Date& date);

// The minutes a week that all who give the support spend on it:
// `weekly_minutes`, times `people_per_visit` where that is more than one.
int64_t PersonMinutes(const v1::SupportLevel& level);

// The same for a step of a plan. Where it does not say how many give the
// support, that is as many as in `actual` (null: one).
int64_t PersonMinutes(const v1::Package::PlannedStep& step,
                      const v1::SupportLevel* actual);

// The level that is in force on `day`, whether the package is paused or not;
// null before the first.
const v1::SupportLevel* LevelOn(const v1::Package& package, type::Date day);

// What the plan has for `day`; null if nothing yet.
const v1::Package::PlannedStep* PlannedOn(const v1::Package& package,
                                          type::Date day);

// Whether going from `before` to `after` is a step down: fewer
// `PersonMinutes`. Cost and the number of visits do not count, so the same
// support at a lower price is none, and two people becoming one is.
bool IsStepDown(const v1::SupportLevel& before, const v1::SupportLevel& after);

// Whether what comes after a package is less support than the package was: no
// support, universal services or low-level support. An exit to it is looked
// back on.
bool IsLessSupport(v1::Package::Sequel sequel);

// The days on which the support stepped down or ended, ends that did not last
// included, in order, each once.
std::vector<type::Date> StepDays(const v1::Package& package);

// Those of `StepDays` that are looked back on: step-downs, and exits to less
// support; none once the person has died, and none of client-level data, which
// tells of them months later.
std::vector<type::Date> LookBackDays(const v1::Package& package);

// The check-backs of a step on `step`.
std::vector<DueCheckBack> DueCheckBacksOf(type::Date step,
                                          const CheckBackSchedule& schedule);

// The check-backs that `LookBackDays` ask for, in the order of their steps and
// due dates, each once.
std::vector<DueCheckBack> DueCheckBacks(const v1::Package& package,
                                        const CheckBackSchedule& schedule);

}  // namespace tidemark::enablement

#endif  // TIDEMARK_SERVICES_ENABLEMENT_LEVELS_H_
