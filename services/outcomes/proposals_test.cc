#include "services/outcomes/proposals.h"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/outcomes/outcomes_fixture.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::outcomes {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::ParseText;
using ::tidemark::testing::StatusIs;
using v1::PersonalOutcome;
using v1::Proposal;

constexpr char kAda[] = "councils/E10000012/people/ada";

// On 1 July 2025, a Tuesday: what is proposed is due on Thursday the 3rd.
class ProposalsTest : public OutcomesFixture {
 protected:
  ProposalsTest() { Delegate(kHome, kShoreline); }

  // The contracts service lets the provider of `name` propose about outcomes.
  void Delegate(absl::string_view name, absl::string_view provider) {
    contracts::v1::Contract contract = MonthlyContract(name, provider);
    contract.set_etag(absl::StrCat(++revision_));
    *contract.mutable_delegated_review() =
        ParseText<type::v1::DelegatedReview>(R"(
          kinds: PROPOSAL_KIND_NEW_OUTCOME
          kinds: PROPOSAL_KIND_CHANGE_OUTCOME
          kinds: PROPOSAL_KIND_CLOSE_OUTCOME
        )");
    Own(contract);
  }

  Proposals& service() {
    if (proposals_ == nullptr) {
      proposals_ = std::make_unique<Proposals>(*db_, *contracts_, *outcomes_);
    }
    return *proposals_;
  }

  // A call by a practitioner.
  rpc::Call As(const std::string& subject,
               const google::protobuf::Message& request) const {
    return rpc::Call::For({.subject = subject,
                           .role = api::v1::ROLE_PRACTITIONER,
                           .council = kEssex},
                          clock_, request);
  }

  static v1::CreateProposalRequest Request(const std::string& id,
                                           const std::string& text) {
    auto request = ParseText<v1::CreateProposalRequest>(R"(
      parent: "councils/E10000012/people/ada"
      proposal {
        grounds {
          review_date { year: 2025 month: 6 day: 30 }
          present: "The person and her key worker"
          person_view { source: SOURCE_SAID words: "I want to swim again" }
          evidence: "She has walked to the pool twice"
        }
      })");
    request.set_proposal_id(id);
    request.mutable_proposal()->MergeFrom(ParseText<Proposal>(text));
    return request;
  }

  static v1::CreateProposalRequest NewSwim(const std::string& id = "swim") {
    return Request(id, R"(
      kind: PROPOSAL_KIND_NEW_OUTCOME
      change { outcome {
        own_words: "Swim again"
        contract: "councils/E10000012/contracts/home"
        baseline_level: -1
        target_date { year: 2025 month: 12 day: 24 }
      } })");
  }
  static v1::CreateProposalRequest ChangeWalk(
      const std::string& id = "longer") {
    return Request(id, R"(
      kind: PROPOSAL_KIND_CHANGE_OUTCOME
      outcome: "councils/E10000012/people/ada/outcomes/walk"
      change { outcome {
        own_words: "Walk to the sea"
        contract: "councils/E10000012/contracts/home"
      } })");
  }
  static v1::CreateProposalRequest CloseWalk(const std::string& id = "done") {
    return Request(id, R"(
      kind: PROPOSAL_KIND_CLOSE_OUTCOME
      outcome: "councils/E10000012/people/ada/outcomes/walk"
      change {
        close_status: STATUS_ACHIEVED
        close_date { year: 2025 month: 6 day: 30 }
      })");
  }

  absl::StatusOr<Proposal> Propose(const v1::CreateProposalRequest& request) {
    return service().CreateProposal(Sam(request), request);
  }

  static v1::DecideProposalRequest Decision(const std::string& id,
                                            type::v1::Decision::Result result,
                                            const std::string& etag = "") {
    auto request = ParseText<v1::DecideProposalRequest>(R"(
      decision {
        options { text: "Do as proposed" chosen: true }
        options { text: "Wait until autumn" why_not: "She is ready now" }
        reasons: "It is what she wants, and she is ready."
        person_view { source: SOURCE_SAID words: "At last" }
      })");
    request.set_name(absl::StrCat(kAda, "/proposals/", id));
    request.mutable_decision()->set_result(result);
    request.set_etag(etag);
    return request;
  }
  absl::StatusOr<Proposal> Decide(const v1::DecideProposalRequest& request,
                                  const std::string& subject = "users/pat") {
    return service().DecideProposal(As(subject, request), request);
  }
  absl::StatusOr<Proposal> Accept(const std::string& id) {
    return Decide(Decision(id, type::v1::Decision::RESULT_ACCEPTED));
  }

