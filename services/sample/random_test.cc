#include "services/sample/random.h"

#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tidemark::sample {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::MatchesRegex;

// What the standard and SHA-256 fix must be the same on every machine, or a
// seed would not name one council.
TEST(RandomTest, FallsTheSameOnEveryMachine) {
  Random random(1);
  EXPECT_THAT(std::vector<int>({random.Between(1, 100), random.Between(1, 100),
                                random.Between(1, 100)}),
              ElementsAre(29, 63, 31));
  EXPECT_EQ(SeedOf(1, "people"), SeedOf(1, "people"));
  EXPECT_EQ(UuidOf(1, "create/councils/E10000012"),
            "7653ea0d-4fc9-5d71-ac3f-96c7c3446414");
}

TEST(RandomTest, GivesEachPurposeItsOwnSeed) {
  EXPECT_NE(SeedOf(1, "a"), SeedOf(1, "b"));
  EXPECT_NE(SeedOf(1, "a"), SeedOf(2, "a"));
  EXPECT_NE(UuidOf(1, "a"), UuidOf(1, "b"));
}

TEST(RandomTest, MakesUuids) {
  EXPECT_THAT(UuidOf(7, "a"),
              MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]"
                           "{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
}

TEST(RandomTest, ReachesBothEndsOfARangeAndNothingBeyond) {
  Random random(3);
  std::set<int> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random.Between(-2, 2));
  EXPECT_THAT(seen, ElementsAre(-2, -1, 0, 1, 2));
}

TEST(RandomTest, PicksByWeight) {
  Random random(4);
  std::vector<int> counts(3);
  for (int i = 0; i < 10'000; ++i) ++counts[random.Weighted({70, 0, 30})];
  EXPECT_NEAR(counts[0], 7000, 200);
  EXPECT_EQ(counts[1], 0);
}

TEST(RandomTest, RewordsWithGroupsInGroups) {
  Random random(5);
  for (int i = 0; i < 50; ++i) {
    EXPECT_THAT(random.Reword("{eat|cook {soup|a roast}} again"),
                AnyOf("eat again", "cook soup again", "cook a roast again"));
  }
  EXPECT_EQ(random.Reword("nothing to choose"), "nothing to choose");
}

}  // namespace
}  // namespace tidemark::sample
