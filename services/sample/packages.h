// Plans packages of support: levels over time, plans, pauses and exits. Pure.

#ifndef TIDEMARK_SERVICES_SAMPLE_PACKAGES_H_
#define TIDEMARK_SERVICES_SAMPLE_PACKAGES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/type/date.h"
#include "services/sample/people.h"
#include "services/sample/plan.h"
#include "services/sample/random.h"
#include "tidemark/enablement/v1/enablement_service.pb.h"
#include "tidemark/enablement/v1/package.pb.h"

namespace tidemark::sample {

// How far what is planned reaches beyond the last month, so that it does not
// depend on the day up to which things have happened.
inline constexpr int kDaysBeyond = 31;
// The last day of the first six weeks, counted from the first.
inline constexpr int kTimeLimitDays = 41;

// A time in which a person draws on support in one way.
struct Stint {
  // The stage of the council's practice model.
  enablement::v1::Package::Stage stage = enablement::v1::Package::STAGE_SUPPORT;
  // The first day.
  type::Date start;
  // The last day. Unset if it lasts.
  std::optional<type::Date> end = std::nullopt;
  // What comes after, and why it ends, in words.
  enablement::v1::Package::Sequel sequel =
      enablement::v1::Package::SEQUEL_UNSPECIFIED;
  std::string reason = {};
  // Whether what comes after goes on without a gap, so that outcomes do.
  bool goes_on = false;
};

// The packages of `person`, one a stint, each continuing the one before, up to
// the day until which things have happened.
std::vector<enablement::v1::PackageRecord> PlanPackages(
    const PersonSetting& setting, const std::string& person,
    const std::vector<Stint>& stints, const std::vector<Days>& pauses,
    Random& random);

}  // namespace tidemark::sample

#endif  // TIDEMARK_SERVICES_SAMPLE_PACKAGES_H_
