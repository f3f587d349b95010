#include "services/contracts/incentive_rules.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "services/contracts/contracts_fixture.h"

namespace tidemark::contracts {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::ParseText;

std::vector<std::string> FaultsIn(const std::string& terms) {
  Faults faults;
  CheckIncentiveTerms(ParseText<v1::IncentiveTerms>(terms), "terms", faults);
  return FaultCodes(faults.ToStatus());
}

TEST(IncentiveRulesTest, AcceptsAShareUpFrontAndTheRestForOutcomes) {
  EXPECT_THAT(FaultsIn(R"(
    period_value_pence: 1000000 baseline_basis_points: 2000
    first_met_pence: 20000
    bands { from_basis_points: 0 }
    bands { from_basis_points: 7500 amount_pence: 100000 }
    cap_pence: 1000000 floor_pence: 200000
    exclusions: [ EXCLUSION_DIED, EXCLUSION_MOVED ])"),
              IsEmpty());
}

TEST(IncentiveRulesTest, NamesEveryFaultAtOnce) {
  EXPECT_THAT(FaultsIn(R"(
    baseline_basis_points: 2000
    bands { from_basis_points: 100 amount_pence: 5 }
    bands { from_basis_points: 100 amount_pence: 4 }
    cap_pence: 10 floor_pence: 11
    exclusions: [ EXCLUSION_DIED, EXCLUSION_DIED, EXCLUSION_UNSPECIFIED ])"),
              ElementsAre("terms.period_value_pence BASELINE_WITHOUT_VALUE",
                          "terms.bands[0].from_basis_points BANDS_START",
                          "terms.bands[1].from_basis_points BANDS_NOT_IN_ORDER",
                          "terms.bands[1].amount_pence BANDS_FALL",
                          "terms.floor_pence FLOOR_ABOVE_CAP",
                          "terms.exclusions[1] EXCLUSION_TWICE",
                          "terms.exclusions[2] EXCLUSION_TWICE"));
}

TEST(IncentiveRulesTest, TermsMustBeAbleToPaySomething) {
  EXPECT_THAT(FaultsIn("period_value_pence: 5 bands {}"),
              ElementsAre("terms TERMS_PAY_NOTHING"));
  EXPECT_THAT(FaultsIn("floor_pence: 1"), IsEmpty());
}

TEST(IncentiveRulesTest, ACapMayEqualTheBaselineAndNotCutIt) {
  const std::string share =
      "period_value_pence: 999 baseline_basis_points: 5000 ";
  EXPECT_THAT(FaultsIn(share + "cap_pence: 500"), IsEmpty());
  EXPECT_THAT(FaultsIn(share + "cap_pence: 499"),
              ElementsAre("terms.cap_pence CAP_BELOW_BASELINE"));
}

class IncentiveTermsTest : public ContractsFixture {};

TEST_F(IncentiveTermsTest, AreKeptWithTheContractAndChangedByAVariation) {
  StoreCouncilAndProvider();
  auto create = QuarterlyContract("home");
  create.mutable_contract()->mutable_incentive_terms()->set_met_pence(100);
  const auto created = Create(create);
  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(created->incentive_terms().met_pence(), 100);
  ASSERT_THAT(Activate(created->name()), IsOk());

  auto vary = ParseText<v1::VaryContractRequest>(R"(
    contract { incentive_terms { met_pence: 250 } }
    update_mask { paths: "incentive_terms" }
    effective_date { year: 2025 month: 10 day: 1 }
    reason: "More for outcomes")");
  vary.mutable_contract()->set_name(created->name());
  const auto varied = contracts_.VaryContract(Ada(vary), vary);
  ASSERT_THAT(varied, IsOk());
  EXPECT_EQ(varied->incentive_terms().met_pence(), 250);
  ASSERT_EQ(varied->variations_size(), 1);
  EXPECT_THAT(varied->variations(0).changed_fields(),
              ElementsAre("incentive_terms"));

  vary.mutable_contract()->clear_incentive_terms();
  const auto none = contracts_.VaryContract(Ada(vary), vary);
  ASSERT_THAT(none, IsOk());
  EXPECT_FALSE(none->has_incentive_terms());
}

TEST_F(IncentiveTermsTest, AreCheckedWithTheRestOfTheContract) {
  StoreCouncilAndProvider();
  auto create = QuarterlyContract("home");
  create.mutable_contract()->mutable_incentive_terms()->add_bands();
  EXPECT_THAT(FaultCodes(Create(create).status()),
              ElementsAre("contract.incentive_terms TERMS_PAY_NOTHING"));
}

}  // namespace
}  // namespace tidemark::contracts
