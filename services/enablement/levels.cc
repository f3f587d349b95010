#include "services/enablement/levels.h"

#include <algorithm>
#include <utility>

#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/repeated_field.h"

namespace tidemark::enablement {
namespace {

void AddStepDowns(const v1::Package& package,
                  absl::btree_set<type::Date>& days) {
  for (int i = 1; i < package.levels_size(); ++i) {
    if (IsStepDown(package.levels(i - 1), package.levels(i))) {
      days.insert(DayOf(package.levels(i).from_date()));
    }
  }
}

// The last of `items`, in order, that begins by `day`; null if none does.
template <typename Item>
const Item* LastFrom(const google::protobuf::RepeatedPtrField<Item>& items,
                     type::Date day) {
  const Item* last = nullptr;
  for (const Item& item : items) {
    if (DayOf(item.from_date()) > day) break;
    last = &item;
  }
  return last;
}

}  // namespace

type::Date DayOf(const type::v1::Date& date) {
  return type::Date(date.year(), date.month(), date.day());
}

int64_t PersonMinutes(const v1::SupportLevel& level) {
  return int64_t{level.weekly_minutes()} *
         std::max<int64_t>(1, level.people_per_visit());
}

int64_t PersonMinutes(const v1::Package::PlannedStep& step,
                      const v1::SupportLevel* actual) {
  int people = step.people_per_visit();
  if (people == 0 && actual != nullptr) people = actual->people_per_visit();
  return int64_t{step.weekly_minutes()} * std::max(1, people);
}

const v1::SupportLevel* LevelOn(const v1::Package& package, type::Date day) {
  return LastFrom(package.levels(), day);
}

const v1::Package::PlannedStep* PlannedOn(const v1::Package& package,
                                          type::Date day) {
  return LastFrom(package.plan(), day);
}

bool IsStepDown(const v1::SupportLevel& before, const v1::SupportLevel& after) {
  return PersonMinutes(after) < PersonMinutes(before);
}

bool IsLessSupport(v1::Package::Sequel sequel) {
  return sequel == v1::Package::SEQUEL_NO_SUPPORT ||
         sequel == v1::Package::SEQUEL_UNIVERSAL_SERVICES ||
         sequel == v1::Package::SEQUEL_LOW_LEVEL_SUPPORT;
}

std::vector<type::Date> StepDays(const v1::Package& package) {
  absl::btree_set<type::Date> days;
  AddStepDowns(package, days);
  for (const v1::Package::Reopening& reopening : package.reopenings()) {
    days.insert(DayOf(reopening.end_date()));
  }
  if (package.has_end_date()) days.insert(DayOf(package.end_date()));
  return {days.begin(), days.end()};
}

std::vector<type::Date> LookBackDays(const v1::Package& package) {
  if (package.sequel() == v1::Package::SEQUEL_DIED ||
      package.origin() == v1::Package::ORIGIN_CLIENT_LEVEL_DATA) {
    return {};
  }
  absl::btree_set<type::Date> steps;
  AddStepDowns(package, steps);
  for (const v1::Package::Reopening& reopening : package.reopenings()) {
    if (IsLessSupport(reopening.sequel())) {
      steps.insert(DayOf(reopening.end_date()));
    }
  }
  if (package.has_end_date() && IsLessSupport(package.sequel())) {
    steps.insert(DayOf(package.end_date()));
  }
  return {steps.begin(), steps.end()};
}

std::vector<DueCheckBack> DueCheckBacksOf(type::Date step,
                                          const CheckBackSchedule& schedule) {
  std::vector<DueCheckBack> due;
  due.reserve(schedule.days.size());
  for (const int days : schedule.days) {
    due.push_back(
        {.id = absl::StrCat(type::FormatIsoDate(step), "-d", days),
         .step_date = step,
         .due_date = schedule.calendar.NextWorkingDayOnOrAfter(step + days)});
  }
  return due;
}

std::vector<DueCheckBack> DueCheckBacks(const v1::Package& package,
                                        const CheckBackSchedule& schedule) {
  std::vector<DueCheckBack> all;
  for (const type::Date step : LookBackDays(package)) {
    for (DueCheckBack& due : DueCheckBacksOf(step, schedule)) {
      all.push_back(std::move(due));
    }
  }
  return all;
}

}  // namespace tidemark::enablement
