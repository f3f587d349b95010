// RocksDB as the database uses it: five column families, one batch at a time,
// flushed before it is acknowledged. Nothing else includes RocksDB.

#ifndef TIDEMARK_COMMON_STORE_ENGINE_H_
#define TIDEMARK_COMMON_STORE_ENGINE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "rocksdb/compaction_filter.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"

#include "common/base/clock.h"
#include "common/store/database.h"

namespace tidemark::store {

// The file system under a database. Tests derive from it to lose what was not
// flushed.
class FileSystem : public rocksdb::FileSystemWrapper {
 public:
  using rocksdb::FileSystemWrapper::FileSystemWrapper;
};

// Maps what RocksDB can answer to what a caller can act on: `DATA_LOSS`,
// `RESOURCE_EXHAUSTED` for a full disk, `UNAVAILABLE` for a failing one.
absl::Status ToStatus(const rocksdb::Status& status);

class Engine {
 public:
  struct Options {
    std::string path;
    bool sync = true;
    FileSystem* file_system = nullptr;
    // Repeats older than this by `clock` are dropped when files are rewritten.
    absl::Duration keep_repeats;
    const Clock* clock;
  };

  static absl::StatusOr<std::unique_ptr<Engine>> Open(const Options& options);
  ~Engine();

  // Each takes a snapshot from `TakeSnapshot`, or null for what is there now.
  absl::StatusOr<std::optional<std::string>> Get(const void* snapshot,
                                                 Space space,
                                                 absl::string_view key) const;
  absl::Status Scan(
      const void* snapshot, Space space, absl::string_view prefix,
      absl::string_view start,
      absl::FunctionRef<bool(absl::string_view, absl::string_view)> visit)
      const;
  absl::StatusOr<std::optional<std::pair<std::string, std::string>>> Floor(
      const void* snapshot, Space space, absl::string_view key) const;

  // An iterator over `space` as it is now, for merging with overlays.
  std::unique_ptr<rocksdb::Iterator> NewIterator(Space space) const;

  const void* TakeSnapshot() const;
  void ReleaseSnapshot(const void* snapshot) const;

  // Writes one overlay a space, and one entry of `Space::kMeta` if it has a
  // key, in one atomic batch, and flushes it. Returns `RESOURCE_EXHAUSTED`,
  // having written nothing, while the disk is nearly full.
  absl::Status Write(const Overlay (&writes)[kSpaces],
                     const std::pair<std::string, std::string>& meta = {});

  // Reads every block of every file and compares checksums.
  absl::Status VerifyChecksums() const;

  // Copies what is there now into the new folder `path`.
  absl::Status CopyTo(const std::string& path) const;

 private:
  explicit Engine(const Options& options) : options_(options) {}
  rocksdb::ColumnFamilyHandle* family(Space space) const {
    return families_[static_cast<size_t>(space)];
  }

  const Options options_;
  std::unique_ptr<rocksdb::Env> env_;
  std::unique_ptr<rocksdb::CompactionFilter> drop_repeats_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
};

}  // namespace tidemark::store

#endif  // TIDEMARK_COMMON_STORE_ENGINE_H_
