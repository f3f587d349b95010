// Funnel plots: units of different sizes against limits that allow for their
// size, and for units differing somewhat anyway. Never a ranking.
//
//   std::vector<FunnelUnit> units = {{.numerator = 41, .denominator = 50},
//   ...}; const Funnel funnel = MakeFunnel(units, {}); funnel.dispersion.phi,
//   funnel.Band(*funnel.points[0].verdict).action
//
// A unit outside the 99.8% limits asks for action, one outside the 95% limits
// for attention. With many units or large denominators the unadjusted limits
// find nearly everybody; the adjusted ones allow for tau^2.

#ifndef TIDEMARK_COMMON_STATISTICS_FUNNEL_H_
#define TIDEMARK_COMMON_STATISTICS_FUNNEL_H_

#include <optional>
#include <span>
#include <vector>

#include "common/statistics/dispersion.h"
#include "common/statistics/funnel_limits.h"
#include "common/statistics/intervals.h"

namespace tidemark::statistics {

// What the units' figures are, and on which scale they are compared.
enum class FunnelKind {
  // Cases out of cases, on the arcsine scale.
  kProportions,
  // Observed over expected events, on the log scale, as SHMI.
  kRatiosLog,
  // Observed over expected events, on the square root scale, as CQC.
  kRatiosSquareRoot,
  // One count over another count, on the log scale.
  kRatiosOfCounts,
};

// One unit: a provider, or a council.
struct FunnelUnit {
  // Cases or events, at least 0. Of proportions at most `denominator`.
  double numerator = 0;
  // Out of how many, or how many are expected. Below `minimum_denominator`, or
  // 0, the unit is not judged.
  double denominator = 0;
};

// From what the unadjusted limits are.
enum class LimitMethod {
  // The binomial or Poisson distribution. Of ratios of counts, for which there
  // is none, the normal approximation on the log scale.
  kExact,
  // The normal approximation, likewise.
  kScore,
};

// How to draw a funnel.
struct FunnelOptions {
  FunnelKind kind = FunnelKind::kProportions;
  LimitMethod limits = LimitMethod::kExact;
  // Unset: as published for the kind, which truncates ratios on the log scale
  // and winsorises everything else.
  std::optional<Tails> tails = {};
  double tail = 0.1;
  // The figure that the units are held against. Unset: of all units together;
  // of observed over expected, 1.
  std::optional<double> centre = {};
  // Units with less are too small to judge. They count in the centre, and not
  // in the dispersion.
  double minimum_denominator = 0;
};

// Where a unit lies.
enum class Standing { kInside, kAbove, kBelow };

// Limits, and where a unit lies of them.
struct FunnelLimits {
  Interval limits = {};
  Standing standing = Standing::kInside;

  bool outside() const { return standing != Standing::kInside; }
};

// Limits at both levels.
struct FunnelBand {
  FunnelLimits attention = {};
  FunnelLimits action = {};
};

// How a unit that is large enough stands.
struct FunnelVerdict {
  // Allowing for chance only.
  FunnelBand unadjusted = {};
  // Allowing for over-dispersion as well.
  FunnelBand adjusted = {};
};

// A unit in a funnel.
struct FunnelPoint {
  // The share or the ratio. Unset if the denominator is 0.
  std::optional<double> value = {};
  // Unset if the unit is too small to judge.
  std::optional<FunnelVerdict> verdict = {};
};

// A funnel.
struct Funnel {
  // What the units are held against. Unset if no unit has a denominator.
  std::optional<double> centre = {};
  Dispersion dispersion = {};
  // In the order in which the units were given.
  std::vector<FunnelPoint> points;

  // The limits that count: the adjusted ones where the units differ more than
  // chance explains, else the others.
  const FunnelBand& Band(const FunnelVerdict& verdict) const {
    return dispersion.over_dispersed() ? verdict.adjusted : verdict.unadjusted;
  }
};

// The funnel of `units`.
//
// The adjusted limits are those of the additive random effects model, taken
// back from the scale of the kind and clipped to what the figure can be. The
// square root scale's are squared, unlike in FunnelPlotR 0.6.0, which compares
// the ratio with limits of its root.
Funnel MakeFunnel(std::span<const FunnelUnit> units,
                  const FunnelOptions& options = {});

// The limits of a unit of `size`, above 0, at the centre of `funnel`, which has
// one and was made with `options`: what the funnel is drawn from.
FunnelVerdict LimitsAt(const Funnel& funnel, double size,
                       const FunnelOptions& options = {});

}  // namespace tidemark::statistics

#endif  // TIDEMARK_COMMON_STATISTICS_FUNNEL_H_
