#include "services/outcomes/batch.h"

#include <future>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "services/outcomes/outcomes_fixture.h"

namespace tidemark::outcomes {
namespace {

using testing::IsOk;

class BatchTest : public OutcomesFixture {
 protected:
  // Stores a return of its own for an even `index`, refuses an odd one.
  absl::StatusOr<v1::Return> Item(int index, store::Pending* pending) {
    if (index % 2 == 1) return Error(absl::StatusCode::kAborted, "ODD", "odd");
    return db_->Write<v1::Return>(
        {.origin = {.subject = "test", .method = "Test"}, .pending = pending},
        [&](store::Transaction& txn) {
          v1::Return stored;
          stored.set_name(absl::StrCat(kHome, "/returns/r-", index));
          stored.add_entries()->set_outcome("o");
          stored.mutable_standing()->add_entries()->set_outcome("o");
          return kReturns.Insert(txn, stored);
        });
  }
};

TEST_F(BatchTest, WaitsForAllWhenNobodyElseDoes) {
  const auto results = RunBatch(
      101, nullptr, [&](int i, store::Pending* p) { return Item(i, p); });
  ASSERT_EQ(results.size(), 101u);
  const store::Snapshot snapshot(*db_);
  for (int i = 0; i < 101; i += 2) {
    EXPECT_THAT(kReturns.Get(snapshot, absl::StrCat(kHome, "/returns/r-", i)),
                IsOk());
    EXPECT_EQ(results[i].return_().entries_size(), 0);
    EXPECT_EQ(results[i].return_().standing().entries_size(), 0);
  }
  EXPECT_EQ(results[1].error().message(), "odd");
}

TEST_F(BatchTest, LeavesTheLastWriteToItsCaller) {
  store::Pending pending;
  const auto results = RunBatch(
      10, &pending, [&](int i, store::Pending* p) { return Item(i, p); });
  ASSERT_TRUE(pending.active());
  std::promise<absl::Status> on_disk;
  pending.Then([&](const absl::Status& status) { on_disk.set_value(status); });
  EXPECT_THAT(on_disk.get_future().get(), IsOk());
  const store::Snapshot snapshot(*db_);
  for (int i = 0; i < 10; i += 2) {
    EXPECT_THAT(kReturns.Get(snapshot, absl::StrCat(kHome, "/returns/r-", i)),
                IsOk());
  }
}

TEST_F(BatchTest, ABatchWithoutWritesWaitsForNothing) {
  store::Pending pending;
  EXPECT_TRUE(RunBatch(0, &pending, [&](int i, store::Pending* p) {
                return Item(i, p);
              }).empty());
  EXPECT_FALSE(pending.active());
  EXPECT_EQ(
      RunBatch(1, &pending, [&](int, store::Pending* p) { return Item(1, p); })
          .size(),
      1u);
  EXPECT_FALSE(pending.active());
}

}  // namespace
}  // namespace tidemark::outcomes
