#include "services/outcomes/contract_copies.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/rpc/waiting.h"
#include "services/outcomes/outcomes_fixture.h"

namespace tidemark::outcomes {
namespace {

using testing::HasReason;
using testing::IsOk;
using testing::ParseText;
using testing::StatusIs;

using ContractCopiesTest = OutcomesFixture;

TEST(ContractFactsTest, FindsPeriodsByIdAndTheOneBefore) {
  const auto facts = FactsOf(ParseText<contracts::v1::Contract>(R"(
    name: "councils/E10000012/contracts/home" state: STATE_ACTIVE
    start_date { year: 2025 month: 1 day: 1 }
    end_date { year: 2025 month: 12 day: 31 }
    return_calendar {
      periods {
        id: "second"
        start_date { year: 2025 month: 6 day: 1 }
        end_date { year: 2025 month: 9 day: 30 }
        due_date { year: 2025 month: 10 day: 15 }
      }
      periods {
        id: "first"
        start_date { year: 2025 month: 1 day: 1 }
        end_date { year: 2025 month: 5 day: 31 }
        due_date { year: 2025 month: 6 day: 16 }
      }
    })"));
  ASSERT_THAT(facts, IsOk());
  const type::Period* second = facts->Find("second");
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(second->start, type::Date(2025, 6, 1));
  ASSERT_NE(facts->Before(*second), nullptr);
  EXPECT_EQ(facts->Before(*second)->id, "first");
  EXPECT_EQ(facts->Before(*facts->Find("first")), nullptr);
  EXPECT_EQ(facts->Find("firs"), nullptr);
  EXPECT_EQ(facts->Find(""), nullptr);
}

TEST_F(ContractCopiesTest, AContractIsFetchedOnceAndThenFollowed) {
  EXPECT_THAT(contracts_->Get(kHome), IsOk());
  EXPECT_THAT(contracts_->Get(kHome), IsOk());
  EXPECT_EQ(fetches_, 1);
  auto suspended = MonthlyContract(kHome, kShoreline);
  suspended.set_state(contracts::v1::Contract::STATE_SUSPENDED);
  suspended.set_etag("5");
  Own(suspended);
  EXPECT_EQ((*contracts_->Get(kHome))->state,
            contracts::v1::Contract::STATE_ACTIVE);
  Follow();
  EXPECT_EQ((*contracts_->Get(kHome))->state,
            contracts::v1::Contract::STATE_SUSPENDED);
  EXPECT_EQ(fetches_, 1);
  Open();
  EXPECT_EQ((*contracts_->Get(kHome))->state,
            contracts::v1::Contract::STATE_SUSPENDED);
  EXPECT_EQ(fetches_, 1);
}

TEST_F(ContractCopiesTest, TheOwnerIsAskedBeforeAContractIsRefused) {
  auto contract = MonthlyContract(kHome, kShoreline);
  contract.set_state(contracts::v1::Contract::STATE_DRAFT);
  Own(contract);
  EXPECT_THAT(contracts_->GetTaking(kHome), HasReason("CONTRACT_NOT_IN_FORCE"));
  contract.set_state(contracts::v1::Contract::STATE_ACTIVE);
  contract.set_etag("2");
  Own(contract);
  EXPECT_THAT(contracts_->GetTaking(kHome), IsOk());
  EXPECT_THAT(contracts_->GetTaking("councils/E10000012/contracts/none"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(ContractCopiesTest, ARefusalIsNotGivenWhereTheOwnerCannotBeAsked) {
  auto contract = MonthlyContract(kHome, kShoreline);
  contract.set_state(contracts::v1::Contract::STATE_DRAFT);
  Own(contract);
  Follow();
  ContractCopies copies(
      *db_, {.contract = [](absl::string_view) { return rpc::WouldWait(); },
             .council = [](absl::string_view) { return rpc::WouldWait(); }});
  EXPECT_TRUE(rpc::IsWouldWait(copies.GetTaking(kHome).status()));
  EXPECT_TRUE(rpc::IsWouldWait(copies.Refresh(kHome).status()));
  EXPECT_TRUE(rpc::IsWouldWait(copies.ThemesOf(kEssex, {}).status()));
  // An owner that is away leaves the copy.
  ContractCopies alone(
      *db_,
      {.contract = [](absl::string_view) { return absl::UnavailableError(""); },
       .council =
           [](absl::string_view) { return absl::UnavailableError(""); }});
  EXPECT_THAT(alone.Refresh(kHome), IsOk());
  EXPECT_THAT(alone.GetTaking(kHome), HasReason("CONTRACT_NOT_IN_FORCE"));
}

TEST_F(ContractCopiesTest, TheOwnerIsAskedBeforeAThemeIsUnknown) {
  council_ = ParseText<contracts::v1::Council>(R"(
    name: "councils/E10000012" etag: "1"
    frameworks { id: "f" themes { id: "dignity" } })");
  EXPECT_FALSE(contracts_->ThemesOf(kEssex, {"bus"})->Allows("bus"));
  council_.mutable_frameworks(0)->add_themes()->set_id("bus");
  council_.set_etag("2");
  EXPECT_FALSE(contracts_->ThemesOf(kEssex, {})->Allows("bus"));
  EXPECT_TRUE(contracts_->ThemesOf(kEssex, {"bus"})->Allows("bus"));
}

TEST_F(ContractCopiesTest, ClearedCopiesAreFollowedAnew) {
  Follow();
  ASSERT_THAT(db_->Write({.origin = {.subject = "test", .method = "Test"}},
                         [](store::Transaction& txn) {
                           return ContractCopies::Clear(txn);
                         }),
              IsOk());
  Open();
  EXPECT_THAT(contracts_->Get(kHome), IsOk());
  EXPECT_EQ(fetches_, 1);
}

}  // namespace
}  // namespace tidemark::outcomes
