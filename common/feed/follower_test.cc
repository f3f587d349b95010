#include "common/feed/follower.h"

#include <atomic>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/feed/replica.h"
#include "common/store/table.h"
#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "tidemark/contracts/v1/provider.pb.h"

namespace tidemark::feed {
namespace {

using ::tidemark::contracts::v1::Provider;
using ::tidemark::testing::FakeClock;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;
using ::tidemark::testing::TempDir;

const store::Table<Provider> kOwned = {.id = 1};
const store::Table<Provider> kCopies = {.id = 1, .feed = false};

class FollowerTest : public ::testing::Test {
 protected:
  FollowerTest() {
    owner_ = Open("owner", "owner");
    Restart();
  }

  // Opens the follower's side, closing it first if it is open.
  void Restart() {
    copies_.reset();
    mine_.reset();
    mine_ = Open("mine", "mine");
    copies_ = std::make_unique<Replica<Provider>>(
        *mine_, kCopies,
        [this](absl::string_view name) { return Fetch(name); });
  }

  std::unique_ptr<store::Database> Open(const std::string& folder,
                                        const std::string& name) {
    auto db = store::Database::Open({.path = dir_ / folder,
                                     .schema = {name, 1, {kOwned.info()}},
                                     .clock = &clock_});
    EXPECT_THAT(db, IsOk());
    return *std::move(db);
  }

  void Put(const std::string& id, const std::string& title) {
    Provider p;
    p.set_name("councils/a/providers/" + id);
    p.set_display_name(title);
    EXPECT_THAT(owner_->Write({},
                              [&](store::Transaction& txn) {
                                return kOwned.Upsert(txn, p).status();
                              }),
                IsOk());
  }

  // A follower that keeps copies of the owner's providers.
  Follower::Options Copying() {
    return {.feed = "owner",
            .db = mine_.get(),
            .source = LocalSource(*owner_),
            .apply =
                [this](store::Transaction& txn,
                       const std::vector<v1::Change>& changes) -> absl::Status {
              for (const v1::Change& change : changes) {
                TIDEMARK_RETURN_IF_ERROR(copies_->Apply(txn, change));
              }
              return absl::OkStatus();
            },
            .applied =
                [this](const std::vector<v1::Change>& changes) {
                  for (const v1::Change& change : changes) {
                    copies_->Applied(change);
                  }
                }};
  }

  std::string CopyOf(const std::string& id) {
    const auto copy =
        kCopies.Find(store::Snapshot(*mine_), "councils/a/providers/" + id);
    return *copy ? (*copy)->display_name() : "(none)";
  }

  absl::StatusOr<Provider> Fetch(absl::string_view name) {
    ++fetched_;
    return kOwned.Get(store::Snapshot(*owner_), name);
  }

