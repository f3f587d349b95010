#include "services/enablement/check_backs.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/enablement/levels.h"
#include "services/enablement/tables.h"

namespace tidemark::enablement {
namespace {

constexpr char kCollection[] = "checkBacks";

}  // namespace

absl::Status FollowSteps(store::Transaction& txn, const v1::Package* before,
                         const v1::Package& after) {
  // What `before` asked for and `after` does not, once the loops are done.
  absl::btree_set<std::string> gone_ids;
  absl::btree_set<type::Date> gone_days;
  if (before != nullptr) {
    for (DueCheckBack& due : DueCheckBacks(*before)) {
      gone_ids.insert(std::move(due.id));
    }
    const std::vector<type::Date> days = StepDays(*before);
    gone_days.insert(days.begin(), days.end());
  }
  for (const type::Date day : StepDays(after)) gone_days.erase(day);
  for (const DueCheckBack& due : DueCheckBacks(after)) {
    if (gone_ids.erase(due.id) > 0) continue;
    v1::CheckBack check_back;
    check_back.set_name(NameIn(after.name(), kCollection, due.id));
    *check_back.mutable_step_date() = type::ToProto(due.step_date);
    *check_back.mutable_due_date() = type::ToProto(due.due_date);
    check_back.set_provider(after.provider());
    TIDEMARK_ASSIGN_OR_RETURN(const std::optional<v1::CheckBack> there,
                              kCheckBacks.Find(txn, check_back.name()));
    if (there) continue;
    TIDEMARK_RETURN_IF_ERROR(
        kCheckBacks.Insert(txn, std::move(check_back)).status());
  }
  if (gone_ids.empty() && gone_days.empty()) return absl::OkStatus();

  std::vector<std::string> gone;
  TIDEMARK_RETURN_IF_ERROR(kCheckBacks.Scan(
      txn, absl::StrCat(after.name(), "/", kCollection, "/"), "",
      [&](const v1::CheckBack& check_back) {
        if (IsOpen(check_back) &&
            (gone_ids.contains(std::string(IdOf(check_back.name()))) ||
             gone_days.contains(DayOf(check_back.step_date())))) {
          gone.push_back(check_back.name());
        }
        return true;
      }));
  for (const std::string& name : gone) {
    TIDEMARK_RETURN_IF_ERROR(kCheckBacks.Delete(txn, name));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Package> StoreMoved(store::Transaction& txn,
                                       const v1::Package& before,
                                       v1::Package after) {
  if (store::RecordTable::SameContent(before, after)) return before;
  TIDEMARK_RETURN_IF_ERROR(FollowSteps(txn, &before, after));
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
