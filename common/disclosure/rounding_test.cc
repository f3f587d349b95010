#include "common/disclosure/rounding.h"

#include <utility>

#include "gtest/gtest.h"

namespace tidemark::disclosure {
namespace {

TEST(RoundingTest, CountsGoToTheNearestFive) {
  for (const auto& [count, rounded] : {std::pair{0, 0},
                                       {2, 0},
                                       {3, 5},
                                       {5, 5},
                                       {7, 5},
                                       {8, 10},
                                       {12, 10},
                                       {13, 15},
                                       {142524, 142525}}) {
    EXPECT_EQ(RoundedToFive(count), rounded) << count;
  }
}

TEST(RoundingTest, SharesGoHalfAwayFromZeroAndAreOfTheCountsAsTheyAre) {
  EXPECT_EQ(ShareInTenths(2, 3), 667);
  EXPECT_EQ(ShareInTenths(1, 16), 63) << "6.25 is 6.3";
  EXPECT_EQ(ShareInTenths(1, 2000), 1) << "0.05 is 0.1";
  EXPECT_EQ(ShareInTenths(0, 7), 0);
  EXPECT_EQ(ShareInTenths(7, 7), 1000);
  EXPECT_EQ(ShareInTenths(4565, 6009), 760);
  // Of the rounded counts it would be 10 of 15, 66.7.
  EXPECT_EQ(ShareInTenths(8, 13), 615);
}

}  // namespace
}  // namespace tidemark::disclosure
