#include "services/contracts/lifecycle.h"

#include <map>
#include <set>
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "services/contracts/contracts_fixture.h"

namespace tidemark::contracts {
namespace {

using Contract = v1::Contract;
using testing::HasReason;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::StatusIs;

constexpr Verb kVerbs[] = {Verb::kUpdate,  Verb::kVary, Verb::kActivate,
                           Verb::kSuspend, Verb::kEnd,  Verb::kWithdraw};

// What each verb leads to from each state; what is not here is refused.
const std::map<std::pair<Contract::State, Verb>, Contract::State> kMoves = {
    {{Contract::STATE_DRAFT, Verb::kUpdate}, Contract::STATE_DRAFT},
    {{Contract::STATE_DRAFT, Verb::kActivate}, Contract::STATE_ACTIVE},
    {{Contract::STATE_DRAFT, Verb::kWithdraw}, Contract::STATE_WITHDRAWN},
    {{Contract::STATE_ACTIVE, Verb::kVary}, Contract::STATE_ACTIVE},
    {{Contract::STATE_ACTIVE, Verb::kSuspend}, Contract::STATE_SUSPENDED},
    {{Contract::STATE_ACTIVE, Verb::kEnd}, Contract::STATE_ENDED},
    {{Contract::STATE_SUSPENDED, Verb::kVary}, Contract::STATE_SUSPENDED},
    {{Contract::STATE_SUSPENDED, Verb::kActivate}, Contract::STATE_ACTIVE},
    {{Contract::STATE_SUSPENDED, Verb::kEnd}, Contract::STATE_ENDED},
};

class LifecycleTest : public ContractsFixture {
 protected:
  absl::StatusOr<Contract> Do(Verb verb, const std::string& name) {
    switch (verb) {
      case Verb::kUpdate: {
        v1::UpdateContractRequest request;
        request.mutable_contract()->set_name(name);
        request.mutable_contract()->set_lot("Lot 2");
        return contracts_.UpdateContract(Ada(request), request);
      }
      case Verb::kVary: {
        auto request = testing::ParseText<v1::VaryContractRequest>(R"(
          contract { lot: "Lot 3" }
          update_mask { paths: "lot" }
          effective_date { year: 2025 month: 12 day: 1 }
          reason: "Agreed on the review")");
        request.mutable_contract()->set_name(name);
        return contracts_.VaryContract(Ada(request), request);
      }
      case Verb::kActivate:
        return Activate(name);
      case Verb::kSuspend: {
        v1::SuspendContractRequest request;
        request.set_name(name);
        request.set_reason("Suspended because");
        return contracts_.SuspendContract(Ada(request), request);
      }
      case Verb::kEnd: {
        v1::EndContractRequest request;
        request.set_name(name);
        request.set_reason("Ended because");
        return contracts_.EndContract(Ada(request), request);
      }
      case Verb::kWithdraw: {
        v1::WithdrawContractRequest request;
        request.set_name(name);
        request.set_reason("Withdrawn because");
        return contracts_.WithdrawContract(Ada(request), request);
      }
    }
    return absl::InternalError("no such verb");
  }

