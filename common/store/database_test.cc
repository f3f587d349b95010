#include "common/store/database.h"

#include <atomic>
#include <condition_variable>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/store/feed.h"
#include "common/store/key.h"
#include "common/store/table.h"
#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "tidemark/contracts/v1/provider.pb.h"

namespace tidemark::store {
namespace {

using ::tidemark::contracts::v1::Provider;
using ::tidemark::testing::FakeClock;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;
using ::tidemark::testing::TempDir;

const Table<Provider> kTable = {.id = 1};

class DatabaseTest : public ::testing::Test {
 protected:
  DatabaseTest() { Reopen(); }

  Database::Options Options() {
    return {.path = dir_ / "db",
            .schema = {"test", 2, {kTable.info()}},
            .clock = &clock_};
  }
  void Reopen() {
    db_.reset();
    auto db = Database::Open(Options());
    ASSERT_THAT(db, IsOk());
    db_ = *std::move(db);
  }
  absl::StatusOr<Provider> Put(const std::string& id, const std::string& title,
                               const WriteOptions& options = {}) {
    return db_->Write<Provider>(
        options, [&](Transaction& txn) -> absl::StatusOr<Provider> {
          Provider provider;
          provider.set_name(absl::StrCat("councils/a/providers/", id));
          provider.set_display_name(title);
          TIDEMARK_ASSIGN_OR_RETURN(const auto old,
                                    kTable.Find(txn, provider.name()));
          return old ? kTable.Update(txn, provider)
                     : kTable.Insert(txn, provider);
        });
  }
  std::string TitleOf(const std::string& id) {
    return kTable.Get(Snapshot(*db_), "councils/a/providers/" + id)
        ->display_name();
  }

