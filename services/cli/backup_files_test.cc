#include "services/cli/backup_files.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;
using backup::v1::Backup;
using testing::TempDir;

// SHA-256 of "hello" and of nothing (FIPS 180-4).
constexpr char kHello[] =
    "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
constexpr char kNothing[] =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

std::string Contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void Overwrite(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

// A backup of two files in `dir`, with its manifest.
Backup WriteBackup(const std::string& dir) {
  Backup backup;
  backup.set_name("councils/E10000012/backups/1");
  backup.mutable_create_time()->set_seconds(1'752'580'800);
  auto& one = *backup.add_files();
  one.set_path("contracts/CURRENT");
  one.set_size(5);
  one.set_sha256(kHello);
  auto& two = *backup.add_files();
  two.set_path("outcomes/000012.sst");
  two.set_size(0);
  two.set_sha256(kNothing);
  for (const Backup::File& file : backup.files()) {
    absl::StatusOr<FileCopy> copy = FileCopy::Start(dir, file.path());
    EXPECT_TRUE(copy.ok()) << copy.status();
    if (file.size() > 0) {
      EXPECT_TRUE(copy->Append("hel").ok());
      EXPECT_TRUE(copy->Append("lo").ok());
    }
    EXPECT_TRUE(copy->Finish(file).ok());
  }
  EXPECT_TRUE(WriteManifest(dir, backup).ok());
  return backup;
}

TEST(BackupFilesTest, ABackupIsRestoredIntoANewFolder) {
  const TempDir temp;
  const Backup backup = WriteBackup(temp / "backup");

  const absl::StatusOr<Backup> manifest = ReadManifest(temp / "backup");
  ASSERT_TRUE(manifest.ok()) << manifest.status();
  EXPECT_THAT(*manifest, testing::EqualsProto(backup));
  int64_t done = 0;
  ASSERT_TRUE(RestoreFiles(*manifest, temp / "backup", temp / "data",
                           [&](int64_t bytes) { done = bytes; })
                  .ok());

  EXPECT_EQ(done, 5);
  EXPECT_EQ(Contents(temp / "data/contracts/CURRENT"), "hello");
  EXPECT_TRUE(fs::exists(temp / "data/outcomes/000012.sst"));
  EXPECT_FALSE(fs::exists(temp / "data/backup.json"));
  EXPECT_FALSE(fs::exists(temp / "data.restoring"));
}

TEST(BackupFilesTest, AnEmptyFolderWithASlashMayBeRestoredInto) {
  const TempDir temp;
  const Backup backup = WriteBackup(temp / "backup");
  fs::create_directory(temp / "data");

  ASSERT_TRUE(
      RestoreFiles(backup, temp / "backup", temp / "data/", [](int64_t) {
      }).ok());
  EXPECT_EQ(Contents(temp / "data/contracts/CURRENT"), "hello");
}

TEST(BackupFilesTest, AFlippedByteIsFoundAndNothingIsRestored) {
  const TempDir temp;
  const Backup backup = WriteBackup(temp / "backup");
  Overwrite(temp / "backup/contracts/CURRENT", "hellp");

  const absl::Status status =
      RestoreFiles(backup, temp / "backup", temp / "data", [](int64_t) {});

  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(status.message().find("contracts/CURRENT"), std::string::npos);
  EXPECT_FALSE(fs::exists(temp / "data"));
  EXPECT_FALSE(fs::exists(temp / "data.restoring"));
}

TEST(BackupFilesTest, AMissingOrShortFileIsFound) {
  const TempDir temp;
  const Backup backup = WriteBackup(temp / "backup");
  Overwrite(temp / "backup/contracts/CURRENT", "hell");
  EXPECT_EQ(RestoreFiles(backup, temp / "backup", temp / "data", [](int64_t) {})
                .code(),
            absl::StatusCode::kDataLoss);
  fs::remove(temp / "backup/contracts/CURRENT");
  EXPECT_EQ(RestoreFiles(backup, temp / "backup", temp / "data", [](int64_t) {})
                .code(),
            absl::StatusCode::kNotFound);
}

TEST(BackupFilesTest, AFolderWithoutAManifestIsNoBackup) {
  const TempDir temp;
  EXPECT_EQ(ReadManifest(temp.path()).status().code(),
            absl::StatusCode::kNotFound);
  Overwrite(temp / "backup.json", "{\"name\":");
  EXPECT_EQ(ReadManifest(temp.path()).status().code(),
            absl::StatusCode::kDataLoss);
}

TEST(BackupFilesTest, OnlyAnEmptyOrNewFolderIsWrittenTo) {
  const TempDir temp;
  EXPECT_TRUE(CheckEmptyOrNew(temp.path()).ok());
  EXPECT_TRUE(CheckEmptyOrNew(temp / "new").ok());
  Overwrite(temp / "file", "x");
  EXPECT_EQ(CheckEmptyOrNew(temp.path()).code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(CheckEmptyOrNew(temp / "file").code(),
            absl::StatusCode::kAlreadyExists);
}

TEST(BackupFilesTest, NoFileOfABackupMayLieOutsideItsFolder) {
  for (const char* path :
       {"", "/etc/passwd", "../x", "a/../../x", "a/./b", "a/", "backup.json"}) {
    Backup backup;
    backup.add_files()->set_path(path);
    EXPECT_EQ(CheckPaths(backup).code(), absl::StatusCode::kDataLoss) << path;
  }
  Backup twice;
  twice.add_files()->set_path("a/b");
  EXPECT_TRUE(CheckPaths(twice).ok());
  twice.add_files()->set_path("a/b");
  EXPECT_EQ(CheckPaths(twice).code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace tidemark::cli
