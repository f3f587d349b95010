// Real feeds for tests: databases of the kinds that the other services keep,
// and a monitoring store that follows them.

#ifndef TIDEMARK_SERVICES_MONITORING_TEST_FEEDS_H_
#define TIDEMARK_SERVICES_MONITORING_TEST_FEEDS_H_

#include <cstdlib>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "common/base/faults.h"
#include "common/feed/follower.h"
#include "common/store/database.h"
#include "common/store/table.h"
#include "common/testing/fake_clock.h"
#include "common/testing/temp_dir.h"
#include "services/monitoring/following.h"
#include "services/monitoring/tables.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/contracts/v1/council.pb.h"
#include "tidemark/contracts/v1/provider.pb.h"
#include "tidemark/enablement/v1/check_back.pb.h"
#include "tidemark/enablement/v1/package.pb.h"
#include "tidemark/enablement/v1/proposal.pb.h"
#include "tidemark/outcomes/v1/person.pb.h"
#include "tidemark/outcomes/v1/personal_outcome.pb.h"
#include "tidemark/outcomes/v1/proposal.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"
#include "tidemark/outcomes/v1/story.pb.h"
#include "tidemark/oversight/v1/baseline.pb.h"

namespace tidemark::monitoring {

inline const store::Table<contracts::v1::Council> kCouncils = {.id = 1};
inline const store::Table<contracts::v1::Provider> kProviders = {.id = 2};
inline const store::Table<contracts::v1::Contract> kContracts = {.id = 3};
inline const store::Table<outcomes::v1::Return> kReturns = {.id = 1};
inline const store::Table<outcomes::v1::Person> kPeople = {.id = 2};
inline const store::Table<outcomes::v1::PersonalOutcome> kOutcomes = {.id = 3};
inline const store::Table<outcomes::v1::Proposal> kOutcomeProposals = {.id = 4};
inline const store::Table<outcomes::v1::Story> kStories = {.id = 5};
inline const store::Table<enablement::v1::Package> kPackages = {.id = 1};
inline const store::Table<enablement::v1::CheckBack> kCheckBacks = {.id = 2};
inline const store::Table<enablement::v1::Proposal> kProposals = {.id = 3};
inline const store::Table<oversight::v1::Baseline> kBaselines = {.id = 2};

// Stops the test binary if `status` is not OK.
inline void Must(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << status << std::endl;
  std::abort();
}

inline std::unique_ptr<store::Database> MustOpen(const std::string& path,
                                                 store::Schema schema,
                                                 const Clock& clock,
                                                 bool sync = false) {
  auto db = store::Database::Open({.path = path,
                                   .schema = std::move(schema),
                                   .clock = &clock,
                                   .verify = false,
                                   .sync = sync});
  Must(db.status());
  return *std::move(db);
}

// The databases of the other services, with their feeds.
class TestFeeds {
 public:
  explicit TestFeeds(const Clock& clock)
      : contracts_(MustOpen(dir_ / "contracts",
                            {.name = "contracts",
                             .version = 1,
                             .tables = {kCouncils.info(), kProviders.info(),
                                        kContracts.info()}},
                            clock)),
        outcomes_(MustOpen(
            dir_ / "outcomes",
            {.name = "outcomes",
             .version = 1,
             .tables = {kReturns.info(), kPeople.info(), kOutcomes.info(),
                        kOutcomeProposals.info(), kStories.info()}},
            clock)),
        enablement_(MustOpen(dir_ / "enablement",
                             {.name = "enablement",
                              .version = 1,
                              .tables = {kPackages.info(), kCheckBacks.info(),
                                         kProposals.info()}},
                             clock)),
        oversight_(MustOpen(
            dir_ / "oversight",
            {.name = "oversight", .version = 1, .tables = {kBaselines.info()}},
            clock)) {}

