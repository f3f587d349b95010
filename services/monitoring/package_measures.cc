#include "services/monitoring/package_measures.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/type/date.h"
#include "services/monitoring/as_of.h"
#include "services/monitoring/cells.h"
#include "services/monitoring/cohorts.h"
#include "services/monitoring/growth_report.h"
#include "services/monitoring/independence_report.h"
#include "services/monitoring/subjects.h"

namespace tidemark::monitoring {
namespace {

using enablement::v1::Package;

absl::StatusOr<GrowthQuestion> Read(
    const v1::GetPackageGrowthRequest& request) {
  Faults faults;
  const Cohort cohort = {.council = request.parent(),
                         .provider = request.provider(),
                         .contract = request.contract(),
                         .stage = request.stage()};
  CheckCohort(cohort, faults);
  const auto from = type::ReadDate(request.from_date(), "from_date", faults);
  const auto to = type::ReadDate(request.to_date(), "to_date", faults);
  if (from && to && *to < *from) {
    faults.Add({.field = "to_date",
                .code = "END_BEFORE_START",
                .message = absl::StrCat("must not be before from_date, ",
                                        type::FormatIsoDate(*from), "; is ",
                                        type::FormatIsoDate(*to))});
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  return GrowthQuestion{.cohort = cohort,
                        .reason = request.support_reason(),
                        .from = DayOf(*from),
                        .to = DayOf(*to),
                        .breakdown = request.breakdown()};
}

// The date, or `otherwise` if it is not set.
std::optional<type::Date> ReadDateOr(const type::v1::Date& date,
                                     std::optional<type::Date> otherwise,
                                     absl::string_view field, Faults& faults) {
  if (!type::IsSet(date)) return otherwise;
  return type::ReadDate(date, field, faults);
}

absl::StatusOr<IndependenceQuestion> Read(
    const v1::GetTimeToIndependenceRequest& request, type::Date today) {
  Faults faults;
  const Cohort cohort = {.council = request.parent(),
                         .provider = request.provider(),
                         .contract = request.contract(),
                         .stage = request.stage() == Package::STAGE_UNSPECIFIED
                                      ? Package::STAGE_ENABLE
                                      : request.stage()};
  CheckCohort(cohort, faults);
  const auto from =
      ReadDateOr(request.from_date(), std::nullopt, "from_date", faults);
  const auto as_of =
      ReadDateOr(request.as_of_date(), today, "as_of_date", faults);
  if (as_of && *as_of > today) {
    faults.Add({.field = "as_of_date",
                .code = "AS_OF_AHEAD",
                .message = absl::StrCat("must not be after today, ",
                                        type::FormatIsoDate(today), "; is ",
                                        type::FormatIsoDate(*as_of))});
  } else if (as_of && from && *as_of < *from) {
    faults.Add({.field = "as_of_date",
                .code = "END_BEFORE_START",
                .message = absl::StrCat("must not be before from_date, ",
                                        type::FormatIsoDate(*from), "; is ",
                                        type::FormatIsoDate(*as_of))});
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  return IndependenceQuestion{.cohort = cohort,
                              .service_type = request.service_type(),
                              .from = from ? DayOf(*from) : 0,
                              .as_of = DayOf(*as_of),
                              .breakdown = request.breakdown()};
}

}  // namespace

absl::StatusOr<v1::PackageGrowth> PackageMeasures::GetPackageGrowth(
    const rpc::Call&, const v1::GetPackageGrowthRequest& request) const {
  TIDEMARK_ASSIGN_OR_RETURN(const GrowthQuestion question, Read(request));
  const store::Snapshot now(db_);
  TIDEMARK_ASSIGN_OR_RETURN(v1::PackageGrowth growth,
                            MakeGrowth(now, question));
  growth.set_provider(request.provider());
  *growth.mutable_from_date() = request.from_date();
  *growth.mutable_to_date() = request.to_date();
  TIDEMARK_RETURN_IF_ERROR(SetAsOf(now, clock_.Now(), growth));
  return growth;
}

absl::StatusOr<v1::TimeToIndependence> PackageMeasures::GetTimeToIndependence(
    const rpc::Call&, const v1::GetTimeToIndependenceRequest& request) const {
  TIDEMARK_ASSIGN_OR_RETURN(const IndependenceQuestion question,
                            Read(request, type::Today(clock_)));
  const store::Snapshot now(db_);
  TIDEMARK_ASSIGN_OR_RETURN(v1::TimeToIndependence time,
                            MakeIndependence(now, question));
  time.set_provider(request.provider());
  time.set_stage(question.cohort.stage);
  *time.mutable_as_of_date() = type::ToProto(DateOf(question.as_of));
  TIDEMARK_RETURN_IF_ERROR(SetAsOf(now, clock_.Now(), time));
  return time;
}

}  // namespace tidemark::monitoring