  PersonalOutcome OutcomeNow(const std::string& id) {
    return kOutcomes
        .Get(store::Snapshot(*db_), absl::StrCat(kAda, "/outcomes/", id))
        .value_or(PersonalOutcome());
  }

  void SetStatus(v1::Person::Status status) {
    v1::UpdatePersonRequest request;
    request.mutable_person()->set_name(kAda);
    request.mutable_person()->set_status(status);
    ASSERT_THAT(people_->UpdatePerson(Ada(request), request), IsOk());
  }

  std::vector<std::string> Listed(v1::ListProposalsRequest request) {
    if (request.parent().empty()) {
      request.set_parent(absl::StrCat(kEssex, "/people/-"));
    }
    std::vector<std::string> names;
    const auto response =
        service().ListProposals(As("users/pat", request), request);
    EXPECT_THAT(response, IsOk());
    if (!response.ok()) return names;
    for (const Proposal& proposal : response->proposals()) {
      names.emplace_back(IdOf(proposal.name()));
    }
    return names;
  }

  int revision_ = 1;
  std::unique_ptr<Proposals> proposals_;
};

TEST_F(ProposalsTest, ANewOutcomeIsThereOnceItIsAccepted) {
  AddPerson("ada");
  const auto proposed = Propose(NewSwim());
  ASSERT_THAT(proposed, IsOk());
  EXPECT_EQ(proposed->state(), type::v1::PROPOSAL_STATE_PROPOSED);
  EXPECT_EQ(proposed->proposed_by(), "users/sam");
  EXPECT_EQ(proposed->provider(), kShoreline);
  EXPECT_EQ(proposed->contract(), kHome);
  EXPECT_EQ(proposed->decide_by().day(), 3);
  EXPECT_EQ(proposed->working_days_left(), 2);
  EXPECT_FALSE(proposed->overdue());
  EXPECT_EQ(OutcomeNow("swim").name(), "");

  const int64_t before = db_->durable_sequence();
  const auto accepted = Accept("swim");
  ASSERT_THAT(accepted, IsOk());
  EXPECT_EQ(accepted->state(), type::v1::PROPOSAL_STATE_ACCEPTED);
  EXPECT_EQ(accepted->resulting_outcome(),
            "councils/E10000012/people/ada/outcomes/swim");
  EXPECT_EQ(accepted->decision().decided_by(), "users/pat");
  EXPECT_TRUE(accepted->decision().on_time());
  EXPECT_FALSE(accepted->decision().accepted_by_rule());
  const PersonalOutcome swim = OutcomeNow("swim");
  EXPECT_EQ(swim.own_words(), "Swim again");
  EXPECT_EQ(swim.status(), PersonalOutcome::STATUS_ACTIVE);
  EXPECT_EQ(swim.provider(), kShoreline);
  EXPECT_THAT(PersonNow("ada").providers(), ElementsAre(kShoreline));
  // Outcome, person and proposal have changed, in one commit: what is read of
  // one is there with the other.
  EXPECT_EQ(db_->durable_sequence(), before + 3);
}

TEST_F(ProposalsTest, AChangedOutcomeKeepsWhatWasNotProposed) {
  AddOutcome("ada", "walk");
  ASSERT_THAT(Propose(ChangeWalk()), IsOk());
  ASSERT_THAT(Accept("longer"), IsOk());
  const PersonalOutcome walk = OutcomeNow("walk");
  EXPECT_EQ(walk.own_words(), "Walk to the sea");
  EXPECT_EQ(walk.provider(), kShoreline);
  EXPECT_EQ(walk.status(), PersonalOutcome::STATUS_ACTIVE);
  EXPECT_TRUE(walk.has_create_time());
}

