#include "services/outcomes/personal_outcomes.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "services/outcomes/outcomes_fixture.h"

namespace tidemark::outcomes {
namespace {

using ::testing::ElementsAre;
using testing::EqualsProto;
using testing::HasReason;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::ParseText;
using testing::StatusIs;
using v1::PersonalOutcome;

class PersonalOutcomesTest : public OutcomesFixture {
 protected:
  absl::StatusOr<PersonalOutcome> Create(const std::string& text) {
    const auto request = ParseText<v1::CreateOutcomeRequest>(
        "parent: 'councils/E10000012/people/p-1' outcome_id: 'o-1' outcome { " +
        text + " }");
    return outcomes_->CreateOutcome(Ada(request), request);
  }
  absl::StatusOr<PersonalOutcome> Update(const std::string& text) {
    const auto request = ParseText<v1::UpdateOutcomeRequest>(text);
    return outcomes_->UpdateOutcome(Ada(request), request);
  }
  std::vector<std::string> List(v1::ListOutcomesRequest request) {
    request.set_page_size(1);
    std::vector<std::string> ids;
    do {
      const auto page = outcomes_->ListOutcomes(Ada(request), request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      for (const PersonalOutcome& outcome : page->outcomes()) {
        ids.push_back(outcome.name().substr(sizeof(kEssex) + 7));
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }
  std::vector<std::string> Providers(absl::string_view person) {
    const v1::Person now = PersonNow(person);
    return {now.providers().begin(), now.providers().end()};
  }
};

TEST_F(PersonalOutcomesTest, AnOutcomeTakesItsProviderFromItsContract) {
  AddPerson("p-1");
  EXPECT_THAT(Providers("p-1"), IsEmpty());
  const auto created = Create(R"(
    own_words: "cook for my grandson"
    contract: "councils/E10000012/contracts/home"
    start_date {})");
  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(created->provider(), kShoreline);
  EXPECT_EQ(created->status(), PersonalOutcome::STATUS_ACTIVE);
  EXPECT_FALSE(created->has_start_date());
  EXPECT_THAT(Providers("p-1"), ElementsAre(kShoreline));
  EXPECT_THAT(Create("own_words: 'x' "
                     "contract: 'councils/E10000012/contracts/home'"),
              StatusIs(absl::StatusCode::kAlreadyExists));
  v1::GetOutcomeRequest get;
  get.set_name(created->name());
  EXPECT_THAT(*outcomes_->GetOutcome(Ada(get), get), EqualsProto(*created));
}

TEST_F(PersonalOutcomesTest, ContractsThatAreNotInForceOrNotThereAreRefused) {
  AddPerson("p-1");
  EXPECT_EQ(FaultCodes(Create("own_words: 'x' contract: "
                              "'councils/E10000012/contracts/none'")
                           .status()),
            std::vector<std::string>{"outcome.contract CONTRACT_UNKNOWN"});
  auto suspended = MonthlyContract(kHome, kShoreline);
  suspended.set_state(contracts::v1::Contract::STATE_SUSPENDED);
  Own(suspended);
  EXPECT_THAT(Create("own_words: 'x' "
                     "contract: 'councils/E10000012/contracts/home'"),
              HasReason("CONTRACT_NOT_IN_FORCE"));
  EXPECT_THAT(Providers("p-1"), IsEmpty());
}

TEST_F(PersonalOutcomesTest, AnOutcomeNeedsAPersonThatIsThere) {
  EXPECT_THAT(Create("own_words: 'x' "
                     "contract: 'councils/E10000012/contracts/home'"),
              StatusIs(absl::StatusCode::kNotFound, "people/p-1"));
}

TEST_F(PersonalOutcomesTest, TwoProvidersShareAPersonAndSeeTheirOwnOutcomes) {
  AddOutcome("p-1", "garden", kHome);
  AddOutcome("p-1", "sleep", kNights);
  AddOutcome("p-2", "sleep", kNights);
  EXPECT_THAT(Providers("p-1"), ElementsAre(kShoreline, kEstuary));
  v1::ListOutcomesRequest request;
  request.set_parent(absl::StrCat(kEssex, "/people/-"));
  EXPECT_THAT(List(request),
              ElementsAre("p-1/outcomes/garden", "p-1/outcomes/sleep",
                          "p-2/outcomes/sleep"));
  request.set_provider(kEstuary);
  EXPECT_THAT(List(request),
              ElementsAre("p-1/outcomes/sleep", "p-2/outcomes/sleep"));
  request.set_contract(kHome);
  EXPECT_THAT(List(request), IsEmpty());
  request.set_provider(kShoreline);
  EXPECT_THAT(List(request), ElementsAre("p-1/outcomes/garden"));
  request.clear_contract();
  request.set_parent(absl::StrCat(kEssex, "/people/p-1"));
  EXPECT_THAT(List(request), ElementsAre("p-1/outcomes/garden"));
  request.set_provider("councils/E09000003/providers/1-101668892");
  EXPECT_THAT(outcomes_->ListOutcomes(Ada(request), request),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(PersonalOutcomesTest, AnotherContractBringsAnotherProvider) {
  const std::string name = AddOutcome("p-1", "garden", kHome);
  const auto moved =
      Update("outcome { name: '" + name + "' contract: '" + kNights + "' }");
  ASSERT_THAT(moved, IsOk());
  EXPECT_EQ(moved->provider(), kEstuary);
  EXPECT_THAT(Providers("p-1"), ElementsAre(kEstuary));
  v1::ListPeopleRequest list;
  list.set_parent(kEssex);
  list.set_provider(kShoreline);
  EXPECT_EQ(people_->ListPeople(Ada(list), list)->people_size(), 0);
}

TEST_F(PersonalOutcomesTest, AnUpdateChangesWhatTheMaskNames) {
  const std::string name = AddOutcome("p-1", "garden");
  v1::GetOutcomeRequest get;
  get.set_name(name);
  const std::string etag = outcomes_->GetOutcome(Ada(get), get)->etag();
  const auto updated = Update("outcome { name: '" + name +
                              "' weight: 6 why_it_matters: 'ignored' } "
                              "update_mask { paths: 'weight' }");
  ASSERT_THAT(updated, IsOk());
  EXPECT_EQ(updated->weight(), 6);
  EXPECT_EQ(updated->why_it_matters(), "");
  EXPECT_EQ(updated->own_words(), "see my garden again");
  EXPECT_THAT(
      Update("outcome { name: '" + name + "' weight: 5 etag: '" + etag + "' }"),
      StatusIs(absl::StatusCode::kAborted, "weight"));
  EXPECT_EQ(FaultCodes(
                Update("outcome { name: '" + name + "' weight: 11 }").status()),
            std::vector<std::string>{"outcome.weight WEIGHT_RANGE"});
}

TEST_F(PersonalOutcomesTest, AClosedOutcomeIsNotChangedUntilItIsReopened) {
  const std::string name = AddOutcome("p-1", "garden");
  v1::CloseOutcomeRequest close;
  close.set_name(name);
  close.set_status(PersonalOutcome::STATUS_ACHIEVED);
  *close.mutable_close_date() = type::ToProto(type::Date(2025, 6, 30));
  close.set_reason("she did it");
  close.set_request_id("6f1c2c4e-8f4b-4b0e-9f57-0d5b8a0c1a11");
  const auto closed = outcomes_->CloseOutcome(Ada(close), close);
  ASSERT_THAT(closed, IsOk());
  EXPECT_THAT(*outcomes_->CloseOutcome(Ada(close), close),
              EqualsProto(*closed));
  close.set_request_id("");
  EXPECT_THAT(outcomes_->CloseOutcome(Ada(close), close),
              HasReason("OUTCOME_CLOSED"));
  EXPECT_THAT(Update("outcome { name: '" + name + "' weight: 5 }"),
              HasReason("OUTCOME_CLOSED"));
  // Its provider still has its returns to complete.
  EXPECT_THAT(Providers("p-1"), ElementsAre(kShoreline));

  v1::ReopenOutcomeRequest reopen;
  reopen.set_name(name);
  reopen.set_reason("it slipped");
  const auto reopened = outcomes_->ReopenOutcome(Ada(reopen), reopen);
  ASSERT_THAT(reopened, IsOk());
  EXPECT_FALSE(reopened->has_close_date());
  EXPECT_THAT(outcomes_->ReopenOutcome(Ada(reopen), reopen),
              HasReason("OUTCOME_NOT_CLOSED"));
}

TEST_F(PersonalOutcomesTest, NoWordOfAPersonReachesAMessage) {
  AddPerson("p-1");
  const auto refused = Create(R"(
    own_words: "dance with Doris"
    why_it_matters: "Doris"
    themes: "Doris" themes: "Doris"
    levels { level: 7 description: "Doris" }
    possible_harm: "Doris falls"
    contract: "councils/E10000012/contracts/Doris lane")");
  EXPECT_EQ(FaultsOf(refused.status()).size(), 4u);
  EXPECT_EQ(refused.status().ToString().find("Doris"), std::string::npos);
}

}  // namespace
}  // namespace tidemark::outcomes
