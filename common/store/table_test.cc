#include "common/store/table.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "tidemark/contracts/v1/provider.pb.h"

namespace tidemark::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::tidemark::contracts::v1::Provider;
using ::tidemark::testing::FakeClock;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;
using ::tidemark::testing::TempDir;

const Index<Provider> kByGroup = {
    .id = 1, .keys = [](const Provider& p) {
      return std::vector<std::string>{p.group_id()};
    }};
const Table<Provider> kTable = {.id = 1, .indexes = {kByGroup}};

Provider Named(const std::string& name, const std::string& title = "A",
               const std::string& group = "g1") {
  Provider provider;
  provider.set_name(name);
  provider.set_display_name(title);
  provider.set_group_id(group);
  return provider;
}

class TableTest : public ::testing::Test {
 protected:
  TableTest() { Reopen(); }

  void Reopen() {
    db_.reset();
    auto db = Database::Open({.path = dir_ / "db",
                              .schema = {"test", 1, {kTable.info()}},
                              .clock = &clock_});
    ASSERT_THAT(db, IsOk());
    db_ = *std::move(db);
  }
  absl::StatusOr<Provider> Insert(const Provider& provider,
                                  const WriteOptions& options = {}) {
    return db_->Write<Provider>(options, [&](Transaction& txn) {
      return kTable.Insert(txn, provider);
    });
  }
  absl::StatusOr<Provider> Update(const Provider& provider,
                                  const std::string& etag,
                                  const WriteOptions& options = {}) {
    return db_->Write<Provider>(
        options, [&](Transaction& txn) -> absl::StatusOr<Provider> {
          TIDEMARK_RETURN_IF_ERROR(
              kTable.GetForUpdate(txn, provider.name(), etag).status());
          return kTable.Update(txn, provider);
        });
  }
  std::vector<std::string> InGroup(const std::string& group) {
    return *kTable.Lookup(Snapshot(*db_), kByGroup, group);
  }

  TempDir dir_;
  FakeClock clock_{"2025-04-01T09:00:00Z"};
  std::unique_ptr<Database> db_;
};

TEST_F(TableTest, AnInsertedMessageIsFoundAfterReopening) {
  ASSERT_THAT(Insert(Named("councils/a/providers/x")), IsOk());
  Reopen();
  EXPECT_THAT(kTable.Get(Snapshot(*db_), "councils/a/providers/x"), IsOk());
}

TEST_F(TableTest, ATakenNameIsRefused) {
  ASSERT_THAT(Insert(Named("councils/a/providers/x")), IsOk());
  EXPECT_THAT(Insert(Named("councils/a/providers/x")),
              StatusIs(absl::StatusCode::kAlreadyExists, "exists already"));
}

TEST_F(TableTest, AMessageCarriesItsTimesAndAnEtagThatChanges) {
  const Provider created = *Insert(Named("councils/a/providers/x"));
  clock_.Advance(absl::Hours(1));
  const Provider updated =
      *Update(Named("councils/a/providers/x", "B"), created.etag());
  EXPECT_NE(created.etag(), updated.etag());
  EXPECT_EQ(created.create_time().seconds(), updated.create_time().seconds());
  EXPECT_EQ(updated.update_time().seconds() - created.update_time().seconds(),
            3600);
}

TEST_F(TableTest, AStaleEtagIsRefusedAndSaysWhoChangedWhat) {
  const Provider seen = *Insert(Named("councils/a/providers/x"));
  ASSERT_THAT(Update(Named("councils/a/providers/x", "Changed"), seen.etag(),
                     {.origin = {"users/ada", "UpdateProvider"}}),
              IsOk());
  const auto late =
      Update(Named("councils/a/providers/x", "Late"), seen.etag());
  EXPECT_THAT(late, StatusIs(absl::StatusCode::kAborted, "users/ada"));
  EXPECT_THAT(std::string(late.status().message()), HasSubstr("display_name"));
  EXPECT_THAT(std::string(late.status().message()),
              ::testing::Not(HasSubstr("group_id")));
  EXPECT_THAT(late, HasReason("ETAG_MISMATCH"));
}

TEST_F(TableTest, AnUpdateMovesTheMessageInItsIndexes) {
  ASSERT_THAT(Insert(Named("councils/a/providers/x", "A", "g1")), IsOk());
  ASSERT_THAT(Update(Named("councils/a/providers/x", "A", "g2"), ""), IsOk());
  EXPECT_THAT(InGroup("g1"), IsEmpty());
  EXPECT_THAT(InGroup("g2"), ElementsAre("councils/a/providers/x"));
}

TEST_F(TableTest, AnIndexKeyDoesNotFindLongerOnes) {
  ASSERT_THAT(Insert(Named("councils/a/providers/x", "A", "g")), IsOk());
  ASSERT_THAT(Insert(Named("councils/a/providers/y", "A", "g1")), IsOk());
  EXPECT_THAT(InGroup("g"), ElementsAre("councils/a/providers/x"));
}

