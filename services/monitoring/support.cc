#include "services/monitoring/support.h"

#include <algorithm>

#include "services/monitoring/cells.h"

namespace tidemark::monitoring {

using enablement::v1::Package;
using enablement::v1::SupportLevel;

int64_t PersonMinutes(const SupportLevel& level) {
  return int64_t{level.weekly_minutes()} *
         std::max(1, level.people_per_visit());
}

std::optional<Support> SupportOn(const Package& package, int32_t day) {
  if (day < DayOf(package.start_date())) return std::nullopt;
  if (package.has_end_date() && day > DayOf(package.end_date())) {
    return std::nullopt;
  }
  for (const Package::Reopening& gap : package.reopenings()) {
    if (day > DayOf(gap.end_date()) && day < DayOf(gap.reopen_date())) {
      return std::nullopt;
    }
  }
  Support support;
  for (const SupportLevel& level : package.levels()) {
    if (DayOf(level.from_date()) > day) break;
    support = {.minutes = PersonMinutes(level),
               .cost_pence = level.weekly_cost_pence()};
  }
  return support;
}

bool IsLessSupport(Package::Sequel sequel) {
  return sequel == Package::SEQUEL_NO_SUPPORT ||
         sequel == Package::SEQUEL_UNIVERSAL_SERVICES ||
         sequel == Package::SEQUEL_LOW_LEVEL_SUPPORT;
}

Package CopyOf(const Package& package) {
  Package copy;
  copy.set_name(package.name());
  copy.set_person(package.person());
  copy.set_contract(package.contract());
  copy.set_provider(package.provider());
  copy.set_stage(package.stage());
  copy.set_service_type(package.service_type());
  copy.set_location(package.location());
  *copy.mutable_goals() = package.goals();
  *copy.mutable_start_date() = package.start_date();
  for (const SupportLevel& level : package.levels()) {
    SupportLevel& kept = *copy.add_levels();
    *kept.mutable_from_date() = level.from_date();
    kept.set_weekly_minutes(level.weekly_minutes());
    kept.set_weekly_cost_pence(level.weekly_cost_pence());
    kept.set_people_per_visit(level.people_per_visit());
    kept.set_agreement(level.agreement());
  }
  if (package.has_end_date()) *copy.mutable_end_date() = package.end_date();
  copy.set_sequel(package.sequel());
  copy.set_exit_agreement(package.exit_agreement());
  for (const Package::Reopening& reopening : package.reopenings()) {
    Package::Reopening& kept = *copy.add_reopenings();
    *kept.mutable_end_date() = reopening.end_date();
    kept.set_sequel(reopening.sequel());
    *kept.mutable_reopen_date() = reopening.reopen_date();
    kept.set_exit_agreement(reopening.exit_agreement());
  }
  return copy;
}

}  // namespace tidemark::monitoring