  // A contract in `state`, reached by the verbs.
  Contract In(Contract::State state, const std::string& id) {
    Contract contract = *Create(QuarterlyContract(id));
    switch (state) {
      case Contract::STATE_ACTIVE:
        return *Do(Verb::kActivate, contract.name());
      case Contract::STATE_SUSPENDED:
        Do(Verb::kActivate, contract.name()).value();
        return *Do(Verb::kSuspend, contract.name());
      case Contract::STATE_ENDED:
        Do(Verb::kActivate, contract.name()).value();
        return *Do(Verb::kEnd, contract.name());
      case Contract::STATE_WITHDRAWN:
        return *Do(Verb::kWithdraw, contract.name());
      default:
        return contract;
    }
  }
};

TEST_F(LifecycleTest, EachVerbIsAllowedInItsStatesAndRefusedInTheOthers) {
  StoreCouncilAndProvider();
  int n = 0;
  for (int state = Contract::STATE_DRAFT; state <= Contract::STATE_WITHDRAWN;
       ++state) {
    for (const Verb verb : kVerbs) {
      const auto from = static_cast<Contract::State>(state);
      SCOPED_TRACE(Contract::State_Name(from) + " verb " +
                   std::to_string(static_cast<int>(verb)));
      const Contract before = In(from, "contract-" + std::to_string(++n));
      ASSERT_EQ(before.state(), from);
      const int64_t sequence = db_->durable_sequence();
      const auto after = Do(verb, before.name());
      const auto move = kMoves.find({from, verb});
      if (move != kMoves.end()) {
        ASSERT_THAT(after, IsOk());
        EXPECT_EQ(after->state(), move->second);
        EXPECT_EQ(db_->durable_sequence(), sequence + 1);
        continue;
      }
      EXPECT_THAT(after, HasReason("CONTRACT_STATE"));
      EXPECT_THAT(after, StatusIs(absl::StatusCode::kFailedPrecondition,
                                  before.name()));
      // The sentence names the state and, after it, what to do.
      EXPECT_THAT(
          std::string(after.status().message()),
          HasSubstr(Contract::State_Name(from).substr(sizeof("STATE")) + "; "));
      EXPECT_EQ(db_->durable_sequence(), sequence);
    }
  }
  EXPECT_EQ(n, 30);
}

TEST_F(LifecycleTest, StateReasonIsKeptUntilTheContractIsActiveAgain) {
  StoreCouncilAndProvider();
  const std::string name = In(Contract::STATE_SUSPENDED, "home-support").name();
  v1::GetContractRequest get;
  get.set_name(name);
  EXPECT_EQ(contracts_.GetContract(Ada(get), get)->state_reason(),
            "Suspended because");
  ASSERT_THAT(Do(Verb::kActivate, name), IsOk());
  EXPECT_EQ(contracts_.GetContract(Ada(get), get)->state_reason(), "");
  ASSERT_THAT(Do(Verb::kEnd, name), IsOk());
  EXPECT_EQ(contracts_.GetContract(Ada(get), get)->state_reason(),
            "Ended because");
}

TEST_F(LifecycleTest, VerbsRefuseAnUnknownContractAndAStaleEtag) {
  StoreCouncilAndProvider();
  for (const Verb verb : kVerbs) {
    EXPECT_THAT(Do(verb, "councils/E10000012/contracts/none"),
                StatusIs(absl::StatusCode::kNotFound));
  }
  const Contract draft = *Create(QuarterlyContract("home-support"));
  ASSERT_THAT(Do(Verb::kUpdate, draft.name()), IsOk());
  v1::ActivateContractRequest activate;
  activate.set_name(draft.name());
  activate.set_etag(draft.etag());
  const auto refused = contracts_.ActivateContract(Grace(activate), activate);
  EXPECT_THAT(refused,
              StatusIs(absl::StatusCode::kAborted, "was changed by users/ada"));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kAborted, "(lot)"));
}

TEST_F(LifecycleTest, RepeatedVerbGetsTheFirstAnswerInsteadOfARefusal) {
  StoreCouncilAndProvider();
  const Contract draft = *Create(QuarterlyContract("home-support"));
  v1::ActivateContractRequest activate;
  activate.set_name(draft.name());
  activate.set_request_id("0f6c7a52-6f57-4a53-9b64-0a8d5a1c2e3f");
  const auto first = contracts_.ActivateContract(Ada(activate), activate);
  ASSERT_THAT(first, IsOk());
  const int64_t sequence = db_->durable_sequence();
  const auto repeat = contracts_.ActivateContract(Ada(activate), activate);
  ASSERT_THAT(repeat, IsOk());
  EXPECT_THAT(*repeat, testing::EqualsProto(*first));
  EXPECT_EQ(db_->durable_sequence(), sequence);
}

}  // namespace
}  // namespace tidemark::contracts
