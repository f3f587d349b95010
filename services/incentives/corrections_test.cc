// What becomes of a statement when what it rests on changes.

#include "services/incentives/account.h"
#include "services/incentives/apply.h"
#include "services/incentives/incentives_fixture.h"

namespace tidemark::incentives {
namespace {

using monitoring::v1::StepDown;
using outcomes::v1::Person;
using testing::EqualsProto;
using testing::HasReason;
using ::testing::IsEmpty;
using testing::IsOk;
using ::testing::SizeIs;
using v1::OutcomeInput;
using v1::Statement;

constexpr char kPlain[] = R"(
  period_value_pence: 100000 baseline_basis_points: 2000
  first_met_pence: 5000)";

class CorrectionsTest : public IncentivesFixture {};

TEST_F(CorrectionsTest, ACorrectionBecomesAnAdjustmentOfTheNextStatement) {
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
            "January 2026: it rested on version 1, and rests on version 3 "
            "now; 1 outcome or step-down comes to something else");
  // The issued one is as it was, and the change is taken up once.
  EXPECT_THAT(*Get("2026-01"), EqualsProto(*january));
  Accept(3, {});
  EXPECT_THAT(Issue("2026-03")->adjustments(), IsEmpty());
}

TEST_F(CorrectionsTest, ACorrectionOfACorrectionNetsToNothing) {
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

TEST_F(CorrectionsTest, ACheckBackThatFailsLaterTakesTheStepDownBack) {
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

TEST_F(CorrectionsTest, WhatACapTakesUpIsShownAndPaysNothing) {
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

TEST_F(CorrectionsTest, TheBaselineCanBePaidUpFrontAndTheBalanceLater) {
  SetTerms(Terms(kPlain));
  EXPECT_THAT(Issue("2026-07"), HasReason("RETURN_NOT_ACCEPTED"));
  const auto up_front = Issue("2026-07", /*without_return=*/true);
  ASSERT_THAT(up_front, IsOk());
  EXPECT_EQ(up_front->total_pence(), 20000);
  EXPECT_THAT(up_front->cautions(), SizeIs(2));
  Accept(7, {{"p-1/walk", {.person = 0}}});
  EXPECT_EQ(Issue("2026-07.1")->total_pence(), 5000);
}

TEST_F(CorrectionsTest, TermsHoldFromTheirDateAndNeverForWhatWasIssued) {
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

TEST_F(CorrectionsTest, PeriodsCanBeIssuedInAnyOrder) {
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

TEST_F(CorrectionsTest, VerifyingFindsAStatementThatWasTamperedWith) {
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

TEST_F(CorrectionsTest, AStatementInTheWordsOfAnEarlierVersionVerifies) {
  SetTerms(Terms("met_pence: 100"));
  Accept(1, {{"p-1/walk", {.person = 0}}});
  ASSERT_THAT(Issue("2026-01"), IsOk());
  Accept(1, {{"p-1/walk", {.person = -1}}});
  ASSERT_THAT(Issue("2026-01.1"), IsOk());
  Statement older = *Get("2026-01.1");
  ASSERT_THAT(older.adjustments(), SizeIs(1));
  older.mutable_adjustments(0)->set_reason("as it was put then");
  older.mutable_adjustments(0)->mutable_lines(0)->set_reason("as then");
  Put(*db_, kStatements, older);
  EXPECT_TRUE(Verify("2026-01.1")->same());
}

TEST_F(CorrectionsTest, CopiesMadeAnewFromTheFeedsVerifyTheSame) {
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

TEST_F(CorrectionsTest, APractitionersViewThatIsAddedLaterCounts) {
  SetTerms(Terms("met_pence: 100"));
  Accept(1, {{"p-1/walk", {.provider = 1}}});
  ASSERT_THAT(Issue("2026-01"), IsOk());
  Accept(1, {{"p-1/walk", {.provider = 1, .practitioner = -1}}});
  EXPECT_EQ(Issue("2026-01.1")->total_pence(), -100);
}

}  // namespace
}  // namespace tidemark::incentives