  TempDir dir_;
  FakeClock clock_{"2025-04-01T09:00:00Z"};
  std::unique_ptr<Database> db_;
};

TEST_F(DatabaseTest, ManyThreadsReadAndWriteAndTheFeedHasNoGap) {
  std::atomic<int> errors = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 100; ++i) {
        const std::string id = absl::StrCat("k", t, "-", i);
        if (!Put(id, "v").ok() || TitleOf(id) != "v") ++errors;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(errors, 0);
  EXPECT_EQ(db_->durable_sequence(), 800);
  const FeedPage page = *ReadFeed(*db_, {.after = 0, .limit = 1000});
  ASSERT_EQ(page.changes.size(), 800);
  for (size_t i = 0; i < page.changes.size(); ++i) {
    EXPECT_EQ(page.changes[i].sequence(), static_cast<int64_t>(i) + 1);
  }
}

TEST_F(DatabaseTest, TransactionsRunOneAfterAnother) {
  std::vector<std::thread> threads;
  ASSERT_THAT(Put("counter", "0"), IsOk());
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        EXPECT_THAT(
            db_->Write({},
                       [&](Transaction& txn) -> absl::Status {
                         TIDEMARK_ASSIGN_OR_RETURN(
                             Provider p,
                             kTable.Get(txn, "councils/a/providers/counter"));
                         p.set_display_name(
                             absl::StrCat(std::stoi(p.display_name()) + 1));
                         return kTable.Update(txn, p).status();
                       }),
            IsOk());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(TitleOf("counter"), "400");
}

TEST_F(DatabaseTest, ARepeatGetsTheFirstAnswerAndWritesNothing) {
  const WriteOptions options = {
      .repeat = RepeatKey{.key = "ada/Put/1", .fingerprint = "f"}};
  const Provider first = *Put("x", "first", options);
  ASSERT_THAT(Put("x", "changed since"), IsOk());
  const int64_t sequence = db_->durable_sequence();
  const auto again = Put("x", "first", options);
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, ::tidemark::testing::EqualsProto(first));
  EXPECT_EQ(db_->durable_sequence(), sequence);
  EXPECT_EQ(TitleOf("x"), "changed since");
}

TEST_F(DatabaseTest, ARepeatIsKnownAfterReopeningAndBeforeTheFunctionRuns) {
  RepeatKey repeat = {.key = "ada/Put/1", .fingerprint = "f"};
  EXPECT_EQ(*db_->FindRepeat(repeat), std::nullopt);
  const Provider first = *Put("x", "first", {.repeat = repeat});
  Reopen();
  EXPECT_EQ(*db_->FindRepeat(repeat), first.SerializeAsString());
}

TEST_F(DatabaseTest, OfTwoRepeatsThatWereBothUnknownOnlyTheFirstWrites) {
  for (const bool flushed_between : {false, true}) {
    const std::string id = flushed_between ? "flushed" : "waiting";
    RepeatKey one = {.key = id, .fingerprint = "f"};
    RepeatKey two = one;
    ASSERT_EQ(*db_->FindRepeat(one), std::nullopt);
    ASSERT_EQ(*db_->FindRepeat(two), std::nullopt);
    Pending pending;
    const Provider first =
        *Put(id, "first",
             {.repeat = one, .pending = flushed_between ? nullptr : &pending});
    const absl::StatusOr<Provider> again = Put(id, "second", {.repeat = two});
    ASSERT_THAT(again, IsOk());
    EXPECT_THAT(*again, ::tidemark::testing::EqualsProto(first));
    EXPECT_EQ(TitleOf(id), "first");
  }
}

TEST_F(DatabaseTest, ARepeatWithAnotherBodyIsRefused) {
  ASSERT_THAT(Put("x", "first", {.repeat = RepeatKey{"ada/Put/1", "f"}}),
              IsOk());
  const auto other =
      Put("x", "second", {.repeat = RepeatKey{"ada/Put/1", "g"}});
  EXPECT_THAT(other, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(other, HasReason("REQUEST_ID_REUSED"));
  EXPECT_EQ(TitleOf("x"), "first");
}

TEST_F(DatabaseTest, OfManyRepeatsAtOnceOneWrites) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 25; ++i) {
        const std::string id = absl::StrCat("r", i);
        EXPECT_THAT(Put(id, "v", {.repeat = RepeatKey{id, "f"}}), IsOk());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(db_->durable_sequence(), 25);
}

TEST_F(DatabaseTest, AFailedTransactionMayBeRepeated) {
  const WriteOptions options = {.repeat = RepeatKey{"ada/Put/1", "f"}};
  EXPECT_THAT(db_->Write(options,
                         [](Transaction&) -> absl::Status {
                           return absl::AbortedError("no");
                         }),
              StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(Put("x", "v", options), IsOk());
}

TEST_F(DatabaseTest, AWriteAfterItsDeadlineIsRefused) {
  EXPECT_THAT(Put("x", "v", {.deadline = clock_.Now() - absl::Milliseconds(1)}),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_THAT(Put("x", "v", {.deadline = clock_.Now()}), IsOk());
}

TEST_F(DatabaseTest, AWriterThatDoesNotWaitLearnsWhenItIsOnDisk) {
  Pending pending;
  ASSERT_THAT(Put("x", "v", {.pending = &pending}), IsOk());
  ASSERT_TRUE(pending.active());
  std::mutex mu;
  std::condition_variable cv;
  bool called = false;
  pending.Then([&](const absl::Status& status) {
    const std::lock_guard lock(mu);
    EXPECT_THAT(status, IsOk());
    EXPECT_EQ(db_->durable_sequence(), 1);
    called = true;
    cv.notify_one();
  });
  std::unique_lock lock(mu);
  cv.wait(lock, [&] { return called; });
  EXPECT_EQ(TitleOf("x"), "v");
}

TEST_F(DatabaseTest, WritesThatWaitAreFinishedOnClosing) {
  std::vector<Pending> pending(100);
  for (size_t i = 0; i < pending.size(); ++i) {
    ASSERT_THAT(Put(absl::StrCat("k", i), "v", {.pending = &pending[i]}),
                IsOk());
  }
  Reopen();
  EXPECT_EQ(db_->durable_sequence(), 100);
}

TEST_F(DatabaseTest, ASnapshotDoesNotMove) {
  ASSERT_THAT(Put("x", "before"), IsOk());
  const Snapshot then(*db_);
  ASSERT_THAT(Put("x", "after"), IsOk());
  EXPECT_EQ(kTable.Get(then, "councils/a/providers/x")->display_name(),
            "before");
}

TEST_F(DatabaseTest, TheFeedSaysWhoWhyAndWhatAndPagesKeepCommitsWhole) {
  ASSERT_THAT(Put("x", "1", {.origin = {"users/ada", "Put", "because"}}),
              IsOk());
  ASSERT_THAT(
      db_->Write({.origin = {"users/bob", "PutTwo"}},
                 [&](Transaction& txn) -> absl::Status {
                   Provider p;
                   p.set_name("councils/a/providers/y");
                   TIDEMARK_RETURN_IF_ERROR(kTable.Insert(txn, p).status());
                   p.set_name("councils/b/providers/z");
                   return kTable.Insert(txn, p).status();
                 }),
      IsOk());
  const FeedPage page = *ReadFeed(*db_, {.after = 0, .limit = 2});
  ASSERT_EQ(page.changes.size(), 3);
  EXPECT_EQ(page.changes[0].subject(), "users/ada");
  EXPECT_EQ(page.changes[0].reason(), "because");
  EXPECT_EQ(page.changes[0].type(), "tidemark.contracts.v1.Provider");
  EXPECT_EQ(page.changes[0].kind(), feed::v1::Change::KIND_CREATED);
  EXPECT_EQ(page.changes[2].method(), "PutTwo");
  EXPECT_EQ(page.next_after, 3);

  const FeedPage mine = *ReadFeed(*db_, {.after = 1, .prefix = "councils/b"});
  ASSERT_EQ(mine.changes.size(), 1);
  EXPECT_EQ(mine.changes[0].sequence(), 3);
  EXPECT_THAT(ReadFeed(*db_, {.after = 4}),
              StatusIs(absl::StatusCode::kOutOfRange));
}

TEST_F(DatabaseTest, AResourceKeepsItsRevisions) {
  ASSERT_THAT(Put("x", "1"), IsOk());
  ASSERT_THAT(Put("y", "other"), IsOk());
  ASSERT_THAT(Put("x", "2"), IsOk());
  const auto revisions = *ReadRevisions(*db_, "councils/a/providers/x", 0, 10);
  ASSERT_EQ(revisions.size(), 2);
  Provider before;
  ASSERT_TRUE(before.ParseFromString(revisions[1].value()));
  EXPECT_EQ(before.display_name(), "1");
  EXPECT_EQ(revisions[0].previous_sequence(), revisions[1].sequence());
  EXPECT_THAT(ReadRevisions(*db_, "councils/a/providers/none", 0, 10),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(DatabaseTest, AHistoryOutlivesDeletionAndGoesOnAfterIt) {
  ASSERT_THAT(Put("x", "1"), IsOk());
  ASSERT_THAT(db_->Write({},
                         [](Transaction& txn) {
                           return kTable.Delete(txn, "councils/a/providers/x");
                         }),
              IsOk());
  EXPECT_EQ(ReadRevisions(*db_, "councils/a/providers/x", 0, 10)->size(), 2);
  ASSERT_THAT(Put("x", "again"), IsOk());
  const auto revisions = *ReadRevisions(*db_, "councils/a/providers/x", 0, 10);
  ASSERT_EQ(revisions.size(), 3);
  EXPECT_EQ(revisions[0].kind(), feed::v1::Change::KIND_CREATED);
  EXPECT_EQ(revisions[1].kind(), feed::v1::Change::KIND_DELETED);
}

TEST_F(DatabaseTest, ListenersHearOfEachFlush) {
  std::atomic<int64_t> heard = 0;
  const int id = db_->AddListener([&] { heard = db_->durable_sequence(); });
  ASSERT_THAT(Put("x", "v"), IsOk());
  ASSERT_THAT(Put("x", "w"), IsOk());
  // The listener runs before the next flush is taken up.
  EXPECT_GE(heard, 1);
  db_->RemoveListener(id);
  ASSERT_THAT(Put("x", "z"), IsOk());
  EXPECT_LE(heard, 2);
}

TEST_F(DatabaseTest, AnotherProcessCannotOpenIt) {
  EXPECT_THAT(Database::Open(Options()),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(DatabaseTest, AStoreOfANewerSchemaIsRefused) {
  ASSERT_THAT(Put("x", "v"), IsOk());
  db_.reset();
  Database::Options older = Options();
  older.schema.version = 1;
  EXPECT_THAT(Database::Open(older),
              StatusIs(absl::StatusCode::kFailedPrecondition, "newer"));
}

TEST_F(DatabaseTest, AStoreOfAnOlderSchemaIsTakenOver) {
  db_.reset();
  Database::Options newer = Options();
  newer.schema.version = 3;
  EXPECT_THAT(Database::Open(newer), IsOk());
  EXPECT_THAT(Database::Open(Options()),
              StatusIs(absl::StatusCode::kFailedPrecondition, "newer"));
}

TEST_F(DatabaseTest, AStoreOfAnotherServiceIsRefused) {
  db_.reset();
  Database::Options other = Options();
  other.schema.name = "other";
  EXPECT_THAT(Database::Open(other),
              StatusIs(absl::StatusCode::kFailedPrecondition, "test"));
}

TEST_F(DatabaseTest, ARecordThatCannotBeReadIsRefusedAtStart) {
  ASSERT_THAT(db_->Write({},
                         [](Transaction& txn) {
                           txn.Put(Space::kRecords,
                                   RecordTable::Key(1, "councils/a/bad"),
                                   std::string(8, '\0') + "\xff\xff\xff");
                           return absl::OkStatus();
                         }),
              IsOk());
  db_.reset();
  EXPECT_THAT(Database::Open(Options()),
              StatusIs(absl::StatusCode::kDataLoss, "councils/a/bad"));
}

TEST_F(DatabaseTest, ACopyTakenWhileWritingIsConsistentAndOpens) {
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) {
      EXPECT_THAT(
          db_->Write(
              {},
              [&](Transaction& txn) -> absl::Status {
                for (const char* side : {"l", "r"}) {
                  Provider p;
                  p.set_name(absl::StrCat("councils/a/providers/", side, i));
                  TIDEMARK_RETURN_IF_ERROR(kTable.Insert(txn, p).status());
                }
                return absl::OkStatus();
              }),
          IsOk());
    }
  });
  for (int i = 0; i < 5; ++i) {
    while (db_->durable_sequence() < int64_t{40} * (i + 1))
      std::this_thread::yield();
    ASSERT_THAT(db_->CopyTo(dir_ / absl::StrCat("copy", i)), IsOk());
  }
  stop = true;
  writer.join();
  for (int i = 0; i < 5; ++i) {
    Database::Options options = Options();
    options.path = dir_ / absl::StrCat("copy", i);
    auto copy = Database::Open(options);
    ASSERT_THAT(copy, IsOk());
    EXPECT_GE((*copy)->durable_sequence(), 40 * (i + 1));
    int64_t left = 0;
    int64_t right = 0;
    const Snapshot now(**copy);
    ASSERT_THAT(kTable.Scan(now, "councils/a/providers/", "",
                            [&](Provider& p) {
                              (p.name()[21] == 'l' ? left : right) += 1;
                              return true;
                            }),
                IsOk());
    EXPECT_EQ(left, right);
    EXPECT_EQ(left + right, (*copy)->durable_sequence());
  }
  EXPECT_THAT(db_->CopyTo(dir_ / "copy0"),
              StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(DatabaseTest, ReadingInATransactionAgreesWithAModel) {
  // Random puts and deletes over several flushes, compared with a map.
  std::mt19937 random(7);
  std::map<std::string, std::string> model;
  std::vector<Pending> pending(300);
  for (Pending& written : pending) {
    ASSERT_THAT(
        db_->Write({.pending = &written},
                   [&](Transaction& txn) -> absl::Status {
                     for (int i = 0; i < 3; ++i) {
                       const std::string key = absl::StrCat("k", random() % 40);
                       if (random() % 3 == 0) {
                         txn.Delete(Space::kMeta, key);
                         model.erase(key);
                       } else {
                         const std::string value =
                             absl::StrCat(random() % 1000);
                         txn.Put(Space::kMeta, key, value);
                         model[key] = value;
                       }
                     }
                     std::map<std::string, std::string> seen;
                     TIDEMARK_RETURN_IF_ERROR(txn.Scan(
                         Space::kMeta, "k", "",
                         [&](absl::string_view key, absl::string_view value) {
                           seen.emplace(std::string(key), std::string(value));
                           return true;
                         }));
                     EXPECT_EQ(seen, model);
                     const std::string probe = absl::StrCat("k", random() % 40);
                     TIDEMARK_ASSIGN_OR_RETURN(const auto got,
                                               txn.Get(Space::kMeta, probe));
                     EXPECT_EQ(got.has_value(), model.count(probe) == 1);
                     TIDEMARK_ASSIGN_OR_RETURN(const auto floor,
                                               txn.Floor(Space::kMeta, probe));
                     auto expected = model.upper_bound(probe);
                     if (expected == model.begin()) {
                       EXPECT_TRUE(!floor || floor->first < "k");
                     } else {
                       --expected;
                       EXPECT_EQ(floor->first, expected->first);
                       EXPECT_EQ(floor->second, expected->second);
                     }
                     return absl::OkStatus();
                   }),
        IsOk());
  }
}

}  // namespace
}  // namespace tidemark::store
