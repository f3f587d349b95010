#include "services/incentives/statements.h"

#include "services/incentives/account.h"
#include "services/incentives/apply.h"
#include "services/incentives/incentives_fixture.h"

namespace tidemark::incentives {
namespace {

using monitoring::v1::StepDown;
using outcomes::v1::Person;
using outcomes::v1::PersonalOutcome;
using ::testing::ElementsAre;
using testing::EqualsProto;
using testing::HasReason;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using ::testing::SizeIs;
using testing::StatusIs;
using v1::OutcomeInput;
using v1::Statement;

constexpr char kPlain[] = R"(
  period_value_pence: 100000 baseline_basis_points: 2000
  first_met_pence: 5000)";

class StatementsTest : public IncentivesFixture {};

TEST_F(StatementsTest, AStatementSaysLineByLineWhatItRestsOn) {
  SetTerms(Terms(kPlain));
  Accept(1, {{"p-1/walk", {.person = 0}}, {"p-2/cook", {.provider = -1}}});
  const auto issued = Issue("2026-01");
  ASSERT_THAT(issued, IsOk());
  EXPECT_EQ(issued->state(), Statement::STATE_ISSUED);
  EXPECT_EQ(issued->number(), 1);
  EXPECT_EQ(issued->total_pence(), 25000);
  EXPECT_EQ(issued->provider(), kShoreline);
  EXPECT_EQ(issued->issued_by(), "users/1");
  const v1::Account& account = issued->account();
  EXPECT_EQ(account.return_input().version(), 1);
  EXPECT_EQ(account.return_input().sequence(), 1);
  ASSERT_THAT(account.outcomes(), SizeIs(2));
  EXPECT_EQ(account.outcomes(0).outcome(), OutcomeName("p-1/walk"));
  EXPECT_EQ(account.outcomes(0).voice(), OutcomeInput::VOICE_PERSON);
  EXPECT_TRUE(account.outcomes(0).first_met());
  EXPECT_EQ(account.outcomes(1).voice(), OutcomeInput::VOICE_PROVIDER);
  EXPECT_EQ(account.outcomes(1).result(), OutcomeInput::RESULT_NOT_MET);
  ASSERT_THAT(issued->as_of(), SizeIs(2));
  EXPECT_EQ(issued->as_of(1).sequence(), 1);
  // Nothing is paid for step-downs, so nobody is asked about them.
  EXPECT_EQ(asked_for_step_downs_, 0);
  EXPECT_THAT(*Get("2026-01"), EqualsProto(*issued));
}

TEST_F(StatementsTest, AnOutcomeIsMetForTheFirstTimeOnce) {
  SetTerms(Terms("first_met_pence: 100 met_pence: 1"));
  Accept(1, {{"p-1/walk", {.person = 0}}});
  Accept(2, {{"p-1/walk", {.person = -1}}, {"p-1/cook", {.person = 2}}});
  Accept(3, {{"p-1/walk", {.person = 1}}, {"p-1/cook", {.person = 0}}});
  EXPECT_EQ(Issue("2026-01")->total_pence(), 101);
  EXPECT_EQ(Issue("2026-02")->total_pence(), 101);
  const auto march = Issue("2026-03");
  ASSERT_THAT(march, IsOk());
  EXPECT_EQ(march->total_pence(), 2);
  EXPECT_EQ(march->account().outcomes(1).met_before_return(),
            NameIn(kHome, "returns", "2026-01"));
  EXPECT_EQ(march->account().outcomes(1).met_before_version(), 1);
}

TEST_F(StatementsTest, ConfirmationIsThePersonsOwnRating) {
  SetTerms(Terms(R"(met_pence: 100 person_confirmation_required: true
                    bands { amount_pence: 1 }
                    bands { from_basis_points: 5000 amount_pence: 10 })"));
  Accept(1, {{"p-1/walk", {.person = 0, .provider = -2}},
             {"p-2/walk", {.provider = 2, .practitioner = 2}},
             {"p-3/walk", {.person = -1, .provider = 2}}});
  const auto draft = Draft("2026-01");
  ASSERT_THAT(draft, IsOk());
  // One of three: who was not asked counts, and has confirmed nothing.
  EXPECT_EQ(draft->total_pence(), 101);
  EXPECT_EQ(draft->account().outcomes(1).result(),
            OutcomeInput::RESULT_NOT_CONFIRMED);
  EXPECT_THAT(draft->account().lines(0).reason(),
              HasSubstr("as the person confirmed"));
}

TEST_F(StatementsTest,
       WithoutConfirmationThePractitionerComesBeforeTheProvider) {
  SetTerms(Terms("met_pence: 100"));
  Accept(1,
         {{"p-1/walk", {.provider = 2, .practitioner = -1}}, {"p-2/walk", {}}});
  const auto draft = Draft("2026-01");
  ASSERT_THAT(draft, IsOk());
  EXPECT_EQ(draft->total_pence(), 0);
  EXPECT_EQ(draft->account().outcomes_counted(), 1);
  EXPECT_EQ(draft->account().outcomes(1).result(),
            OutcomeInput::RESULT_NOT_RATED);
}

TEST_F(StatementsTest, ExclusionsLeavePeopleOutAsIfTheyWereNotThere) {
  const std::string share = R"(bands {}
    bands { from_basis_points: 10000 amount_pence: 500 } )";
  SetTerms(Terms(share));
  Accept(1, {{"alive/walk", {.person = 0}},
             {"died/walk", {.person = -1}},
             {"moved/walk", {.person = -1}},
             {"away/walk", {.person = -1}},
             {"ended/walk", {.person = -1}},
             {"hospital/walk", {.not_worked_on = true}}});
  SetPerson("died", Person::STATUS_DIED, type::Date(2026, 1, 31));
  SetPerson("moved", Person::STATUS_LEFT, type::Date(2026, 1, 2));
  SetPerson("away", Person::STATUS_PAUSED, type::Date(2026, 1, 30));
  SetOutcome("ended/walk", PersonalOutcome::STATUS_SUPPORT_ENDED,
             type::Date(2026, 1, 15));
  // Without exclusions they count, also what could not be worked on.
  EXPECT_EQ(Draft("2026-01")->account().outcomes_counted(), 6);
  EXPECT_EQ(Draft("2026-01")->total_pence(), 0);

  SetTerms(Terms(share + R"(exclusions: [
    EXCLUSION_NOT_WORKED_ON, EXCLUSION_DIED, EXCLUSION_MOVED, EXCLUSION_AWAY,
    EXCLUSION_SUPPORT_ENDED ])"));
  const auto draft = Draft("2026-01");
  ASSERT_THAT(draft, IsOk());
  EXPECT_EQ(draft->account().outcomes_counted(), 1);
  EXPECT_EQ(draft->account().outcomes_excluded(), 5);
  EXPECT_EQ(draft->total_pence(), 500);
}

TEST_F(StatementsTest, WhoDiesAfterThePeriodStillCountsInIt) {
  SetTerms(
      Terms("met_pence: 100 exclusions: EXCLUSION_DIED "
            "exclusions: EXCLUSION_AWAY"));
  Accept(1, {{"p-1/walk", {.person = 0}}, {"p-2/walk", {.person = 0}}});
  SetPerson("p-1", Person::STATUS_DIED, type::Date(2026, 2, 1));
  // Away in the middle of the month, and back at its end.
  SetPerson("p-2", Person::STATUS_PAUSED, type::Date(2026, 1, 10));
  SetPerson("p-2", Person::STATUS_ACTIVE, type::Date(2026, 1, 20));
  EXPECT_EQ(Draft("2026-01")->total_pence(), 200);
  // The date was wrong.
  SetPerson("p-1", Person::STATUS_DIED, type::Date(2026, 1, 31));
  EXPECT_EQ(Draft("2026-01")->total_pence(), 100);
  // It was somebody else.
  SetPerson("p-1", Person::STATUS_ACTIVE);
  EXPECT_EQ(Draft("2026-01")->total_pence(), 200);
}

TEST_F(StatementsTest, OnlyStepDownsOfThePeriodThatCountArePaid) {
  SetTerms(Terms("step_down_pence: 1000 exclusions: EXCLUSION_DIED"));
  SetStepDown("k-1", type::Date(2026, 1, 31), StepDown::STANDING_COUNTS);
  SetStepDown("k-2", type::Date(2026, 2, 1), StepDown::STANDING_COUNTS);
  SetStepDown("k-3", type::Date(2026, 1, 1), StepDown::STANDING_LACKING);
  SetStepDown("k-4", type::Date(2026, 1, 5), StepDown::STANDING_COUNTS, "gone");
  SetPerson("gone", Person::STATUS_DIED, type::Date(2026, 1, 9));
  Accept(1, {{"gone/walk", {.person = 0}}});
  const auto issued = Issue("2026-01");
  ASSERT_THAT(issued, IsOk());
  EXPECT_EQ(issued->total_pence(), 1000);
  ASSERT_THAT(issued->account().step_downs(), SizeIs(3));
  EXPECT_EQ(issued->as_of(2).feed(), "enablement");
  EXPECT_EQ(issued->as_of(2).sequence(), 7);
}

TEST_F(StatementsTest, ACorrectionBecomesAnAdjustmentOfTheNextStatement) {
  SetTerms(Terms(kPlain));
  Accept(1, {{"p-1/walk", {.person = 0}}, {"p-2/cook", {.person = 0}}});
  const auto january = Issue("2026-01");
  ASSERT_THAT(january, IsOk());
  EXPECT_EQ(january->total_pence(), 30000);

  // What waits for the council changes nothing yet.
  Resubmit(1, {{"p-1/walk", {.person = 0}}, {"p-2/cook", {.person = -1}}});
  EXPECT_THAT(Draft("2026-01.1")->adjustments(), IsEmpty());
  EXPECT_THAT(Issue("2026-01.1"), HasReason("NOTHING_TO_ADJUST"));
  Accept(1, {{"p-1/walk", {.person = 0}}, {"p-2/cook", {.person = -1}}});

  Accept(2, {{"p-2/cook", {.person = 1}}});
  const auto february = Issue("2026-02");
  ASSERT_THAT(february, IsOk());
  // Met for the first time in February now, not in January.
  EXPECT_EQ(february->account_pence(), 25000);
  EXPECT_EQ(february->adjustment_pence(), -5000);
  EXPECT_EQ(february->total_pence(), 20000);
  ASSERT_THAT(february->adjustments(), SizeIs(1));
  const v1::Adjustment& adjustment = february->adjustments(0);
  EXPECT_EQ(adjustment.statement(), january->name());
  EXPECT_EQ(adjustment.settled_by(), january->name());
  EXPECT_EQ(adjustment.old_pence(), 30000);
  EXPECT_EQ(adjustment.new_pence(), 25000);
  ASSERT_THAT(adjustment.lines(), SizeIs(1));
  EXPECT_EQ(adjustment.lines(0).kind(), v1::Account::Line::KIND_FIRST_MET);
  EXPECT_EQ(adjustment.lines(0).difference_pence(), -5000);
  ASSERT_THAT(adjustment.changes(), SizeIs(1));
  EXPECT_EQ(adjustment.changes(0).subject(), OutcomeName("p-2/cook"));
  EXPECT_EQ(adjustment.changes(0).before(), "met for the first time");
  EXPECT_EQ(adjustment.changes(0).after(), "not met");
  EXPECT_EQ(adjustment.reason(),
            "Period 2026-01: it rested on version 1, and rests on version 3 "
            "now; 1 outcome or step-down comes to something else");
  // The issued one is as it was, and the change is taken up once.
  EXPECT_THAT(*Get("2026-01"), EqualsProto(*january));
  Accept(3, {});
  EXPECT_THAT(Issue("2026-03")->adjustments(), IsEmpty());
}

TEST_F(StatementsTest, ACorrectionOfACorrectionNetsToNothing) {
  SetTerms(Terms("met_pence: 100"));
  Accept(1, {{"p-1/walk", {.person = 0}}});
  ASSERT_THAT(Issue("2026-01"), IsOk());
  Withdraw(1);
  EXPECT_EQ(Issue("2026-01.1")->total_pence(), -100);
  Accept(1, {{"p-1/walk", {.person = 0}}});
  const auto back = Issue("2026-01.2");
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->total_pence(), 100);
  EXPECT_EQ(back->adjustments(0).settled_by(), StatementName("2026-01.1"));
  EXPECT_THAT(Issue("2026-01.3"), HasReason("NOTHING_TO_ADJUST"));
  for (const char* const id : {"2026-01", "2026-01.1", "2026-01.2"}) {
    const auto verified = Verify(id);
    ASSERT_THAT(verified, IsOk());
    EXPECT_TRUE(verified->same()) << verified->DebugString();
  }
}

