#include "services/monitoring/kaplan_meier.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace tidemark::monitoring {
namespace {

// A share that is a half but for the last digits of its factors is a half.
constexpr double kHalf = 0.5 + 1e-12;

// `greenwood` is the sum of d / (n (n - d)) over the events so far.
std::optional<statistics::Interval> LimitsOf(double survival, double greenwood,
                                             double z) {
  if (survival <= 0 || survival >= 1) return std::nullopt;
  const double spread = z * std::sqrt(greenwood) / -std::log(survival);
  return statistics::Interval{.lower = std::pow(survival, std::exp(spread)),
                              .upper = std::pow(survival, std::exp(-spread))};
}

}  // namespace

std::vector<SurvivalStep> KaplanMeier(std::vector<Observation> observations,
                                      double confidence) {
  std::vector<SurvivalStep> curve;
  if (observations.empty()) return curve;
  // On one day, events first.
  std::sort(observations.begin(), observations.end(),
            [](const Observation& a, const Observation& b) {
              return std::tuple(a.days, !a.event) <
                     std::tuple(b.days, !b.event);
            });
  const double z = statistics::NormalDeviate(confidence);
  const auto count = static_cast<int64_t>(observations.size());
  curve.push_back({.at_risk = count});
  int64_t left = count;
  for (const Observation& observation : observations) {
    if (!observation.event) {
      ++curve.back().censored;
    } else if (curve.back().events > 0 &&
               curve.back().days == observation.days) {
      ++curve.back().events;
    } else {
      curve.push_back({.days = observation.days, .at_risk = left, .events = 1});
    }
    --left;
  }
  double survival = 1;
  double greenwood = 0;
  for (SurvivalStep& step : curve) {
    const auto at_risk = static_cast<double>(step.at_risk);
    const auto stay = static_cast<double>(step.at_risk - step.events);
    survival *= stay / at_risk;
    greenwood += static_cast<double>(step.events) / (at_risk * stay);
    step.survival = survival;
    step.limits = LimitsOf(survival, greenwood, z);
  }
  return curve;
}

Median MedianOf(const std::vector<SurvivalStep>& curve) {
  Median median;
  const auto reach = [](std::optional<int32_t>& day, double share,
                        int32_t days) {
    if (!day && share <= kHalf) day = days;
  };
  for (const SurvivalStep& step : curve) {
    reach(median.days, step.survival, step.days);
    // Once all have got there, so have the limits.
    reach(median.lower, step.limits ? step.limits->lower : step.survival,
          step.days);
    reach(median.upper, step.limits ? step.limits->upper : 1.0, step.days);
  }
  return median;
}

}  // namespace tidemark::monitoring
