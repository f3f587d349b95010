#include "common/disclosure/rule.h"

#include "gtest/gtest.h"

namespace tidemark::disclosure {
namespace {

Reason ReasonOf(const Atom& atom, const Rule& rule = {}) {
  return PrimaryReason(rule, {&atom});
}

TEST(RuleTest, FourIsTooFewAndFiveIsNot) {
  EXPECT_EQ(ReasonOf({.numerator = 4, .denominator = 4}), Reason::kFewInAll);
  EXPECT_EQ(ReasonOf({.numerator = 0, .denominator = 0}), Reason::kFewInAll);
  EXPECT_EQ(ReasonOf({.numerator = 4, .denominator = 40}),
            Reason::kFewInNumerator);
  EXPECT_EQ(ReasonOf({.numerator = 5, .denominator = 10}), Reason::kNone);
}

TEST(RuleTest, AllButAFewTellsAsMuchAsAFew) {
  EXPECT_EQ(ReasonOf({.numerator = 36, .denominator = 40}), Reason::kFewInRest);
  EXPECT_EQ(ReasonOf({.numerator = 40, .denominator = 40}), Reason::kFewInRest);
  EXPECT_EQ(ReasonOf({.numerator = 35, .denominator = 40}), Reason::kNone);
  EXPECT_EQ(
      ReasonOf({.numerator = 40, .denominator = 40}, {.protect_rest = false}),
      Reason::kNone);
}

TEST(RuleTest, ManyCasesOfOnePersonAreThatPerson) {
  EXPECT_EQ(ReasonOf({.numerator = 6,
                      .denominator = 12,
                      .contributions = {{.contributor = 1, .cases = 12}}}),
            Reason::kFewContributors);
}

TEST(RuleTest, APersonInSeveralAtomsIsOne) {
  Atom april = {.numerator = 6, .denominator = 12};
  for (int person = 0; person < 4; ++person) {
    april.contributions.push_back({.contributor = person, .cases = 3});
  }
  Atom may = april;
  EXPECT_EQ(PrimaryReason({}, {&april, &may}), Reason::kFewContributors);
  may.contributions[0].contributor = 4;
  EXPECT_EQ(PrimaryReason({}, {&april, &may}), Reason::kNone);
}

TEST(RuleTest, NobodyMayHaveMoreThanHalfOfTheCases) {
  Atom atom = {.numerator = 8, .denominator = 16};
  for (int person = 0; person < 8; ++person) {
    atom.contributions.push_back({.contributor = person, .cases = 1});
  }
  atom.contributions.push_back({.contributor = 8, .cases = 8});
  EXPECT_EQ(ReasonOf(atom), Reason::kNone);
  ++atom.contributions.back().cases;
  EXPECT_EQ(ReasonOf(atom), Reason::kDominated);
}

}  // namespace
}  // namespace tidemark::disclosure