TEST_F(StatementsTest, ACheckBackThatFailsLaterTakesTheStepDownBack) {
  SetTerms(Terms("step_down_pence: 1000 cap_pence: 1500"));
  SetStepDown("k-1", type::Date(2026, 1, 20), StepDown::STANDING_LACKING);
  SetStepDown("k-2", type::Date(2026, 1, 20), StepDown::STANDING_COUNTS);
  Accept(1, {});
  EXPECT_EQ(Issue("2026-01")->total_pence(), 1000);
  // It stands; of two the cap pays one and a half.
  SetStepDown("k-1", type::Date(2026, 1, 20), StepDown::STANDING_COUNTS);
  EXPECT_EQ(Issue("2026-01.1")->total_pence(), 500);
  SetStepDown("k-1", type::Date(2026, 1, 20), StepDown::STANDING_FAILED);
  SetStepDown("k-2", type::Date(2026, 1, 20), StepDown::STANDING_FAILED);
  EXPECT_EQ(Issue("2026-01.2")->total_pence(), -1500);
  EXPECT_TRUE(Verify("2026-01.1")->same());
  EXPECT_TRUE(Verify("2026-01.2")->same());
}

TEST_F(StatementsTest, WhatACapTakesUpIsShownAndPaysNothing) {
  SetTerms(Terms("met_pence: 100 cap_pence: 100"));
  Accept(1, {{"p-1/walk", {.person = 0}}});
  ASSERT_THAT(Issue("2026-01"), IsOk());
  Accept(1, {{"p-1/walk", {.person = 0}}, {"p-2/walk", {.person = 0}}});
  const auto correction = Issue("2026-01.1");
  ASSERT_THAT(correction, IsOk());
  EXPECT_EQ(correction->total_pence(), 0);
  ASSERT_THAT(correction->adjustments(0).lines(), SizeIs(2));
  EXPECT_EQ(correction->adjustments(0).lines(0).difference_pence(), 100);
  EXPECT_EQ(correction->adjustments(0).lines(1).difference_pence(), -100);
}

