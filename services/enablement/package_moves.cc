#include "services/enablement/package_moves.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/type/date.h"
#include "services/enablement/episode_rules.h"
#include "services/enablement/levels.h"
#include "services/enablement/package_rules.h"

namespace tidemark::enablement {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using ::tidemark::type::Date;
using ::tidemark::type::FormatIsoDate;
using Package = v1::Package;

// What to do instead about a package in each state; null if the move is
// allowed in it.
struct Allowed {
  const char* if_active = nullptr;
  const char* if_paused = nullptr;
  const char* if_ended = nullptr;
};

absl::Status CheckState(const Package& package, const Allowed& allowed) {
  const char* advice = "it cannot be changed";
  switch (package.state()) {
    case Package::STATE_ACTIVE:
      advice = allowed.if_active;
      break;
    case Package::STATE_PAUSED:
      advice = allowed.if_paused;
      break;
    case Package::STATE_ENDED:
      advice = allowed.if_ended;
      break;
    default:
      break;
  }
  if (advice == nullptr) return absl::OkStatus();
  const std::string state =
      Package::State_Name(package.state()).substr(sizeof("STATE_") - 1);
  return Error(absl::StatusCode::kFailedPrecondition, "PACKAGE_STATE",
               absl::StrCat(package.name(), " is ", state, "; ", advice),
               {{"name", package.name()}, {"state", state}});
}

void CheckRoom(int size, int most, absl::string_view field, Faults& faults) {
  if (size < most) return;
  faults.Add(
      {.field = std::string(field),
       .code = "TOO_MANY",
       .message = absl::StrCat("must not be added: the package has ", most,
                               " already, which is the most; "
                               "end it and begin another one")});
}

std::optional<Date> LastReopened(const Package& package) {
  if (package.reopenings().empty()) return std::nullopt;
  return DayOf(package.reopenings().rbegin()->reopen_date());
}

// Drops what was to begin after `end` and ends on it what lasts longer.
void CutAfter(const type::v1::Date& end, Package& package) {
  const Date last = DayOf(end);
  auto& levels = *package.mutable_levels();
  while (levels.size() > 1 && DayOf(levels.rbegin()->from_date()) > last) {
    levels.RemoveLast();
  }
  auto& pauses = *package.mutable_pauses();
  while (!pauses.empty() && DayOf(pauses.rbegin()->start_date()) > last) {
    pauses.RemoveLast();
  }
  if (pauses.empty()) return;
  Package::Pause& pause = *pauses.rbegin();
  if (!pause.has_end_date() || DayOf(pause.end_date()) > last) {
    *pause.mutable_end_date() = end;
  }
}

}  // namespace

