// What a damaged disk can do to a store: `Open` finds it, or nothing is lost.

#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "common/store/database.h"
#include "common/store/table.h"
#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "tidemark/contracts/v1/provider.pb.h"

namespace tidemark::store {
namespace {

using ::tidemark::contracts::v1::Provider;
using ::tidemark::testing::FakeClock;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;
using ::tidemark::testing::TempDir;

namespace fs = std::filesystem;

const Table<Provider> kTable = {.id = 1};
constexpr int kRecords = 60;

class DamageTest : public ::testing::Test {
 protected:
  Database::Options Options(const std::string& path) {
    return {
        .path = path, .schema = {"test", 1, {kTable.info()}}, .clock = &clock_};
  }

  // A store with `kRecords` acknowledged records: half of them, after being
  // opened again, in a table file, half in the log.
  std::string Whole() {
    std::string path = dir_ / "whole";
    for (int part = 0; part < 2; ++part) {
      auto db = Database::Open(Options(path));
      EXPECT_THAT(db, IsOk());
      for (int i = part; i < kRecords; i += 2) {
        Provider p;
        p.set_name(absl::StrCat("councils/a/providers/p", i));
        p.set_display_name(std::string(100, 'x'));
        EXPECT_THAT(
            (*db)->Write<Provider>(
                {}, [&](Transaction& txn) { return kTable.Insert(txn, p); }),
            IsOk());
      }
    }
    return path;
  }

  // Whether the store at `path` is refused; if it opens it must be whole.
  bool Refused(const std::string& path, const std::string& what) {
    auto db = Database::Open(Options(path));
    if (!db.ok()) {
      EXPECT_FALSE(db.status().message().empty());
      return true;
    }
    int found = 0;
    EXPECT_THAT(kTable.Scan(Snapshot(**db), "councils/", "",
                            [&](Provider& p) {
                              found +=
                                  p.display_name() == std::string(100, 'x');
                              return true;
                            }),
                IsOk());
    EXPECT_EQ(found, kRecords) << "lost in silence after " << what;
    EXPECT_EQ((*db)->durable_sequence(), kRecords) << what;
    return false;
  }

  TempDir dir_;
  FakeClock clock_{"2025-04-01T09:00:00Z"};
};

TEST_F(DamageTest, AFlippedByteAnywhereIsFoundOrHarmless) {
  const std::string whole = Whole();
  std::mt19937 random(11);
  int refused_logs = 0;
  int refused_tables = 0;
  for (const auto& entry : fs::recursive_directory_iterator(whole)) {
    if (!entry.is_regular_file() || entry.file_size() == 0) continue;
    const std::string file = fs::relative(entry.path(), whole).string();
    for (int i = 0; i < 12; ++i) {
      const std::string copy = dir_ / "copy";
      fs::remove_all(copy);
      fs::copy(whole, copy, fs::copy_options::recursive);
      const auto at = static_cast<std::streamoff>(random() % entry.file_size());
      {
        std::fstream damaged(fs::path(copy) / file,
                             std::ios::in | std::ios::out | std::ios::binary);
        damaged.seekg(at);
        const char byte = static_cast<char>(damaged.get());
        damaged.seekp(at);
        damaged.put(static_cast<char>(byte ^ 0x40));
      }
      const bool refused =
          Refused(copy, absl::StrCat(file, " flipped at ", at));
      refused_logs += refused && absl::EndsWith(file, ".log");
      refused_tables += refused && absl::EndsWith(file, ".sst");
    }
  }
  EXPECT_GT(refused_logs, 0) << "the test damaged no log";
  EXPECT_GT(refused_tables, 0) << "the test damaged no table file";
}

TEST_F(DamageTest, ALogThatLostItsTailIsRefused) {
  const std::string whole = Whole();
  std::string log;
  for (const auto& entry : fs::recursive_directory_iterator(whole)) {
    if (entry.path().extension() == ".log" && entry.file_size() > 0) {
      log = entry.path().string();
    }
  }
  ASSERT_FALSE(log.empty());
  for (const double part : {0.0, 0.3, 0.9, 0.999}) {
    const std::string copy = dir_ / "copy";
    fs::remove_all(copy);
    fs::copy(whole, copy, fs::copy_options::recursive);
    const std::string file = copy + "/" + fs::relative(log, whole).string();
    fs::resize_file(file, static_cast<uintmax_t>(
                              static_cast<double>(fs::file_size(log)) * part));
    EXPECT_THAT(Database::Open(Options(copy)),
                StatusIs(absl::StatusCode::kDataLoss, "backup"))
        << part;
  }
}

TEST_F(DamageTest, AMissingPartIsRefused) {
  const std::string whole = Whole();
  for (const char* part : {"db", "high_water"}) {
    const std::string copy = dir_ / "copy";
    fs::remove_all(copy);
    fs::copy(whole, copy, fs::copy_options::recursive);
    fs::remove_all(copy + "/" + part);
    EXPECT_THAT(Database::Open(Options(copy)),
                StatusIs(absl::StatusCode::kDataLoss, part));
  }
}

TEST_F(DamageTest, AnOlderDatabaseUnderANewerMarkIsRefused) {
  const std::string whole = Whole();
  const std::string older = dir_ / "older";
  fs::copy(whole, older, fs::copy_options::recursive);
  {
    auto db = *Database::Open(Options(whole));
    Provider p;
    p.set_name("councils/a/providers/later");
    ASSERT_THAT(
        db->Write<Provider>(
            {}, [&](Transaction& txn) { return kTable.Insert(txn, p); }),
        IsOk());
  }
  fs::copy_file(whole + "/high_water", older + "/high_water",
                fs::copy_options::overwrite_existing);
  EXPECT_THAT(Database::Open(Options(older)),
              StatusIs(absl::StatusCode::kDataLoss, "acknowledged"));
}

}  // namespace
}  // namespace tidemark::store
