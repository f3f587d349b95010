#include "common/statistics/difference.h"

#include <vector>

#include "gtest/gtest.h"

namespace tidemark::statistics {
namespace {

TEST(DifferenceIntervalTest, GivesNewcombesWorkedExamples) {
  struct Example {
    Counts a;
    Counts b;
    double lower;
    double upper;
  };
  // Newcombe 1998, Table II, method 10.
  for (const Example& example :
       std::vector<Example>{{{56, 70}, {48, 80}, 0.0524, 0.3339},
                            {{9, 10}, {3, 10}, 0.1705, 0.8090},
                            {{6, 7}, {2, 7}, 0.0582, 0.8062},
                            {{5, 56}, {0, 29}, -0.0381, 0.1926},
                            {{0, 10}, {0, 20}, -0.1611, 0.2775},
                            {{10, 10}, {0, 20}, 0.6791, 1.0000}}) {
    const Interval interval = DifferenceInterval(example.a, example.b);
    EXPECT_NEAR(interval.lower, example.lower, 0.00005);
    EXPECT_NEAR(interval.upper, example.upper, 0.00005);
  }
}

}  // namespace
}  // namespace tidemark::statistics
