// What a power cut, a failing disk and a full disk do to a store. Killing the
// process is not enough to show that writes are flushed: the kernel still
// holds what was written. So a file system of ours forgets what was not
// flushed.

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "common/base/mutex.h"
#include "common/store/database.h"
#include "common/store/engine.h"
#include "common/store/table.h"
#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "tidemark/contracts/v1/provider.pb.h"

namespace tidemark::store {
namespace {

using ::rocksdb::FileOptions;
using ::rocksdb::FSWritableFile;
using ::rocksdb::FSWritableFileOwnerWrapper;
using ::rocksdb::IODebugContext;
using ::rocksdb::IOOptions;
using ::rocksdb::IOStatus;
using ::tidemark::contracts::v1::Provider;
using ::tidemark::testing::FakeClock;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;
using ::tidemark::testing::TempDir;

const Table<Provider> kTable = {.id = 1};

enum class Disk { kWorks, kFailsToFlush, kNearlyFull, kFull };

// Forgets what was not flushed, and fails when told to.
class ForgetfulFileSystem : public FileSystem {
 public:
  ForgetfulFileSystem() : FileSystem(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "ForgetfulFileSystem"; }

  void Set(Disk disk) {
    const MutexLock lock(mu_);
    disk_ = disk;
  }
  IOStatus Check(bool flush) {
    const MutexLock lock(mu_);
    if (disk_ == Disk::kFull) return IOStatus::NoSpace("full");
    if (disk_ == Disk::kFailsToFlush && flush) return IOStatus::IOError("bad");
    return IOStatus::OK();
  }
  void Flushed(const std::string& path, uint64_t size) {
    const MutexLock lock(mu_);
    flushed_[path] = size;
  }
  void Renamed(const std::string& from, const std::string& to) {
    const MutexLock lock(mu_);
    const auto it = flushed_.find(from);
    if (it == flushed_.end()) return;
    flushed_[to] = it->second;
    flushed_.erase(it);
  }

  // Cuts every file that was written back to what was flushed of it.
  void CutPower() {
    const MutexLock lock(mu_);
    for (const auto& [path, size] : flushed_) {
      if (!std::filesystem::exists(path)) continue;
      if (std::filesystem::file_size(path) > size) {
        std::filesystem::resize_file(path, size);
      }
    }
  }

  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<FSWritableFile>* file,
                           IODebugContext* debug) override;
  IOStatus GetFreeSpace(const std::string& path, const IOOptions& options,
                        uint64_t* free, IODebugContext* debug) override {
    IOStatus status = target()->GetFreeSpace(path, options, free, debug);
    const MutexLock lock(mu_);
    if (disk_ == Disk::kNearlyFull) *free = 1 << 20;
    return status;
  }
  IOStatus RenameFile(const std::string& from, const std::string& to,
                      const IOOptions& options,
                      IODebugContext* debug) override {
    IOStatus status = target()->RenameFile(from, to, options, debug);
    if (status.ok()) Renamed(from, to);
    return status;
  }

 private:
  Mutex mu_;
  Disk disk_ ABSL_GUARDED_BY(mu_) = Disk::kWorks;
  std::map<std::string, uint64_t> flushed_ ABSL_GUARDED_BY(mu_);
};

class ForgetfulFile : public FSWritableFileOwnerWrapper {
 public:
  ForgetfulFile(std::unique_ptr<FSWritableFile> file, std::string path,
                ForgetfulFileSystem& files)
      : FSWritableFileOwnerWrapper(std::move(file)),
        path_(std::move(path)),
        files_(files) {
    files_.Flushed(path_, 0);
  }

  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  IODebugContext* debug) override {
    const IOStatus status = files_.Check(/*flush=*/false);
    return status.ok() ? target()->Append(data, options, debug) : status;
  }
  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo&,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    return Flush([&] { return target()->Sync(options, debug); }, options,
                 debug);
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Flush([&] { return target()->Fsync(options, debug); }, options,
                 debug);
  }

 private:
  template <typename F>
  IOStatus Flush(F flush, const IOOptions& options, IODebugContext* debug) {
    IOStatus status = files_.Check(/*flush=*/true);
    if (status.ok()) status = flush();
    if (status.ok()) {
      files_.Flushed(path_, target()->GetFileSize(options, debug));
    }
    return status;
  }

  const std::string path_;
  ForgetfulFileSystem& files_;
};

IOStatus ForgetfulFileSystem::NewWritableFile(
    const std::string& path, const FileOptions& options,
    std::unique_ptr<FSWritableFile>* file, IODebugContext* debug) {
  IOStatus status = Check(/*flush=*/false);
  if (!status.ok()) return status;
  std::unique_ptr<FSWritableFile> real;
  IOStatus made = target()->NewWritableFile(path, options, &real, debug);
  if (made.ok()) {
    *file = std::make_unique<ForgetfulFile>(std::move(real), path, *this);
  }
  return made;
}