TEST_F(StatementsTest, TheBaselineCanBePaidUpFrontAndTheBalanceLater) {
  SetTerms(Terms(kPlain));
  EXPECT_THAT(Issue("2026-07"), HasReason("RETURN_NOT_ACCEPTED"));
  const auto up_front = Issue("2026-07", /*without_return=*/true);
  ASSERT_THAT(up_front, IsOk());
  EXPECT_EQ(up_front->total_pence(), 20000);
  EXPECT_THAT(up_front->cautions(), SizeIs(2));
  Accept(7, {{"p-1/walk", {.person = 0}}});
  EXPECT_EQ(Issue("2026-07.1")->total_pence(), 5000);
}

TEST_F(StatementsTest, TermsHoldFromTheirDateAndNeverForWhatWasIssued) {
  SetTerms(Terms("met_pence: 100"));
  Accept(1, {{"p-1/walk", {.person = 0}}});
  Accept(2, {{"p-1/walk", {.person = 0}}});
  Accept(3, {{"p-1/walk", {.person = 0}}});
  ASSERT_THAT(Issue("2026-01"), IsOk());
  // Dated back, into the middle of January.
  SetTerms(Terms("met_pence: 300"), type::Date(2026, 1, 15));
  SetTerms(std::nullopt, type::Date(2026, 3, 1));
  const auto february = Issue("2026-02");
  ASSERT_THAT(february, IsOk());
  EXPECT_EQ(february->total_pence(), 300);
  EXPECT_EQ(february->terms_variation(), 1);
  EXPECT_THAT(february->adjustments(), IsEmpty());
  EXPECT_THAT(Issue("2026-03"), HasReason("NO_INCENTIVE_TERMS"));
  EXPECT_TRUE(Verify("2026-01")->same());

  v1::GetIncentiveTermsRequest request;
  request.set_name(kHome);
  const auto history =
      Call(&Statements::GetIncentiveTerms, request, api::v1::ROLE_PROVIDER);
  ASSERT_THAT(history, IsOk());
  ASSERT_THAT(history->versions(), SizeIs(3));
  EXPECT_EQ(history->versions(0).effective_date().month(), 1);
  EXPECT_EQ(history->versions(1).effective_date().day(), 15);
  EXPECT_FALSE(history->versions(2).has_terms());
}

