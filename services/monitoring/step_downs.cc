#include "services/monitoring/step_downs.h"

#include <optional>

#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/page.h"
#include "common/type/date.h"
#include "services/monitoring/as_of.h"
#include "services/monitoring/cells.h"
#include "services/monitoring/tables.h"

namespace tidemark::monitoring {
namespace {

using v1::StepDown;

// What is asked for, checked.
struct Wanted {
  // The package; empty for all of the council.
  std::string package;
  // The first and last day; 0 for none.
  int32_t from = 0;
  int32_t to = 0;
};

int32_t ReadDay(const type::v1::Date& date, absl::string_view field,
                Faults& faults) {
  if (!type::IsSet(date)) return 0;
  const std::optional<type::Date> day = type::ReadDate(date, field, faults);
  return day ? DayOf(*day) : 0;
}

absl::StatusOr<Wanted> Read(const v1::ListStepDownsRequest& request,
                            type::Date today) {
  Faults faults;
  CheckAsOf(request, today, faults);
  CheckName("parent", request.parent(), "councils/*/packages/*", "", faults);
  const absl::string_view council = CouncilOf(request.parent());
  const auto check = [&](const char* field, const std::string& name,
                         const char* pattern) {
    if (!name.empty()) CheckName(field, name, pattern, council, faults);
  };
  check("provider", request.provider(), "councils/*/providers/*");
  check("contract", request.contract(), "councils/*/contracts/*");
  check("person", request.person(), "councils/*/people/*");
  Wanted wanted = {.package = request.parent(),
                   .from = ReadDay(request.from_date(), "from_date", faults),
                   .to = ReadDay(request.to_date(), "to_date", faults)};
  if (IdOf(request.parent()) == absl::string_view(kAnyId)) {
    wanted.package.clear();
  }
  if (wanted.from != 0 && wanted.to != 0 && wanted.to < wanted.from) {
    faults.Add({.field = "to_date",
                .code = "END_BEFORE_START",
                .message = "must not be before from_date"});
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  return wanted;
}

bool Lacks(const StepDown::Condition& condition) {
  return condition.state() != StepDown::STATE_HOLDS;
}

// Whether the step-down lacks what is asked for. One that figures leave out
// lacks nothing that matters.
bool Lacks(const StepDown& step, v1::Lacking lacking) {
  if (lacking == v1::LACKING_UNSPECIFIED) return true;
  if (step.standing() != StepDown::STANDING_LACKING &&
      step.standing() != StepDown::STANDING_FAILED) {
    return false;
  }
  switch (lacking) {
    case v1::LACKING_GOALS:
      return Lacks(step.goals());
    case v1::LACKING_AGREEMENT:
      return Lacks(step.agreement());
    case v1::LACKING_CHECK_BACK:
      return Lacks(step.check_back());
    default:
      return true;
  }
}

bool IsIn(const std::string& wanted, const std::string& name) {
  return wanted.empty() || wanted == name;
}

}  // namespace

absl::StatusOr<v1::ListStepDownsResponse> StepDowns::ListStepDowns(
    const rpc::Call&, const v1::ListStepDownsRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const Wanted wanted,
                            Read(request, views_.Now().today));
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  TIDEMARK_ASSIGN_OR_RETURN(const View view, views_.For(request));
  const auto accepts = [&](const StepDown& step) {
    const int32_t last = DayOf(step.last_date());
    return IsIn(wanted.package, step.package()) &&
           IsIn(request.provider(), step.provider()) &&
           IsIn(request.contract(), step.contract()) &&
           IsIn(request.person(), step.person()) &&
           (wanted.from == 0 || last >= wanted.from) &&
           (wanted.to == 0 || last <= wanted.to) &&
           Lacks(step, request.lacking());
  };
  const store::Snapshot snapshot(*view.db);
  const size_t limit = rpc::PageSize(request.page_size());
  const auto by = [&](const store::Index<StepDown>& index,
                      const std::string& key) {
    return kStepDowns.ListIndex(snapshot, index, key, start, limit, accepts);
  };
  // Whatever narrows it most.
  absl::StatusOr<store::Page<StepDown>> page =
      !wanted.package.empty()
          ? kStepDowns.List(snapshot,
                            absl::StrCat(wanted.package, "/stepDowns/"), start,
                            limit, accepts)
      : !request.person().empty() ? by(kStepDownsByPerson, request.person())
      : !request.contract().empty()
          ? by(kStepDownsByContract, request.contract())
      : !request.provider().empty()
          ? by(kStepDownsByProvider, request.provider())
          : kStepDowns.List(
                snapshot,
                absl::StrCat(CouncilOf(request.parent()), "/packages/"), start,
                limit, accepts);
  TIDEMARK_RETURN_IF_ERROR(page.status());
  v1::ListStepDownsResponse response;
  for (StepDown& step : page->messages) {
    *response.add_step_downs() = std::move(step);
  }
  response.set_next_page_token(rpc::NextPageToken(request, page->next));
  TIDEMARK_RETURN_IF_ERROR(SetAsOf(request, snapshot, clock_, response));
  return response;
}

absl::StatusOr<StepDown> StepDowns::GetStepDown(
    const rpc::Call&, const v1::GetStepDownRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const View view, views_.For(request));
  return kStepDowns.Get(store::Snapshot(*view.db), request.name());
}

absl::StatusOr<std::vector<std::string>> StepDowns::ProvidersOf(
    absl::string_view name) const {
  const View view = views_.Now();
  TIDEMARK_ASSIGN_OR_RETURN(const StepDown step,
                            kStepDowns.Get(store::Snapshot(*view.db), name));
  return std::vector<std::string>{step.provider()};
}

}  // namespace tidemark::monitoring
