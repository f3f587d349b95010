#include "services/monitoring/step_downs.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "common/type/date.h"
#include "services/monitoring/explanations.h"
#include "services/monitoring/scorecards.h"
#include "services/monitoring/test_feeds.h"
#include "services/monitoring/views.h"

namespace tidemark::monitoring {
namespace {

using enablement::v1::CheckBack;
using enablement::v1::Package;
using outcomes::v1::Return;
using ::testing::ElementsAre;
using testing::FakeClock;

using ::testing::IsEmpty;
using testing::IsOk;
using testing::ParseText;
using testing::StatusIs;
using v1::StepDown;

constexpr char kCouncil[] = "councils/E10000012";
constexpr char kAda[] = "councils/E10000012/packages/ada";
constexpr char kAdasStep[] =
    "councils/E10000012/packages/ada/stepDowns/2025-02-03";

// Ada steps down on 3 February under a contract of Acorn's, with a goal that
// holds, agreement and a check-back that found it sustained. It is 1 July.
class StepDownsTest : public ::testing::Test {
 protected:
  StepDownsTest() {
    feeds_.Put(ParseText<contracts::v1::Council>(
        "name: 'councils/E10000012' minimum_denominator: 1"));
    feeds_.Put(ParseText<contracts::v1::Contract>(
        "name: 'councils/E10000012/contracts/c' title: 'Home support' "
        "provider: 'councils/E10000012/providers/1-1' state: STATE_ACTIVE"));
    feeds_.Put(PackageOf("ada", "c", "1-1"));
    feeds_.Put(ParseText<outcomes::v1::PersonalOutcome>(R"(
      name: "councils/E10000012/people/ada/outcomes/walk"
      contract: "councils/E10000012/contracts/c"
      own_words: "Walk to the shop" baseline_level: -1 status: STATUS_ACTIVE
    )"));
    feeds_.Put(February(0));
    feeds_.Put(Look("ada", CheckBack::RESULT_SUSTAINED));
  }

  static Package PackageOf(const std::string& id, const std::string& contract,
                           const std::string& provider) {
    Package package = ParseText<Package>(R"(
      start_date { year: 2025 month: 1 day: 6 }
      levels {
        from_date { year: 2025 month: 1 day: 6 } weekly_minutes: 600
      }
      levels {
        from_date { year: 2025 month: 2 day: 3 } weekly_minutes: 420
        reason: "Cooks again" agreement: AGREEMENT_PERSON_AGREES
      }
    )");
    package.set_name(absl::StrCat(kCouncil, "/packages/", id));
    package.set_person(absl::StrCat(kCouncil, "/people/", id));
    package.set_contract(absl::StrCat(kCouncil, "/contracts/", contract));
    package.set_provider(absl::StrCat(kCouncil, "/providers/", provider));
    return package;
  }

  static Return February(int level) {
    Return returned = ParseText<Return>(R"(
      name: "councils/E10000012/contracts/c/returns/2025-02"
      state: STATE_ACCEPTED version: 1
      period_end { year: 2025 month: 2 day: 28 }
      entries { outcome: "councils/E10000012/people/ada/outcomes/walk" }
    )");
    returned.mutable_entries(0)->mutable_person_voice()->set_level(level);
    return returned;
  }

  static CheckBack Look(const std::string& id, CheckBack::Result result) {
    CheckBack look = ParseText<CheckBack>(R"(
      step_date { year: 2025 month: 2 day: 3 }
      due_date { year: 2025 month: 2 day: 17 }
      check_date { year: 2025 month: 2 day: 17 }
    )");
    look.set_name(
        absl::StrCat(kCouncil, "/packages/", id, "/checkBacks/2025-02-03-d14"));
    look.set_result(result);
    return look;
  }

  absl::StatusOr<StepDown> Get(const std::string& name = kAdasStep) {
    store_.CatchUp();
    v1::GetStepDownRequest request;
    request.set_name(name);
    return step_downs_.GetStepDown(rpc::Call::For(ada_, clock_, request),
                                   request);
  }
  StepDown::Standing Standing() {
    const auto step = Get();
    EXPECT_THAT(step, IsOk());
    return step.ok() ? step->standing() : StepDown::STANDING_UNSPECIFIED;
  }

  absl::StatusOr<v1::ListStepDownsResponse> List(
      const v1::ListStepDownsRequest& request) {
    store_.CatchUp();
    return step_downs_.ListStepDowns(rpc::Call::For(ada_, clock_, request),
                                     request);
  }
  // The ids of the packages of the step-downs that `text` asks for.
  std::vector<std::string> Packages(const std::string& text) {
    auto request = ParseText<v1::ListStepDownsRequest>(text);
    if (request.parent().empty()) {
      request.set_parent("councils/E10000012/packages/-");
    }
    const auto response = List(request);
    EXPECT_THAT(response, IsOk());
    std::vector<std::string> ids;
    if (!response.ok()) return ids;
    for (const StepDown& step : response->step_downs()) {
      ids.push_back(
          step.package().substr(sizeof("councils/E10000012/packages")));
    }
    return ids;
  }

  // The share of step-downs that held in February.
  v1::Figure Held() {
    store_.CatchUp();
    v1::Month february;
    february.set_year(2025);
    february.set_month(2);
    Faults faults;
    const auto card = MakeScorecard(
        store::Snapshot(store_.db()),
        {.kind = Subject::Kind::kCouncil, .name = kCouncil},
        *ReadRange(february, february, type::Today(clock_), faults));
    EXPECT_THAT(card, IsOk());
    for (const v1::Figure& figure : card->total().figures()) {
      if (figure.metric() == "step-down-held") return figure;
    }
    return {};
  }

  const rpc::Principal ada_ = {.subject = "users/ada",
                               .role = api::v1::ROLE_COMMISSIONER,
                               .council = kCouncil};
  FakeClock clock_{"2025-07-01T12:00:00Z"};
  TestFeeds feeds_{clock_};
  TestStore store_{feeds_, clock_};
  testing::TempDir dir_;
  Views views_{store_.db(), clock_, dir_ / "past"};
  StepDowns step_downs_{views_, clock_};
};

TEST_F(StepDownsTest, GetsAStepDownWithWhatItRestsOn) {
  const auto step = Get();
  ASSERT_THAT(step, IsOk());
  EXPECT_EQ(step->standing(), StepDown::STANDING_COUNTS);
  EXPECT_EQ(step->goal_details(0).return_after(),
            "councils/E10000012/contracts/c/returns/2025-02");
  EXPECT_EQ(step->findings(0).check_back(),
            "councils/E10000012/packages/ada/checkBacks/2025-02-03-d14");
  EXPECT_THAT(Get("councils/E10000012/packages/ada/stepDowns/2025-02-04"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(StepDownsTest, AStepDownIsTellableAsItWasKnownOnAPastDay) {
  clock_.Set(FakeClock("2025-07-10T12:00:00Z").Now());
  Return amended = February(-2);
  amended.set_version(2);
  feeds_.Put(amended);
  views_.Start(feeds_.sources());
  EXPECT_EQ(Standing(), StepDown::STANDING_FAILED);
  v1::GetStepDownRequest get;
  get.set_name(kAdasStep);
  *get.mutable_as_of_date() = type::ToProto(type::Date(2025, 7, 9));
  const auto step = UntilReady([&] {
    return step_downs_.GetStepDown(rpc::Call::For(ada_, clock_, get), get);
  });
  ASSERT_THAT(step, IsOk());
  EXPECT_EQ(step->standing(), StepDown::STANDING_COUNTS);
  auto list = ParseText<v1::ListStepDownsRequest>(
      "parent: 'councils/E10000012/packages/-' lacking: LACKING_ANYTHING");
  const auto now = List(list);
  ASSERT_THAT(now, IsOk());
  EXPECT_EQ(now->step_downs_size(), 1);
  EXPECT_EQ(now->as_of_size(), 4);
  *list.mutable_as_of_date() = get.as_of_date();
  const auto then = UntilReady([&] { return List(list); });
  ASSERT_THAT(then, IsOk());
  EXPECT_EQ(then->step_downs_size(), 0);
  EXPECT_EQ(then->as_of_date().day(), 9);
}

TEST_F(StepDownsTest, AnAmendedReturnCorrectsTheAnswerAndBack) {
  EXPECT_EQ(Standing(), StepDown::STANDING_COUNTS);
  Return amended = February(-2);
  amended.set_version(2);
  feeds_.Put(amended);
  EXPECT_EQ(Standing(), StepDown::STANDING_FAILED);
  // While a correction waits, what was accepted stands.
  Return waiting = February(1);
  waiting.set_state(Return::STATE_RESUBMITTED);
  *waiting.mutable_standing()->mutable_entries() = amended.entries();
  feeds_.Put(waiting);
  EXPECT_EQ(Standing(), StepDown::STANDING_FAILED);
  feeds_.Put(February(1));
  EXPECT_EQ(Standing(), StepDown::STANDING_COUNTS);
}

TEST_F(StepDownsTest, AWithdrawnReturnLeavesTheGoalsLacking) {
  Return withdrawn = February(0);
  withdrawn.set_state(Return::STATE_WITHDRAWN);
  feeds_.Put(withdrawn);
  const auto step = Get();
  ASSERT_THAT(step, IsOk());
  EXPECT_EQ(step->standing(), StepDown::STANDING_LACKING);
  EXPECT_EQ(step->goals().state(), StepDown::STATE_LACKING);
}

TEST_F(StepDownsTest, AChangedCheckBackCorrectsTheAnswer) {
  feeds_.Put(Look("ada", CheckBack::RESULT_SLIPPED));
  EXPECT_EQ(Standing(), StepDown::STANDING_FAILED);
  feeds_.DropCheckBack(Look("ada", CheckBack::RESULT_SLIPPED).name());
  EXPECT_EQ(Standing(), StepDown::STANDING_LACKING);
}

TEST_F(StepDownsTest, ALevelThatIsTakenBackTakesItsStepDownWithIt) {
  ASSERT_THAT(Get(), IsOk());
  Package package = PackageOf("ada", "c", "1-1");
  package.mutable_levels()->RemoveLast();
  feeds_.Put(package);
  EXPECT_THAT(Get(), StatusIs(absl::StatusCode::kNotFound));
  feeds_.Put(PackageOf("ada", "c", "1-1"));
  EXPECT_EQ(Standing(), StepDown::STANDING_COUNTS);
  feeds_.DropPackage(kAda);
  EXPECT_THAT(Get(), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(Held().denominator(), 0);
}

TEST_F(StepDownsTest, AnExitCountsByWhatItsProposalSays) {
  Package package = PackageOf("ada", "c", "1-1");
  package.mutable_levels()->RemoveLast();
  *package.mutable_end_date() =
      ParseText<type::v1::Date>("year: 2025 month: 2 day: 3");
  package.set_sequel(Package::SEQUEL_NO_SUPPORT);
  feeds_.Put(package);
  EXPECT_EQ(Standing(), StepDown::STANDING_LACKING);
  auto proposal = ParseText<enablement::v1::Proposal>(R"(
    name: "councils/E10000012/packages/ada/proposals/exit"
    kind: PROPOSAL_KIND_EXIT state: PROPOSAL_STATE_PROPOSED
    change {
      date { year: 2025 month: 2 day: 3 }
      agreement: AGREEMENT_PERSON_AGREES
    }
  )");
  feeds_.Put(proposal);
  EXPECT_EQ(Standing(), StepDown::STANDING_LACKING);
  proposal.set_state(type::v1::PROPOSAL_STATE_ACCEPTED);
  feeds_.Put(proposal);
  EXPECT_EQ(Standing(), StepDown::STANDING_COUNTS);
}

TEST_F(StepDownsTest, ListsByWhatIsAskedFor) {
  feeds_.Put(PackageOf("bob", "c", "1-1"));
  feeds_.Put(PackageOf("cyd", "d", "1-2"));
  feeds_.Put(Look("cyd", CheckBack::RESULT_SUSTAINED));
  EXPECT_THAT(Packages(""), ElementsAre("ada", "bob", "cyd"));
  EXPECT_THAT(Packages("provider: 'councils/E10000012/providers/1-1'"),
              ElementsAre("ada", "bob"));
  EXPECT_THAT(Packages("contract: 'councils/E10000012/contracts/d'"),
              ElementsAre("cyd"));
  EXPECT_THAT(Packages("person: 'councils/E10000012/people/bob'"),
              ElementsAre("bob"));
  EXPECT_THAT(Packages("parent: 'councils/E10000012/packages/cyd'"),
              ElementsAre("cyd"));
  EXPECT_THAT(Packages("parent: 'councils/E10000012/packages/cyd' "
                       "provider: 'councils/E10000012/providers/1-1'"),
              IsEmpty());
  EXPECT_THAT(Packages("lacking: LACKING_ANYTHING"), ElementsAre("bob", "cyd"));
  EXPECT_THAT(Packages("lacking: LACKING_GOALS"), ElementsAre("bob", "cyd"));
  EXPECT_THAT(Packages("lacking: LACKING_CHECK_BACK"), ElementsAre("bob"));
  EXPECT_THAT(Packages("lacking: LACKING_AGREEMENT"), IsEmpty());
  EXPECT_THAT(Packages("from_date { year: 2025 month: 2 day: 3 } "
                       "to_date { year: 2025 month: 2 day: 3 }"),
              ElementsAre("ada", "bob", "cyd"));
  EXPECT_THAT(Packages("from_date { year: 2025 month: 2 day: 4 }"), IsEmpty());
  EXPECT_THAT(Packages("to_date { year: 2025 month: 2 day: 2 }"), IsEmpty());
}

TEST_F(StepDownsTest, ListsPageByPage) {
  feeds_.Put(PackageOf("bob", "c", "1-1"));
  feeds_.Put(PackageOf("cyd", "d", "1-2"));
  for (const char* const narrowed :
       {"", "provider: 'councils/E10000012/providers/1-1'"}) {
    auto request = ParseText<v1::ListStepDownsRequest>(narrowed);
    request.set_parent("councils/E10000012/packages/-");
    request.set_page_size(1);
    std::vector<std::string> names;
    do {
      const auto page = List(request);
      ASSERT_THAT(page, IsOk());
      ASSERT_EQ(page->step_downs_size(), 1);
      names.push_back(page->step_downs(0).name());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(names.size(), request.provider().empty() ? 3u : 2u);
    EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  }
}

TEST_F(StepDownsTest, RefusesWhatCannotBeListed) {
  EXPECT_THAT(
      List(ParseText<v1::ListStepDownsRequest>("parent: 'councils/E10000012'")),
      StatusIs(absl::StatusCode::kInvalidArgument, "parent"));
  EXPECT_THAT(List(ParseText<v1::ListStepDownsRequest>(
                  "parent: 'councils/E10000012/packages/-' "
                  "contract: 'councils/E10000016/contracts/c'")),
              StatusIs(absl::StatusCode::kInvalidArgument, "contract"));
  EXPECT_THAT(List(ParseText<v1::ListStepDownsRequest>(
                  "parent: 'councils/E10000012/packages/-' "
                  "from_date { year: 2025 month: 2 day: 2 } "
                  "to_date { year: 2025 month: 2 day: 1 }")),
              StatusIs(absl::StatusCode::kInvalidArgument, "to_date"));
}

TEST_F(StepDownsTest, TheFigureIsTheShareThatCounts) {
  feeds_.Put(PackageOf("bob", "c", "1-1"));
  v1::Figure held = Held();
  EXPECT_EQ(held.metric(), "step-down-held");
  EXPECT_EQ(held.numerator(), 1);
  EXPECT_EQ(held.denominator(), 2);
  feeds_.Put(February(-2));
  EXPECT_EQ(Held().numerator(), 0);
}

TEST_F(StepDownsTest, AMonthCountsOnceItIsOldEnoughToJudge) {
  // 84 days after the last day of February.
  clock_.Set(absl::FromCivil(absl::CivilMinute(2025, 5, 23, 22, 59),
                             absl::UTCTimeZone()));
  EXPECT_EQ(Held().denominator(), 0);
  EXPECT_EQ(Held().no_value(), v1::Figure::NO_VALUE_NOT_APPLICABLE);
  // Midnight in England.
  clock_.Advance(absl::Minutes(1));
  EXPECT_EQ(Held().denominator(), 1);
}

TEST_F(StepDownsTest, TheFigureSaysWhy) {
  feeds_.Put(PackageOf("bob", "c", "1-1"));
  store_.CatchUp();
  v1::Month february;
  february.set_year(2025);
  february.set_month(2);
  Faults faults;
  const auto why = Explain(
      store::Snapshot(store_.db()),
      {.kind = Subject::Kind::kCouncil, .name = kCouncil},
      *FindDefinition("step-down-held"),
      *ReadRange(february, february, type::Today(clock_), faults), "", 10);
  ASSERT_THAT(why, IsOk());
  ASSERT_EQ(why->explanation.lines_size(), 2);
  EXPECT_EQ(why->explanation.lines(0).name(), kAda);
  EXPECT_EQ(why->explanation.lines(0).note(), "1 step-down, 1 counts");
  EXPECT_EQ(why->explanation.lines(1).note(), "1 step-down, 0 count");
}

TEST_F(StepDownsTest, AStoreThatWasDerivedOtherwiseIsRebuilt) {
  ASSERT_THAT(Get(), IsOk());
  const std::string before = Dump(store_.db());
  // As an earlier version left it: without what the credit rule needs.
  Must(store_.db().Write({.origin = {.subject = "test", .method = "Forget"}},
                         [](store::Transaction& txn) -> absl::Status {
                           Must(kStepDowns.Delete(txn, kAdasStep));
                           return kPositions.Delete(txn, kDerivationName);
                         }));
  ASSERT_NE(Dump(store_.db()), before);
  ASSERT_THAT(store_.following().Prepare(), IsOk());
  store_.CatchUp();
  EXPECT_EQ(Dump(store_.db()), before);
  // Once is enough.
  ASSERT_THAT(store_.following().Prepare(), IsOk());
  EXPECT_EQ(Dump(store_.db()), before);
}

TEST_F(StepDownsTest, AStepDownIsOfItsProvider) {
  store_.CatchUp();
  EXPECT_THAT(*step_downs_.ProvidersOf(kAdasStep),
              ElementsAre("councils/E10000012/providers/1-1"));
  EXPECT_THAT(step_downs_.ProvidersOf("councils/E10000012/packages/ada"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(StepDownsTest, NoWordOfARecordIsKept) {
  store_.CatchUp();
  EXPECT_EQ(Dump(store_.db()).find("Cooks again"), std::string::npos);
  EXPECT_EQ(Dump(store_.db()).find("Walk to the shop"), std::string::npos);
}

}  // namespace
}  // namespace tidemark::monitoring