TEST_F(StatementsTest, PeriodsCanBeIssuedInAnyOrder) {
  SetTerms(Terms("first_met_pence: 100"));
  Accept(2, {{"p-1/walk", {.person = 0}}});
  EXPECT_EQ(Issue("2026-02")->total_pence(), 100);
  Accept(1, {{"p-1/walk", {.person = 0}}});
  const auto january = Issue("2026-01");
  ASSERT_THAT(january, IsOk());
  // January was the first time; February is corrected.
  EXPECT_EQ(january->account_pence(), 100);
  EXPECT_EQ(january->adjustment_pence(), -100);
  EXPECT_TRUE(Verify("2026-01")->same());
}

TEST_F(StatementsTest, ADraftThatIsNoLongerTrueIsNotIssued) {
  SetTerms(Terms("met_pence: 100"));
  Accept(1, {{"p-1/walk", {.person = 0}}});
  const std::string etag = Draft("2026-01")->etag();
  // What changes no figure does not matter.
  SetPerson("p-9", Person::STATUS_DIED);
  EXPECT_EQ(Draft("2026-01")->etag(), etag);
  Accept(1, {{"p-1/walk", {.person = -1}}});
  EXPECT_THAT(Issue("2026-01", false, etag), HasReason("DRAFT_STALE"));
  EXPECT_THAT(Issue("2026-01", false, Draft("2026-01")->etag()), IsOk());
  EXPECT_THAT(Issue("2026-01"), StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(StatementsTest, ARepeatedIssueIsAnsweredAsTheFirst) {
  SetTerms(Terms("met_pence: 100"));
  Accept(1, {{"p-1/walk", {.person = 0}}});
  v1::IssueStatementRequest request;
  request.set_name(StatementName("2026-01"));
  request.set_request_id("00000000-0000-4000-8000-000000000001");
  const auto first =
      Call(&Statements::IssueStatement, request, api::v1::ROLE_FINANCE);
  const auto again =
      Call(&Statements::IssueStatement, request, api::v1::ROLE_FINANCE);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(*first));
}

TEST_F(StatementsTest, OfTwoWhoIssueAtOnceOneIsToldToLookAgain) {
  SetTerms(Terms("met_pence: 100 step_down_pence: 1"));
  Accept(1, {{"p-1/walk", {.person = 0}}});
  Accept(2, {{"p-1/walk", {.person = 0}}});
  // While February is asked about, January is issued.
  Statements february({.db = *db_,
                       .await_now = [this] { return following_->CatchUp(); },
                       .step_downs_of = [this](absl::string_view, const AsOf&)
                           -> absl::StatusOr<JudgedStepDowns> {
                         Must(Issue("2026-01").status());
                         return JudgedStepDowns{};
                       }});
  v1::IssueStatementRequest request;
  request.set_name(StatementName("2026-02"));
  EXPECT_THAT(
      february.IssueStatement(
          rpc::Call::For(Someone(api::v1::ROLE_COMMISSIONER), clock_, request),
          request),
      HasReason("ISSUED_MEANWHILE"));
  EXPECT_THAT(Issue("2026-02"), IsOk());
}

TEST_F(StatementsTest, FinanceSeesLinesAndSumsAndNoPeople) {
  SetTerms(Terms("met_pence: 100 step_down_pence: 1"));
  SetStepDown("k-1", type::Date(2026, 1, 20), StepDown::STANDING_COUNTS);
  Accept(1, {{"p-1/walk", {.person = 0}}});
  ASSERT_THAT(Issue("2026-01", false, "", api::v1::ROLE_FINANCE), IsOk());
  Accept(1, {{"p-1/walk", {.person = -1}}});
  const auto draft = Draft("2026-01.1", api::v1::ROLE_FINANCE);
  const auto issued = Issue("2026-01.1", false, "", api::v1::ROLE_FINANCE);
  const auto read = Get("2026-01", api::v1::ROLE_FINANCE);
  for (const auto& seen : {draft, issued, read}) {
    ASSERT_THAT(seen, IsOk());
    EXPECT_THAT(seen->DebugString(), ::testing::Not(HasSubstr("/people/")));
  }
  EXPECT_EQ(read->total_pence(), 101);
  EXPECT_THAT(read->account().lines(), SizeIs(2));
  // They are there for who reads people, and verifying rests on them.
  EXPECT_THAT(Get("2026-01")->account().outcomes(), SizeIs(1));
  EXPECT_TRUE(Verify("2026-01")->same());
}

TEST_F(StatementsTest, AProviderDisputesAndTheCouncilAnswers) {
  SetTerms(Terms("met_pence: 100"));
  Accept(1, {{"p-1/walk", {.person = 0}}});
  const auto issued = Issue("2026-01");
  ASSERT_THAT(issued, IsOk());
  v1::RespondToStatementRequest dispute;
  dispute.set_name(issued->name());
  dispute.set_verdict(v1::RespondToStatementRequest::VERDICT_DISPUTED);
  EXPECT_THAT(
      Call(&Statements::RespondToStatement, dispute, api::v1::ROLE_PROVIDER),
      StatusIs(absl::StatusCode::kInvalidArgument, "what is wrong"));
  dispute.set_words("Cooking is missing");
  dispute.set_etag("7");
  EXPECT_THAT(
      Call(&Statements::RespondToStatement, dispute, api::v1::ROLE_PROVIDER),
      StatusIs(absl::StatusCode::kAborted));
  dispute.set_etag(issued->etag());
  const auto disputed =
      Call(&Statements::RespondToStatement, dispute, api::v1::ROLE_PROVIDER);
  ASSERT_THAT(disputed, IsOk());
  EXPECT_EQ(disputed->state(), Statement::STATE_DISPUTED);
  EXPECT_EQ(disputed->total_pence(), issued->total_pence());

  v1::AnswerDisputeRequest answer;
  answer.set_name(issued->name());
  answer.set_words("Send January again with it");
  const auto answered =
      Call(&Statements::AnswerDispute, answer, api::v1::ROLE_COMMISSIONER);
  ASSERT_THAT(answered, IsOk());
  EXPECT_EQ(answered->state(), Statement::STATE_ANSWERED);
  EXPECT_THAT(
      Call(&Statements::AnswerDispute, answer, api::v1::ROLE_COMMISSIONER),
      HasReason("STATEMENT_STATE"));
  v1::RespondToStatementRequest agree;
  agree.set_name(issued->name());
  agree.set_verdict(v1::RespondToStatementRequest::VERDICT_AGREED);
  const auto agreed =
      Call(&Statements::RespondToStatement, agree, api::v1::ROLE_PROVIDER);
  ASSERT_THAT(agreed, IsOk());
  EXPECT_THAT(agreed->responses(), SizeIs(3));
  EXPECT_THAT(
      Call(&Statements::RespondToStatement, agree, api::v1::ROLE_PROVIDER),
      HasReason("STATEMENT_STATE"));
  EXPECT_TRUE(Verify("2026-01")->same());
}

TEST_F(StatementsTest, SaysWhatIsNotThere) {
  SetTerms(Terms("met_pence: 100"));
  EXPECT_THAT(Draft("2027-01"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Draft("2026-01.x"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Draft("2026-01.01"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Draft("2026-01.1"), HasReason("STATEMENT_NOT_ISSUED"));
  EXPECT_THAT(Get("2026-01"), StatusIs(absl::StatusCode::kNotFound));
  Accept(1, {{"p-1/walk", {.person = 0}}});
  ASSERT_THAT(Issue("2026-01"), IsOk());
  Withdraw(1);
  EXPECT_THAT(Issue("2026-01.2"), HasReason("STATEMENT_NUMBER"));
}

TEST_F(StatementsTest, ListsByContractAndProviderWithoutPeople) {
  SetTerms(Terms("met_pence: 100"));
  for (int month = 1; month <= 3; ++month) {
    Accept(month, {{"p-1/walk", {.person = 0}}});
    ASSERT_THAT(Issue(Period(month)), IsOk());
  }
  v1::ListStatementsRequest request;
  request.set_parent(absl::StrCat(kEssex, "/contracts/-"));
  request.set_provider(kShoreline);
  request.set_page_size(2);
  const auto first =
      Call(&Statements::ListStatements, request, api::v1::ROLE_PROVIDER);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(first->statements(), SizeIs(2));
  EXPECT_THAT(first->statements(0).account().outcomes(), IsEmpty());
  EXPECT_EQ(first->statements(0).total_pence(), 100);
  request.set_page_token(first->next_page_token());
  EXPECT_THAT(Call(&Statements::ListStatements, request, api::v1::ROLE_PROVIDER)
                  ->statements(),
              SizeIs(1));
  request.clear_page_token();
  request.set_provider(absl::StrCat(kEssex, "/providers/other"));
  EXPECT_THAT(
      Call(&Statements::ListStatements, request, api::v1::ROLE_COMMISSIONER)
          ->statements(),
      IsEmpty());
}

TEST_F(StatementsTest, VerifyingFindsAStatementThatWasTamperedWith) {
  SetTerms(Terms("met_pence: 100"));
  Accept(1, {{"p-1/walk", {.person = 0}}, {"p-2/walk", {.person = -1}}});
  ASSERT_THAT(Issue("2026-01"), IsOk());
  Statement forged = *Get("2026-01");
  // Consistent in itself, and not what the return said.
  forged.mutable_account()->mutable_outcomes(1)->set_level(0);
  forged.mutable_account()->mutable_outcomes(1)->set_result(
      OutcomeInput::RESULT_MET);
  forged.mutable_account()->mutable_outcomes(1)->set_first_met(true);
  AddUp(forged.terms(), *forged.mutable_account());
  SetSums(forged);
  Put(*db_, kStatements, forged);
  const auto verified = Verify("2026-01");
  ASSERT_THAT(verified, IsOk());
  EXPECT_FALSE(verified->same());
  EXPECT_EQ(verified->stated_pence(), 200);
  EXPECT_EQ(verified->from_inputs_pence(), 200);
  EXPECT_EQ(verified->from_history_pence(), 100);
  EXPECT_THAT(verified->differences(), ::testing::Not(IsEmpty()));
}

TEST_F(StatementsTest, CopiesMadeAnewFromTheFeedsVerifyTheSame) {
  SetTerms(Terms("first_met_pence: 100 exclusions: EXCLUSION_DIED"));
  Accept(1, {{"p-1/walk", {.person = 0}}, {"p-2/walk", {.person = 0}}});
  ASSERT_THAT(Issue("2026-01"), IsOk());
  SetPerson("p-2", Person::STATUS_DIED, type::Date(2026, 1, 3));
  Accept(2, {{"p-1/walk", {.person = 0}}});
  const auto february = Issue("2026-02");
  ASSERT_THAT(february, IsOk());
  EXPECT_EQ(february->total_pence(), -100);
  // As after the feeds' services were restored: all is applied anew.
  Must(db_->Write({}, [](store::Transaction& txn) -> absl::Status {
    for (const char* const feed : kFeeds) {
      Must(ClearFacts(txn, feed));
      Must(feed::SetCursor(txn, feed, 0));
    }
    return absl::OkStatus();
  }));
  Must(following_->CatchUp());
  EXPECT_TRUE(Verify("2026-01")->same());
  EXPECT_TRUE(Verify("2026-02")->same());
  EXPECT_THAT(Draft("2026-02.1")->adjustments(), IsEmpty());
}

TEST_F(StatementsTest, APractitionersViewThatIsAddedLaterCounts) {
  SetTerms(Terms("met_pence: 100"));
  Accept(1, {{"p-1/walk", {.provider = 1}}});
  ASSERT_THAT(Issue("2026-01"), IsOk());
  Accept(1, {{"p-1/walk", {.provider = 1, .practitioner = -1}}});
  EXPECT_EQ(Issue("2026-01.1")->total_pence(), -100);
}

}  // namespace
}  // namespace tidemark::incentives
