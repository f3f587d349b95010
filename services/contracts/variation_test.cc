#include "services/contracts/variation.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "services/contracts/contracts_fixture.h"

namespace tidemark::contracts {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::ParseText;
using testing::StatusIs;

class VariationTest : public ContractsFixture {
 protected:
  VariationTest() {
    StoreCouncilAndProvider();
    contract_ = *Create(QuarterlyContract("live-at-home"));
    contract_ = *Activate(contract_.name());
  }

  // Varies the contract by a request without its name and reason.
  absl::StatusOr<v1::Contract> Vary(const std::string& text) {
    auto request = ParseText<v1::VaryContractRequest>(text);
    request.mutable_contract()->set_name(contract_.name());
    request.set_reason("Agreed at the review");
    return contracts_.VaryContract(Ada(request), request);
  }

  v1::Contract contract_;
};

TEST_F(VariationTest, KeepsWhatChangedWhenAndWhy) {
  const auto first = Vary(R"(
    contract { title: "Live at Home 2" lot: "Tier 1" }
    update_mask { paths: "title" paths: "lot" paths: "service_type" }
    effective_date { year: 2025 month: 12 day: 1 })");
  ASSERT_THAT(first, IsOk());
  clock_.Advance(absl::Hours(24));
  const auto second = Vary(R"(
    contract {
      outcome_requirements {
        id: "outcomes-met" statement: "Three in four" metric: "outcomes-met"
        targets { contract_year: 1 target_basis_points: 7500 }
      }
    }
    update_mask { paths: "outcome_requirements" }
    effective_date { year: 2026 month: 1 day: 1 })");
  ASSERT_THAT(second, IsOk());

  v1::Contract expected = contract_;
  expected.set_title("Live at Home 2");
  expected.set_lot("Tier 1");
  *expected.mutable_outcome_requirements() = second->outcome_requirements();
  *expected.mutable_variations() = ParseText<v1::Contract>(R"(
    variations {
      number: 1
      effective_date { year: 2025 month: 12 day: 1 }
      reason: "Agreed at the review"
      changed_fields: "title"
      changed_fields: "lot"
      varied_by: "users/ada"
      vary_time { seconds: 1763802000 }
    }
    variations {
      number: 2
      effective_date { year: 2026 month: 1 day: 1 }
      reason: "Agreed at the review"
      changed_fields: "outcome_requirements"
      varied_by: "users/ada"
      vary_time { seconds: 1763888400 }
    })")
                                       .variations();
  expected.set_etag(second->etag());
  *expected.mutable_update_time() = second->update_time();
  EXPECT_THAT(*second, testing::EqualsProto(expected));
}

TEST_F(VariationTest, DelegationIsVariedLikeEveryTerm) {
  const auto delegating = Vary(R"(
    contract { delegated_review { kinds: PROPOSAL_KIND_PAUSE } }
    update_mask { paths: "delegated_review" }
    effective_date { year: 2025 month: 12 day: 1 })");
  ASSERT_THAT(delegating, IsOk());
  EXPECT_EQ(delegating->delegated_review().kinds_size(), 1);
  EXPECT_THAT(delegating->variations(0).changed_fields(),
              ElementsAre("delegated_review"));
  const auto no_longer = Vary(R"(
    contract {}
    update_mask { paths: "delegated_review" }
    effective_date { year: 2026 month: 1 day: 1 })");
  ASSERT_THAT(no_longer, IsOk());
  EXPECT_FALSE(no_longer->has_delegated_review());
  EXPECT_EQ(no_longer->variations_size(), 2);
}

TEST_F(VariationTest, ExtendsUpToTheDayAgreedAndNoFurther) {
  const std::string text = R"(
    contract { end_date { year: 2027 month: 3 day: 31 } }
    update_mask { paths: "end_date" }
    effective_date { year: 2026 month: 4 day: 1 })";
  const auto extended = Vary(text);
  ASSERT_THAT(extended, IsOk());
  EXPECT_EQ(extended->return_calendar().periods_size(), 8);
  EXPECT_THAT(extended->variations(0).changed_fields(),
              ElementsAre("end_date", "return_calendar"));

  EXPECT_THAT(FaultCodes(Vary(R"(
                contract {
                  end_date { year: 2027 month: 4 day: 1 }
                  extendable_until { year: 2027 month: 4 day: 1 }
                }
                update_mask { paths: "end_date" paths: "extendable_until" }
                effective_date { year: 2026 month: 4 day: 1 })")
                             .status()),
              ElementsAre("contract.end_date NOT_EXTENDABLE"));
}

TEST_F(VariationTest, ContractThatMayNotBeExtendedIsNot) {
  ASSERT_THAT(Vary(R"(
                update_mask { paths: "extendable_until" }
                effective_date { year: 2025 month: 12 day: 1 })"),
              IsOk());
  const auto refused = Vary(R"(
    contract { end_date { year: 2026 month: 4 day: 1 } }
    update_mask { paths: "end_date" }
    effective_date { year: 2026 month: 4 day: 1 })");
  EXPECT_THAT(FaultCodes(refused.status()),
              ElementsAre("contract.end_date NOT_EXTENDABLE"));
  EXPECT_THAT(std::string(refused.status().message()),
              HasSubstr("Vary extendable_until first"));
}