  void Put(const contracts::v1::Council& c) { Put(*contracts_, kCouncils, c); }
  void Put(const contracts::v1::Provider& p) {
    Put(*contracts_, kProviders, p);
  }
  void Put(const contracts::v1::Contract& c) {
    Put(*contracts_, kContracts, c);
  }
  void Put(const outcomes::v1::Return& r) { Put(*outcomes_, kReturns, r); }
  void Put(const outcomes::v1::Person& p) { Put(*outcomes_, kPeople, p); }
  void Put(const outcomes::v1::PersonalOutcome& o) {
    Put(*outcomes_, kOutcomes, o);
  }
  void Put(const outcomes::v1::Proposal& p) {
    Put(*outcomes_, kOutcomeProposals, p);
  }
  void Put(const outcomes::v1::Story& s) { Put(*outcomes_, kStories, s); }
  void Put(const enablement::v1::Package& p) {
    Put(*enablement_, kPackages, p);
  }
  void Put(const enablement::v1::CheckBack& c) {
    Put(*enablement_, kCheckBacks, c);
  }
  void Put(const enablement::v1::Proposal& p) {
    Put(*enablement_, kProposals, p);
  }
  void Put(const oversight::v1::Baseline& b) {
    Put(*oversight_, kBaselines, b);
  }
  void DropReturn(absl::string_view name) { Drop(*outcomes_, kReturns, name); }
  void DropPackage(absl::string_view name) {
    Drop(*enablement_, kPackages, name);
  }
  void DropCheckBack(absl::string_view name) {
    Drop(*enablement_, kCheckBacks, name);
  }

  store::Database& of(absl::string_view feed) {
    if (feed == "contracts") return *contracts_;
    if (feed == "outcomes") return *outcomes_;
    return feed == "enablement" ? *enablement_ : *oversight_;
  }

  // Each feed as it is, read a page at a time.
  Following::SourceOf sources() {
    return
        [this](absl::string_view feed) { return feed::LocalSource(of(feed)); };
  }

  const std::string& path() const { return dir_.path(); }

 private:
  static store::WriteOptions Options() {
    return {.origin = {.subject = "users/test", .method = "Test"}};
  }

  template <typename Message>
  static void Put(store::Database& db, const store::Table<Message>& table,
                  const Message& message) {
    Must(db.Write(Options(), [&](store::Transaction& txn) {
      return table.Upsert(txn, message).status();
    }));
  }

  template <typename Message>
  static void Drop(store::Database& db, const store::Table<Message>& table,
                   absl::string_view name) {
    Must(db.Write(Options(), [&](store::Transaction& txn) {
      return table.Delete(txn, name);
    }));
  }

  testing::TempDir dir_;
  std::unique_ptr<store::Database> contracts_;
  std::unique_ptr<store::Database> outcomes_;
  std::unique_ptr<store::Database> enablement_;
  std::unique_ptr<store::Database> oversight_;
};

// A monitoring store that follows `TestFeeds`.
class TestStore {
 public:
  TestStore(TestFeeds& feeds, const Clock& clock)
      : feeds_(feeds), clock_(clock) {
    Open(feeds.sources());
  }

  // Closes the store and opens it again.
  void Restart() { Restart(feeds_.sources()); }
  void Restart(const Following::SourceOf& sources) {
    following_.reset();
    db_.reset();
    Open(sources);
  }

  void CatchUp() { Must(following_->CatchUp()); }

  store::Database& db() { return *db_; }
  Following& following() { return *following_; }

 private:
  void Open(const Following::SourceOf& sources) {
    db_ = MustOpen(dir_ / "monitoring", NewSchema(), clock_);
    following_ = std::make_unique<Following>(*db_, sources, nullptr);
    Must(following_->Prepare());
  }

  TestFeeds& feeds_;
  const Clock& clock_;
  testing::TempDir dir_;
  std::unique_ptr<store::Database> db_;
  std::unique_ptr<Following> following_;
};

// Asks until there is an answer that is more than "not yet": what is asked of a
// past day has to be put together first.
template <typename Ask>
auto UntilReady(Ask ask) {
  for (;;) {
    auto answer = ask();
    if (ReasonOf(answer.status()) != "VIEW_NOT_READY") return answer;
    std::this_thread::yield();
  }
}

// Everything that `db` holds of the monitoring tables, in words, positions
// apart.
inline std::string Dump(const store::Database& db) {
  std::string text;
  const store::Snapshot now(db);
  for (const store::Space space :
       {store::Space::kRecords, store::Space::kIndexes}) {
    Must(now.Scan(
        space, "", "", [&](absl::string_view key, absl::string_view value) {
          if (key[0] == static_cast<char>(kPositions.id)) return true;
          absl::StrAppend(&text, key.substr(1), " = ");
          v1::ContractCells cells;
          if (space == store::Space::kRecords &&
              key[0] == static_cast<char>(kContractCells.id) &&
              cells.ParseFromArray(value.data() + 8,
                                   static_cast<int>(value.size()) - 8)) {
            absl::StrAppend(&text, cells.ShortDebugString(), "\n");
          } else {
            absl::StrAppend(&text, value, "\n");
          }
          return true;
        }));
  }
  return text;
}

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_TEST_FEEDS_H_
