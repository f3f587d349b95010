#include "services/enablement/check_backs.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/proto/names.h"
#include "common/store/feed.h"
#include "common/testing/matchers.h"
#include "common/type/date.h"
#include "services/enablement/enablement_fixture.h"

namespace tidemark::enablement {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::tidemark::testing::EqualsProto;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::ParseText;
using ::tidemark::testing::StatusIs;
using ::tidemark::type::Date;

class CheckBacksTest : public EnablementFixture {};

TEST_F(CheckBacksTest, ANewPackageWithAStepDownInItIsLookedBackOn) {
  v1::CreatePackageRequest request = NewRequest("a");
  *request.mutable_package()->add_levels() =
      LevelRequest(Date(2025, 5, 31), 420).level();
  ASSERT_THAT(Do(&Enablement::CreatePackage, request), IsOk());
  EXPECT_THAT(CheckBackIds(), ElementsAre("2025-05-31-d14", "2025-05-31-d42",
                                          "2025-05-31-d84"));
}

TEST_F(CheckBacksTest, AStepDownSchedulesThreeCheckBacksInTheSameCommit) {
  ASSERT_THAT(Create("a"), IsOk());
  const int64_t before = Sequence();
  ASSERT_THAT(ChangeLevel(Date(2025, 5, 31), 420), IsOk());
  const auto feed = store::ReadFeed(*db_, {.after = before, .limit = 1});
  ASSERT_THAT(feed, IsOk());
  // A commit is never split.
  EXPECT_THAT(feed->changes, SizeIs(4));

  v1::GetCheckBackRequest get;
  get.set_name(absl::StrCat(kPackageA, "/checkBacks/2025-05-31-d42"));
  const auto check_back = Do(&Enablement::GetCheckBack, get);
  ASSERT_THAT(check_back, IsOk());
  EXPECT_EQ(type::FormatIsoDate(*type::FromProto(check_back->due_date())),
            "2025-07-14");
  EXPECT_EQ(check_back->provider(), kProviderP);
  EXPECT_EQ(check_back->result(), v1::CheckBack::RESULT_UNSPECIFIED);
}

TEST_F(CheckBacksTest, AStepUpSchedulesNoneAndTheStepDownAfterItDoes) {
  ASSERT_THAT(Create("a"), IsOk());
  ASSERT_THAT(ChangeLevel(Date(2025, 5, 1), 1260), IsOk());
  EXPECT_THAT(CheckBackIds(), IsEmpty());
  ASSERT_THAT(ChangeLevel(Date(2025, 6, 1), 630), IsOk());
  EXPECT_THAT(CheckBackIds(), ElementsAre("2025-06-01-d14", "2025-06-01-d42",
                                          "2025-06-01-d84"));
}

TEST_F(CheckBacksTest, AnExitToLessSupportIsLookedBackOnAndOthersAreNot) {
  for (int i = 1; i <= v1::Package::Sequel_MAX; ++i) {
    const auto sequel = static_cast<v1::Package::Sequel>(i);
    const std::string id = absl::StrCat("s", i);
    ASSERT_THAT(Create(id), IsOk());
    const std::string name = NameIn(kCouncil, "packages", id);
    ASSERT_THAT(Exit(name, Date(2025, 6, 30), sequel), IsOk());
    v1::ListCheckBacksRequest request;
    request.set_parent(name);
    EXPECT_THAT(CheckBackNames(request), SizeIs(i <= 3 ? 3 : 0)) << i;
  }
}

TEST_F(CheckBacksTest, ACheckBackThatIsThereAlreadyStaysAsItIs) {
  ASSERT_THAT(Create("a"), IsOk());
  ASSERT_THAT(ChangeLevel(Date(2025, 6, 1), 420), IsOk());
  const auto recorded = Record("2025-06-01-d14", Date(2025, 6, 15));
  ASSERT_THAT(recorded, IsOk());
  // The last day is that of the step-down.
  ASSERT_THAT(Exit(kPackageA, Date(2025, 6, 1)), IsOk());
  EXPECT_THAT(CheckBackIds(), SizeIs(3));
  v1::GetCheckBackRequest get;
  get.set_name(recorded->name());
  EXPECT_THAT(*Do(&Enablement::GetCheckBack, get), EqualsProto(*recorded));
}

TEST_F(CheckBacksTest, AnExitTakesBackTheCheckBacksOfAStepThatNeverCame) {
  ASSERT_THAT(Create("a"), IsOk());
  ASSERT_THAT(ChangeLevel(Date(2025, 5, 1), 420), IsOk());
  ASSERT_THAT(ChangeLevel(Date(2025, 8, 1), 210), IsOk());
  ASSERT_THAT(Record("2025-08-01-d14", Date(2025, 8, 15)), IsOk());
  const auto ended =
      Exit(kPackageA, Date(2025, 7, 31), v1::Package::SEQUEL_CARE_HOME);
  ASSERT_THAT(ended, IsOk());
  EXPECT_THAT(ended->levels(), SizeIs(2));
  // What somebody has recorded is never removed.
  EXPECT_THAT(CheckBackIds(), ElementsAre("2025-05-01-d14", "2025-05-01-d42",
                                          "2025-05-01-d84", "2025-08-01-d14"));
}

TEST_F(CheckBacksTest, ADueDateMovesToTheNextWorkingDayOfTheCouncil) {
  contracts::v1::Council& council = owned_councils_[kCouncil];
  council = ParseText<contracts::v1::Council>(R"(
    name: "councils/E10000012"
    extra_non_working_days { date { year: 2025 month: 4 day: 22 } }
    enablement { check_back_days: 7 check_back_days: 35 })");
  ASSERT_THAT(Create("a"), IsOk());
  ASSERT_THAT(ChangeLevel(Date(2025, 4, 11), 420), IsOk());
  // Good Friday, the weekend, Easter Monday, and the council's own Tuesday;
  // then a Friday.
  EXPECT_THAT(CheckBackIds(), ElementsAre("2025-04-11-d35", "2025-04-11-d7"));
  EXPECT_EQ(DueDate("2025-04-11-d7"), Date(2025, 4, 23));
  EXPECT_EQ(DueDate("2025-04-11-d35"), Date(2025, 5, 16));
}

TEST_F(CheckBacksTest, OtherDaysOfTheCouncilLeaveWhatIsScheduledAsItIs) {
  ASSERT_THAT(Create("a"), IsOk());
  ASSERT_THAT(ChangeLevel(Date(2025, 5, 1), 420), IsOk());
  contracts::v1::Council later;
  later.set_name(kCouncil);
  later.set_etag("9");
  later.mutable_enablement()->add_check_back_days(30);
  owned_councils_[kCouncil] = later;
  ASSERT_THAT(councils_.Refresh(kCouncil), IsOk());
  ASSERT_THAT(ChangeLevel(Date(2025, 6, 2), 210), IsOk());
  EXPECT_THAT(CheckBackIds(), ElementsAre("2025-05-01-d14", "2025-05-01-d42",
                                          "2025-05-01-d84", "2025-06-02-d30"));
}

TEST_F(CheckBacksTest, NobodyIsAskedHowItGoesOnceThePersonHasDied) {
  ASSERT_THAT(Create("a"), IsOk());
  ASSERT_THAT(ChangeLevel(Date(2025, 5, 1), 420), IsOk());
  ASSERT_THAT(Record("2025-05-01-d14", Date(2025, 5, 15)), IsOk());
  v1::CreateCheckBackRequest further = ParseText<v1::CreateCheckBackRequest>(R"(
    parent: "councils/E10000012/packages/a"
    check_back_id: "one-year"
    check_back {
      step_date { year: 2025 month: 5 day: 1 }
      due_date { year: 2026 month: 5 day: 1 }
    })");
  ASSERT_THAT(Do(&Enablement::CreateCheckBack, further), IsOk());
  ASSERT_THAT(Exit(kPackageA, Date(2025, 6, 30)), IsOk());
  // Another provider gives support that ends with the person's life.
  ASSERT_THAT(Create("b", "home-q"), IsOk());
  const std::string b = NameIn(kCouncil, "packages", "b");
  ASSERT_THAT(Exit(b, Date(2025, 7, 15), v1::Package::SEQUEL_DIED), IsOk());
  EXPECT_THAT(CheckBackIds(), ElementsAre("2025-05-01-d14"));
  further.set_parent(b);
  EXPECT_THAT(Do(&Enablement::CreateCheckBack, further),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  // It was a mistake.
  ASSERT_THAT(Reopen(b, Date(2025, 7, 16)), IsOk());
  v1::ChangeLevelRequest less = LevelRequest(Date(2025, 8, 1), 420);
  less.set_name(b);
  ASSERT_THAT(Do(&Enablement::ChangeLevel, less), IsOk());
  v1::ListCheckBacksRequest of_b;
  of_b.set_parent(b);
  EXPECT_THAT(CheckBackNames(of_b), SizeIs(3));
}

TEST_F(CheckBacksTest, AnImportIsTheSameWhateverTheOrderOfItsPackages) {
  v1::PackageRecord first = History("first");
  first.mutable_package()->mutable_levels()->RemoveLast();
  first.clear_reopenings();
  first.clear_pauses();
  first.set_sequel(v1::Package::SEQUEL_NO_SUPPORT);
  v1::PackageRecord last = History("last");
  last.set_sequel(v1::Package::SEQUEL_DIED);
  ASSERT_THAT(Batch({last, first}), IsOk());
  v1::ListCheckBacksRequest all;
  all.set_parent(absl::StrCat(kCouncil, "/packages/-"));
  EXPECT_THAT(CheckBackNames(all), IsEmpty());
}

TEST_F(CheckBacksTest, ASlipReopensThePackageInTheSameCommit) {
  ASSERT_THAT(Create("a"), IsOk());
  ASSERT_THAT(Exit(kPackageA, Date(2025, 5, 31)), IsOk());
  v1::RecordCheckBackRequest request = ParseText<v1::RecordCheckBackRequest>(R"(
        name: "councils/E10000012/packages/a/checkBacks/2025-05-31-d14"
        result: RESULT_SUSTAINED
        check_date { year: 2025 month: 6 day: 16 }
        words: "I fell in the bathroom"
        reopen {
          reopen_date { year: 2025 month: 6 day: 17 }
          reason: "A fall"
        })");
  EXPECT_THAT(FaultsIn(Do(&Enablement::RecordCheckBack, request).status()),
              ElementsAre("reopen REOPEN_UNFIT"));
  request.set_result(v1::CheckBack::RESULT_SLIPPED);
  *request.mutable_reopen()->mutable_reopen_date() =
      type::ToProto(Date(2025, 5, 31));
  EXPECT_THAT(FaultsIn(Do(&Enablement::RecordCheckBack, request).status()),
              ElementsAre("reopen.reopen_date REOPENING_ORDER"));
  // Nothing was recorded with what was refused.
  EXPECT_THAT(CheckBackIds(/*open_only=*/true), SizeIs(3));

  *request.mutable_reopen()->mutable_reopen_date() =
      type::ToProto(Date(2025, 6, 17));
  const int64_t before = Sequence();
  ASSERT_THAT(Do(&Enablement::RecordCheckBack, request), IsOk());
  const auto feed = store::ReadFeed(*db_, {.after = before, .limit = 1});
  ASSERT_THAT(feed, IsOk());
  EXPECT_THAT(feed->changes, SizeIs(2));
  EXPECT_EQ(Get(kPackageA)->state(), v1::Package::STATE_ACTIVE);
  EXPECT_EQ(Get(kPackageA)->reopenings(0).reason(), "A fall");
  // It goes on already.
  EXPECT_THAT(Do(&Enablement::RecordCheckBack, request),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(CheckBacksTest, TwoWhoReopenAtOnceDoSoOnce) {
  ASSERT_THAT(Create("a"), IsOk());
  const auto ended = Exit(kPackageA, Date(2025, 5, 31));
  ASSERT_THAT(ended, IsOk());
  ASSERT_THAT(Reopen(kPackageA, Date(2025, 6, 10)), IsOk());
  ASSERT_THAT(Exit(kPackageA, Date(2025, 6, 12)), IsOk());
  v1::RecordCheckBackRequest request = ParseText<v1::RecordCheckBackRequest>(R"(
        name: "councils/E10000012/packages/a/checkBacks/2025-05-31-d14"
        result: RESULT_SLIPPED
        check_date { year: 2025 month: 6 day: 16 }
        reopen {
          reopen_date { year: 2025 month: 6 day: 17 }
          reason: "A fall"
        })");
  request.mutable_reopen()->set_package_etag(ended->etag());
  EXPECT_THAT(Do(&Enablement::RecordCheckBack, request),
              StatusIs(absl::StatusCode::kAborted));
}

TEST_F(CheckBacksTest, AReopenedPackageKeepsItsCheckBacksAndEndsAnew) {
  ASSERT_THAT(Create("a"), IsOk());
  ASSERT_THAT(Exit(kPackageA, Date(2025, 5, 31)), IsOk());
  const auto reopened = Reopen(kPackageA, Date(2025, 7, 1));
  ASSERT_THAT(reopened, IsOk());
  EXPECT_EQ(reopened->state(), v1::Package::STATE_ACTIVE);
  EXPECT_THAT(CheckBackIds(), SizeIs(3));
  ASSERT_THAT(Exit(kPackageA, Date(2025, 8, 31)), IsOk());
  EXPECT_THAT(CheckBackIds(), SizeIs(6));
}

TEST_F(CheckBacksTest, ARecordedCheckBackIsNoLongerOpenAndCanBeCorrected) {
  ASSERT_THAT(Create("a"), IsOk());
  ASSERT_THAT(ChangeLevel(Date(2025, 6, 1), 420), IsOk());
  const auto recorded = Record("2025-06-01-d14", Date(2025, 6, 15));
  ASSERT_THAT(recorded, IsOk());
  EXPECT_EQ(recorded->result(), v1::CheckBack::RESULT_SUSTAINED);
  EXPECT_EQ(recorded->words(), "I walk to the shop");
  EXPECT_THAT(CheckBackIds(/*open_only=*/true),
              ElementsAre("2025-06-01-d42", "2025-06-01-d84"));
  v1::ListCheckBacksRequest open;
  open.set_parent(absl::StrCat(kCouncil, "/packages/-"));
  open.set_open_only(true);
  EXPECT_THAT(CheckBackNames(open), SizeIs(2));
  open.set_provider(kProviderP);
  EXPECT_THAT(CheckBackNames(open), SizeIs(2));

  v1::RecordCheckBackRequest correct;
  correct.set_name(recorded->name());
  correct.set_result(v1::CheckBack::RESULT_SLIPPED);
  *correct.mutable_check_date() = type::ToProto(Date(2025, 6, 16));
  correct.set_etag(recorded->etag());
  const auto corrected = Do(&Enablement::RecordCheckBack, correct);
  ASSERT_THAT(corrected, IsOk());
  EXPECT_EQ(corrected->result(), v1::CheckBack::RESULT_SLIPPED);
  EXPECT_EQ(corrected->words(), "");
  EXPECT_THAT(Do(&Enablement::RecordCheckBack, correct),
              StatusIs(absl::StatusCode::kAborted));
}

TEST_F(CheckBacksTest, NobodyLooksBeforeTheStepOrTomorrow) {
  ASSERT_THAT(Create("a"), IsOk());
  ASSERT_THAT(ChangeLevel(Date(2025, 6, 1), 420), IsOk());
  EXPECT_EQ(FaultsIn(Record("2025-06-01-d14", Date(2025, 5, 31)).status()),
            std::vector<std::string>{"check_date CHECK_DATE_ORDER"});
  EXPECT_THAT(Record("2025-06-01-d14", Date(2025, 6, 1)), IsOk());

  // 23:30 UTC on 25 October 2025 is half past midnight in England; clocks go
  // back that night, and 23:30 UTC on the 26th is the 26th still.
  clock_.Set(absl::FromCivil(absl::CivilSecond(2025, 10, 25, 23, 30, 0),
                             absl::UTCTimeZone()));
  EXPECT_THAT(Record("2025-06-01-d14", Date(2025, 10, 26)), IsOk());
  clock_.Advance(absl::Hours(24));
  EXPECT_EQ(FaultsIn(Record("2025-06-01-d14", Date(2025, 10, 27)).status()),
            std::vector<std::string>{"check_date CHECK_DATE_AHEAD"});
}

TEST_F(CheckBacksTest, AFurtherCheckBackLooksBackOnAStepOfThePackage) {
  ASSERT_THAT(Create("a"), IsOk());
  ASSERT_THAT(ChangeLevel(Date(2025, 6, 1), 420), IsOk());
  v1::CreateCheckBackRequest request = ParseText<v1::CreateCheckBackRequest>(R"(
    parent: "councils/E10000012/packages/a"
    check_back_id: "half-year"
    check_back {
      step_date { year: 2025 month: 6 day: 1 }
      due_date { year: 2025 month: 12 day: 1 }
      result: RESULT_SLIPPED
      provider: "councils/E10000012/providers/q"
    })");
  const auto check_back = Do(&Enablement::CreateCheckBack, request);
  ASSERT_THAT(check_back, IsOk());
  EXPECT_EQ(check_back->provider(), kProviderP);
  EXPECT_EQ(check_back->result(), v1::CheckBack::RESULT_UNSPECIFIED);
  EXPECT_THAT(Do(&Enablement::CreateCheckBack, request),
              StatusIs(absl::StatusCode::kAlreadyExists));

  request.set_check_back_id("Half Year");
  *request.mutable_check_back()->mutable_step_date() =
      type::ToProto(Date(2025, 6, 2));
  *request.mutable_check_back()->mutable_due_date() =
      type::ToProto(Date(2025, 6, 2));
  EXPECT_THAT(
      FaultsIn(Do(&Enablement::CreateCheckBack, request).status()),
      ElementsAre("check_back_id BAD_ID", "check_back.step_date NO_STEP",
                  "check_back.due_date DUE_ORDER"));
  request.set_parent("councils/E10000012/packages/z");
  EXPECT_THAT(Do(&Enablement::CreateCheckBack, request),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace tidemark::enablement
