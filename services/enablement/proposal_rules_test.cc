#include "services/enablement/proposal_rules.h"

#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/enablement/enablement_fixture.h"

namespace tidemark::enablement {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::ParseText;
using type::Date;
using v1::Package;
using v1::Proposal;
using v1::SupportChange;

// 840 minutes a week for £280.00 from April 2025 on.
Package Fourteen() {
  return ParseText<Package>(R"(
    name: "councils/E10000012/packages/a"
    state: STATE_ACTIVE
    start_date { year: 2025 month: 4 day: 1 }
    levels {
      from_date { year: 2025 month: 4 day: 1 }
      weekly_minutes: 840
      weekly_cost_pence: 28000
    })");
}

SupportChange To(int minutes) {
  auto change = ParseText<SupportChange>(R"(
    level { from_date { year: 2025 month: 9 day: 8 } }
    reason: "Cooks again"
    agreement: AGREEMENT_PERSON_AGREES)");
  change.mutable_level()->set_weekly_minutes(minutes);
  change.mutable_level()->set_weekly_cost_pence(minutes * 100 / 3);
  return change;
}

Proposal ProposalTo(int minutes) {
  auto proposal = ParseText<Proposal>(R"(
    kind: PROPOSAL_KIND_LOWER_LEVEL
    proposed_by: "users/sam"
    grounds {
      review_date { year: 2025 month: 9 day: 1 }
      person_view { source: SOURCE_SAID words: "I manage" }
    })");
  *proposal.mutable_change() = To(minutes);
  return proposal;
}

// Up to an hour and 10% without sign-off.
type::v1::DelegatedReview Scope() {
  return ParseText<type::v1::DelegatedReview>(R"(
    kinds: PROPOSAL_KIND_LOWER_LEVEL
    kinds: PROPOSAL_KIND_HIGHER_LEVEL
    max_change_minutes: 60
    max_change_basis_points: 1000)");
}

bool Free(const Proposal& proposal,
          const type::v1::DelegatedReview& scope = Scope()) {
  return NeedsNoSignOff(proposal, Fourteen().levels(0), scope);
}

TEST(NeedsNoSignOffTest, BothLimitsHoldInEitherDirection) {
  EXPECT_TRUE(Free(ProposalTo(780)));
  EXPECT_FALSE(Free(ProposalTo(779)));
  Proposal more = ProposalTo(900);
  more.set_kind(type::v1::PROPOSAL_KIND_HIGHER_LEVEL);
  EXPECT_TRUE(Free(more));
  more.mutable_change()->mutable_level()->set_weekly_minutes(901);
  EXPECT_FALSE(Free(more));
  // 10% of 840 are 84; 5% are 42.
  type::v1::DelegatedReview tight = Scope();
  tight.set_max_change_basis_points(500);
  EXPECT_TRUE(Free(ProposalTo(798), tight));
  EXPECT_FALSE(Free(ProposalTo(797), tight));
}

TEST(NeedsNoSignOffTest, NothingIsFreeByDefault) {
  type::v1::DelegatedReview scope = Scope();
  scope.clear_max_change_minutes();
  EXPECT_FALSE(Free(ProposalTo(839), scope));
  scope = Scope();
  scope.clear_max_change_basis_points();
  EXPECT_FALSE(Free(ProposalTo(839), scope));
}

TEST(NeedsNoSignOffTest, APauseOrAnExitIsNeverFree) {
  for (const auto kind :
       {type::v1::PROPOSAL_KIND_PAUSE, type::v1::PROPOSAL_KIND_EXIT}) {
    Proposal proposal = ProposalTo(800);
    proposal.set_kind(kind);
    EXPECT_FALSE(Free(proposal));
  }
}

TEST(NeedsNoSignOffTest, ThePersonMustAgreeAndHaveBeenHeard) {
  using Level = v1::SupportLevel;
  const auto with = [](Level::Agreement agreement) {
    Proposal proposal = ProposalTo(800);
    proposal.mutable_change()->set_agreement(agreement);
    return Free(proposal);
  };
  EXPECT_TRUE(with(Level::AGREEMENT_PERSON_AGREES));
  EXPECT_TRUE(with(Level::AGREEMENT_ADVOCATE_AGREES));
  EXPECT_FALSE(with(Level::AGREEMENT_BEST_INTERESTS));
  EXPECT_FALSE(with(Level::AGREEMENT_PERSON_DISAGREES));
  Proposal unheard = ProposalTo(800);
  unheard.mutable_grounds()->mutable_person_view()->Clear();
  unheard.mutable_grounds()->mutable_person_view()->set_not_obtained(
      type::v1::PersonView::NOT_OBTAINED_AWAY);
  EXPECT_FALSE(Free(unheard));
}

TEST(NeedsNoSignOffTest, OnlyTheTrustedReviewerIfThereIsOne) {
  type::v1::DelegatedReview scope = Scope();
  scope.set_trusted_reviewer("users/sam");
  EXPECT_TRUE(Free(ProposalTo(800), scope));
  scope.set_trusted_reviewer("users/kim");
  EXPECT_FALSE(Free(ProposalTo(800), scope));
}

TEST(NeedsNoSignOffTest, AnHourMayNotCostMoreAndNothingBeginsBeforeTheReview) {
  Proposal dearer = ProposalTo(780);
  dearer.mutable_change()->mutable_level()->set_weekly_cost_pence(26'002);
  EXPECT_FALSE(Free(dearer));
  // A penny is rounding.
  dearer.mutable_change()->mutable_level()->set_weekly_cost_pence(26'001);
  EXPECT_TRUE(Free(dearer));
  Proposal early = ProposalTo(780);
  *early.mutable_grounds()->mutable_review_date() =
      type::ToProto(Date(2025, 9, 9));
  EXPECT_FALSE(Free(early));
}

TEST(NeedsNoSignOffTest, PeopleAtTheSameTimeCount) {
  Proposal two = ProposalTo(800);
  two.mutable_change()->mutable_level()->set_people_per_visit(2);
  EXPECT_FALSE(Free(two));
}

TEST(SignedOffLevelTest, IsTheLastThatWasNotAcceptedByRule) {
  Package package = Fourteen();
  for (const int day : {8, 15, 22}) {
    auto& level = *package.add_levels();
    *level.mutable_from_date() = type::ToProto(Date(2025, 9, day));
    level.set_weekly_minutes(840 - 60 * day);
  }
  const auto day_of = [&](const std::set<Date>& by_rule) {
    return SignedOffLevel(package, by_rule).from_date().day();
  };
  EXPECT_EQ(day_of({}), 22);
  EXPECT_EQ(day_of({Date(2025, 9, 22)}), 15);
  EXPECT_EQ(day_of({Date(2025, 9, 15), Date(2025, 9, 22)}), 8);
  EXPECT_EQ(day_of({Date(2025, 9, 15)}), 22);
  EXPECT_EQ(day_of({Date(2025, 9, 8), Date(2025, 9, 15), Date(2025, 9, 22)}),
            1);
}

TEST(DoTest, ALevelGoesTheWayThatIsProposed) {
  const auto done = Do(Fourteen(), type::v1::PROPOSAL_KIND_LOWER_LEVEL, To(420),
                       "change", "users/pat");
  ASSERT_THAT(done, IsOk());
  EXPECT_EQ(done->levels(1).weekly_minutes(), 420);
  EXPECT_EQ(done->levels(1).reason(), "Cooks again");
  EXPECT_EQ(done->levels(1).agreement(),
            v1::SupportLevel::AGREEMENT_PERSON_AGREES);
  EXPECT_EQ(done->levels(1).recorded_by(), "users/pat");
  EXPECT_THAT(FaultsIn(Do(Fourteen(), type::v1::PROPOSAL_KIND_LOWER_LEVEL,
                          To(900), "change", "users/pat")
                           .status()),
              ElementsAre("change.level.weekly_minutes LEVEL_NOT_LOWER"));
  EXPECT_THAT(FaultsIn(Do(Fourteen(), type::v1::PROPOSAL_KIND_HIGHER_LEVEL,
                          To(840), "change", "users/pat")
                           .status()),
              ElementsAre("change.level.weekly_minutes LEVEL_NOT_HIGHER"));
}

TEST(DoTest, FaultsStandWhereTheProposalHasThem) {
  SupportChange early = To(420);
  early.mutable_level()->mutable_from_date()->set_year(2024);
  early.clear_reason();
  EXPECT_THAT(FaultsIn(Do(Fourteen(), type::v1::PROPOSAL_KIND_LOWER_LEVEL,
                          early, "proposal.change", "")
                           .status()),
              ElementsAre("proposal.change.reason REQUIRED",
                          "proposal.change.level.from_date LEVEL_ORDER"));
  SupportChange exit;
  *exit.mutable_date() = type::ToProto(Date(2025, 3, 31));
  EXPECT_THAT(
      FaultsIn(Do(Fourteen(), type::v1::PROPOSAL_KIND_EXIT, exit, "change", "")
                   .status()),
      ElementsAre("change.date END_ORDER"));
  EXPECT_THAT(
      FaultsIn(Do(Fourteen(), type::v1::PROPOSAL_KIND_PAUSE, exit, "change", "")
                   .status()),
      ElementsAre("change.date PAUSE_ORDER"));
}

TEST(DoTest, NothingHappensToAPackageThatHasEnded) {
  Package ended = Fourteen();
  ended.set_state(Package::STATE_ENDED);
  *ended.mutable_end_date() = type::ToProto(Date(2025, 8, 1));
  for (const auto kind :
       {type::v1::PROPOSAL_KIND_LOWER_LEVEL, type::v1::PROPOSAL_KIND_PAUSE,
        type::v1::PROPOSAL_KIND_EXIT}) {
    EXPECT_THAT(Do(ended, kind, To(420), "change", ""),
                HasReason("PACKAGE_STATE"));
  }
}

TEST(CheckPartsTest, EachKindHasItsOwn) {
  const auto codes = [](type::v1::ProposalKind kind,
                        const SupportChange& change) {
    Faults faults;
    CheckKind(kind, faults);
    CheckParts(kind, change, "change", faults);
    return FaultsIn(faults.ToStatus());
  };
  EXPECT_THAT(codes(type::v1::PROPOSAL_KIND_LOWER_LEVEL, To(420)), IsEmpty());
  EXPECT_THAT(codes(type::v1::PROPOSAL_KIND_EXIT, To(420)),
              ElementsAre("change.level NOT_OF_KIND", "change.date REQUIRED",
                          "change.sequel REQUIRED"));
  SupportChange pause;
  *pause.mutable_date() = type::ToProto(Date(2025, 9, 8));
  EXPECT_THAT(codes(type::v1::PROPOSAL_KIND_PAUSE, pause), IsEmpty());
  pause.set_sequel(Package::SEQUEL_DIED);
  EXPECT_THAT(codes(type::v1::PROPOSAL_KIND_PAUSE, pause),
              ElementsAre("change.sequel NOT_OF_KIND"));
  EXPECT_EQ(codes(type::v1::PROPOSAL_KIND_NEW_OUTCOME, To(420))[0],
            "proposal.kind KIND_OF_OUTCOME");
}

}  // namespace
}  // namespace tidemark::enablement
