#include "services/enablement/levels.h"

#include <algorithm>

#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"

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

}  // namespace

type::Date DayOf(const type::v1::Date& date) {
  return type::Date(date.year(), date.month(), date.day());
}

int64_t PersonMinutes(const v1::SupportLevel& level) {
  return int64_t{level.weekly_minutes()} *
         std::max<int64_t>(1, level.people_per_visit());
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

std::vector<DueCheckBack> DueCheckBacks(const v1::Package& package) {
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
  std::vector<DueCheckBack> due;
  for (const type::Date step : steps) {
    for (const int days : kCheckBackDays) {
      due.push_back({.id = absl::StrCat(type::FormatIsoDate(step), "-d", days),
                     .step_date = step,
                     .due_date = step + days});
    }
  }
  return due;
}

}  // namespace tidemark::enablement
