#include "services/monitoring/goal_attainment.h"

#include <algorithm>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace tidemark::monitoring {
namespace {

std::vector<Goal> Goals(const std::vector<double>& levels) {
  std::vector<Goal> goals;
  for (const double level : levels) goals.push_back({.level = level});
  return goals;
}

TEST(GoalAttainmentTest, AgreesWithTheReferencePackage) {
  struct Vector {
    std::vector<double> levels;
    double t;
  };
  for (const Vector& v : {
           Vector{{0}, 50},
           Vector{{1}, 60},
           Vector{{2}, 70},
           Vector{{1, 1}, 62.403473},
           Vector{{2, 2, 2}, 77.386128},
           Vector{{-1, -1, -1}, 36.306936},
           Vector{{-2, -2, -2}, 22.613872},
           Vector{{-1, -1, -2, -1}, 31.863094},
           Vector{{0, 0, 1, 0}, 53.627381},
       }) {
    EXPECT_NEAR(*GoalAttainmentT(Goals(v.levels)), v.t, 5.1e-7);
  }
}

TEST(GoalAttainmentTest, WithoutGoalsOrWeightItIsUndefined) {
  EXPECT_FALSE(GoalAttainmentT({}).has_value());
  const std::vector<Goal> nothing = {{.level = 2, .weight = 0},
                                     {.level = -1, .weight = 0}};
  EXPECT_FALSE(GoalAttainmentT(nothing).has_value());
}

TEST(GoalAttainmentTest, AGoalWithoutWeightAddsNothing) {
  const std::vector<Goal> with = {{.level = 1, .weight = 6},
                                  {.level = -2, .weight = 0}};
  EXPECT_DOUBLE_EQ(*GoalAttainmentT(with), 60);
}

TEST(GoalAttainmentTest, TheUnitOfWeightsAndTheOrderOfGoalsDoNotMatter) {
  std::mt19937_64 random(9);
  for (int round = 0; round < 200; ++round) {
    std::vector<Goal> goals;
    for (size_t i = 0; i < 1 + random() % 8; ++i) {
      goals.push_back({.level = static_cast<double>(random() % 5) - 2,
                       .weight = static_cast<double>(1 + random() % 9)});
    }
    const double t = *GoalAttainmentT(goals);
    std::shuffle(goals.begin(), goals.end(), random);
    for (Goal& goal : goals) goal.weight *= 4;
    EXPECT_NEAR(*GoalAttainmentT(goals), t, 1e-9);
    // More attained is never a lower T.
    goals[0].level += 1;
    EXPECT_GT(*GoalAttainmentT(goals), t);
  }
}

TEST(GoalAttainmentTest, ACohortIsTheMeanOfItsPeople) {
  const std::vector<GoalAttainmentChange> people = {{.start = 40, .end = 50},
                                                    {.start = 30, .end = 60}};
  const CohortAttainment cohort = AttainmentOf(people);
  EXPECT_EQ(cohort.people, 2);
  EXPECT_DOUBLE_EQ(cohort.mean_start, 35);
  EXPECT_DOUBLE_EQ(cohort.mean_end, 55);
  EXPECT_DOUBLE_EQ(cohort.mean_change, 20);
  EXPECT_NEAR(*cohort.end_deviation, 7.0710678, 1e-7);
  EXPECT_EQ(AttainmentOf({}).people, 0);
  EXPECT_FALSE(
      AttainmentOf(std::span(people).first(1)).end_deviation.has_value());
}

}  // namespace
}  // namespace tidemark::monitoring
