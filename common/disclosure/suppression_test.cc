#include "common/disclosure/suppression.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tidemark::disclosure {
namespace {

using ::testing::ElementsAre;

// What becomes of each candidate.
std::vector<Reason> ReasonsOf(const Question& question) {
  std::vector<Reason> reasons;
  for (const Decision& decision : Decide(question)) {
    reasons.push_back(decision.reason);
  }
  return reasons;
}

// Three rows and their total, the first too small.
Question OneSmallRow() {
  Question question;
  question.atoms = {{.numerator = 2, .denominator = 8},
                    {.numerator = 9, .denominator = 20},
                    {.numerator = 30, .denominator = 60}};
  question.candidates = {{.atoms = {0}},
                         {.atoms = {1}},
                         {.atoms = {2}},
                         {.atoms = {0, 1, 2}, .rank = 1}};
  return question;
}

TEST(SuppressionTest, TheSmallestOtherRowHidesASmallOneInItsTotal) {
  EXPECT_THAT(ReasonsOf(OneSmallRow()),
              ElementsAre(Reason::kFewInNumerator, Reason::kGivesAway,
                          Reason::kNone, Reason::kNone));
}

TEST(SuppressionTest, GivesTheExampleOfTheReadme) {
  Question question;
  question.atoms = {{.numerator = 31, .denominator = 52},
                    {.numerator = 14, .denominator = 28},
                    {.numerator = 20, .denominator = 41},
                    {.numerator = 2, .denominator = 8}};
  question.candidates = {{.atoms = {0}},
                         {.atoms = {1}},
                         {.atoms = {2}},
                         {.atoms = {3}},
                         {.atoms = {0, 1, 2, 3}, .rank = 1}};
  EXPECT_THAT(ReasonsOf(question),
              ElementsAre(Reason::kNone, Reason::kGivesAway, Reason::kNone,
                          Reason::kFewInNumerator, Reason::kNone));
}

TEST(SuppressionTest, TheTotalGoesWhereThereIsNoOtherRow) {
  Question question = OneSmallRow();
  question.candidates = {
      {.atoms = {0}}, {.atoms = {1}, .rank = 2}, {.atoms = {0, 1}, .rank = 1}};
  EXPECT_THAT(
      ReasonsOf(question),
      ElementsAre(Reason::kFewInNumerator, Reason::kNone, Reason::kGivesAway));
}

TEST(SuppressionTest, WithoutSmallCellsEverythingIsShown) {
  Question question = OneSmallRow();
  question.atoms[0] = {.numerator = 8, .denominator = 20};
  EXPECT_THAT(ReasonsOf(question), ElementsAre(Reason::kNone, Reason::kNone,
                                               Reason::kNone, Reason::kNone));
}

TEST(SuppressionTest, NothingIsKeptBackBesidesWhenSwitchedOff) {
  Question question = OneSmallRow();
  question.secondary = false;
  EXPECT_THAT(ReasonsOf(question),
              ElementsAre(Reason::kFewInNumerator, Reason::kNone, Reason::kNone,
                          Reason::kNone));
}

TEST(SuppressionTest, AQuarterLessTwoMonthsWouldTellTheThird) {
  // April and May, then June with two cases, of which no table speaks.
  Question question;
  question.atoms = {{.numerator = 20, .denominator = 40},
                    {.numerator = 1, .denominator = 2}};
  question.known = {{0, 1}};
  question.candidates = {{.atoms = {0}}};
  EXPECT_THAT(ReasonsOf(question), ElementsAre(Reason::kGivesAway));
  // It is the same in one publication.
  question.known.clear();
  question.candidates = {{.atoms = {0}}, {.atoms = {0, 1}, .rank = 1}};
  EXPECT_THAT(ReasonsOf(question),
              ElementsAre(Reason::kGivesAway, Reason::kNone));
}

TEST(SuppressionTest, TheTwoEndsOfAYearAreTogetherNoSmallerThanEither) {
  // The year less its middle leaves two ends of three cases each.
  Question question;
  question.atoms = {{.numerator = 1, .denominator = 3},
                    {.numerator = 20, .denominator = 40},
                    {.numerator = 1, .denominator = 3}};
  question.candidates = {{.atoms = {1}}, {.atoms = {0, 1, 2}, .rank = 1}};
  EXPECT_THAT(ReasonsOf(question),
              ElementsAre(Reason::kGivesAway, Reason::kNone));
}

TEST(SuppressionTest, WhatIsKnownAlreadyIsShownAgain) {
  Question question = OneSmallRow();
  // The total less the first is known as a set of its own.
  question.known = {{1}, {2}};
  EXPECT_THAT(ReasonsOf(question),
              ElementsAre(Reason::kFewInNumerator, Reason::kNone, Reason::kNone,
                          Reason::kGivesAway));
}

TEST(SuppressionTest, WhatFollowsFromWhatIsKnownIsShownToo) {
  Question question = OneSmallRow();
  question.atoms.push_back({.numerator = 10, .denominator = 20});
  question.known = {{1, 2}, {2}};
  question.candidates = {{.atoms = {1}}, {.atoms = {0}}, {.atoms = {0, 1}}};
  const std::vector<Decision> decisions = Decide(question);
  EXPECT_TRUE(decisions[0].shown());
  EXPECT_TRUE(decisions[0].known_before);
  EXPECT_EQ(decisions[2].reason, Reason::kGivesAway);
}

TEST(SuppressionTest, TwoViewsOfTheSameCasesDoNotGiveEachOtherAway) {
  // By age the first is too small. The total is shown by sex.
  Question question;
  question.atoms = {{.numerator = 2, .denominator = 10},
                    {.numerator = 28, .denominator = 50},
                    {.numerator = 12, .denominator = 25},
                    {.numerator = 18, .denominator = 35}};
  question.same = {{.left = {0, 1}, .right = {2, 3}}};
  question.candidates = {{.atoms = {0}},
                         {.atoms = {1}},
                         {.atoms = {2}, .rank = 1},
                         {.atoms = {3}, .rank = 1}};
  EXPECT_THAT(ReasonsOf(question),
              ElementsAre(Reason::kFewInNumerator, Reason::kGivesAway,
                          Reason::kNone, Reason::kNone));
}

TEST(SuppressionTest, ARowWithNothingInItIsSafe) {
  Question question = OneSmallRow();
  question.atoms.push_back({});
  question.candidates.push_back({.atoms = {3}, .nothing = true});
  EXPECT_EQ(ReasonsOf(question).back(), Reason::kNone);
}

TEST(SuppressionTest, OnePersonsCasesAreHiddenThoughTheyAreMany) {
  Question question = OneSmallRow();
  question.atoms[0] = {.numerator = 10,
                       .denominator = 20,
                       .contributions = {{.contributor = 7, .cases = 20}}};
  EXPECT_THAT(ReasonsOf(question),
              ElementsAre(Reason::kFewContributors, Reason::kGivesAway,
                          Reason::kNone, Reason::kNone));
}

TEST(SuppressionTest, AnEmptyQuestionHasAnEmptyAnswer) {
  EXPECT_TRUE(Decide({}).empty());
}

}  // namespace
}  // namespace tidemark::disclosure
