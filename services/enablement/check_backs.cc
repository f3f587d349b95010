#include "services/enablement/check_backs.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/enablement/episode_clock.h"
#include "services/enablement/levels.h"
#include "services/enablement/tables.h"

namespace tidemark::enablement {
namespace {

constexpr char kCollection[] = "checkBacks";

using DaySet = absl::btree_set<type::Date>;

DaySet SetOf(const std::vector<type::Date>& days) {
  return DaySet(days.begin(), days.end());
}

// Those of `days` that `others` do not have.
DaySet Without(const DaySet& days, const DaySet& others) {
  DaySet rest;
  for (const type::Date day : days) {
    if (!others.contains(day)) rest.insert(day);
  }
  return rest;
}

bool Died(const v1::Package& package) {
  return package.sequel() == v1::Package::SEQUEL_DIED;
}

// Removes the open check-backs of `package` that `gone` accepts.
absl::Status RemoveOpen(
    store::Transaction& txn, absl::string_view package,
    absl::FunctionRef<bool(const v1::CheckBack& check_back)> gone) {
  std::vector<std::string> names;
  TIDEMARK_RETURN_IF_ERROR(
      kCheckBacks.Scan(txn, absl::StrCat(package, "/", kCollection, "/"), "",
                       [&](const v1::CheckBack& check_back) {
                         if (IsOpen(check_back) && gone(check_back)) {
                           names.push_back(check_back.name());
                         }
                         return true;
                       }));
  for (const std::string& name : names) {
    TIDEMARK_RETURN_IF_ERROR(kCheckBacks.Delete(txn, name));
  }
  return absl::OkStatus();
}

// Whether any package of the person of `package` ended with their death.
absl::StatusOr<bool> PersonDied(const store::Transaction& txn,
                                const v1::Package& package) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      kPackages.Lookup(txn, kPackagesByPerson, package.person()));
  for (const std::string& name : names) {
    if (name == package.name()) continue;
    TIDEMARK_ASSIGN_OR_RETURN(const v1::Package other,
                              kPackages.Get(txn, name));
    if (Died(other)) return true;
  }
  return Died(package);
}

absl::Status RemoveAllOf(store::Transaction& txn, absl::string_view person) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<std::string> names,
                            kPackages.Lookup(txn, kPackagesByPerson, person));
  for (const std::string& name : names) {
    TIDEMARK_RETURN_IF_ERROR(
        RemoveOpen(txn, name, [](const v1::CheckBack&) { return true; }));
  }
  return absl::OkStatus();
}

// Stores the check-backs of the steps on `days`.
absl::Status Schedule(store::Transaction& txn,
                      const CheckBackSchedule& schedule, const DaySet& days,
                      const v1::Package& package) {
  for (const type::Date day : days) {
    for (const DueCheckBack& due : DueCheckBacksOf(day, schedule)) {
      v1::CheckBack check_back;
      check_back.set_name(NameIn(package.name(), kCollection, due.id));
      *check_back.mutable_step_date() = type::ToProto(due.step_date);
      *check_back.mutable_due_date() = type::ToProto(due.due_date);
      check_back.set_provider(package.provider());
      TIDEMARK_ASSIGN_OR_RETURN(const std::optional<v1::CheckBack> there,
                                kCheckBacks.Find(txn, check_back.name()));
      if (there) continue;
      TIDEMARK_RETURN_IF_ERROR(
          kCheckBacks.Insert(txn, std::move(check_back)).status());
    }
  }
  return absl::OkStatus();
}

// Whether the check-back was scheduled by the step, not by somebody.
bool IsOfStep(const v1::CheckBack& check_back) {
  return absl::StartsWith(
      IdOf(check_back.name()),
      absl::StrCat(type::FormatIsoDate(DayOf(check_back.step_date())), "-d"));
}

}  // namespace

