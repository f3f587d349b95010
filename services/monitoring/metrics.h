// The figures and what they mean. Definitions are data: a figure whose meaning
// changes gets a new version.

#ifndef TIDEMARK_SERVICES_MONITORING_METRICS_H_
#define TIDEMARK_SERVICES_MONITORING_METRICS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "services/monitoring/sums.h"
#include "tidemark/monitoring/v1/figure.pb.h"
#include "tidemark/monitoring/v1/metric.pb.h"
#include "tidemark/monitoring/v1/scorecard.pb.h"

namespace tidemark::monitoring {

// One figure's definition and where its counts come from.
struct Definition {
  // Something that a figure leaves out.
  struct Exclusion {
    int64_t Sums::*count;
    // Why, in plain English.
    const char* reason;
  };

  // As the API tells it.
  v1::Metric metric;
  int64_t Sums::*numerator;
  int64_t Sums::*denominator;
  // What was expected to give the figure a denominator: where that is 0 and any
  // of these is not, the figure is missing; else not applicable.
  std::vector<int64_t Sums::*> expected;
  std::vector<Exclusion> exclusions;
  // How many people it rests on; null where it rests on none.
  int64_t Sums::*people;
  // Whether it counts step-downs of packages; else it counts returns.
  bool of_packages;
};

// Every figure, in the order of scorecards.
const std::vector<Definition>& Definitions();

// Returns null if there is no metric with this id.
const Definition* FindDefinition(absl::string_view id);

// Returns `NOT_FOUND` (`UNKNOWN_METRIC`), naming those that there are, if there
// is no metric with this id.
absl::StatusOr<const Definition*> GetDefinition(absl::string_view id);

// The figure that `sums` give. A denominator of 0 has no value; neither has one
// below the minimum, which is `council_minimum`, or the metric's own if that is
// 0.
v1::Figure MakeFigure(const Definition& definition, const Sums& sums,
                      int32_t council_minimum);

// A share that is no metric of scorecards, told like one: not applicable
// without cases, without a value below the minimum.
v1::Figure MakeShare(absl::string_view id, int64_t numerator,
                     int64_t denominator, int32_t council_minimum);

// The fewest cases on which `definition` is judged.
int32_t MinimumOf(const Definition& definition, int32_t council_minimum);

// The fewest cases to judge by: `council_minimum`, or 10 if that is 0.
int32_t FewestCases(int32_t council_minimum);

// What the figure of `sums` leaves out; reasons without a case are not given.
std::vector<v1::Exclusion> ExclusionsOf(const Definition& definition,
                                        const Sums& sums);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_METRICS_H_