  TempDir dir_;
  FakeClock clock_{"2025-04-01T09:00:00Z"};
  std::unique_ptr<store::Database> owner_;
  std::unique_ptr<store::Database> mine_;
  std::unique_ptr<Replica<Provider>> copies_;
  int fetched_ = 0;
};

TEST_F(FollowerTest, EachChangeIsAppliedOnceAcrossRestarts) {
  std::mt19937 random(3);
  for (int i = 0; i < 200; ++i) {
    Put(absl::StrCat("p", random() % 20), absl::StrCat(i));
    if (random() % 4 == 0) {
      Follower follower(Copying());
      ASSERT_THAT(follower.ApplyPage(absl::ZeroDuration()), IsOk());
      EXPECT_EQ(follower.applied(), owner_->durable_sequence());
    }
    if (random() % 40 == 0) Restart();
  }
  Follower follower(Copying());
  ASSERT_THAT(follower.ApplyPage(absl::ZeroDuration()), IsOk());
  int compared = 0;
  ASSERT_THAT(kOwned.Scan(store::Snapshot(*owner_), "councils/", "",
                          [&](Provider& p) {
                            ++compared;
                            EXPECT_EQ(CopyOf(p.name().substr(21)),
                                      p.display_name());
                            return true;
                          }),
              IsOk());
  EXPECT_EQ(compared, 20);
}

TEST_F(FollowerTest, APageThatFailsIsAppliedWhollyLater) {
  Put("x", "1");
  Put("y", "1");
  bool broken = true;
  Follower::Options options = Copying();
  options.apply = [&](store::Transaction& txn,
                      const std::vector<v1::Change>& changes) -> absl::Status {
    TIDEMARK_RETURN_IF_ERROR(copies_->Apply(txn, changes[0]));
    if (broken) return absl::UnavailableError("half way");
    return copies_->Apply(txn, changes[1]);
  };
  Follower follower(options);
  EXPECT_THAT(follower.ApplyPage(absl::ZeroDuration()),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(CopyOf("x"), "(none)");
  EXPECT_EQ(follower.applied(), 0);
  broken = false;
  EXPECT_THAT(follower.ApplyPage(absl::ZeroDuration()), IsOk());
  EXPECT_EQ(CopyOf("y"), "1");
}

TEST_F(FollowerTest, ASourceThatWentBackIsReportedOrStartsAnew) {
  Put("x", "1");
  Put("y", "1");
  {
    Follower follower(Copying());
    ASSERT_THAT(follower.ApplyPage(absl::ZeroDuration()), IsOk());
  }
  owner_ = Open("older", "owner");
  Put("x", "old");
  {
    Follower follower(Copying());
    EXPECT_THAT(follower.ApplyPage(absl::ZeroDuration()),
                StatusIs(absl::StatusCode::kOutOfRange));
  }
  Follower::Options options = Copying();
  options.reset = [&] {
    return mine_->Write({}, [&](store::Transaction& txn) -> absl::Status {
      for (const char* id : {"x", "y"}) {
        TIDEMARK_RETURN_IF_ERROR(
            kCopies.Delete(txn, absl::StrCat("councils/a/providers/", id)));
      }
      return SetCursor(txn, "owner", 0);
    });
  };
  Follower follower(options);
  ASSERT_THAT(follower.ApplyPage(absl::ZeroDuration()), IsOk());
  ASSERT_THAT(follower.ApplyPage(absl::ZeroDuration()), IsOk());
  EXPECT_EQ(CopyOf("x"), "old");
  EXPECT_EQ(CopyOf("y"), "(none)");
}

TEST_F(FollowerTest, AFollowerOnItsThreadCatchesUpAndStops) {
  Follower::Options options = Copying();
  // A source that waits, as a remote one does.
  options.source.read = [this](int64_t after,
                               absl::Duration) -> absl::StatusOr<Page> {
    const Source local = LocalSource(*owner_);
    absl::StatusOr<Page> page = local.read(after, absl::ZeroDuration());
    if (page.ok() && page->changes.empty()) {
      return absl::UnavailableError("nothing yet");
    }
    return page;
  };
  Follower follower(options);
  follower.Start();
  Put("x", "1");
  EXPECT_THAT(follower.WaitFor(1, absl::Seconds(30)), IsOk());
  Put("x", "2");
  EXPECT_THAT(follower.WaitFor(2, absl::Seconds(30)), IsOk());
  EXPECT_EQ(CopyOf("x"), "2");
  EXPECT_THAT(follower.WaitFor(3, absl::ZeroDuration()),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  follower.Stop();
}

TEST_F(FollowerTest, AReplicaAsksTheOwnerOnlyForWhatItLacks) {
  Put("x", "1");
  EXPECT_EQ((*copies_->Get("councils/a/providers/x"))->display_name(), "1");
  EXPECT_EQ((*copies_->Get("councils/a/providers/x"))->display_name(), "1");
  EXPECT_EQ(fetched_, 1);
  EXPECT_THAT(copies_->Get("councils/a/providers/none"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(FollowerTest, AReplicaNeverGoesBackToAnOlderRevision) {
  Put("x", "1");
  Put("x", "2");
  ASSERT_EQ((*copies_->Refresh("councils/a/providers/x"))->display_name(), "2");
  // The follower lags: it now hears of both revisions.
  v1::Change older;
  older.set_type("tidemark.contracts.v1.Provider");
  older.set_kind(v1::Change::KIND_CREATED);
  older.set_name("councils/a/providers/x");
  const auto page = LocalSource(*owner_).read(0, absl::ZeroDuration());
  older.set_value(page->changes[0].value());
  copies_->Applied(older);
  EXPECT_EQ((*copies_->Get("councils/a/providers/x"))->display_name(), "2");
}

TEST_F(FollowerTest, AReplicaThatIsClearedTakesAnOlderRevision) {
  Put("x", "1");
  Put("x", "2");
  ASSERT_EQ((*copies_->Get("councils/a/providers/x"))->display_name(), "2");
  // The owner is restored from a backup that knows the first revision only.
  owner_ = Open("older", "owner");
  Put("x", "1");
  copies_->Clear();
  EXPECT_EQ((*copies_->Get("councils/a/providers/x"))->display_name(), "1");
}

}  // namespace
}  // namespace tidemark::feed
