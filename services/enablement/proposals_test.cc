#include "services/enablement/proposals.h"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/enablement/enablement_fixture.h"

namespace tidemark::enablement {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::ParseText;
using ::tidemark::testing::StatusIs;
using type::Date;
using v1::Package;
using v1::Proposal;

// On 1 September 2025, a Monday: what is proposed is due on Wednesday the 3rd.
// Package a has 840 minutes a week, of which the provider may change 60 and 10%
// without sign-off.
class ProposalsTest : public EnablementFixture {
 protected:
  ProposalsTest() {
    Delegate(R"(
      kinds: PROPOSAL_KIND_LOWER_LEVEL
      kinds: PROPOSAL_KIND_HIGHER_LEVEL
      kinds: PROPOSAL_KIND_PAUSE
      kinds: PROPOSAL_KIND_EXIT
      max_change_minutes: 60
      max_change_basis_points: 1000
      audit_basis_points: 10000)");
    proposals_ = std::make_unique<Proposals>(*db_, *contracts_, councils_);
  }

  void Delegate(const std::string& scope) {
    SetContract("home-p", "p", contracts::v1::Contract::STATE_ACTIVE);
    *owned_[NameIn(kCouncil, "contracts", "home-p")]
         .mutable_delegated_review() =
        ParseText<type::v1::DelegatedReview>(scope);
  }

  template <typename Request>
  rpc::Call As(api::v1::Role role, const std::string& subject,
               const Request& request) {
    return rpc::Call::For(
        {.subject = subject,
         .role = role,
         .council = kCouncil,
         .provider = role == api::v1::ROLE_PROVIDER ? kProviderP : ""},
        clock_, request);
  }

  static v1::CreateProposalRequest Request(const std::string& id,
                                           const std::string& text) {
    auto request = ParseText<v1::CreateProposalRequest>(R"(
      parent: "councils/E10000012/packages/a"
      proposal {
        change { reason: "Cooks again" agreement: AGREEMENT_PERSON_AGREES }
        grounds {
          review_date { year: 2025 month: 9 day: 1 }
          present: "The person and her daughter"
          person_view { source: SOURCE_SAID words: "I manage" }
          evidence: "Has cooked every day since July"
          possible_benefit: "Her own kitchen again"
          possible_harm: "A burn"
        }
      })");
    request.set_proposal_id(id);
    request.mutable_proposal()->MergeFrom(ParseText<Proposal>(text));
    return request;
  }

  static v1::CreateProposalRequest To(const std::string& id, int minutes,
                                      Date from = Date(2025, 9, 8)) {
    v1::CreateProposalRequest request = Request(id, R"(
      kind: PROPOSAL_KIND_LOWER_LEVEL)");
    auto& level =
        *request.mutable_proposal()->mutable_change()->mutable_level();
    *level.mutable_from_date() = type::ToProto(from);
    level.set_weekly_minutes(minutes);
    return request;
  }

  absl::StatusOr<Proposal> Propose(const v1::CreateProposalRequest& request,
                                   const std::string& subject = "users/sam") {
    return proposals_->CreateProposal(
        As(api::v1::ROLE_PROVIDER, subject, request), request);
  }

  static v1::DecideProposalRequest Decision(const std::string& id,
                                            type::v1::Decision::Result result) {
    auto request = ParseText<v1::DecideProposalRequest>(R"(
      decision {
        options { text: "Less support" chosen: true }
        options { text: "As much as now" why_not: "She does not want it" }
        reasons: "She cooks for herself."
        person_view { source: SOURCE_SAID words: "Good" }
      })");
    request.set_name(absl::StrCat(kPackageA, "/proposals/", id));
    request.mutable_decision()->set_result(result);
    return request;
  }
  absl::StatusOr<Proposal> Decide(const v1::DecideProposalRequest& request,
                                  const std::string& subject = "users/pat") {
    return proposals_->DecideProposal(
        As(api::v1::ROLE_PRACTITIONER, subject, request), request);
  }
  absl::StatusOr<Proposal> Accept(const std::string& id) {
    return Decide(Decision(id, type::v1::Decision::RESULT_ACCEPTED));
  }

