// The product-limit estimate of how long something takes, where not everybody
// could be seen to the end.
//
//   std::vector<SurvivalStep> curve = KaplanMeier(observations);
//   Median median = MedianOf(curve);
//
// Kaplan and Meier (1958); variance by Greenwood (1926); limits on the scale of
// log(-log S) (Kalbfleisch and Prentice 1980); limits of the median by
// Brookmeyer and Crowley (1982) on the same scale.

#ifndef TIDEMARK_SERVICES_MONITORING_KAPLAN_MEIER_H_
#define TIDEMARK_SERVICES_MONITORING_KAPLAN_MEIER_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "common/statistics/intervals.h"

namespace tidemark::monitoring {

// How long one case was seen, and whether the event came on its last day; else
// it was lost from sight (censored) after that day.
struct Observation {
  int32_t days;
  bool event;

  friend bool operator==(const Observation&, const Observation&) = default;
};

// What is so from a day with an event on, until the next; first of all from day
// 0 on, when nothing has happened.
struct SurvivalStep {
  int32_t days = 0;
  // Cases in sight just before.
  int64_t at_risk = 0;
  // Events on the day.
  int64_t events = 0;
  // Cases lost on the day, or before the next step. Of cases with an event and
  // cases lost on one day, the events come first.
  int64_t censored = 0;
  // The share without the event by the end of the day.
  double survival = 1;
  // Where the share is between 0 and 1.
  std::optional<statistics::Interval> limits = {};
};

// The curve; empty without observations.
std::vector<SurvivalStep> KaplanMeier(std::vector<Observation> observations,
                                      double confidence = 0.95);

// The median and its limits, each where it is reached.
struct Median {
  std::optional<int32_t> days;
  std::optional<int32_t> lower;
  std::optional<int32_t> upper;
};

// The first day by which the share without the event is a half or less; and the
// first days by which the limits of that share are.
Median MedianOf(const std::vector<SurvivalStep>& curve);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_KAPLAN_MEIER_H_