TEST_F(ProposalsTest, AnAchievedOutcomeIsClosedOnceThatIsAccepted) {
  AddOutcome("ada", "walk");
  ASSERT_THAT(Propose(CloseWalk()), IsOk());
  EXPECT_EQ(OutcomeNow("walk").status(), PersonalOutcome::STATUS_ACTIVE);
  ASSERT_THAT(Accept("done"), IsOk());
  EXPECT_EQ(OutcomeNow("walk").status(), PersonalOutcome::STATUS_ACHIEVED);
  EXPECT_EQ(OutcomeNow("walk").close_date().day(), 30);
}

TEST_F(ProposalsTest, ThePractitionersOwnVersionIsDoneAndBothAreKept) {
  AddOutcome("ada", "walk");
  ASSERT_THAT(Propose(ChangeWalk()), IsOk());
  auto decide = Decision("longer", type::v1::Decision::RESULT_CHANGED);
  EXPECT_THAT(FaultCodes(Decide(decide).status()),
              ElementsAre("change CHANGE_MISSING"));
  auto& outcome = *decide.mutable_change()->mutable_outcome();
  outcome.set_own_words("Walk to the pier");
  outcome.set_contract(kHome);
  const auto changed = Decide(decide);
  ASSERT_THAT(changed, IsOk());
  EXPECT_EQ(changed->state(), type::v1::PROPOSAL_STATE_CHANGED);
  EXPECT_EQ(changed->change().outcome().own_words(), "Walk to the sea");
  EXPECT_EQ(changed->decided_change().outcome().own_words(),
            "Walk to the pier");
  EXPECT_EQ(OutcomeNow("walk").own_words(), "Walk to the pier");
}

TEST_F(ProposalsTest, ADeclinedProposalChangesNothing) {
  AddOutcome("ada", "walk");
  ASSERT_THAT(Propose(ChangeWalk()), IsOk());
  const PersonalOutcome before = OutcomeNow("walk");
  const auto declined =
      Decide(Decision("longer", type::v1::Decision::RESULT_DECLINED));
  ASSERT_THAT(declined, IsOk());
  EXPECT_EQ(declined->state(), type::v1::PROPOSAL_STATE_DECLINED);
  EXPECT_EQ(declined->resulting_outcome(), "");
  EXPECT_EQ(OutcomeNow("walk").etag(), before.etag());
}

TEST_F(ProposalsTest, AContractDelegatesNothingUnlessItSaysSo) {
  contracts::v1::Contract plain = MonthlyContract(kHome, kShoreline);
  plain.set_etag("90");
  Own(plain);
  AddOutcome("ada", "walk");
  EXPECT_THAT(Propose(ChangeWalk()), HasReason("NOT_DELEGATED"));
  EXPECT_THAT(Propose(NewSwim()), HasReason("NOT_DELEGATED"));
  // One kind only, and from a day on.
  auto& scope = *plain.mutable_delegated_review();
  scope.add_kinds(type::v1::PROPOSAL_KIND_CLOSE_OUTCOME);
  *scope.mutable_from_date() = type::ToProto(type::Date(2025, 7, 2));
  plain.set_etag("91");
  Own(plain);
  EXPECT_THAT(Propose(CloseWalk()), HasReason("NOT_DELEGATED"));
  clock_.Advance(absl::Hours(24));
  EXPECT_THAT(Propose(CloseWalk()), IsOk());
  EXPECT_THAT(Propose(ChangeWalk()), HasReason("NOT_DELEGATED"));
}

TEST_F(ProposalsTest, WhatWasValidlyProposedCanBeAcceptedAfterTheDelegation) {
  AddOutcome("ada", "walk");
  ASSERT_THAT(Propose(ChangeWalk()), IsOk());
  contracts::v1::Contract plain = MonthlyContract(kHome, kShoreline);
  plain.set_etag("90");
  Own(plain);
  EXPECT_THAT(Accept("longer"), IsOk());
}

