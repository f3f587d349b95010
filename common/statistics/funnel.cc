#include "common/statistics/funnel.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tidemark::statistics {
namespace {

bool IsLargeEnough(const FunnelUnit& unit, const FunnelOptions& options) {
  return unit.denominator > 0 &&
         unit.denominator >= options.minimum_denominator;
}

std::optional<double> CentreOf(std::span<const FunnelUnit> units,
                               const FunnelOptions& options) {
  double numerator = 0;
  double denominator = 0;
  for (const FunnelUnit& unit : units) {
    if (unit.denominator <= 0) continue;
    numerator += unit.numerator;
    denominator += unit.denominator;
  }
  if (denominator <= 0) return std::nullopt;
  if (options.centre) return options.centre;
  const bool of_expected = options.kind == FunnelKind::kRatiosLog ||
                           options.kind == FunnelKind::kRatiosSquareRoot;
  return of_expected ? 1.0 : numerator / denominator;
}

// The figure on the scale on which units differ alike.
double ToScale(FunnelKind kind, double figure) {
  switch (kind) {
    case FunnelKind::kProportions:
      return std::asin(std::sqrt(figure));
    case FunnelKind::kRatiosSquareRoot:
      return std::sqrt(figure);
    case FunnelKind::kRatiosLog:
    case FunnelKind::kRatiosOfCounts:
      break;
  }
  return std::log(figure);
}

// The figure that is at `place` on that scale, or the nearest one possible:
// sine and square are no inverses beyond the ends.
double FromScale(FunnelKind kind, double place) {
  switch (kind) {
    case FunnelKind::kProportions: {
      const double root =
          std::sin(std::clamp(place, 0.0, std::numbers::pi / 2));
      return root * root;
    }
    case FunnelKind::kRatiosSquareRoot: {
      const double root = std::max(place, 0.0);
      return root * root;
    }
    case FunnelKind::kRatiosLog:
    case FunnelKind::kRatiosOfCounts:
      break;
  }
  return std::exp(place);
}

// Where the unit is on the scale; minus infinity for no events on the log
// scale.
double PlaceOf(FunnelKind kind, const FunnelUnit& unit) {
  if (kind == FunnelKind::kRatiosOfCounts) {
    return std::log((unit.numerator + 0.5) / (unit.denominator + 0.5));
  }
  return ToScale(kind, unit.numerator / unit.denominator);
}

// The standard error that chance gives it there.
double ErrorOf(FunnelKind kind, const FunnelUnit& unit, double centre) {
  switch (kind) {
    case FunnelKind::kProportions:
    case FunnelKind::kRatiosSquareRoot:
      return 1 / (2 * std::sqrt(unit.denominator));
    case FunnelKind::kRatiosLog:
      return 1 / std::sqrt(centre * unit.denominator);
    case FunnelKind::kRatiosOfCounts:
      break;
  }
  const auto part = [](double count) {
    return count / ((count + 0.5) * (count + 0.5));
  };
  return std::sqrt(part(unit.numerator) + part(unit.denominator));
}

Dispersion DispersionOfUnits(std::span<const FunnelUnit> units, double centre,
                             const FunnelOptions& options) {
  std::vector<Deviation> deviations;
  for (const FunnelUnit& unit : units) {
    if (!IsLargeEnough(unit, options)) continue;
    const double error = ErrorOf(options.kind, unit, centre);
    const double z =
        (PlaceOf(options.kind, unit) - ToScale(options.kind, centre)) / error;
    if (std::isfinite(z)) {
      deviations.push_back({.z = z, .standard_error = error});
    }
  }
  const Tails usual = options.kind == FunnelKind::kRatiosLog
                          ? Tails::kTruncate
                          : Tails::kWinsorise;
  return DispersionOf(deviations, options.tails.value_or(usual), options.tail);
}

// The limits of a unit whose figures vary by `tau2` beyond chance.
Interval ScaleLimits(FunnelKind kind, const FunnelUnit& unit, double centre,
                     double tau2, FunnelLevel level) {
  const double error = ErrorOf(kind, unit, centre);
  const double width = DeviateOf(level) * std::sqrt(error * error + tau2);
  const double place = ToScale(kind, centre);
  return {.lower = FromScale(kind, place - width),
          .upper = FromScale(kind, place + width)};
}

Interval ChanceLimits(const FunnelUnit& unit, double centre,
                      const FunnelOptions& options, FunnelLevel level) {
  const bool exact = options.limits == LimitMethod::kExact;
  switch (options.kind) {
    case FunnelKind::kProportions:
      return exact ? ExactShareLimits(centre, unit.denominator, level)
                   : ScoreShareLimits(centre, unit.denominator, level);
    case FunnelKind::kRatiosLog:
    case FunnelKind::kRatiosSquareRoot:
      return exact ? ExactRatioLimits(centre, unit.denominator, level)
                   : ScoreRatioLimits(centre, unit.denominator, level);
    case FunnelKind::kRatiosOfCounts:
      break;
  }
  return ScaleLimits(options.kind, unit, centre, /*tau2=*/0, level);
}

FunnelLimits Held(double value, const Interval& limits) {
  return {.limits = limits,
          .standing = value > limits.upper   ? Standing::kAbove
                      : value < limits.lower ? Standing::kBelow
                                             : Standing::kInside};
}

FunnelVerdict VerdictOf(const FunnelUnit& unit, double value, double centre,
                        double tau2, const FunnelOptions& options) {
  const auto chance = [&](FunnelLevel level) {
    return Held(value, ChanceLimits(unit, centre, options, level));
  };
  const auto adjusted = [&](FunnelLevel level) {
    return Held(value, ScaleLimits(options.kind, unit, centre, tau2, level));
  };
  return {.unadjusted = {.attention = chance(FunnelLevel::k95),
                         .action = chance(FunnelLevel::k998)},
          .adjusted = {.attention = adjusted(FunnelLevel::k95),
                       .action = adjusted(FunnelLevel::k998)}};
}

}  // namespace

Funnel MakeFunnel(std::span<const FunnelUnit> units,
                  const FunnelOptions& options) {
  Funnel funnel;
  funnel.points.resize(units.size());
  funnel.centre = CentreOf(units, options);
  if (!funnel.centre) return funnel;
  funnel.dispersion = DispersionOfUnits(units, *funnel.centre, options);
  for (size_t i = 0; i < units.size(); ++i) {
    if (units[i].denominator <= 0) continue;
    const double value = units[i].numerator / units[i].denominator;
    funnel.points[i].value = value;
    if (!IsLargeEnough(units[i], options)) continue;
    funnel.points[i].verdict = VerdictOf(units[i], value, *funnel.centre,
                                         funnel.dispersion.tau2, options);
  }
  return funnel;
}

FunnelVerdict LimitsAt(const Funnel& funnel, double size,
                       const FunnelOptions& options) {
  const double centre = *funnel.centre;
  return VerdictOf({.numerator = centre * size, .denominator = size}, centre,
                   centre, funnel.dispersion.tau2, options);
}

}  // namespace tidemark::statistics
