#include "common/store/engine.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "rocksdb/cache.h"
#include "rocksdb/compaction_filter.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/iterator.h"
#include "rocksdb/options.h"
#include "rocksdb/table.h"
#include "rocksdb/utilities/checkpoint.h"
#include "rocksdb/write_batch.h"

#include "common/base/status_macros.h"

namespace tidemark::store {
namespace {

constexpr uint64_t kMegabyte = uint64_t{1} << 20;
// Reopening costs about 37 ms for each MiB of log.
constexpr uint64_t kMaxLogBytes = 128 * kMegabyte;
// Room for what RocksDB writes behind our back, and for reading on.
constexpr uint64_t kReservedBytes = 256 * kMegabyte;

// On disk. Never change or reuse.
constexpr const char* kFamilies[kSpaces] = {"default", "indexes", "changes",
                                            "repeats", "meta"};

rocksdb::Slice ToSlice(absl::string_view s) { return {s.data(), s.size()}; }

absl::string_view ToView(const rocksdb::Slice& s) {
  return {s.data(), s.size()};
}

rocksdb::ReadOptions At(const void* snapshot) {
  rocksdb::ReadOptions options;
  options.snapshot = static_cast<const rocksdb::Snapshot*>(snapshot);
  return options;
}

// Drops repeats that nobody may ask for any more.
class DropOldRepeats : public rocksdb::CompactionFilter {
 public:
  DropOldRepeats(const Clock& clock, absl::Duration keep)
      : clock_(clock), keep_(keep) {}

  const char* Name() const override { return "tidemark.DropOldRepeats"; }

  bool Filter(int, const rocksdb::Slice&, const rocksdb::Slice& value,
              std::string*, bool*) const override {
    v1::StoredRepeat repeat;
    if (!repeat.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
      return false;
    }
    return absl::FromUnixMicros(static_cast<int64_t>(repeat.time_micros())) <
           clock_.Now() - keep_;
  }

