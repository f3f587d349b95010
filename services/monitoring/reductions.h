// The reductions of a package, and which of them are one step-down.

#ifndef TIDEMARK_SERVICES_MONITORING_REDUCTIONS_H_
#define TIDEMARK_SERVICES_MONITORING_REDUCTIONS_H_

#include <cstdint>
#include <vector>

#include "tidemark/enablement/v1/package.pb.h"

namespace tidemark::monitoring {

// Reductions closer together than this are one step-down; a month's step-downs
// are judged this long after it.
inline constexpr int kStandsDays = 84;

// Less than any level of a package: not even a package without minutes.
inline constexpr int64_t kNoPackage = -1;

// One reduction, in minutes of people's time a week.
struct Part {
  int32_t day;
  int64_t before;
  // `kNoPackage` for an exit.
  int64_t after;
  // As recorded with the level or the exit.
  enablement::v1::SupportLevel::Agreement agreement =
      enablement::v1::SupportLevel::AGREEMENT_UNSPECIFIED;

  bool exit() const { return after == kNoPackage; }
};

// The reductions of one step-down, in order; at least one.
using Run = std::vector<Part>;

inline int32_t FirstDay(const Run& run) { return run.front().day; }
inline int32_t LastDay(const Run& run) { return run.back().day; }

// The step-downs of the package, in order.
std::vector<Run> RunsOf(const enablement::v1::Package& package);

// Whether it has any.
bool HasStepDowns(const enablement::v1::Package& package);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_REDUCTIONS_H_
