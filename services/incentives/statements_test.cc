#include "services/incentives/statements.h"

#include "services/incentives/incentives_fixture.h"

namespace tidemark::incentives {
namespace {

using monitoring::v1::StepDown;
using outcomes::v1::Person;
using outcomes::v1::PersonalOutcome;
using ::testing::AllOf;
using testing::EqualsProto;
using testing::HasReason;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using ::testing::Not;
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

TEST_F(StatementsTest, AStatementIsExportedLineByLineDownToTheReturns) {
  SetTerms(Terms(kPlain));
  Accept(1, {{"p-1/walk", {.person = 0}}, {"p-2/cook", {.provider = -1}}});
  ASSERT_THAT(Issue("2026-01"), IsOk());
  // A correction, which the next statement has.
  Accept(1, {{"p-1/walk", {.person = -1}}, {"p-2/cook", {.provider = -1}}});
  ASSERT_THAT(Issue("2026-01.1"), IsOk());
  v1::ExportStatementRequest request;
  request.set_format(type::v1::FILE_FORMAT_CSV);
  const auto file_of = [&](const std::string& id, api::v1::Role role) {
    request.set_name(NameIn(kHome, "statements", id));
    const rpc::Principal caller = {
        .subject = "users/1", .role = role, .council = kEssex};
    return statements_->ExportStatement(rpc::Call::For(caller, clock_, request),
                                        request);
  };
  const auto file = file_of("2026-01", api::v1::ROLE_COMMISSIONER);
  ASSERT_THAT(file, IsOk());
  EXPECT_TRUE(file->file_name().ends_with("-statement-home-2026-01.csv"));
  EXPECT_THAT(
      file->content(),
      AllOf(HasSubstr("2026-01,line,baseline,1,200.00,200.00,"),
            HasSubstr("2026-01,line,first met,1,50.00,50.00,"),
            HasSubstr("2026-01,outcome,councils/E10000012/people/p-1/outcomes/"
                      "walk,none,none,none,0,person,met for the first time,"
                      "councils/E10000012/contracts/home/returns/2026-01 "
                      "version 1"),
            HasSubstr("to be paid,none,none,none,250.00"),
            HasSubstr("Known of outcomes"),
            HasSubstr("An outcome met for the first time,£50.00"),
            HasSubstr("Not for publication")));
  // Finance reads no people.
  EXPECT_THAT(file_of("2026-01", api::v1::ROLE_FINANCE)->content(),
              AllOf(HasSubstr("first met"), Not(HasSubstr("people/"))));
  EXPECT_THAT(file_of("2026-01.1", api::v1::ROLE_COMMISSIONER)->content(),
              AllOf(HasSubstr("corrected line,first met"),
                    HasSubstr("sum of the correction,none,none,none,-50.00")));
  EXPECT_THAT(file_of("2026-02", api::v1::ROLE_COMMISSIONER),
              StatusIs(absl::StatusCode::kNotFound));
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
  // What cannot be issued has none.
  EXPECT_EQ(Draft("2026-01")->etag(), "");
  EXPECT_EQ(Draft("2026-01.1")->etag(), "");
  EXPECT_THAT(Draft("2026-01.1")->cautions(), SizeIs(1));
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

TEST_F(StatementsTest,
       TheFirstTermsHoldFromTheContractsFirstDayWhereverItMoves) {
  SetTerms(Terms("met_pence: 100"));
  *contract_.mutable_start_date() = type::ToProto(type::Date(2025, 12, 1));
  Put(*contracts_, kFeedContracts, contract_);
  v1::GetIncentiveTermsRequest request;
  request.set_name(kHome);
  Must(following_->CatchUp());
  const auto history =
      Call(&Statements::GetIncentiveTerms, request, api::v1::ROLE_COMMISSIONER);
  ASSERT_THAT(history, IsOk());
  EXPECT_EQ(history->versions().rbegin()->effective_date().year(), 2025);
}

TEST_F(StatementsTest, OfAStepDownNothingIsTakenThatSomebodySaid) {
  const v1::StepDownInput input = InputOf(testing::ParseText<StepDown>(R"(
    name: "councils/E10000012/packages/k-1/stepDowns/2026-01-05"
    person: "councils/E10000012/people/p-1"
    standing: STANDING_FAILED
    goals { state: STATE_HOLDS note: "words" }
    agreement { state: STATE_AGAINST note: "words" }
    check_back { state: STATE_LACKING note: "words" }
    goal_details { outcome: "o" return_before: "r-1" return_after: "r-2" }
    goal_details { outcome: "p" return_before: "r-1" }
    findings { check_back: "c-1" result: RESULT_SLIPPED }
    findings { check_back: "c-2" })"));
  EXPECT_THAT(input, EqualsProto(testing::ParseText<v1::StepDownInput>(R"(
    step_down: "councils/E10000012/packages/k-1/stepDowns/2026-01-05"
    person: "councils/E10000012/people/p-1"
    last_date {}
    standing: STANDING_FAILED
    goals: STATE_HOLDS
    agreement: STATE_AGAINST
    check_back: STATE_LACKING
    returns: "r-1"
    returns: "r-2"
    check_backs: "c-1")")));
}

}  // namespace
}  // namespace tidemark::incentives
