#include "services/enablement/episode_rules.h"

#include <algorithm>
#include <optional>

#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"

#include "common/proto/names.h"
#include "common/type/date.h"
#include "services/enablement/episode_clock.h"
#include "services/enablement/fault_paths.h"
#include "services/enablement/levels.h"

namespace tidemark::enablement {
namespace {

using ::google::protobuf::RepeatedPtrField;
using ::tidemark::type::Date;
using ::tidemark::type::FormatIsoDate;
using v1::Package;
using Extension = v1::Package::Extension;

// Whether `date` is unset or a day.
bool IsDayIfSet(const type::v1::Date& date) {
  return !type::IsSet(date) || type::FromProto(date).ok();
}

// Whether the clocks of `package` can be read, its extensions apart.
bool HasClocks(const Package& package) {
  if (!type::FromProto(package.start_date()).ok() ||
      !type::FromProto(package.time_limit_date()).ok()) {
    return false;
  }
  for (const Package::Pause& pause : package.pauses()) {
    if (!type::FromProto(pause.start_date()).ok() ||
        !IsDayIfSet(pause.end_date())) {
      return false;
    }
  }
  for (const Package::Reopening& reopening : package.reopenings()) {
    if (!type::FromProto(reopening.end_date()).ok() ||
        !type::FromProto(reopening.reopen_date()).ok()) {
      return false;
    }
  }
  return true;
}

// The package as it was when its last extension was decided, on `decided`, as
// far as the clocks go.
Package BeforeLastExtension(const Package& package,
                            std::optional<Date> decided) {
  Package before = package;
  before.mutable_extensions()->RemoveLast();
  if (!decided) return before;
  auto& pauses = *before.mutable_pauses();
  while (!pauses.empty() && DayOf(pauses.rbegin()->start_date()) >= *decided) {
    pauses.RemoveLast();
  }
  auto& reopenings = *before.mutable_reopenings();
  while (!reopenings.empty() &&
         DayOf(reopenings.rbegin()->end_date()) >= *decided) {
    reopenings.RemoveLast();
  }
  return before;
}

void CheckOrder(const Package& before, std::optional<Date> end,
                std::optional<Date> decided, Date period_end,
                absl::string_view field, Faults& faults) {
  if (end && *end <= period_end) {
    faults.Add({.field = Join(field, "end_date"),
                .code = "EXTENSION_ORDER",
                .message = absl::StrCat(
                    "must be after ", FormatIsoDate(period_end),
                    ", when the specified period ends already; is ",
                    FormatIsoDate(*end))});
  }
  Date earliest = DayOf(before.start_date());
  if (!before.extensions().empty()) {
    earliest = DayOf(before.extensions().rbegin()->decision_date());
  }
  if (decided && *decided < earliest) {
    faults.Add({.field = Join(field, "decision_date"),
                .code = "EXTENSION_ORDER",
                .message = absl::StrCat(
                    "must not be before ", FormatIsoDate(earliest),
                    ", when the package began or was extended before; is ",
                    FormatIsoDate(*decided))});
  }
}

// The first day for which an extension may be charged, and why.
void CheckChargedFrom(const Package& before, const EpisodeClock& clock,
                      Date charged_from, std::optional<Date> end,
                      absl::string_view field, Faults& faults) {
  const Date free_until = std::max(clock.six_weeks_end, clock.free_until);
  const Extension* const last =
      before.extensions().empty() ? nullptr : &*before.extensions().rbegin();
  if (last != nullptr && last->has_charged_from()) {
    const Date already = DayOf(last->charged_from());
    if (charged_from == already) return;
    faults.Add({.field = Join(field, "charged_from"),
                .code = "CHARGED_ALREADY",
                .message = absl::StrCat("must be ", FormatIsoDate(already),
                                        ", from when the extension before is "
                                        "charged; is ",
                                        FormatIsoDate(charged_from))});
  } else if (charged_from <= free_until) {
    faults.Add({.field = Join(field, "charged_from"),
                .code = "CHARGED_WHILE_FREE",
                .message = absl::StrCat(
                    "must be after ", FormatIsoDate(free_until),
                    ": the first six weeks, and what was left free before, "
                    "are not charged; is ",
                    FormatIsoDate(charged_from))});
  } else if (end && charged_from > *end) {
    faults.Add(
        {.field = Join(field, "charged_from"),
         .code = "CHARGED_AFTER_END",
         .message = absl::StrCat("must not be after ", FormatIsoDate(*end),
                                 ", when the period now ends; is ",
                                 FormatIsoDate(charged_from))});
  }
}

void CheckCharging(const Package& before, const Extension& extension,
                   const EpisodeClock& clock, std::optional<Date> end,
                   absl::string_view field, Faults& faults) {
  const std::string from_field = Join(field, "charged_from");
  const bool given = type::IsSet(extension.charged_from());
  const bool charged = extension.charging() == Extension::CHARGING_CHARGED;
  if (charged && !given) {
    faults.Add({.field = from_field,
                .code = "CHARGED_FROM_MISSING",
                .message = "must be the first day that is charged for"});
  } else if (!charged && given) {
    faults.Add({.field = from_field,
                .code = "CHARGED_FROM_UNWANTED",
                .message = "must not be set unless the charging is CHARGED"});
  } else if (charged) {
    const std::optional<Date> from =
        type::ReadDate(extension.charged_from(), from_field, faults);
    if (from) CheckChargedFrom(before, clock, *from, end, field, faults);
  } else if (!before.extensions().empty() &&
             before.extensions().rbegin()->has_charged_from()) {
    faults.Add({.field = Join(field, "charging"),
                .code = "CHARGED_ALREADY",
                .message = "must be CHARGED, as the extension before is"});
  }
}

}  // namespace

void CheckGoals(const RepeatedPtrField<std::string>& goals,
                absl::string_view person, absl::string_view path,
                Faults& faults) {
  absl::btree_set<std::string> seen;
  for (int i = 0; i < goals.size(); ++i) {
    const std::string field = Item(path, "goals", i);
    if (!Matches(goals[i], "councils/*/people/*/outcomes/*")) {
      CheckName(field, goals[i], "councils/*/people/*/outcomes/*", "", faults);
    } else if (AncestorOf(goals[i], "councils/*/people/*") != person) {
      faults.Add({.field = field,
                  .code = "GOAL_OF_OTHER_PERSON",
                  .message = "must be an outcome of the package's person"});
    } else if (!seen.insert(goals[i]).second) {
      faults.Add({.field = field,
                  .code = "GOAL_TWICE",
                  .message = "must be there once"});
    }
  }
}

void CheckLastExtension(const Package& package, absl::string_view field,
                        Faults& faults) {
  const Extension& extension = *package.extensions().rbegin();
  if (extension.reason().empty()) AddRequired(Join(field, "reason"), faults);
  if (extension.decided_by().empty()) {
    AddRequired(Join(field, "decided_by"), faults);
  }
  if (extension.charging() == Extension::CHARGING_UNSPECIFIED) {
    AddRequired(Join(field, "charging"), faults);
  }
  const std::optional<Date> end =
      type::ReadDate(extension.end_date(), Join(field, "end_date"), faults);
  const std::optional<Date> decided = type::ReadDate(
      extension.decision_date(), Join(field, "decision_date"), faults);
  const Package before = BeforeLastExtension(package, decided);
  const std::optional<EpisodeClock> clock = ClockOf(before, decided);
  if (!clock || !clock->period_end) return;
  CheckOrder(before, end, decided, *clock->period_end, field, faults);
  CheckCharging(before, extension, *clock, end, field, faults);
}

void CheckExtensions(const Package& package, absl::string_view path,
                     Faults& faults) {
  if (package.extensions().empty()) return;
  if (package.stage() != Package::STAGE_ENABLE ||
      !type::IsSet(package.time_limit_date())) {
    faults.Add({.field = Join(path, "extensions"),
                .code = "NO_SPECIFIED_PERIOD",
                .message = "must be empty, because there is no specified "
                           "period to extend"});
    return;
  }
  if (!HasClocks(package)) return;
  Package so_far = package;
  so_far.clear_extensions();
  for (int i = 0; i < package.extensions_size(); ++i) {
    *so_far.add_extensions() = package.extensions(i);
    const size_t before = faults.size();
    CheckLastExtension(so_far, Item(path, "extensions", i), faults);
    // What follows is counted from this one.
    if (faults.size() > before) return;
  }
}

void FillPeriod(const Terms& terms, Package& package) {
  if (package.has_time_limit_date()) return;
  const v1::EpisodeType* const type = FindType(terms, package.episode_type());
  if (type == nullptr) return;
  *package.mutable_time_limit_date() = type::ToProto(
      DayOf(package.start_date()) + (type->specified_period_days() - 1));
}

void CheckEpisodeType(const Package& package, const Terms& terms,
                      absl::string_view path, Faults& faults) {
  if (package.episode_type().empty()) return;
  const v1::EpisodeType* const type = FindType(terms, package.episode_type());
  if (type == nullptr) {
    faults.Add({.field = Join(path, "episode_type"),
                .code = "EPISODE_TYPE_UNKNOWN",
                .message = "must be reablement-at-home, home-to-assess, "
                           "bridging or a type that the council has set"});
    return;
  }
  if (!package.has_time_limit_date()) return;
  const int days = static_cast<int>(DayOf(package.time_limit_date()) -
                                    DayOf(package.start_date())) +
                   1;
  if (days > type->specified_period_days()) {
    faults.Add({.field = Join(path, "time_limit_date"),
                .code = "TIME_LIMIT_LONG",
                .message = absl::StrCat(
                    "must leave no more than ", type->specified_period_days(),
                    " days, the first and the last counted; leaves ", days,
                    ". A longer period is an extension")});
  }
  if (days < type->shortest_period_days()) {
    faults.Add({.field = Join(path, "time_limit_date"),
                .code = "TIME_LIMIT_SHORT",
                .message = absl::StrCat(
                    "must leave at least ", type->shortest_period_days(),
                    " days, the first and the last counted; leaves ", days)});
  }
}

}  // namespace tidemark::enablement
