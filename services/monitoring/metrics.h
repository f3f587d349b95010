// The figures and what they mean. Definitions are data (`definitions.cc`): a
// figure whose meaning changes gets a new version.

#ifndef TIDEMARK_SERVICES_MONITORING_METRICS_H_
#define TIDEMARK_SERVICES_MONITORING_METRICS_H_

#include <array>
#include <cstddef>
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

  // What a figure counts.
  enum class Source {
    kReturns,
    kEntries,
    kPackages,
    kProposals,
    kStories,
    kGrowth
  };

  // As the API tells it.
  v1::Metric metric;
  int64_t Sums::*numerator;
  // Of a count, the same as the numerator.
  int64_t Sums::*denominator;
  // What was expected to give the figure a denominator: where that is 0 and any
  // of these is not, the figure is missing; else not applicable.
  std::vector<int64_t Sums::*> expected;
  std::vector<Exclusion> exclusions;
  // How many people it rests on; null where it rests on none.
  int64_t Sums::*people;
  // What it counts: returns, their entries, what packages, proposals and
  // stories add to months, or people's packages on two days.
  Source source;

  bool is_count() const { return metric.kind() == v1::Figure::KIND_COUNT; }
};

// The most exclusions of a definition.
inline constexpr size_t kMaxExclusions = 4;

// What one figure takes from `Sums`. Breakdowns add these up, by the million.
struct Tally {
  int64_t numerator = 0;
  int64_t denominator = 0;
  int64_t people = 0;
  // The sum of what was expected to give it a denominator.
  int64_t expected = 0;
  // In the order of the definition's.
  std::array<int64_t, kMaxExclusions> exclusions = {};

  // Whether there is anything to show of it.
  bool any() const;
  Tally& operator+=(const Tally& other);

  friend bool operator==(const Tally&, const Tally&) = default;
};

Tally TallyOf(const Definition& definition, const Sums& sums);

// Every figure of scorecards, in their order.
const std::vector<Definition>& Definitions();

// The metrics that are asked for elsewhere, package growth among them, as the
// API tells them.
const std::vector<v1::Metric>& MetricsElsewhere();

// Package growth: worked out for a range of months whenever it is asked for,
// because a person's cost at two dates is in no sum over months. Of `Sums` that
// come from cells it is nothing.
const Definition& GrowthDefinition();

// Returns null if scorecards have no metric with this id.
const Definition* FindDefinition(absl::string_view id);

// Returns `NOT_FOUND` (`UNKNOWN_METRIC`), naming those that there are, if there
// is no metric with this id.
absl::StatusOr<const Definition*> GetDefinition(absl::string_view id);

// The figure that `sums` give. A denominator of 0 has no value; neither has one
// below the minimum, which is `council_minimum`, or the metric's own if that is
// 0.
v1::Figure MakeFigure(const Definition& definition, const Sums& sums,
                      int32_t council_minimum);
v1::Figure MakeFigure(const Definition& definition, const Tally& tally,
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
std::vector<v1::Exclusion> ExclusionsOf(const Definition& definition,
                                        const Tally& tally);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_METRICS_H_