TEST_F(ProposalsTest, AnOutcomeThatChangedMeanwhileIsNotOverwritten) {
  AddOutcome("ada", "walk");
  const std::string seen = OutcomeNow("walk").etag();
  ASSERT_THAT(Propose(ChangeWalk()), IsOk());
  v1::UpdateOutcomeRequest update;
  update.mutable_outcome()->set_name(absl::StrCat(kAda, "/outcomes/walk"));
  update.mutable_outcome()->set_own_words("Walk to the church");
  ASSERT_THAT(outcomes_->UpdateOutcome(Ada(update), update), IsOk());
  EXPECT_THAT(Accept("longer"), HasReason("OUTCOME_CHANGED"));
  EXPECT_EQ(OutcomeNow("walk").own_words(), "Walk to the church");
  // It can still be declined; and what rests on an old reading is not taken.
  EXPECT_THAT(Decide(Decision("longer", type::v1::Decision::RESULT_DECLINED)),
              IsOk());
  v1::CreateProposalRequest late = ChangeWalk("late");
  late.mutable_proposal()->set_outcome_etag(seen);
  EXPECT_THAT(Propose(late), StatusIs(absl::StatusCode::kAborted, "users/ada"));
}

TEST_F(ProposalsTest, NothingIsProposedOrAcceptedForWhoLeftOrDied) {
  AddOutcome("ada", "walk");
  ASSERT_THAT(Propose(ChangeWalk()), IsOk());
  SetStatus(v1::Person::STATUS_DIED);
  EXPECT_THAT(Propose(NewSwim()), HasReason("PERSON_NOT_SUPPORTED"));
  EXPECT_THAT(Accept("longer"), HasReason("PERSON_NOT_SUPPORTED"));
  EXPECT_EQ(OutcomeNow("walk").own_words(), "see my garden again");
  EXPECT_THAT(Decide(Decision("longer", type::v1::Decision::RESULT_DECLINED)),
              IsOk());
}

TEST_F(ProposalsTest, AnothersOutcomeOrContractIsAsIfItWereNotThere) {
  AddOutcome("ada", "walk", kNights);
  AddOutcome("ada", "choir", kHome);
  const auto codes = [&](const v1::CreateProposalRequest& request) {
    return FaultCodes(Propose(request).status());
  };
  EXPECT_THAT(codes(ChangeWalk()),
              ElementsAre("proposal.outcome NOT_SUPPORTED_BY_PROVIDER"));
  v1::CreateProposalRequest none = ChangeWalk();
  none.mutable_proposal()->set_outcome(absl::StrCat(kAda, "/outcomes/none"));
  EXPECT_THAT(codes(none),
              ElementsAre("proposal.outcome NOT_SUPPORTED_BY_PROVIDER"));
  for (const char* const contract :
       {kNights, "councils/E10000012/contracts/x"}) {
    v1::CreateProposalRequest swim = NewSwim();
    swim.mutable_proposal()->mutable_change()->mutable_outcome()->set_contract(
        contract);
    EXPECT_THAT(codes(swim), ElementsAre("proposal.change.outcome.contract "
                                         "NOT_SUPPORTED_BY_PROVIDER"));
  }
  // Nor may an outcome be moved away.
  v1::CreateProposalRequest move = ChangeWalk();
  move.mutable_proposal()->set_outcome(absl::StrCat(kAda, "/outcomes/choir"));
  move.mutable_proposal()->mutable_change()->mutable_outcome()->set_contract(
      kNights);
  EXPECT_THAT(codes(move),
              ElementsAre("proposal.change.outcome.contract OTHER_CONTRACT"));
}