absl::Status FollowSteps(store::Transaction& txn,
                         const CheckBackSchedule& schedule,
                         const v1::Package* before, const v1::Package& after) {
  if (Died(after) && (before == nullptr || !Died(*before))) {
    return RemoveAllOf(txn, after.person());
  }
  DaySet asked;
  DaySet stepped;
  if (before != nullptr) {
    asked = SetOf(LookBackDays(*before));
    stepped = SetOf(StepDays(*before));
  }
  const DaySet asked_now = SetOf(LookBackDays(after));
  const DaySet added = Without(asked_now, asked);
  if (!added.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const bool died, PersonDied(txn, after));
    if (!died) {
      TIDEMARK_RETURN_IF_ERROR(Schedule(txn, schedule, added, after));
    }
  }
  const DaySet unasked = Without(asked, asked_now);
  const DaySet gone = Without(stepped, SetOf(StepDays(after)));
  if (unasked.empty() && gone.empty()) return absl::OkStatus();
  return RemoveOpen(txn, after.name(), [&](const v1::CheckBack& check_back) {
    const type::Date step = DayOf(check_back.step_date());
    return gone.contains(step) ||
           (unasked.contains(step) && IsOfStep(check_back));
  });
}

absl::StatusOr<v1::Package> StoreMoved(store::Transaction& txn,
                                       const CheckBackSchedule& schedule,
                                       const v1::Package& before,
                                       v1::Package after) {
  if (store::RecordTable::SameContent(before, after)) return before;
  SetClocks(after);
  TIDEMARK_RETURN_IF_ERROR(FollowSteps(txn, schedule, &before, after));
  return kPackages.Update(txn, std::move(after));
}

void CheckCheckBack(const v1::CheckBack& check_back, const v1::Package& package,
                    Faults& faults) {
  const std::optional<type::Date> step =
      type::ReadDate(check_back.step_date(), "check_back.step_date", faults);
  const std::optional<type::Date> due =
      type::ReadDate(check_back.due_date(), "check_back.due_date", faults);
  if (step) {
    const std::vector<type::Date> days = StepDays(package);
    if (std::find(days.begin(), days.end(), *step) == days.end()) {
      faults.Add({.field = "check_back.step_date",
                  .code = "NO_STEP",
                  .message = absl::StrCat(
                      "must be a day on which the support stepped down or "
                      "ended; is ",
                      type::FormatIsoDate(*step))});
    }
  }
  if (step && due && *due <= *step) {
    faults.Add(
        {.field = "check_back.due_date",
         .code = "DUE_ORDER",
         .message = absl::StrCat("must be after ", type::FormatIsoDate(*step),
                                 ", the day it looks back on; is ",
                                 type::FormatIsoDate(*due))});
  }
}

void CheckFinding(const v1::RecordCheckBackRequest& request,
                  const v1::CheckBack& check_back, type::Date today,
                  Faults& faults) {
  if (request.result() == v1::CheckBack::RESULT_UNSPECIFIED) {
    faults.Add(
        {.field = "result", .code = "REQUIRED", .message = "must be set"});
  }
  if (request.has_reopen() &&
      request.result() != v1::CheckBack::RESULT_SLIPPED &&
      request.result() != v1::CheckBack::RESULT_RETURNED) {
    faults.Add({.field = "reopen",
                .code = "REOPEN_UNFIT",
                .message = "must not be set unless the result is SLIPPED or "
                           "RETURNED"});
  }
  const std::optional<type::Date> checked =
      type::ReadDate(request.check_date(), "check_date", faults);
  if (!checked) return;
  const type::Date step = DayOf(check_back.step_date());
  if (*checked < step) {
    faults.Add({.field = "check_date",
                .code = "CHECK_DATE_ORDER",
                .message = absl::StrCat("must not be before ",
                                        type::FormatIsoDate(step),
                                        ", the day it looks back on; is ",
                                        type::FormatIsoDate(*checked))});
  }
  if (*checked > today) {
    faults.Add({.field = "check_date",
                .code = "CHECK_DATE_AHEAD",
                .message = absl::StrCat("must not be after today, ",
                                        type::FormatIsoDate(today), "; is ",
                                        type::FormatIsoDate(*checked))});
  }
}

}  // namespace tidemark::enablement