class PowerCutTest : public ::testing::Test {
 protected:
  Database::Options Options(bool sync = true) {
    return {.path = dir_ / "db",
            .schema = {"test", 1, {kTable.info()}},
            .clock = &clock_,
            .sync = sync,
            .file_system = &files_};
  }
  static absl::Status Put(Database& db, int i) {
    Provider p;
    p.set_name(absl::StrCat("councils/a/providers/p", i));
    return db
        .Write<Provider>(
            {}, [&](Transaction& txn) { return kTable.Insert(txn, p); })
        .status();
  }
  static int Count(const Database& db) {
    int found = 0;
    EXPECT_THAT(kTable.Scan(Snapshot(db), "councils/", "",
                            [&](Provider&) { return ++found > 0; }),
                IsOk());
    return found;
  }

  // Outlives the databases of a test.
  ForgetfulFileSystem files_;
  TempDir dir_;
  FakeClock clock_{"2025-04-01T09:00:00Z"};
};

TEST_F(PowerCutTest, EveryAcknowledgedWriteSurvives) {
  int written = 0;
  for (int cut = 0; cut < 8; ++cut) {
    auto db = Database::Open(Options());
    ASSERT_THAT(db, IsOk());
    ASSERT_EQ(Count(**db), written);
    for (int i = 0; i < 25; ++i) ASSERT_THAT(Put(**db, written++), IsOk());
    // The disk fails first, so that closing cannot flush anything.
    files_.Set(Disk::kFailsToFlush);
    db->reset();
    files_.CutPower();
    files_.Set(Disk::kWorks);
  }
  auto db = Database::Open(Options());
  ASSERT_THAT(db, IsOk());
  EXPECT_EQ(Count(**db), written);
}

TEST_F(PowerCutTest, WithoutFlushingWritesAreLostAndTheLossIsFound) {
  {
    auto db = Database::Open(Options(/*sync=*/false));
    ASSERT_THAT(db, IsOk());
    for (int i = 0; i < 25; ++i) ASSERT_THAT(Put(**db, i), IsOk());
    files_.Set(Disk::kFailsToFlush);
  }
  files_.CutPower();
  files_.Set(Disk::kWorks);
  EXPECT_THAT(Database::Open(Options()),
              StatusIs(absl::StatusCode::kDataLoss, "acknowledged"));
}

TEST_F(PowerCutTest, AFailedFlushStopsAllLaterWritesAndReadsGoOn) {
  auto db = Database::Open(Options());
  ASSERT_THAT(db, IsOk());
  ASSERT_THAT(Put(**db, 0), IsOk());
  files_.Set(Disk::kFailsToFlush);
  EXPECT_FALSE(Put(**db, 1).ok());
  files_.Set(Disk::kWorks);
  EXPECT_THAT(Put(**db, 2), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(Count(**db), 1);
  EXPECT_EQ((*db)->durable_sequence(), 1);
}

TEST_F(PowerCutTest, ANearlyFullDiskRefusesWritesServesReadsAndRecovers) {
  auto db = Database::Open(Options());
  ASSERT_THAT(db, IsOk());
  ASSERT_THAT(Put(**db, 0), IsOk());
  files_.Set(Disk::kNearlyFull);
  EXPECT_THAT(Put(**db, 1), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(Put(**db, 1), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(Count(**db), 1);
  files_.Set(Disk::kWorks);
  ASSERT_THAT(Put(**db, 2), IsOk());
  EXPECT_EQ(Count(**db), 2);
  db->reset();
  db = Database::Open(Options());
  ASSERT_THAT(db, IsOk());
  EXPECT_EQ(Count(**db), 2);
  EXPECT_EQ((*db)->durable_sequence(), 2);
}

TEST_F(PowerCutTest, ADiskThatIsFullAfterAllLosesNothingAcknowledged) {
  {
    auto db = Database::Open(Options());
    ASSERT_THAT(db, IsOk());
    ASSERT_THAT(Put(**db, 0), IsOk());
    files_.Set(Disk::kFull);
    EXPECT_THAT(Put(**db, 1), StatusIs(absl::StatusCode::kResourceExhausted));
    EXPECT_EQ(Count(**db), 1);
    EXPECT_EQ((*db)->durable_sequence(), 1);
  }
  files_.CutPower();
  files_.Set(Disk::kWorks);
  auto db = Database::Open(Options());
  ASSERT_THAT(db, IsOk());
  EXPECT_EQ(Count(**db), 1);
  EXPECT_THAT(Put(**db, 2), IsOk());
}

}  // namespace
}  // namespace tidemark::store