TEST_F(ProposalsTest, EveryFaultIsNamedAtOnce) {
  AddOutcome("ada", "walk");
  v1::CreateProposalRequest request = CloseWalk("No");
  request.mutable_proposal()->mutable_change()->mutable_outcome();
  request.mutable_proposal()->mutable_change()->clear_close_date();
  request.mutable_proposal()->mutable_grounds()->clear_person_view();
  request.mutable_proposal()->mutable_grounds()->set_possible_harm("A fall");
  request.mutable_proposal()->set_outcome("councils/E10000012/people/bob");
  EXPECT_THAT(
      FaultCodes(Propose(request).status()),
      ElementsAre("proposal_id OUTCOME_ID_INVALID", "proposal.outcome BAD_NAME",
                  "proposal.change.outcome NOT_OF_KIND",
                  "proposal.change.close_date REQUIRED",
                  "proposal.grounds.person_view.source VIEW_MISSING",
                  "proposal.grounds.possible_benefit RISK_ONE_SIDED"));
  v1::CreateProposalRequest level = ChangeWalk();
  level.mutable_proposal()->set_kind(type::v1::PROPOSAL_KIND_LOWER_LEVEL);
  EXPECT_THAT(FaultCodes(Propose(level).status()),
              ElementsAre("proposal.kind KIND_OF_PACKAGE"));
  // What would not be accepted is not proposed.
  v1::CreateProposalRequest same = ChangeWalk();
  same.mutable_proposal()->mutable_change()->mutable_outcome()->set_own_words(
      "see my garden again");
  EXPECT_THAT(FaultCodes(Propose(same).status()),
              ElementsAre("proposal.change.outcome NOTHING_CHANGED"));
  v1::CreateProposalRequest ahead = CloseWalk();
  ahead.mutable_proposal()->mutable_change()->mutable_close_date()->set_year(
      2026);
  EXPECT_THAT(FaultCodes(Propose(ahead).status()),
              ElementsAre("proposal.change.close_date CLOSE_DATE_FUTURE"));
  v1::CreateProposalRequest theme = NewSwim();
  theme.mutable_proposal()->mutable_change()->mutable_outcome()->set_weight(12);
  EXPECT_THAT(FaultCodes(Propose(theme).status()),
              ElementsAre("proposal.change.outcome.weight WEIGHT_RANGE"));
}

TEST_F(ProposalsTest, WhoProposedMayNotDecide) {
  AddOutcome("ada", "walk");
  ASSERT_THAT(Propose(ChangeWalk()), IsOk());
  EXPECT_THAT(Decide(Decision("longer", type::v1::Decision::RESULT_ACCEPTED),
                     "users/sam"),
              HasReason("OWN_PROPOSAL"));
}

TEST_F(ProposalsTest, OnlyWhatWaitsIsDecidedOrWithdrawn) {
  AddOutcome("ada", "walk");
  ASSERT_THAT(Propose(ChangeWalk()), IsOk());
  v1::WithdrawProposalRequest withdraw;
  withdraw.set_name(absl::StrCat(kAda, "/proposals/longer"));
  withdraw.set_reason("She thought again");
  const auto withdrawn = service().WithdrawProposal(Sam(withdraw), withdraw);
  ASSERT_THAT(withdrawn, IsOk());
  EXPECT_EQ(withdrawn->state(), type::v1::PROPOSAL_STATE_WITHDRAWN);
  EXPECT_EQ(withdrawn->withdraw_reason(), "She thought again");
  EXPECT_THAT(Accept("longer"), HasReason("PROPOSAL_NOT_WAITING"));
  EXPECT_THAT(service().WithdrawProposal(Sam(withdraw), withdraw),
              HasReason("PROPOSAL_NOT_WAITING"));
  EXPECT_EQ(OutcomeNow("walk").own_words(), "see my garden again");
}

TEST_F(ProposalsTest, OfTwoPractitionersAtOnceOneDecides) {
  AddPerson("ada");
  const auto proposed = Propose(NewSwim());
  ASSERT_THAT(proposed, IsOk());
  constexpr int kDeciders = 8;
  std::vector<absl::Status> answers(kDeciders);
  std::vector<std::thread> deciders;
  deciders.reserve(kDeciders);
  for (int i = 0; i < kDeciders; ++i) {
    deciders.emplace_back([&, i] {
      const bool accepts = i % 2 == 0;
      answers[static_cast<size_t>(i)] =
          Decide(Decision("swim",
                          accepts ? type::v1::Decision::RESULT_ACCEPTED
                                  : type::v1::Decision::RESULT_DECLINED,
                          i < 4 ? proposed->etag() : ""),
                 absl::StrCat("users/", i))
              .status();
    });
  }
  for (std::thread& decider : deciders) decider.join();
  int won = 0;
  for (int i = 0; i < kDeciders; ++i) {
    const absl::Status& answer = answers[static_cast<size_t>(i)];
    if (answer.ok()) {
      ++won;
    } else if (i < 4) {
      EXPECT_THAT(answer, StatusIs(absl::StatusCode::kAborted, "users/"));
    } else {
      EXPECT_THAT(answer, HasReason("PROPOSAL_NOT_WAITING"));
    }
  }
  EXPECT_EQ(won, 1);
  const Proposal decided = *kProposals.Get(
      store::Snapshot(*db_), absl::StrCat(kAda, "/proposals/swim"));
  EXPECT_EQ(OutcomeNow("swim").name().empty(),
            decided.state() == type::v1::PROPOSAL_STATE_DECLINED);
}