 private:
  const Clock& clock_;
  const absl::Duration keep_;
};

rocksdb::ColumnFamilyOptions FamilyOptions(
    const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.format_version = 5;
  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression = rocksdb::kLZ4Compression;
  options.write_buffer_size = 32 * kMegabyte;
  // Most reads of a transaction ask whether something new is there already.
  options.memtable_prefix_bloom_size_ratio = 0.02;
  options.memtable_whole_key_filtering = true;
  options.level_compaction_dynamic_level_bytes = true;
  options.optimize_filters_for_hits = false;
  return options;
}

}  // namespace

absl::Status ToStatus(const rocksdb::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const std::string message = status.ToString();
  switch (status.code()) {
    case rocksdb::Status::kCorruption:
      return absl::DataLossError(message);
    case rocksdb::Status::kIOError:
      if (status.subcode() == rocksdb::Status::kNoSpace) {
        return absl::ResourceExhaustedError(message);
      }
      if (absl::StrContains(message, "lock")) {
        return absl::FailedPreconditionError(
            absl::StrCat("another process has this store open: ", message));
      }
      return absl::UnavailableError(message);
    case rocksdb::Status::kShutdownInProgress:
      return absl::UnavailableError(message);
    default:
      return absl::InternalError(message);
  }
}

absl::StatusOr<std::unique_ptr<Engine>> Engine::Open(const Options& options) {
  std::unique_ptr<Engine> engine(new Engine(options));
  rocksdb::DBOptions db_options;
  if (options.file_system != nullptr) {
    engine->env_ =
        rocksdb::NewCompositeEnv(std::shared_ptr<rocksdb::FileSystem>(
            options.file_system, [](rocksdb::FileSystem*) {}));
    db_options.env = engine->env_.get();
  }
  db_options.create_if_missing = true;
  db_options.create_missing_column_families = true;
  db_options.paranoid_checks = true;
  // The default mode drops the whole log after a damaged record, in silence.
  // This one takes nothing but a torn tail; what a torn tail may hide is found
  // by the high-water mark.
  db_options.wal_recovery_mode =
      rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  db_options.max_total_wal_size = kMaxLogBytes;
  db_options.max_background_jobs = 2;
  db_options.bytes_per_sync = kMegabyte;
  db_options.keep_log_file_num = 5;
  db_options.info_log_level = rocksdb::WARN_LEVEL;
  db_options.max_open_files = 512;

  const std::shared_ptr<rocksdb::Cache> cache =
      rocksdb::NewLRUCache(128 * kMegabyte);
  engine->drop_repeats_ =
      std::make_unique<DropOldRepeats>(*options.clock, options.keep_repeats);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (size_t i = 0; i < kSpaces; ++i) {
    families.emplace_back(kFamilies[i], FamilyOptions(cache));
  }
  rocksdb::ColumnFamilyOptions& changes =
      families[static_cast<size_t>(Space::kChanges)].options;
  changes.bottommost_compression = rocksdb::kZSTD;
  rocksdb::ColumnFamilyOptions& repeats =
      families[static_cast<size_t>(Space::kRepeats)].options;
  repeats.compaction_filter = engine->drop_repeats_.get();
  // So that the filter meets each repeat, however quiet the service is.
  repeats.periodic_compaction_seconds = uint64_t{24} * 60 * 60;

  rocksdb::DB* db = nullptr;
  TIDEMARK_RETURN_IF_ERROR(ToStatus(rocksdb::DB::Open(
      db_options, options.path, families, &engine->families_, &db)));
  engine->db_.reset(db);
  return engine;
}

Engine::~Engine() {
  if (db_ == nullptr) return;
  for (rocksdb::ColumnFamilyHandle* family : families_) {
    db_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
  }
  db_->Close().PermitUncheckedError();
}

absl::StatusOr<std::optional<std::string>> Engine::Get(
    const void* snapshot, Space space, absl::string_view key) const {
  std::string value;
  const rocksdb::Status status =
      db_->Get(At(snapshot), family(space), ToSlice(key), &value);
  if (status.IsNotFound()) return std::optional<std::string>();
  TIDEMARK_RETURN_IF_ERROR(ToStatus(status));
  return std::optional<std::string>(std::move(value));
}

absl::Status Engine::Scan(
    const void* snapshot, Space space, absl::string_view prefix,
    absl::string_view start,
    absl::FunctionRef<bool(absl::string_view, absl::string_view)> visit) const {
  const std::unique_ptr<rocksdb::Iterator> it(
      db_->NewIterator(At(snapshot), family(space)));
  for (it->Seek(ToSlice(std::max(start, prefix))); it->Valid(); it->Next()) {
    if (!absl::StartsWith(ToView(it->key()), prefix)) break;
    if (!visit(ToView(it->key()), ToView(it->value()))) break;
  }
  return ToStatus(it->status());
}

absl::StatusOr<std::optional<std::pair<std::string, std::string>>>
Engine::Floor(const void* snapshot, Space space, absl::string_view key) const {
  std::optional<std::pair<std::string, std::string>> found;
  const std::unique_ptr<rocksdb::Iterator> it(
      db_->NewIterator(At(snapshot), family(space)));
  it->SeekForPrev(ToSlice(key));
  if (it->Valid()) {
    found.emplace(it->key().ToString(), it->value().ToString());
  }
  TIDEMARK_RETURN_IF_ERROR(ToStatus(it->status()));
  return found;
}

std::unique_ptr<rocksdb::Iterator> Engine::NewIterator(Space space) const {
  return std::unique_ptr<rocksdb::Iterator>(
      db_->NewIterator(rocksdb::ReadOptions(), family(space)));
}

const void* Engine::TakeSnapshot() const { return db_->GetSnapshot(); }

void Engine::ReleaseSnapshot(const void* snapshot) const {
  db_->ReleaseSnapshot(static_cast<const rocksdb::Snapshot*>(snapshot));
}

absl::Status Engine::Write(const Overlay (&writes)[kSpaces],
                           const std::pair<std::string, std::string>& meta) {
  // RocksDB may not recover from a full disk until it is opened again, so it
  // is never let near one.
  uint64_t free = 0;
  if (db_->GetEnv()->GetFreeSpace(options_.path, &free).ok() &&
      free < kReservedBytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the disk has only ", free / kMegabyte,
                     " MB left; nothing is written until it has ",
                     kReservedBytes / kMegabyte));
  }
  rocksdb::WriteBatch batch;
  for (size_t i = 0; i < kSpaces; ++i) {
    for (const auto& [key, value] : writes[i]) {
      TIDEMARK_RETURN_IF_ERROR(ToStatus(
          value ? batch.Put(families_[i], ToSlice(key), ToSlice(*value))
                : batch.Delete(families_[i], ToSlice(key))));
    }
  }
  if (!meta.first.empty()) {
    TIDEMARK_RETURN_IF_ERROR(
        ToStatus(batch.Put(family(Space::kMeta), meta.first, meta.second)));
  }
  rocksdb::WriteOptions options;
  options.sync = options_.sync;
  return ToStatus(db_->Write(options, &batch));
}

absl::Status Engine::VerifyChecksums() const {
  return ToStatus(db_->VerifyChecksum());
}

absl::Status Engine::CopyTo(const std::string& path) const {
  rocksdb::Checkpoint* created = nullptr;
  TIDEMARK_RETURN_IF_ERROR(
      ToStatus(rocksdb::Checkpoint::Create(db_.get(), &created)));
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(created);
  return ToStatus(checkpoint->CreateCheckpoint(path));
}

}  // namespace tidemark::store
