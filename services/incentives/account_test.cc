#include "services/incentives/account.h"

#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"

namespace tidemark::incentives {
namespace {

using contracts::v1::IncentiveTerms;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::ParseText;
using v1::Account;
using v1::OutcomeInput;

Account Of(const std::string& terms, const std::string& account) {
  Account added = ParseText<Account>(account);
  AddUp(ParseText<IncentiveTerms>(terms), added);
  return added;
}

std::vector<int64_t> Amounts(const Account& account) {
  std::vector<int64_t> amounts;
  for (const auto& line : account.lines()) {
    amounts.push_back(line.amount_pence());
  }
  return amounts;
}

constexpr char kThreeOfFour[] = R"(
  return_input { version: 1 }
  outcomes { result: RESULT_MET first_met: true }
  outcomes { result: RESULT_MET first_met: true }
  outcomes { result: RESULT_MET }
  outcomes { result: RESULT_NOT_MET }
  outcomes { result: RESULT_NOT_RATED }
  outcomes { result: RESULT_EXCLUDED }
  step_downs { counts: true }
  step_downs {})";

TEST(AccountTest, AddsUpLineByLineWithAReasonEach) {
  const Account account = Of(R"(
    period_value_pence: 1000000 baseline_basis_points: 2000
    first_met_pence: 5000 met_pence: 1000
    bands { from_basis_points: 0 }
    bands { from_basis_points: 7500 amount_pence: 100000 }
    step_down_pence: 25000)",
                             kThreeOfFour);
  EXPECT_THAT(Amounts(account),
              ElementsAre(200000, 10000, 3000, 100000, 25000));
  EXPECT_EQ(account.total_pence(), 338000);
  EXPECT_EQ(account.before_limits_pence(), 338000);
  EXPECT_EQ(account.outcomes_met(), 3);
  EXPECT_EQ(account.outcomes_counted(), 4);
  EXPECT_EQ(account.outcomes_excluded(), 1);
  EXPECT_EQ(account.lines(0).reason(),
            "20% of £10,000.00, paid whatever the outcomes");
  EXPECT_EQ(account.lines(3).reason(),
            "3 of 4 outcomes met (75%) in version 1 of the return: the band "
            "from 75%");
}

// `met` outcomes that are met, and `not_met` that are not.
std::string Outcomes(int met, int not_met) {
  std::string text = "return_input { version: 1 }";
  for (int i = 0; i < met; ++i) text += " outcomes { result: RESULT_MET }";
  for (int i = 0; i < not_met; ++i) {
    text += " outcomes { result: RESULT_NOT_MET }";
  }
  return text;
}

TEST(AccountTest, AShareJustBelowABandIsInTheOneBefore) {
  const char* const terms = R"(
    bands { from_basis_points: 0 amount_pence: 1 }
    bands { from_basis_points: 6667 amount_pence: 2 }
    bands { from_basis_points: 10000 amount_pence: 3 })";
  // Two thirds are less than 66.67%.
  EXPECT_EQ(Of(terms, Outcomes(2, 1)).total_pence(), 1);
  EXPECT_EQ(Of(terms, Outcomes(4, 2)).total_pence(), 1);
  EXPECT_EQ(Of(terms, Outcomes(6667, 3333)).total_pence(), 2);
  EXPECT_EQ(Of(terms, Outcomes(6666, 3334)).total_pence(), 1);
  EXPECT_EQ(Of(terms, Outcomes(3, 1)).total_pence(), 2);
  EXPECT_EQ(Of(terms, Outcomes(0, 1)).total_pence(), 1);
  EXPECT_EQ(Of(terms, Outcomes(1, 0)).total_pence(), 3);
}

TEST(AccountTest, TooFewOutcomesAreNoShareAndNotAShareOfNothing) {
  const std::string terms = R"(
    bands { from_basis_points: 0 amount_pence: 700 } minimum_denominator: 5)";
  const Account few = Of(terms, kThreeOfFour);
  EXPECT_EQ(few.total_pence(), 0);
  EXPECT_THAT(few.lines(0).reason(), HasSubstr("judged from 5 on"));
  const Account none = Of("bands { amount_pence: 700 }", "");
  EXPECT_EQ(none.total_pence(), 0);
  EXPECT_THAT(none.lines(0).reason(), HasSubstr("no accepted return"));
}

TEST(AccountTest, FloorAndCapAreLinesSoThatTheLinesAddUp) {
  const Account lifted = Of("met_pence: 100 floor_pence: 1000", kThreeOfFour);
  EXPECT_THAT(Amounts(lifted), ElementsAre(300, 700));
  EXPECT_EQ(lifted.total_pence(), 1000);
  const Account cut = Of("met_pence: 100 cap_pence: 250", kThreeOfFour);
  EXPECT_THAT(Amounts(cut), ElementsAre(300, -50));
  EXPECT_EQ(cut.total_pence(), 250);
  EXPECT_EQ(cut.before_limits_pence(), 300);
  EXPECT_EQ(Of("met_pence: 100 cap_pence: 0", kThreeOfFour).total_pence(), 0);
}

