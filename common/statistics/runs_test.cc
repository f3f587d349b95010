#include "common/statistics/runs.h"

#include "gtest/gtest.h"

namespace tidemark::statistics {
namespace {

using Series = std::vector<std::optional<double>>;

TEST(RunsTest, PointsOnTheCentreAndMissingOnesArePassedOver) {
  EXPECT_EQ(FindRuns(Series{1, 0, 1, std::nullopt, 1, -1, 0, 2}, 0),
            (Runs{.useful = 5,
                  .longest = 3,
                  .longest_max = 5,
                  .crossings = 2,
                  .crossings_min = 0}));
}

TEST(RunsTest, TooLongARunOrTooFewCrossingsIsASignal) {
  const Series alternating = {1, -1, 1, -1, 1, -1, 1, -1, 1, -1};
  EXPECT_FALSE(FindRuns(alternating, 0).signal());
  const Series split = {1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1};
  const Runs runs = FindRuns(split, 0);
  EXPECT_EQ(runs.crossings, 1u);
  // Of 13 tries at even odds 5% have at most 4 successes.
  EXPECT_EQ(runs.crossings_min, 4u);
  EXPECT_EQ(runs.longest_max, 7u);
  EXPECT_TRUE(runs.signal());
}

TEST(RunsTest, NothingUsefulIsNoSignal) {
  EXPECT_EQ(FindRuns(Series{}, 0), Runs());
  EXPECT_EQ(FindRuns(Series{5, 5, std::nullopt}, 5), Runs());
  EXPECT_FALSE(FindRuns(Series{6}, 5).signal());
}

}  // namespace
}  // namespace tidemark::statistics