  absl::StatusOr<Proposal> Audit(const std::string& id,
                                 const std::string& subject = "users/quinn") {
    v1::AuditProposalRequest request;
    request.set_name(absl::StrCat(kPackageA, "/proposals/", id));
    request.set_finding(v1::AuditProposalRequest::FINDING_NOT_AGREED);
    request.set_reasons("The kitchen is not safe yet");
    return proposals_->AuditProposal(
        As(api::v1::ROLE_QUALITY, subject, request), request);
  }

  std::vector<std::string> Listed(v1::ListProposalsRequest request) {
    if (request.parent().empty()) {
      request.set_parent(absl::StrCat(kCouncil, "/packages/-"));
    }
    std::vector<std::string> ids;
    const auto response = proposals_->ListProposals(
        As(api::v1::ROLE_PRACTITIONER, "users/pat", request), request);
    EXPECT_THAT(response, IsOk());
    if (!response.ok()) return ids;
    for (const Proposal& proposal : response->proposals()) {
      ids.emplace_back(IdOf(proposal.name()));
    }
    return ids;
  }

  int Minutes() { return Get(kPackageA)->levels().rbegin()->weekly_minutes(); }

  std::unique_ptr<Proposals> proposals_;
};

TEST_F(ProposalsTest, AnAcceptedLevelIsThePackagesLevelWithItsCheckBacks) {
  ASSERT_THAT(Create("a"), IsOk());
  const auto proposed = Propose(To("less", 420));
  ASSERT_THAT(proposed, IsOk());
  EXPECT_EQ(proposed->state(), type::v1::PROPOSAL_STATE_PROPOSED);
  EXPECT_EQ(proposed->decide_by().day(), 3);
  EXPECT_EQ(proposed->person(), "councils/E10000012/people/ada");
  EXPECT_EQ(proposed->provider(), kProviderP);
  EXPECT_EQ(Minutes(), 840);
  EXPECT_THAT(CheckBackIds(), IsEmpty());

  const auto accepted = Accept("less");
  ASSERT_THAT(accepted, IsOk());
  EXPECT_EQ(accepted->state(), type::v1::PROPOSAL_STATE_ACCEPTED);
  EXPECT_TRUE(accepted->decision().on_time());
  EXPECT_FALSE(accepted->decision().accepted_by_rule());
  const auto package = Get(kPackageA);
  EXPECT_EQ(package->levels(1).weekly_minutes(), 420);
  EXPECT_EQ(package->levels(1).reason(), "Cooks again");
  EXPECT_EQ(package->levels(1).recorded_by(), "users/pat");
  // The same check-backs as if a practitioner had changed the level.
  EXPECT_THAT(CheckBackIds(), ElementsAre("2025-09-08-d14", "2025-09-08-d42",
                                          "2025-09-08-d84"));
}

TEST_F(ProposalsTest, AHigherLevelAPauseAndAnExitAreProposedToo) {
  ASSERT_THAT(Create("a"), IsOk());
  v1::CreateProposalRequest more = To("more", 1200);
  more.mutable_proposal()->set_kind(type::v1::PROPOSAL_KIND_HIGHER_LEVEL);
  ASSERT_THAT(Propose(more), IsOk());
  ASSERT_THAT(Accept("more"), IsOk());
  EXPECT_EQ(Minutes(), 1200);
  ASSERT_THAT(Propose(Request("rest", R"(
    kind: PROPOSAL_KIND_PAUSE
    change { date { year: 2025 month: 9 day: 20 } })")),
              IsOk());
  ASSERT_THAT(Accept("rest"), IsOk());
  EXPECT_EQ(Get(kPackageA)->state(), Package::STATE_PAUSED);
  EXPECT_EQ(Get(kPackageA)->pauses(0).reason(), "Cooks again");
  ASSERT_THAT(Propose(Request("end", R"(
    kind: PROPOSAL_KIND_EXIT
    change {
      date { year: 2025 month: 9 day: 30 }
      sequel: SEQUEL_NO_SUPPORT
    })")),
              IsOk());
  ASSERT_THAT(Accept("end"), IsOk());
  EXPECT_EQ(Get(kPackageA)->sequel(), Package::SEQUEL_NO_SUPPORT);
  EXPECT_THAT(CheckBackIds(), SizeIs(3));
}

TEST_F(ProposalsTest, WithinTheLimitsItIsAcceptedByRuleAtOnce) {
  ASSERT_THAT(Create("a"), IsOk());
  const auto accepted = Propose(To("less", 780));
  ASSERT_THAT(accepted, IsOk());
  EXPECT_EQ(accepted->state(), type::v1::PROPOSAL_STATE_ACCEPTED);
  EXPECT_TRUE(accepted->decision().accepted_by_rule());
  EXPECT_EQ(accepted->decision().decided_by(), "");
  EXPECT_TRUE(accepted->decision().on_time());
  EXPECT_TRUE(accepted->audit_wanted());
  EXPECT_EQ(Minutes(), 780);
  EXPECT_EQ(Get(kPackageA)->levels(1).recorded_by(), "users/sam");
  EXPECT_THAT(CheckBackIds(), SizeIs(3));
  EXPECT_THAT(Accept("less"), HasReason("PROPOSAL_NOT_WAITING"));
}

TEST_F(ProposalsTest, SmallStepsDoNotAddUp) {
  ASSERT_THAT(Create("a"), IsOk());
  ASSERT_THAT(Propose(To("one", 800)), IsOk());
  EXPECT_EQ(Minutes(), 800);
  const auto two = Propose(To("two", 780, Date(2025, 9, 9)));
  EXPECT_EQ(two->state(), type::v1::PROPOSAL_STATE_ACCEPTED);
  // Another 40 are 100 from what people agreed on.
  const auto three = Propose(To("three", 740, Date(2025, 9, 10)));
  ASSERT_THAT(three, IsOk());
  EXPECT_EQ(three->state(), type::v1::PROPOSAL_STATE_PROPOSED);
  // Once a practitioner has agreed, it is counted from there.
  ASSERT_THAT(Accept("three"), IsOk());
  const auto four = Propose(To("four", 700, Date(2025, 9, 11)));
  EXPECT_EQ(four->state(), type::v1::PROPOSAL_STATE_ACCEPTED);
}

TEST_F(ProposalsTest, AnAuditSaysWhetherItWasRightAndChangesNothing) {
  ASSERT_THAT(Create("a"), IsOk());
  ASSERT_THAT(Propose(To("less", 780)), IsOk());
  ASSERT_THAT(Propose(To("much-less", 300, Date(2025, 9, 9))), IsOk());
  v1::ListProposalsRequest to_audit;
  to_audit.set_audit_open(true);
  EXPECT_THAT(Listed(to_audit), ElementsAre("less"));
  EXPECT_THAT(Audit("less", "users/sam"), HasReason("OWN_PROPOSAL"));
  EXPECT_THAT(Audit("much-less"), HasReason("NOT_BY_RULE"));
  const auto audited = Audit("less");
  ASSERT_THAT(audited, IsOk());
  EXPECT_FALSE(audited->audit().agreed());
  EXPECT_EQ(audited->audit().audited_by(), "users/quinn");
  EXPECT_EQ(Minutes(), 780);
  EXPECT_THAT(Audit("less"), HasReason("AUDITED"));
  EXPECT_THAT(Listed(to_audit), IsEmpty());
}

TEST_F(ProposalsTest, TheAuditSampleFollowsTheShare) {
  ASSERT_THAT(Create("a"), IsOk());
  Delegate(R"(
    kinds: PROPOSAL_KIND_LOWER_LEVEL
    max_change_minutes: 60
    max_change_basis_points: 1000)");
  const auto accepted = Propose(To("less", 780));
  ASSERT_THAT(accepted, IsOk());
  EXPECT_TRUE(accepted->decision().accepted_by_rule());
  EXPECT_FALSE(accepted->audit_wanted());
}

TEST_F(ProposalsTest, APackageThatChangedMeanwhileIsNotOverwritten) {
  ASSERT_THAT(Create("a"), IsOk());
  ASSERT_THAT(Propose(To("less", 420)), IsOk());
  ASSERT_THAT(ChangeLevel(Date(2025, 9, 2), 600), IsOk());
  EXPECT_THAT(Accept("less"), HasReason("PACKAGE_CHANGED"));
  EXPECT_EQ(Minutes(), 600);
  EXPECT_THAT(Decide(Decision("less", type::v1::Decision::RESULT_DECLINED)),
              IsOk());
  v1::CreateProposalRequest stale = To("stale", 420);
  stale.mutable_proposal()->set_package_etag("1");
  EXPECT_THAT(Propose(stale), StatusIs(absl::StatusCode::kAborted));
}

TEST_F(ProposalsTest, ThePractitionersOwnVersionIsDone) {
  ASSERT_THAT(Create("a"), IsOk());
  ASSERT_THAT(Propose(To("less", 420)), IsOk());
  auto decide = Decision("less", type::v1::Decision::RESULT_CHANGED);
  *decide.mutable_change() = To("", 600).proposal().change();
  const auto changed = Decide(decide);
  ASSERT_THAT(changed, IsOk());
  EXPECT_EQ(changed->state(), type::v1::PROPOSAL_STATE_CHANGED);
  EXPECT_EQ(changed->change().level().weekly_minutes(), 420);
  EXPECT_EQ(changed->decided_change().level().weekly_minutes(), 600);
  EXPECT_EQ(Minutes(), 600);
}

TEST_F(ProposalsTest, NothingIsDelegatedOfAPackageWithoutAContract) {
  v1::PackageRecord record = FromClientLevelData("a");
  record.clear_end_date();
  record.clear_end_reason();
  ASSERT_THAT(Batch({record}), IsOk());
  EXPECT_THAT(Propose(To("less", 210)), HasReason("NOT_DELEGATED"));
}

TEST_F(ProposalsTest, NothingIsProposedUnlessTheContractLetsIt) {
  ASSERT_THAT(Create("a"), IsOk());
  SetContract("home-p", "p", contracts::v1::Contract::STATE_ACTIVE);
  EXPECT_THAT(Propose(To("less", 420)), HasReason("NOT_DELEGATED"));
  Delegate("kinds: PROPOSAL_KIND_LOWER_LEVEL");
  EXPECT_THAT(Propose(Request("rest", R"(
    kind: PROPOSAL_KIND_PAUSE
    change { date { year: 2025 month: 9 day: 20 } })")),
              HasReason("NOT_DELEGATED"));
  EXPECT_THAT(Propose(To("less", 420)), IsOk());
  owned_[NameIn(kCouncil, "contracts", "home-p")].set_state(
      contracts::v1::Contract::STATE_ENDED);
  owned_[NameIn(kCouncil, "contracts", "home-p")].set_etag("90");
  EXPECT_THAT(Propose(To("later", 420)), HasReason("CONTRACT_NOT_IN_FORCE"));
}

TEST_F(ProposalsTest, NothingIsProposedForAPackageThatEnded) {
  ASSERT_THAT(Create("a"), IsOk());
  ASSERT_THAT(Propose(To("less", 420)), IsOk());
  ASSERT_THAT(Exit(kPackageA, Date(2025, 9, 1), Package::SEQUEL_DIED), IsOk());
  EXPECT_THAT(Propose(To("later", 420)), HasReason("PACKAGE_STATE"));
  EXPECT_THAT(Accept("less"), HasReason("PACKAGE_CHANGED"));
}

TEST_F(ProposalsTest, EveryFaultIsNamedAtOnce) {
  ASSERT_THAT(Create("a"), IsOk());
  v1::CreateProposalRequest request = Request("No", R"(
    kind: PROPOSAL_KIND_EXIT)");
  request.mutable_proposal()->mutable_grounds()->clear_possible_benefit();
  request.mutable_proposal()->mutable_grounds()->clear_possible_harm();
  EXPECT_THAT(FaultsIn(Propose(request).status()),
              ElementsAre("proposal_id BAD_ID", "proposal.change.date REQUIRED",
                          "proposal.change.sequel REQUIRED",
                          "proposal.grounds.possible_benefit RISK_MISSING"));
  auto decide = Decision("less", type::v1::Decision::RESULT_ACCEPTED);
  decide.mutable_decision()->clear_options();
  decide.mutable_change();
  ASSERT_THAT(Propose(To("less", 420)), IsOk());
  EXPECT_THAT(FaultsIn(Decide(decide).status()),
              ElementsAre("decision.options OPTIONS_TOO_FEW",
                          "change CHANGE_UNWANTED", "change.level REQUIRED"));
}

TEST_F(ProposalsTest, WhoProposedMayNotDecideAndOnlyOnceIsDecided) {
  ASSERT_THAT(Create("a"), IsOk());
  ASSERT_THAT(Propose(To("less", 420)), IsOk());
  const auto accept = Decision("less", type::v1::Decision::RESULT_ACCEPTED);
  EXPECT_THAT(Decide(accept, "users/sam"), HasReason("OWN_PROPOSAL"));
  std::vector<absl::Status> answers(2);
  std::vector<std::thread> deciders;
  for (size_t i = 0; i < answers.size(); ++i) {
    deciders.emplace_back([&, i] {
      answers[i] = Decide(accept, absl::StrCat("users/", i)).status();
    });
  }
  for (std::thread& decider : deciders) decider.join();
  EXPECT_NE(answers[0].ok(), answers[1].ok());
  EXPECT_THAT(answers[0].ok() ? answers[1] : answers[0],
              HasReason("PROPOSAL_NOT_WAITING"));
  EXPECT_THAT(Get(kPackageA)->levels(), SizeIs(2));
}

TEST_F(ProposalsTest, AWithdrawnProposalIsNotDecided) {
  ASSERT_THAT(Create("a"), IsOk());
  ASSERT_THAT(Propose(To("less", 420)), IsOk());
  v1::WithdrawProposalRequest withdraw;
  withdraw.set_name(absl::StrCat(kPackageA, "/proposals/less"));
  withdraw.set_reason("She is ill");
  ASSERT_THAT(proposals_->WithdrawProposal(
                  As(api::v1::ROLE_PROVIDER, "users/sam", withdraw), withdraw),
              IsOk());
  EXPECT_THAT(Accept("less"), HasReason("PROPOSAL_NOT_WAITING"));
}

TEST_F(ProposalsTest, WorkListsAreOfACouncilAProviderOrAPackage) {
  *owned_councils_[kCouncil].add_extra_non_working_days()->mutable_date() =
      type::ToProto(Date(2025, 9, 3));
  ASSERT_THAT(Create("a"), IsOk());
  ASSERT_THAT(Propose(To("z", 420)), IsOk());
  ASSERT_THAT(Propose(To("b", 420)), IsOk());
  clock_.Advance(absl::Hours(24));
  ASSERT_THAT(Propose(To("a", 420)), IsOk());
  EXPECT_THAT(Listed({}), ElementsAre("b", "z", "a"));
  v1::ListProposalsRequest due;
  due.set_due(type::v1::PROPOSAL_DUE_TODAY);
  EXPECT_THAT(Listed(due), IsEmpty());
  // The council does not work on Wednesday: two days after Monday is Thursday.
  clock_.Advance(absl::Hours(48));
  EXPECT_THAT(Listed(due), ElementsAre("b", "z"));
  due.set_provider(kProviderP);
  EXPECT_THAT(Listed(due), ElementsAre("b", "z"));
  due.set_provider(kProviderQ);
  EXPECT_THAT(Listed(due), IsEmpty());
  v1::ListProposalsRequest of_package;
  of_package.set_parent(kPackageA);
  of_package.set_contract(NameIn(kCouncil, "contracts", "home-p"));
  EXPECT_THAT(Listed(of_package), ElementsAre("b", "z", "a"));
}

}  // namespace
}  // namespace tidemark::enablement
