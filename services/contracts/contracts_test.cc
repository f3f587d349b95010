#include "services/contracts/contracts.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/store/feed.h"
#include "services/contracts/contracts_fixture.h"

namespace tidemark::contracts {
namespace {

using ::testing::ElementsAre;
using testing::EqualsProto;
using testing::HasReason;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::ParseText;
using testing::StatusIs;

class ContractsTest : public ContractsFixture {
 protected:
  ContractsTest() { StoreCouncilAndProvider(); }

  // The ids of the contracts that a list returns.
  std::vector<std::string> List(v1::ListContractsRequest request) {
    request.set_parent("councils/E10000012");
    std::vector<std::string> ids;
    for (;;) {
      const auto response = contracts_.ListContracts(Ada(request), request);
      if (!response.ok()) return {response.status().ToString()};
      for (const v1::Contract& contract : response->contracts()) {
        ids.push_back(
            contract.name().substr(sizeof("councils/E10000012/contracts")));
      }
      if (response->next_page_token().empty()) return ids;
      request.set_page_token(response->next_page_token());
    }
  }

  absl::StatusOr<v1::Contract> End(const std::string& name,
                                   const std::string& end_date) {
    v1::EndContractRequest request;
    request.set_name(name);
    request.set_reason("The provider hands it back");
    if (!end_date.empty()) {
      *request.mutable_end_date() =
          ParseText<tidemark::type::v1::Date>(end_date);
    }
    return contracts_.EndContract(Ada(request), request);
  }
};

TEST_F(ContractsTest, NewContractIsADraftWithItsPeriods) {
  v1::CreateContractRequest request = QuarterlyContract("live-at-home");
  request.mutable_contract()->set_name("ignored");
  request.mutable_contract()->set_state(v1::Contract::STATE_ENDED);
  request.mutable_contract()->set_state_reason("ignored");
  request.mutable_contract()->add_variations()->set_number(7);
  const auto created = Create(request);
  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(created->name(), "councils/E10000012/contracts/live-at-home");
  EXPECT_EQ(created->state(), v1::Contract::STATE_DRAFT);
  EXPECT_EQ(created->state_reason(), "");
  EXPECT_EQ(created->variations_size(), 0);
  EXPECT_EQ(created->return_calendar().periods_size(), 4);
  EXPECT_THAT(Create(request), StatusIs(absl::StatusCode::kAlreadyExists));
  v1::GetContractRequest get;
  get.set_name(created->name());
  EXPECT_THAT(*contracts_.GetContract(Ada(get), get),
              testing::EqualsProto(*created));
}

TEST_F(ContractsTest, DueDatesKeepToTheCouncilsNonWorkingDays) {
  const auto closed = ParseText<v1::UpdateCouncilRequest>(R"(
    council {
      name: "councils/E10000012"
      extra_non_working_days { date { year: 2025 month: 7 day: 15 } }
    })");
  ASSERT_THAT(councils_.UpdateCouncil(Grace(closed), closed), IsOk());
  const auto created = Create(QuarterlyContract("live-at-home"));
  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(created->return_calendar().periods(0).due_date().day(), 16);
}

TEST_F(ContractsTest, ContractNeedsItsCouncilAndItsProvider) {
  v1::CreateContractRequest request = QuarterlyContract("live-at-home");
  request.mutable_contract()->set_provider(
      "councils/E10000012/providers/1-999999999");
  EXPECT_THAT(Create(request), HasReason("PROVIDER_UNKNOWN"));
  request.mutable_contract()->set_provider(
      "councils/E10000018/providers/1-101668892");
  EXPECT_THAT(FaultCodes(Create(request).status()),
              ElementsAre("contract.provider BAD_NAME"));
  request.set_parent("councils/E10000018");
  EXPECT_THAT(Create(request), HasReason("COUNCIL_UNKNOWN"));
}

TEST_F(ContractsTest, TellsEveryFaultAtOnce) {
  const auto request = ParseText<v1::CreateContractRequest>(R"(
    parent: "councils/E10000012"
    contract_id: "Live At Home"
    contract {
      provider: "providers/1-101668892"
      start_date { year: 2025 month: 4 day: 1 }
      end_date { year: 2025 month: 4 day: 31 }
      extendable_until { year: 2025 month: 13 day: 1 }
      outcome_requirements {
        id: "met" metric: "outcomes-met"
        targets { contract_year: 2 target_basis_points: 7000 }
        targets { contract_year: 2 target_basis_points: 7500 }
        targets { contract_year: 1 target_basis_points: 8000 }
      }
      outcome_requirements { id: "met" }
    })");
  EXPECT_THAT(
      FaultCodes(Create(request).status()),
      ElementsAre("contract_id ID_INVALID", "contract.provider BAD_NAME",
                  "contract.end_date DATE_INVALID",
                  "contract.extendable_until DATE_INVALID",
                  "contract.outcome_requirements[0].targets[1].contract_year "
                  "TARGETS_NOT_IN_ORDER",
                  "contract.outcome_requirements[0].targets[2].contract_year "
                  "TARGETS_NOT_IN_ORDER",
                  "contract.outcome_requirements[1].id REQUIREMENT_TWICE",
                  "contract.outcome_requirements[1].metric METRIC_INVALID"));
}

TEST_F(ContractsTest, NothingIsDelegatedUnlessTheContractSaysSo) {
  EXPECT_FALSE(
      Create(QuarterlyContract("live-at-home"))->has_delegated_review());
  v1::CreateContractRequest request = QuarterlyContract("delegating");
  *request.mutable_contract()->mutable_delegated_review() =
      ParseText<type::v1::DelegatedReview>(R"(
        kinds: PROPOSAL_KIND_NEW_OUTCOME
        kinds: PROPOSAL_KIND_LOWER_LEVEL
        max_change_minutes: 60
        max_change_basis_points: 1000
        trusted_reviewer: "users/sam"
        audit_basis_points: 2000
        from_date { year: 2025 month: 6 day: 1 })");
  const auto created = Create(request);
  ASSERT_THAT(created, IsOk());
  EXPECT_THAT(created->delegated_review(),
              EqualsProto(request.contract().delegated_review()));
}

TEST_F(ContractsTest, TellsEveryFaultOfADelegationAtOnce) {
  const auto faults = [&](const std::string& scope) {
    v1::CreateContractRequest request = QuarterlyContract("delegating");
    *request.mutable_contract()->mutable_delegated_review() =
        ParseText<type::v1::DelegatedReview>(scope);
    return FaultCodes(Create(request).status());
  };
  EXPECT_THAT(faults(""),
              ElementsAre("contract.delegated_review.kinds DELEGATED_KINDS"));
  EXPECT_THAT(faults(R"(
        kinds: PROPOSAL_KIND_EXIT
        kinds: PROPOSAL_KIND_EXIT
        max_change_minutes: 60
        from_date { year: 2026 month: 4 day: 1 }
        to_date { year: 2025 month: 3 day: 31 })"),
              ElementsAre("contract.delegated_review.kinds[1] DELEGATED_KINDS",
                          "contract.delegated_review.max_change_basis_points "
                          "SIGN_OFF_ONE_SIDED",
                          "contract.delegated_review.max_change_minutes "
                          "SIGN_OFF_WITHOUT_LEVELS",
                          "contract.delegated_review.to_date DELEGATED_DATES",
                          "contract.delegated_review.from_date DELEGATED_DATES",
                          "contract.delegated_review.to_date DELEGATED_DATES"));
  EXPECT_THAT(
      faults(R"(
        kinds: PROPOSAL_KIND_LOWER_LEVEL
        trusted_reviewer: "users/sam"
        audit_basis_points: 1)"),
      ElementsAre(
          "contract.delegated_review.trusted_reviewer SIGN_OFF_MISSING",
          "contract.delegated_review.audit_basis_points SIGN_OFF_MISSING"));
}

TEST_F(ContractsTest, TermIsAtMostThirtyYears) {
  v1::CreateContractRequest request = QuarterlyContract("long");
  request.mutable_contract()->clear_extendable_until();
  auto& end = *request.mutable_contract()->mutable_end_date();
  end = ParseText<tidemark::type::v1::Date>("year: 2055 month: 4 day: 2");
  EXPECT_THAT(FaultCodes(Create(request).status()),
              ElementsAre("contract.end_date CONTRACT_TOO_LONG"));
  end.set_day(1);
  EXPECT_THAT(Create(request), IsOk());

  request = QuarterlyContract("backwards");
  *request.mutable_contract()->mutable_end_date() =
      ParseText<tidemark::type::v1::Date>("year: 2025 month: 3 day: 31");
  EXPECT_THAT(FaultCodes(Create(request).status()),
              ElementsAre("contract.end_date END_BEFORE_START"));
  request = QuarterlyContract("shrinking");
  *request.mutable_contract()->mutable_extendable_until() =
      ParseText<tidemark::type::v1::Date>("year: 2026 month: 3 day: 30");
  EXPECT_THAT(FaultCodes(Create(request).status()),
              ElementsAre("contract.extendable_until EXTENDABLE_BEFORE_END"));
}

TEST_F(ContractsTest, UpdateOfADraftMakesThePeriodsAnew) {
  const v1::Contract draft = *Create(QuarterlyContract("live-at-home"));
  v1::UpdateContractRequest request;
  // As a program does that reads, changes and writes back the whole.
  *request.mutable_contract() = draft;
  request.mutable_contract()->mutable_end_date()->set_year(2025);
  request.mutable_contract()->mutable_end_date()->set_month(5);
  request.mutable_contract()->mutable_return_calendar()->set_frequency(
      v1::Contract::ReturnCalendar::FREQUENCY_MONTHLY);
  const auto updated = contracts_.UpdateContract(Ada(request), request);
  ASSERT_THAT(updated, IsOk());
  ASSERT_EQ(updated->return_calendar().periods_size(), 2);
  EXPECT_EQ(updated->return_calendar().periods(1).id(), "2025-05");
  EXPECT_EQ(updated->variations_size(), 0);

  request.mutable_contract()->set_provider("councils/E10000012/providers/RWD");
  request.mutable_contract()->clear_etag();
  EXPECT_THAT(
      FaultCodes(contracts_.UpdateContract(Ada(request), request).status()),
      ElementsAre("contract.provider IMMUTABLE"));
}

TEST_F(ContractsTest, UpdateOfAContractInForceSaysToVaryIt) {
  const v1::Contract draft = *Create(QuarterlyContract("live-at-home"));
  ASSERT_THAT(Activate(draft.name()), IsOk());
  v1::UpdateContractRequest request;
  request.mutable_contract()->set_name(draft.name());
  request.mutable_contract()->set_lot("Tier 1");
  EXPECT_THAT(contracts_.UpdateContract(Ada(request), request),
              StatusIs(absl::StatusCode::kFailedPrecondition, "VaryContract"));
}

TEST_F(ContractsTest, EndCutsTheTermAndThePeriods) {
  const v1::Contract draft = *Create(QuarterlyContract("live-at-home"));
  ASSERT_THAT(Activate(draft.name()), IsOk());
  for (const char* outside :
       {"year: 2025 month: 3 day: 31", "year: 2026 month: 4 day: 1"}) {
    EXPECT_THAT(FaultCodes(End(draft.name(), outside).status()),
                ElementsAre("end_date END_OUTSIDE_CONTRACT"));
  }
  EXPECT_THAT(
      FaultCodes(End(draft.name(), "year: 2025 month: 2 day: 30").status()),
      ElementsAre("end_date DATE_INVALID"));
  const auto ended = End(draft.name(), "year: 2025 month: 10 day: 31");
  ASSERT_THAT(ended, IsOk());
  EXPECT_EQ(ended->end_date().month(), 10);
  ASSERT_EQ(ended->return_calendar().periods_size(), 3);
  const auto& last = ended->return_calendar().periods(2);
  EXPECT_EQ(last.id(), "2025-26-q3");
  EXPECT_THAT(last.end_date(), testing::EqualsProto(ended->end_date()));
  EXPECT_THAT(last.due_date(),
              testing::EqualsProto(ParseText<tidemark::type::v1::Date>(
                  "year: 2026 month: 1 day: 15")));
}

TEST_F(ContractsTest, EndWithoutADateKeepsTheTermAndThePeriods) {
  const v1::Contract draft = *Create(QuarterlyContract("live-at-home"));
  ASSERT_THAT(Activate(draft.name()), IsOk());
  const auto ended = End(draft.name(), "");
  ASSERT_THAT(ended, IsOk());
  EXPECT_THAT(ended->end_date(), testing::EqualsProto(draft.end_date()));
  EXPECT_THAT(ended->return_calendar(),
              testing::EqualsProto(draft.return_calendar()));
}

TEST_F(ContractsTest, ListsByProviderAndStatePageByPage) {
  v1::CreateProviderRequest other;
  other.set_parent("councils/E10000012");
  other.set_provider_id("RWD");
  ASSERT_THAT(providers_.CreateProvider(Ada(other), other), IsOk());
  for (int i = 0; i < 6; ++i) {
    v1::CreateContractRequest request =
        QuarterlyContract(absl::StrCat("contract-", i));
    if (i % 2 == 1) {
      request.mutable_contract()->set_provider(
          "councils/E10000012/providers/RWD");
    }
    const auto created = Create(request);
    ASSERT_THAT(created, IsOk());
    if (i >= 3) {
      ASSERT_THAT(Activate(created->name()), IsOk());
    }
  }
  v1::ListContractsRequest request;
  request.set_page_size(1);
  EXPECT_THAT(List(request),
              ElementsAre("contract-0", "contract-1", "contract-2",
                          "contract-3", "contract-4", "contract-5"));
  request.set_state(v1::Contract::STATE_ACTIVE);
  EXPECT_THAT(List(request),
              ElementsAre("contract-3", "contract-4", "contract-5"));
  request.set_provider("councils/E10000012/providers/RWD");
  EXPECT_THAT(List(request), ElementsAre("contract-3", "contract-5"));
  request.set_state(v1::Contract::STATE_DRAFT);
  EXPECT_THAT(List(request), ElementsAre("contract-1"));
  request.clear_state();
  EXPECT_THAT(List(request),
              ElementsAre("contract-1", "contract-3", "contract-5"));
  request.set_provider("councils/E10000012/providers/1-999999999");
  EXPECT_THAT(List(request), IsEmpty());
}

TEST_F(ContractsTest, KnowsTheProvidersOfItsResources) {
  const v1::Contract draft = *Create(QuarterlyContract("live-at-home"));
  const std::string provider = "councils/E10000012/providers/1-101668892";
  for (const std::string& name :
       {draft.name(), draft.name() + "/returns/2025-26-q1", provider,
        provider + "/locations/1-20000000"}) {
    const auto providers = contracts_.ProvidersOf(name);
    ASSERT_THAT(providers, IsOk());
    EXPECT_THAT(*providers, ElementsAre(provider)) << name;
  }
  EXPECT_THAT(*contracts_.ProvidersOf("councils/E10000012"), IsEmpty());
  EXPECT_THAT(*contracts_.ProvidersOf(""), IsEmpty());
  EXPECT_THAT(contracts_.ProvidersOf("councils/E10000012/contracts/none"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(ContractsTest, EveryChangeOfAContractIsInItsHistory) {
  const v1::Contract draft = *Create(QuarterlyContract("live-at-home"));
  ASSERT_THAT(Activate(draft.name()), IsOk());
  ASSERT_THAT(End(draft.name(), ""), IsOk());
  const auto revisions = store::ReadRevisions(*db_, draft.name(), 0, 10);
  ASSERT_THAT(revisions, IsOk());
  ASSERT_EQ(revisions->size(), 3);
  EXPECT_EQ((*revisions)[0].method(), "EndContract");
  EXPECT_EQ((*revisions)[0].reason(), "The provider hands it back");
  EXPECT_EQ((*revisions)[2].method(), "CreateContract");
}

}  // namespace
}  // namespace tidemark::contracts