TEST_F(TableTest, ADeletedMessageIsGoneFromTheIndexesToo) {
  ASSERT_THAT(Insert(Named("councils/a/providers/x")), IsOk());
  ASSERT_THAT(db_->Write({},
                         [&](Transaction& txn) {
                           return kTable.Delete(txn, "councils/a/providers/x");
                         }),
              IsOk());
  EXPECT_THAT(kTable.Get(Snapshot(*db_), "councils/a/providers/x"),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(InGroup("g1"), IsEmpty());
}

TEST_F(TableTest, AnUpsertOfTheSameContentChangesNothing) {
  const auto upsert = [&](const Provider& provider) {
    Upserted done{};
    EXPECT_THAT(db_->Write({},
                           [&](Transaction& txn) -> absl::Status {
                             TIDEMARK_ASSIGN_OR_RETURN(
                                 done, kTable.Upsert(txn, provider));
                             return absl::OkStatus();
                           }),
                IsOk());
    return done;
  };
  EXPECT_EQ(upsert(Named("councils/a/providers/x")), Upserted::kCreated);
  const int64_t sequence = db_->durable_sequence();
  EXPECT_EQ(upsert(Named("councils/a/providers/x")), Upserted::kUnchanged);
  EXPECT_EQ(db_->durable_sequence(), sequence);
  EXPECT_EQ(upsert(Named("councils/a/providers/x", "B")), Upserted::kUpdated);
}

TEST_F(TableTest, AListGivesOnePageAtATime) {
  for (const char* id : {"a", "b", "c"}) {
    ASSERT_THAT(Insert(Named(absl::StrCat("councils/p/providers/", id))),
                IsOk());
  }
  ASSERT_THAT(Insert(Named("councils/p-2/providers/z")), IsOk());
  const Snapshot now(*db_);
  const auto first = kTable.List(now, "councils/p/providers/", "", 2);
  EXPECT_EQ(first->messages.size(), 2);
  EXPECT_EQ(first->next, "councils/p/providers/c");
  const auto rest = kTable.List(now, "councils/p/providers/", first->next, 2);
  EXPECT_EQ(rest->messages.size(), 1);
  EXPECT_EQ(rest->next, "");
}

TEST_F(TableTest, ATransactionThatFailsLeavesNothingBehind) {
  const absl::Status status =
      db_->Write({}, [&](Transaction& txn) -> absl::Status {
        EXPECT_THAT(kTable.Insert(txn, Named("councils/a/providers/x")),
                    IsOk());
        return absl::AbortedError("changed my mind");
      });
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(Insert(Named("councils/a/providers/x")), IsOk());
  EXPECT_EQ(db_->durable_sequence(), 1);
}

TEST_F(TableTest, ATransactionSeesItsOwnWritesInOrder) {
  ASSERT_THAT(Insert(Named("councils/a/providers/b")), IsOk());
  ASSERT_THAT(Insert(Named("councils/a/providers/d")), IsOk());
  std::vector<std::string> seen;
  ASSERT_THAT(
      db_->Write(
          {},
          [&](Transaction& txn) -> absl::Status {
            for (const char* id : {"a", "c", "e"}) {
              TIDEMARK_RETURN_IF_ERROR(
                  kTable
                      .Insert(txn,
                              Named(absl::StrCat("councils/a/providers/", id)))
                      .status());
            }
            TIDEMARK_RETURN_IF_ERROR(
                kTable.Delete(txn, "councils/a/providers/b"));
            return kTable.Scan(txn, "councils/a/", "", [&](Provider& provider) {
              seen.push_back(provider.name().substr(21));
              return true;
            });
          }),
      IsOk());
  EXPECT_THAT(seen, ElementsAre("a", "c", "d", "e"));
}

TEST_F(TableTest, ListsARangeOfAnIndexInTheOrderOfItsKeysPageByPage) {
  // Keys against the order of the names; one key of another owner, and one
  // that only starts like the owner's.
  for (const auto& [name, group] :
       std::vector<std::pair<std::string, std::string>>{
           {"councils/a/providers/1", "a 2025-03-01"},
           {"councils/a/providers/2", "a 2025-01-01"},
           {"councils/a/providers/3", "a 2025-01-01"},
           {"councils/a/providers/4", "ab 2025-01-01"},
           {"councils/a/providers/5", "b 2025-01-01"}}) {
    ASSERT_THAT(Insert(Named(name, "A", group)), IsOk());
  }
  const auto ids = [&](size_t limit, const std::string& skip = "") {
    std::string found;
    std::string start;
    do {
      const auto page = kTable.ListIndexRange(
          Snapshot(*db_), kByGroup, "a ", start, limit,
          [&](const Provider& provider) { return provider.name() != skip; });
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      for (const Provider& provider : page->messages) {
        found += provider.name().back();
      }
      start = page->next;
    } while (!start.empty());
    return found;
  };
  EXPECT_EQ(ids(10), "231");
  EXPECT_EQ(ids(1), "231");
  EXPECT_EQ(ids(1, "councils/a/providers/3"), "21");
}

}  // namespace
}  // namespace tidemark::store
