#include "common/disclosure/knowledge.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tidemark::disclosure {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(KnowledgeTest, ASumLimitsItsParts) {
  Knowledge knowledge({2, 5}, /*reach=*/20);
  const int sum = knowledge.Know({{0, 1}, {1, 1}});
  const Knowledge::Extreme most = knowledge.Push({{0, 1}});
  EXPECT_THAT(most.point, ElementsAre(7, 0));
  EXPECT_DOUBLE_EQ(most.value, 7);
  EXPECT_THAT(most.holding, ElementsAre(sum));
  EXPECT_THAT(knowledge.Push({{0, -1}}).point, ElementsAre(0, 7));
}

TEST(KnowledgeTest, WhatIsForgottenHoldsNothing) {
  Knowledge knowledge({2, 5}, /*reach=*/20);
  const int sum = knowledge.Know({{0, 1}, {1, 1}});
  knowledge.Forget(sum);
  EXPECT_THAT(knowledge.Push({{0, 1}}).holding, IsEmpty());
  knowledge.Recall(sum);
  EXPECT_THAT(knowledge.Push({{0, 1}}).holding, ElementsAre(sum));
}

TEST(KnowledgeTest, HalvesAreNoAnswer) {
  // The sums of each two of three counts are 1, so each would be a half, were
  // it not for a fourth: 1 in truth, 0 at best.
  Knowledge knowledge({0, 1, 0, 1}, /*reach=*/20);
  knowledge.Know({{0, 1}, {1, 1}});
  knowledge.Know({{1, 1}, {2, 1}});
  knowledge.Know({{0, 1}, {2, 1}, {3, 1}});
  const Knowledge::Extreme least = knowledge.Push({{3, -1}});
  EXPECT_DOUBLE_EQ(least.value, 0);
  EXPECT_THAT(least.point, IsEmpty());
}

}  // namespace
}  // namespace tidemark::disclosure