absl::StatusOr<Package> Apply(Package package,
                              const v1::PlanStepDownRequest& request,
                              absl::string_view /*caller*/) {
  TIDEMARK_RETURN_IF_ERROR(CheckState(
      package, {.if_ended = "reopen it before planning, if support goes on"}));
  Faults faults;
  CheckPlan(request.plan(), DayOf(package.start_date()), "", faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  *package.mutable_plan() = request.plan();
  return package;
}

absl::StatusOr<Package> Apply(Package package,
                              const v1::ChangeLevelRequest& request,
                              absl::string_view caller) {
  TIDEMARK_RETURN_IF_ERROR(
      CheckState(package, {.if_paused = "resume it before changing its level",
                           .if_ended = "reopen it before changing its level"}));
  Faults faults;
  const std::optional<Date> from =
      type::ReadDate(request.level().from_date(), "level.from_date", faults);
  CheckAgreed(request.level(), "level", faults);
  const v1::SupportLevel& now = *package.levels().rbegin();
  const Date began = DayOf(now.from_date());
  if (from == began && SameLevel(request.level(), now)) return package;
  if (from && *from < began) {
    faults.Add({.field = "level.from_date",
                .code = "LEVEL_ORDER",
                .message = absl::StrCat("must be after ", FormatIsoDate(began),
                                        ", when the last level began; is ",
                                        FormatIsoDate(*from))});
  }
  if (from == began) {
    faults.Add({.field = "level.from_date",
                .code = "LEVEL_SAME_DAY",
                .message = absl::StrCat(
                    "must be after ", FormatIsoDate(began),
                    ", when another level began; to correct that one, store "
                    "the package again with BatchUpsertPackages")});
  }
  if (from) CheckSupported(package, *from, "level.from_date", faults);
  CheckRoom(package.levels_size(), kMaxLevels, "level", faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  v1::SupportLevel& level = *package.add_levels();
  level = request.level();
  level.set_recorded_by(std::string(caller));
  return package;
}

absl::StatusOr<Package> Apply(Package package,
                              const v1::PausePackageRequest& request,
                              absl::string_view /*caller*/) {
  TIDEMARK_RETURN_IF_ERROR(
      CheckState(package, {.if_paused = "resume it before pausing it again",
                           .if_ended = "there is no support to pause"}));
  Faults faults;
  const std::optional<Date> start =
      type::ReadDate(request.start_date(), "start_date", faults);
  Date earliest = DayOf(package.start_date());
  if (const auto reopened = LastReopened(package)) earliest = *reopened;
  if (!package.pauses().empty()) {
    earliest =
        std::max(earliest, DayOf(package.pauses().rbegin()->end_date()) + 1);
  }
  if (start && *start < earliest) {
    faults.Add(
        {.field = "start_date",
         .code = "PAUSE_ORDER",
         .message = absl::StrCat("must not be before ", FormatIsoDate(earliest),
                                 ", since when support is given; is ",
                                 FormatIsoDate(*start))});
  }
  CheckRoom(package.pauses_size(), kMaxSpells, "start_date", faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  Package::Pause& pause = *package.add_pauses();
  *pause.mutable_start_date() = request.start_date();
  pause.set_reason(request.reason());
  package.set_state(Package::STATE_PAUSED);
  return package;
}

absl::StatusOr<Package> Apply(Package package,
                              const v1::ResumePackageRequest& request,
                              absl::string_view /*caller*/) {
  TIDEMARK_RETURN_IF_ERROR(
      CheckState(package, {.if_active = "only a paused package resumes",
                           .if_ended = "reopen it if support goes on"}));
  Faults faults;
  const std::optional<Date> resume =
      type::ReadDate(request.resume_date(), "resume_date", faults);
  Package::Pause& pause = *package.mutable_pauses()->rbegin();
  const Date start = DayOf(pause.start_date());
  if (resume && *resume <= start) {
    faults.Add({.field = "resume_date",
                .code = "PAUSE_ORDER",
                .message = absl::StrCat("must be after ", FormatIsoDate(start),
                                        ", when the pause starts; is ",
                                        FormatIsoDate(*resume))});
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  *pause.mutable_end_date() = type::ToProto(*resume - 1);
  package.set_state(Package::STATE_ACTIVE);
  return package;
}

absl::StatusOr<Package> Apply(Package package,
                              const v1::ExitPackageRequest& request,
                              absl::string_view /*caller*/) {
  TIDEMARK_RETURN_IF_ERROR(CheckState(
      package, {.if_ended = "it needs no other exit; reopen it if support "
                            "goes on"}));
  Faults faults;
  const std::optional<Date> end =
      type::ReadDate(request.end_date(), "end_date", faults);
  Date earliest = DayOf(package.start_date());
  if (const auto reopened = LastReopened(package)) earliest = *reopened;
  if (end && *end < earliest) {
    faults.Add({.field = "end_date",
                .code = "END_ORDER",
                .message = absl::StrCat(
                    "must not be before ", FormatIsoDate(earliest),
                    ", when the support began; is ", FormatIsoDate(*end))});
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  CutAfter(request.end_date(), package);
  *package.mutable_end_date() = request.end_date();
  package.set_sequel(request.sequel());
  package.set_end_reason(request.reason());
  package.set_exit_agreement(request.agreement());
  package.set_state(Package::STATE_ENDED);
  return package;
}

absl::StatusOr<Package> Apply(Package package,
                              const v1::SetGoalsRequest& request,
                              absl::string_view /*caller*/) {
  TIDEMARK_RETURN_IF_ERROR(CheckState(
      package, {.if_ended = "reopen it before setting goals, if support goes "
                            "on"}));
  Faults faults;
  CheckGoals(request.goals(), package.person(), "", faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  *package.mutable_goals() = request.goals();
  return package;
}

absl::StatusOr<Package> Apply(Package package,
                              const v1::ExtendPackageRequest& request,
                              absl::string_view /*caller*/) {
  TIDEMARK_RETURN_IF_ERROR(
      CheckState(package, {.if_paused = "its specified period stands still; "
                                        "resume it before extending it",
                           .if_ended = "reopen it if support goes on"}));
  if (package.stage() != Package::STAGE_ENABLE ||
      !package.has_time_limit_date()) {
    return Error(absl::StatusCode::kFailedPrecondition, "NO_SPECIFIED_PERIOD",
                 absl::StrCat(package.name(),
                              " has no specified period that could be "
                              "extended"),
                 {{"name", package.name()}});
  }
  Package::Extension extension = request.extension();
  if (!type::IsSet(extension.charged_from())) extension.clear_charged_from();
  if (!package.extensions().empty() &&
      MessageDifferencer::Equals(*package.extensions().rbegin(), extension)) {
    return package;
  }
  Faults faults;
  CheckRoom(package.extensions_size(), kMaxSpells, "extension", faults);
  *package.add_extensions() = std::move(extension);
  CheckLastExtension(package, "extension", faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  return package;
}

absl::StatusOr<Package> Apply(Package package,
                              const v1::ReopenPackageRequest& request,
                              absl::string_view /*caller*/) {
  TIDEMARK_RETURN_IF_ERROR(
      CheckState(package, {.if_active = "only a package that ended is reopened",
                           .if_paused = "it has not ended; resume it"}));
  Faults faults;
  const std::optional<Date> reopen =
      type::ReadDate(request.reopen_date(), "reopen_date", faults);
  const Date end = DayOf(package.end_date());
  if (reopen && *reopen <= end) {
    faults.Add({.field = "reopen_date",
                .code = "REOPENING_ORDER",
                .message = absl::StrCat("must be after ", FormatIsoDate(end),
                                        ", the day it ended; is ",
                                        FormatIsoDate(*reopen))});
  }
  CheckRoom(package.reopenings_size(), kMaxSpells, "reopen_date", faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  Package::Reopening& reopening = *package.add_reopenings();
  *reopening.mutable_end_date() = package.end_date();
  reopening.set_sequel(package.sequel());
  reopening.set_end_reason(package.end_reason());
  *reopening.mutable_reopen_date() = request.reopen_date();
  reopening.set_reason(request.reason());
  reopening.set_exit_agreement(package.exit_agreement());
  package.clear_end_date();
  package.clear_sequel();
  package.clear_end_reason();
  package.clear_exit_agreement();
  package.set_state(Package::STATE_ACTIVE);
  return package;
}

}  // namespace tidemark::enablement