TEST(AccountTest, HalfAPennyIsRoundedAwayFromZero) {
  EXPECT_EQ(ShareOf(999, 5000), 500);
  EXPECT_EQ(ShareOf(1, 4999), 0);
  EXPECT_EQ(ShareOf(1, 5000), 1);
  EXPECT_EQ(ShareOf(0, 10000), 0);
  EXPECT_EQ(ShareOf(100'000'000'000, 10000), 100'000'000'000);
}

TEST(AccountTest, PoundsAreWrittenWithTheirPence) {
  EXPECT_EQ(Pounds(0), "£0.00");
  EXPECT_EQ(Pounds(-5), "-£0.05");
  EXPECT_EQ(Pounds(123456789), "£1,234,567.89");
  EXPECT_EQ(Pounds(100000), "£1,000.00");
}

// Terms and accounts at random.
class Chance {
 public:
  explicit Chance(uint32_t seed) : random_(seed) {}
  int Below(int n) {
    return static_cast<int>(random_() % static_cast<uint32_t>(n));
  }

  IncentiveTerms Terms() {
    IncentiveTerms terms;
    terms.set_period_value_pence(Below(100000));
    terms.set_baseline_basis_points(Below(10001));
    terms.set_first_met_pence(int64_t{777} * Below(3));
    terms.set_met_pence(int64_t{333} * Below(3));
    terms.set_step_down_pence(int64_t{5001} * Below(2));
    terms.set_minimum_denominator(Below(4));
    int64_t amount = 0;
    for (int from = 0; Below(4) > 0 && from <= 10000; from += 1 + Below(4000)) {
      auto& band = *terms.add_bands();
      band.set_from_basis_points(from);
      band.set_amount_pence(amount += Below(5000));
    }
    if (Below(2) == 0) terms.set_floor_pence(Below(20000));
    if (Below(2) == 0) {
      terms.set_cap_pence(std::max(ShareOf(terms.period_value_pence(),
                                           terms.baseline_basis_points()),
                                   terms.floor_pence()) +
                          Below(20000));
    }
    return terms;
  }

  Account Inputs() {
    Account account;
    for (int i = Below(12); i > 0; --i) {
      OutcomeInput& outcome = *account.add_outcomes();
      outcome.set_result(static_cast<OutcomeInput::Result>(1 + Below(5)));
      outcome.set_first_met(outcome.result() == OutcomeInput::RESULT_MET &&
                            Below(2) == 0);
    }
    for (int i = Below(4); i > 0; --i) {
      account.add_step_downs()->set_counts(Below(2) == 0);
    }
    return account;
  }

 private:
  std::mt19937 random_;
};

TEST(AccountPropertyTest, LinesAddUpToATotalWithinFloorAndCap) {
  for (uint32_t seed = 0; seed < 3000; ++seed) {
    Chance chance(seed);
    const IncentiveTerms terms = chance.Terms();
    Account account = chance.Inputs();
    AddUp(terms, account);
    int64_t sum = 0;
    for (const auto& line : account.lines()) {
      sum += line.amount_pence();
      if (line.kind() != Account::Line::KIND_CAP) {
        EXPECT_GE(line.amount_pence(), 0);
      }
      EXPECT_EQ(line.quantity() * line.unit_pence(), line.amount_pence());
      EXPECT_FALSE(line.reason().empty());
    }
    ASSERT_EQ(sum, account.total_pence()) << seed;
    if (terms.has_cap_pence()) {
      ASSERT_LE(account.total_pence(), terms.cap_pence()) << seed;
    }
    if (terms.has_floor_pence()) {
      ASSERT_GE(account.total_pence(), terms.floor_pence()) << seed;
    }
    // Adding up again changes nothing.
    Account again = account;
    AddUp(terms, again);
    EXPECT_THAT(again, testing::EqualsProto(account));
  }
}

TEST(AccountPropertyTest, NeverRisesWhenARatingFallsOrAStepDownFails) {
  int checked = 0;
  for (uint32_t seed = 0; seed < 3000; ++seed) {
    Chance chance(seed);
    const IncentiveTerms terms = chance.Terms();
    Account account = chance.Inputs();
    AddUp(terms, account);
    Account worse = account;
    for (OutcomeInput& outcome : *worse.mutable_outcomes()) {
      if (outcome.result() != OutcomeInput::RESULT_MET) continue;
      outcome.set_result(chance.Below(2) == 0
                             ? OutcomeInput::RESULT_NOT_MET
                             : OutcomeInput::RESULT_NOT_CONFIRMED);
      ++checked;
      AddUp(terms, worse);
      ASSERT_LE(worse.total_pence(), account.total_pence()) << seed;
    }
    for (auto& step : *worse.mutable_step_downs()) step.set_counts(false);
    const int64_t before = worse.total_pence();
    AddUp(terms, worse);
    ASSERT_LE(worse.total_pence(), before) << seed;
  }
  EXPECT_GT(checked, 1000);
}

TEST(AccountPropertyTest, WhatIsLeftOutOrNotRatedChangesNoFigure) {
  for (uint32_t seed = 0; seed < 1000; ++seed) {
    Chance chance(seed);
    const IncentiveTerms terms = chance.Terms();
    Account account = chance.Inputs();
    AddUp(terms, account);
    Account more = account;
    for (int i = 0; i < 5; ++i) {
      more.add_outcomes()->set_result(OutcomeInput::RESULT_EXCLUDED);
      more.add_outcomes()->set_result(OutcomeInput::RESULT_NOT_RATED);
    }
    AddUp(terms, more);
    ASSERT_EQ(more.total_pence(), account.total_pence()) << seed;
    ASSERT_EQ(more.outcomes_counted(), account.outcomes_counted()) << seed;
  }
}

}  // namespace
}  // namespace tidemark::incentives
