// Goal attainment scaling (GAS): how far a person's goals were reached, as one
// number that can be looked at beside where they started.
//
//   const std::vector<Goal> goals = {{.level = 1}, {.level = 0, .weight = 6}};
//   const std::optional<double> t = GoalAttainmentT(goals);
//
// T = 50 + 10 sum(w x) / sqrt((1 - rho) sum(w^2) + rho (sum w)^2), with rho 0.3
// (Kiresuk and Sherman 1968; Turner-Stokes 2009). It is shown as change, and
// never used for payment.

#ifndef TIDEMARK_SERVICES_MONITORING_GOAL_ATTAINMENT_H_
#define TIDEMARK_SERVICES_MONITORING_GOAL_ATTAINMENT_H_

#include <optional>
#include <span>

namespace tidemark::monitoring {

// The correlation that is assumed between a person's goals.
inline constexpr double kGoalCorrelation = 0.3;

// One goal.
struct Goal {
  // The level attained: -2 (much less than expected) to 2 (much more).
  double level = 0;
  // How much it weighs, at least 0: importance times difficulty, or 1.
  double weight = 1;
};

// T of one person's goals. Nothing if there are none or none of them weighs
// anything: it is undefined then, not 50.
std::optional<double> GoalAttainmentT(std::span<const Goal> goals);

// T at the start and the end, of the same goals.
struct GoalAttainmentChange {
  double start = 0;
  double end = 0;

  double change() const { return end - start; }
};

// How a cohort's people did.
struct CohortAttainment {
  int people = 0;
  double mean_start = 0;
  double mean_end = 0;
  double mean_change = 0;
  // The standard deviation of T at the end; unset for fewer than two people.
  std::optional<double> end_deviation = {};
};

// The means over people, each of whom counts once, however many goals they
// have.
CohortAttainment AttainmentOf(std::span<const GoalAttainmentChange> people);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_GOAL_ATTAINMENT_H_