TEST_F(VariationTest, NewPeriodsTakeTheCouncilsDaysOfNow) {
  const auto closed = ParseText<v1::UpdateCouncilRequest>(R"(
    council {
      name: "councils/E10000012"
      extra_non_working_days { date { year: 2025 month: 10 day: 15 } }
      extra_non_working_days { date { year: 2026 month: 7 day: 15 } }
    })");
  ASSERT_THAT(councils_.UpdateCouncil(Grace(closed), closed), IsOk());
  const auto extended = Vary(R"(
    contract { end_date { year: 2026 month: 6 day: 30 } }
    update_mask { paths: "end_date" }
    effective_date { year: 2026 month: 4 day: 1 })");
  ASSERT_THAT(extended, IsOk());
  ASSERT_EQ(extended->return_calendar().periods_size(), 5);
  EXPECT_EQ(extended->return_calendar().periods(1).due_date().day(), 15);
  EXPECT_EQ(extended->return_calendar().periods(4).due_date().day(), 16);
}

TEST_F(VariationTest, LeavesTheNameTheProviderAndTheStartAlone) {
  const auto refused = Vary(R"(
    contract {
      provider: "councils/E10000012/providers/RWD"
      start_date { year: 2025 month: 5 day: 1 }
      title: "Changed"
    }
    update_mask { paths: "provider" paths: "start_date" paths: "title" }
    effective_date { year: 2025 month: 12 day: 1 })");
  EXPECT_THAT(FaultCodes(refused.status()),
              ElementsAre("contract.provider IMMUTABLE",
                          "contract.start_date NOT_UPDATABLE"));
  // What only the server sets is ignored, so nothing is left to vary.
  EXPECT_THAT(FaultCodes(Vary(R"(
                contract { state: STATE_ENDED state_reason: "x" etag: "" }
                update_mask { paths: "state" paths: "variations" }
                effective_date { year: 2025 month: 12 day: 1 })")
                             .status()),
              ElementsAre("contract NOTHING_VARIED"));
}

TEST_F(VariationTest, HoldsFromADayOfTheContract) {
  for (const char* date :
       {"year: 2025 month: 3 day: 31", "year: 2026 month: 4 day: 1"}) {
    EXPECT_THAT(FaultCodes(Vary(std::string(R"(
                     contract { lot: "Tier 2" }
                     update_mask { paths: "lot" }
                     effective_date { )") +
                                date + " }")
                               .status()),
                ElementsAre("effective_date EFFECTIVE_OUTSIDE_CONTRACT"));
  }
  EXPECT_THAT(FaultCodes(Vary(R"(
                contract { lot: "Tier 2" }
                update_mask { paths: "lot" })")
                             .status()),
              ElementsAre("effective_date DATE_MISSING"));
}

TEST_F(VariationTest, RefusedVariationLeavesNothingBehind) {
  const int64_t sequence = db_->durable_sequence();
  EXPECT_THAT(FaultCodes(Vary(R"(
                contract {
                  lot: "Tier 2"
                  outcome_requirements { id: "a" metric: "No metric" }
                  outcome_requirements { id: "a" metric: "outcomes-met" }
                }
                update_mask { paths: "lot" paths: "outcome_requirements" }
                effective_date { year: 2030 month: 1 day: 1 })")
                             .status()),
              ElementsAre("contract.outcome_requirements[0].metric "
                          "METRIC_INVALID",
                          "contract.outcome_requirements[1].id "
                          "REQUIREMENT_TWICE",
                          "effective_date EFFECTIVE_OUTSIDE_CONTRACT"));
  EXPECT_EQ(db_->durable_sequence(), sequence);
  v1::GetContractRequest get;
  get.set_name(contract_.name());
  EXPECT_THAT(*contracts_.GetContract(Ada(get), get),
              testing::EqualsProto(contract_));
}

TEST_F(VariationTest, StaleEtagSaysWhichFieldsWereVaried) {
  ASSERT_THAT(Vary(R"(
                contract { end_date { year: 2026 month: 6 day: 30 } }
                update_mask { paths: "end_date" }
                effective_date { year: 2026 month: 4 day: 1 })"),
              IsOk());
  auto stale = ParseText<v1::VaryContractRequest>(R"(
    contract { lot: "Tier 2" }
    update_mask { paths: "lot" }
    effective_date { year: 2026 month: 1 day: 1 }
    reason: "Late")");
  stale.mutable_contract()->set_name(contract_.name());
  stale.mutable_contract()->set_etag(contract_.etag());
  EXPECT_THAT(contracts_.VaryContract(Grace(stale), stale),
              StatusIs(absl::StatusCode::kAborted,
                       "(end_date, return_calendar, variations)"));
}

TEST_F(VariationTest, RepeatAddsNoSecondVariation) {
  auto request = ParseText<v1::VaryContractRequest>(R"(
    contract { lot: "Tier 2" }
    update_mask { paths: "lot" }
    effective_date { year: 2026 month: 1 day: 1 }
    reason: "Agreed"
    request_id: "2f1b2a56-4e2c-4f6c-8d3e-9a7b6c5d4e3f")");
  request.mutable_contract()->set_name(contract_.name());
  const auto first = contracts_.VaryContract(Ada(request), request);
  ASSERT_THAT(first, IsOk());
  const auto repeat = contracts_.VaryContract(Ada(request), request);
  ASSERT_THAT(repeat, IsOk());
  EXPECT_THAT(*repeat, testing::EqualsProto(*first));
  EXPECT_EQ(repeat->variations_size(), 1);
}

}  // namespace
}  // namespace tidemark::contracts