TEST_F(ProposalsTest, OfTwoProposalsForOneOutcomeTheSecondIsOutdated) {
  AddOutcome("ada", "walk");
  ASSERT_THAT(Propose(ChangeWalk()), IsOk());
  ASSERT_THAT(Propose(CloseWalk()), IsOk());
  ASSERT_THAT(Accept("longer"), IsOk());
  EXPECT_THAT(Accept("done"), HasReason("OUTCOME_CHANGED"));
}

TEST_F(ProposalsTest, TheNameOfANewOutcomeMayBeTakenMeanwhile) {
  AddPerson("ada");
  ASSERT_THAT(Propose(NewSwim()), IsOk());
  AddOutcome("ada", "swim");
  EXPECT_THAT(Accept("swim"), StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(Propose(NewSwim("swim-2")), IsOk());
  auto taken = NewSwim("swim-3");
  taken.mutable_proposal()->set_outcome(absl::StrCat(kAda, "/outcomes/swim"));
  EXPECT_THAT(Propose(taken), StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(ProposalsTest, NewOutcomesNeedAContractInForceWhenTheyAreAccepted) {
  AddOutcome("ada", "walk");
  ASSERT_THAT(Propose(NewSwim()), IsOk());
  ASSERT_THAT(Propose(ChangeWalk()), IsOk());
  contracts::v1::Contract resting = MonthlyContract(kHome, kShoreline);
  resting.set_state(contracts::v1::Contract::STATE_SUSPENDED);
  resting.set_etag("95");
  Own(resting);
  Follow();
  EXPECT_THAT(Accept("swim"), HasReason("CONTRACT_NOT_IN_FORCE"));
  EXPECT_THAT(Accept("longer"), IsOk());
}

TEST_F(ProposalsTest, TheClockIsThatOfTheReaderAndIsNeverStored) {
  AddOutcome("ada", "walk");
  ASSERT_THAT(Propose(ChangeWalk()), IsOk());
  v1::GetProposalRequest get;
  get.set_name(absl::StrCat(kAda, "/proposals/longer"));
  const auto left = [&] {
    const auto read = service().GetProposal(Sam(get), get);
    return absl::StrCat(read->working_days_left(),
                        read->overdue() ? " overdue" : "");
  };
  EXPECT_EQ(left(), "2");
  clock_.Advance(absl::Hours(48));
  EXPECT_EQ(left(), "0");
  // Friday 4 July, and Monday the 7th.
  clock_.Advance(absl::Hours(24));
  EXPECT_EQ(left(), "-1 overdue");
  clock_.Advance(absl::Hours(72));
  EXPECT_EQ(left(), "-2 overdue");
  const auto late =
      Decide(Decision("longer", type::v1::Decision::RESULT_ACCEPTED));
  ASSERT_THAT(late, IsOk());
  EXPECT_FALSE(late->decision().on_time());
  const Proposal stored = *kProposals.Get(store::Snapshot(*db_), get.name());
  EXPECT_EQ(stored.working_days_left(), 0);
  EXPECT_FALSE(stored.overdue());
  EXPECT_FALSE(stored.decision().on_time());
}

TEST_F(ProposalsTest, TheCouncilsOwnNonWorkingDaysCount) {
  *council_.add_extra_non_working_days()->mutable_date() =
      type::ToProto(type::Date(2025, 7, 2));
  AddPerson("ada");
  const auto proposed = Propose(NewSwim());
  ASSERT_THAT(proposed, IsOk());
  EXPECT_EQ(proposed->decide_by().day(), 4);
}

TEST_F(ProposalsTest, WorkListsAreSortedByTheDayOfTheDecision) {
  AddOutcome("ada", "walk");
  // Named against the order in which they are due.
  ASSERT_THAT(Propose(NewSwim("z")), IsOk());
  clock_.Advance(absl::Hours(24));
  ASSERT_THAT(Propose(NewSwim("m")), IsOk());
  ASSERT_THAT(Propose(NewSwim("k")), IsOk());
  clock_.Advance(absl::Hours(24));
  ASSERT_THAT(Propose(NewSwim("a")), IsOk());
  ASSERT_THAT(Decide(Decision("m", type::v1::Decision::RESULT_DECLINED)),
              IsOk());
  EXPECT_THAT(Listed({}), ElementsAre("z", "k", "m", "a"));

  v1::ListProposalsRequest waiting;
  waiting.set_state(type::v1::PROPOSAL_STATE_PROPOSED);
  EXPECT_THAT(Listed(waiting), ElementsAre("z", "k", "a"));
  v1::ListProposalsRequest due;
  due.set_due(type::v1::PROPOSAL_DUE_TODAY);
  EXPECT_THAT(Listed(due), ElementsAre("z"));
  clock_.Advance(absl::Hours(24));
  EXPECT_THAT(Listed(due), ElementsAre("k"));
  due.set_due(type::v1::PROPOSAL_DUE_OVERDUE);
  EXPECT_THAT(Listed(due), ElementsAre("z"));

  v1::ListProposalsRequest of_provider;
  of_provider.set_provider(kShoreline);
  EXPECT_THAT(Listed(of_provider), ElementsAre("z", "k", "m", "a"));
  of_provider.set_state(type::v1::PROPOSAL_STATE_DECLINED);
  EXPECT_THAT(Listed(of_provider), ElementsAre("m"));
  of_provider.set_provider(kEstuary);
  EXPECT_THAT(Listed(of_provider), IsEmpty());
  v1::ListProposalsRequest of_contract;
  of_contract.set_contract(kNights);
  EXPECT_THAT(Listed(of_contract), IsEmpty());
  v1::ListProposalsRequest of_person;
  of_person.set_parent(kAda);
  EXPECT_THAT(Listed(of_person), ElementsAre("z", "k", "m", "a"));
  of_person.set_parent("councils/E10000012/people/ad");
  EXPECT_THAT(Listed(of_person), IsEmpty());
}

TEST_F(ProposalsTest, PagesContinueWhereTheLastOneEnded) {
  AddPerson("ada");
  for (const char* const id : {"d", "c", "b", "a"}) {
    ASSERT_THAT(Propose(NewSwim(id)), IsOk());
    clock_.Advance(absl::Hours(24));
  }
  v1::ListProposalsRequest request;
  request.set_parent(absl::StrCat(kEssex, "/people/-"));
  request.set_page_size(1);
  std::vector<std::string> ids;
  do {
    const auto page =
        service().ListProposals(As("users/pat", request), request);
    ASSERT_THAT(page, IsOk());
    ASSERT_THAT(page->proposals(), SizeIs(1));
    ids.emplace_back(IdOf(page->proposals(0).name()));
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(ids, ElementsAre("d", "c", "b", "a"));
}

// The words of a view are those of a return's voice, so that nobody has to
// learn two.
TEST(PersonViewTest, HasTheSourcesOfAVoice) {
  const auto same = [](const google::protobuf::EnumDescriptor& a,
                       const google::protobuf::EnumDescriptor& b) {
    ASSERT_EQ(a.value_count(), b.value_count());
    for (int i = 0; i < a.value_count(); ++i) {
      EXPECT_EQ(a.value(i)->name(), b.value(i)->name());
      EXPECT_EQ(a.value(i)->number(), b.value(i)->number());
    }
  };
  same(*v1::Voice::Source_descriptor(),
       *type::v1::PersonView::Source_descriptor());
  same(*v1::Voice::NotObtained_descriptor(),
       *type::v1::PersonView::NotObtained_descriptor());
}

}  // namespace
}  // namespace tidemark::outcomes
