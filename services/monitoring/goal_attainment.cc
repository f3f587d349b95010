#include "services/monitoring/goal_attainment.h"

#include <cmath>

namespace tidemark::monitoring {

std::optional<double> GoalAttainmentT(std::span<const Goal> goals) {
  double attained = 0;
  double weights = 0;
  double squares = 0;
  for (const Goal& goal : goals) {
    attained += goal.weight * goal.level;
    weights += goal.weight;
    squares += goal.weight * goal.weight;
  }
  if (weights <= 0) return std::nullopt;
  return 50 + 10 * attained /
                  std::sqrt((1 - kGoalCorrelation) * squares +
                            kGoalCorrelation * weights * weights);
}

CohortAttainment AttainmentOf(std::span<const GoalAttainmentChange> people) {
  CohortAttainment cohort = {.people = static_cast<int>(people.size())};
  if (people.empty()) return cohort;
  const double count = static_cast<double>(people.size());
  for (const GoalAttainmentChange& person : people) {
    cohort.mean_start += person.start / count;
    cohort.mean_end += person.end / count;
  }
  cohort.mean_change = cohort.mean_end - cohort.mean_start;
  if (people.size() < 2) return cohort;
  double squares = 0;
  for (const GoalAttainmentChange& person : people) {
    squares += std::pow(person.end - cohort.mean_end, 2);
  }
  cohort.end_deviation = std::sqrt(squares / (count - 1));
  return cohort;
}

}  // namespace tidemark::monitoring
