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
            "2025-07-12");
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
      Exit(kPackageA, Date(2025, 7, 31), v1::Package::SEQUEL_DIED);
  ASSERT_THAT(ended, IsOk());
  EXPECT_THAT(ended->levels(), SizeIs(2));
  // What somebody has recorded is never removed.
  EXPECT_THAT(CheckBackIds(), ElementsAre("2025-05-01-d14", "2025-05-01-d42",
                                          "2025-05-01-d84", "2025-08-01-d14"));
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
