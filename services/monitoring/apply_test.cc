#include "services/monitoring/apply.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "services/monitoring/test_feeds.h"

namespace tidemark::monitoring {
namespace {

using feed::v1::Change;
using testing::EqualsProto;
using testing::FakeClock;
using testing::IsOk;
using testing::ParseText;
using testing::StatusIs;

class ApplyTest : public ::testing::Test {
 protected:
  absl::Status Apply(absl::string_view feed,
                     const std::vector<Change>& changes) {
    return db_->Write({.origin = {.subject = "test", .method = "Apply"}},
                      [&](store::Transaction& txn) {
                        return ApplyChanges(txn, feed, changes);
                      });
  }

  template <typename Message>
  static Change ChangeTo(int64_t sequence, const Message& message) {
    Change change;
    change.set_sequence(sequence);
    change.set_name(message.name());
    change.set_type(Message::descriptor()->full_name());
    change.set_kind(Change::KIND_UPDATED);
    change.set_value(message.SerializeAsString());
    return change;
  }

  testing::TempDir dir_;
  FakeClock clock_{"2025-04-01T09:00:00Z"};
  std::unique_ptr<store::Database> db_ =
      MustOpen(dir_ / "monitoring", NewSchema(), clock_);
};

TEST_F(ApplyTest, NotesUpToWhereAFeedIsKnown) {
  const auto council = ParseText<contracts::v1::Council>(
      "name: 'councils/E10000012' display_name: 'Essex' "
      "minimum_denominator: 5");
  ASSERT_THAT(Apply("contracts", {ChangeTo(41, council)}), IsOk());
  const store::Snapshot now(*db_);
  EXPECT_EQ(kPositions.Get(now, "contracts")->sequence(), 41);
  EXPECT_THAT(*kSubjectNames.Get(now, "councils/E10000012"),
              EqualsProto(ParseText<v1::SubjectName>(
                  "name: 'councils/E10000012' display_name: 'Essex' "
                  "minimum_denominator: 5")));
}

TEST_F(ApplyTest, PassesOverWhatNoFigureRestsOn) {
  Change change;
  change.set_sequence(3);
  change.set_name("councils/E10000012/returnImports/i");
  change.set_type("tidemark.outcomes.v1.ReturnImport");
  change.set_value("\xff");
  ASSERT_THAT(Apply("outcomes", {change}), IsOk());
  EXPECT_EQ(Dump(*db_), "");
  EXPECT_EQ(kPositions.Get(store::Snapshot(*db_), "outcomes")->sequence(), 3);
}

TEST_F(ApplyTest, LeavesNothingOfAPageWithAnUnreadableChange) {
  Change unreadable = ChangeTo(
      2, ParseText<contracts::v1::Contract>("name: 'councils/X/contracts/c'"));
  unreadable.set_value("\xff");
  EXPECT_THAT(
      Apply("contracts", {ChangeTo(1, ParseText<contracts::v1::Provider>(
                                          "name: 'councils/X/providers/p'")),
                          unreadable}),
      StatusIs(absl::StatusCode::kDataLoss, "councils/X/contracts/c"));
  EXPECT_EQ(Dump(*db_), "");
}

TEST_F(ApplyTest, ForgetsAContractThatIsRemovedAndNothingElseOfIt) {
  const auto contract = ParseText<contracts::v1::Contract>(
      "name: 'councils/X/contracts/c' provider: 'councils/X/providers/p' "
      "title: 'T' state: STATE_ACTIVE");
  const auto returned = ParseText<outcomes::v1::Return>(
      "name: 'councils/X/contracts/c/returns/r' state: STATE_SUBMITTED");
  Change removed = ChangeTo(2, contract);
  removed.set_kind(Change::KIND_DELETED);
  removed.clear_value();
  ASSERT_THAT(Apply("outcomes", {ChangeTo(1, returned)}), IsOk());
  const std::string before = Dump(*db_);
  ASSERT_THAT(Apply("contracts", {ChangeTo(1, contract)}), IsOk());
  EXPECT_NE(Dump(*db_), before);
  ASSERT_THAT(Apply("contracts", {removed}), IsOk());
  EXPECT_EQ(Dump(*db_), before);
}

TEST_F(ApplyTest, ClearRemovesEverythingThatWasApplied) {
  const auto contract = ParseText<contracts::v1::Contract>(
      "name: 'councils/X/contracts/c' provider: 'councils/X/providers/p'");
  const auto provider = ParseText<contracts::v1::Provider>(
      "name: 'councils/X/providers/p' display_name: 'P'");
  const auto package = ParseText<enablement::v1::Package>(R"(
    name: "councils/X/packages/k" contract: "councils/X/contracts/c"
    levels { from_date { year: 2025 month: 1 day: 1 } weekly_minutes: 60 }
    levels { from_date { year: 2025 month: 2 day: 1 } weekly_minutes: 30 }
  )");
  ASSERT_THAT(
      Apply("contracts", {ChangeTo(1, contract), ChangeTo(2, provider)}),
      IsOk());
  ASSERT_THAT(Apply("enablement", {ChangeTo(1, package)}), IsOk());
  ASSERT_NE(Dump(*db_), "");
  ASSERT_THAT(db_->Write({.origin = {.subject = "test", .method = "Clear"}},
                         [](store::Transaction& txn) { return Clear(txn); }),
              IsOk());
  EXPECT_EQ(Dump(*db_), "");
  EXPECT_THAT(kPositions.Get(store::Snapshot(*db_), "contracts"),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace tidemark::monitoring
