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

absl::StatusOr<GrowthQuestion> Read(const v1::GetPackageGrowthRequest& request,
                                    type::Date today) {
  Faults faults;
  CheckAsOf(request, today, faults);
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
  // What is known of a day is known of no later one.
  std::optional<type::Date> last = today;
  if (request.has_known_date()) {
    last = ReadPastDay(request.known_date(), "known_date", today, faults);
  }
  const auto as_of =
      ReadDateOr(request.as_of_date(), last, "as_of_date", faults);
  if (as_of && last && *as_of > *last) {
    faults.Add({.field = "as_of_date",
                .code = "AS_OF_AHEAD",
                .message = absl::StrCat(
                    "must not be after ",
                    request.has_known_date() ? "known_date, " : "today, ",
                    type::FormatIsoDate(*last), "; is ",
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
    const rpc::Call&, const v1::GetPackageGrowthRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const GrowthQuestion question,
                            Read(request, views_.Now().today));
  TIDEMARK_ASSIGN_OR_RETURN(const View view, views_.For(request));
  const store::Snapshot snapshot(*view.db);
  TIDEMARK_ASSIGN_OR_RETURN(v1::PackageGrowth growth,
                            MakeGrowth(snapshot, question));
  growth.set_provider(request.provider());
  *growth.mutable_from_date() = request.from_date();
  *growth.mutable_to_date() = request.to_date();
  TIDEMARK_RETURN_IF_ERROR(SetAsOf(request, snapshot, clock_, growth));
  return growth;
}

absl::StatusOr<v1::TimeToIndependence> PackageMeasures::GetTimeToIndependence(
    const rpc::Call&, const v1::GetTimeToIndependenceRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const IndependenceQuestion question,
                            Read(request, views_.Now().today));
  View view = views_.Now();
  if (request.has_known_date()) {
    TIDEMARK_ASSIGN_OR_RETURN(view, views_.At(request.known_date()));
  }
  const store::Snapshot snapshot(*view.db);
  TIDEMARK_ASSIGN_OR_RETURN(v1::TimeToIndependence time,
                            MakeIndependence(snapshot, question));
  time.set_provider(request.provider());
  time.set_stage(question.cohort.stage);
  TIDEMARK_RETURN_IF_ERROR(SetAsOf(request, snapshot, clock_, time));
  *time.mutable_as_of_date() = type::ToProto(DateOf(question.as_of));
  if (request.has_known_date()) {
    *time.mutable_known_date() = request.known_date();
  }
  return time;
}

}  // namespace tidemark::monitoring
