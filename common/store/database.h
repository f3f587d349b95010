// The one database of a service: snapshot readers, and one writer at a time
// whose waiting transactions share one flush to disk.
//
//   TIDEMARK_ASSIGN_OR_RETURN(
//       auto db, Database::Open({.path = "/data/contracts",
//                                .schema = contracts::kSchema}));
//   absl::StatusOr<Contract> stored = db->Write<Contract>(
//       {.origin = {.subject = "users/ada", .method = "CreateContract"}},
//       [&](Transaction& txn) { return kContracts.Insert(txn, contract); });
//
// What it guarantees:
//
//   * Transactions run one after another. What a transaction wrote is visible
//     to the next one at once, to snapshots and the feed only once it is on
//     disk, and a writer learns of its success only then.
//   * A failed flush stops all later writes: nothing is acknowledged after it.
//   * A transaction that returns an error leaves nothing behind.
//   * A store that lost acknowledged writes, holds a record that cannot be
//     read, or was written by a newer schema is refused by `Open`.
//
// Layout, in five column families of one RocksDB in `path`/db:
//
//   default  table (1 byte) name                       -> sequence (8) message
//   indexes  table (1) index (1) key 00 01 name        -> (empty)
//   changes  sequence of the commit's first change (8) -> StoredCommit
//   repeats  caller 00 method 00 request id            -> StoredRepeat
//   meta     name                                      -> value
//
// and `path`/high_water, the number of the last acknowledged commit.

#ifndef TIDEMARK_COMMON_STORE_DATABASE_H_
#define TIDEMARK_COMMON_STORE_DATABASE_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/btree_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"

#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "tidemark/store/v1/commit.pb.h"

namespace tidemark::store {

class Database;
class Engine;
class FileSystem;
class HighWaterMark;

// Where a value lives. On disk: the order is that of the column families.
// Never change or reuse.
enum class Space { kRecords, kIndexes, kChanges, kRepeats, kMeta };
inline constexpr size_t kSpaces = 5;

// One table of a schema.
struct TableInfo {
  // On disk. Never change or reuse.
  uint8_t id;
  // An empty message of the table's type.
  const google::protobuf::Message* prototype;
};

// What a service keeps in its database.
struct Schema {
  // The name of the database and of its feed, for example `contracts`.
  std::string name;
  // Raised by one with each change that older code could not read.
  uint32_t version;
  std::vector<TableInfo> tables;
};

// Who makes a change, by which method, and why. Kept with the change.
struct Origin {
  // The subject of the caller's token, for example `users/ada`.
  std::string subject;
  // For example `SubmitReturn`.
  std::string method;
  // In the caller's words. Empty where the method asks for no reason.
  std::string reason = {};
};

// How a repeat of the same call is recognised.
struct RepeatKey {
  // The caller, the method and the request id.
  std::string key;
  // A hash of the request.
  std::string fingerprint;
  // Set by `Database::FindRepeat`: how many flushes there had been when there
  // was no answer on disk, so that a write soon after need not ask the disk
  // again; -1 if it has not been asked.
  int64_t absent_at_flush = -1;
};

// The outcome of a write that its caller did not wait for.
class Pending {
 public:
  // Whether a write took part.
  bool active() const { return add_ != nullptr; }

  // Runs `done` once the write is on disk, or has failed, on a thread of the
  // database; at once, on this thread, if that is already known.
  // Call at most once, with `active()`.
  void Then(std::function<void(absl::Status)> done) { add_(std::move(done)); }

 private:
  friend class Database;
  std::function<void(std::function<void(absl::Status)>)> add_;
};

// How a transaction is run.
struct WriteOptions {
  Origin origin = {};
  // If set, a repeat of the transaction is answered as the first was.
  std::optional<RepeatKey> repeat = std::nullopt;
  // The transaction is refused with `DEADLINE_EXCEEDED` if it would start
  // after this.
  absl::Time deadline = absl::InfiniteFuture();
  // If set, `Write` returns before the write is on disk, and `pending` says
  // when it is.
  Pending* pending = nullptr;
};

// A consistent view of the database.
class Reader {
 public:
  Reader() = default;
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  virtual ~Reader() = default;

  // Returns `nullopt` if there is no such key.
  virtual absl::StatusOr<std::optional<std::string>> Get(
      Space space, absl::string_view key) const = 0;

  // Calls `visit` for each key that starts with `prefix` and is not before
  // `start`, in key order, until it returns false. The views that it is given
  // hold only during the call.
  virtual absl::Status Scan(
      Space space, absl::string_view prefix, absl::string_view start,
      absl::FunctionRef<bool(absl::string_view, absl::string_view)> visit)
      const = 0;

  // Returns the entry with the greatest key that is not after `key`, or
  // `nullopt` if there is none.
  virtual absl::StatusOr<std::optional<std::pair<std::string, std::string>>>
  Floor(Space space, absl::string_view key) const = 0;
};

// Writes that are not in RocksDB yet, newest value by key; `nullopt` deletes.
using Overlay =
    absl::btree_map<std::string, std::optional<std::string>, std::less<>>;

// A `Reader` that sees its own writes and those of the transactions before it.
// Only `Database::Write` makes one.
class Transaction : public Reader {
 public:
  absl::StatusOr<std::optional<std::string>> Get(
      Space space, absl::string_view key) const override;
  absl::Status Scan(
      Space space, absl::string_view prefix, absl::string_view start,
      absl::FunctionRef<bool(absl::string_view, absl::string_view)> visit)
      const override;
  absl::StatusOr<std::optional<std::pair<std::string, std::string>>> Floor(
      Space space, absl::string_view key) const override;

  void Put(Space space, absl::string_view key, std::string value);
  void Delete(Space space, absl::string_view key);

  // Adds a change to the commit's part of the feed. Returns its sequence.
  int64_t Append(v1::StoredCommit::StoredChange change);

  // The sequence that the next change will have.
  int64_t next_sequence() const {
    return first_sequence_ + commit_.changes_size();
  }
  // When the commit is made.
  absl::Time time() const { return time_; }

 private:
  friend class Database;
  // Reads through `layers`, the newest first, then the engine.
  Transaction(const Engine& engine, std::vector<const Overlay*> layers,
              int64_t first_sequence, absl::Time time);
  // The layers of `space`, the transaction's own first.
  std::vector<const Overlay*> LayersOf(Space space) const;
  // Like `Get`, of what is not on disk yet.
  std::optional<std::string> GetWaiting(Space space,
                                        absl::string_view key) const;

  const Engine& engine_;
  // Arrays of one overlay a space.
  const std::vector<const Overlay*> layers_;
  const int64_t first_sequence_;
  const absl::Time time_;
  v1::StoredCommit commit_;
  Overlay own_[kSpaces];
  // What the engine said last: a record is read to be changed, and again to be
  // replaced. No other transaction runs meanwhile, so it still holds.
  struct LastRead {
    Space space;
    std::string key;
    std::optional<std::string> value;
  };
  mutable std::optional<LastRead> last_read_;
};

// Owns the RocksDB and orders its writers. Safe to use from any thread.
class Database {
 public:
  struct Options {
    // A folder of its own. Created if it does not exist.
    std::string path;
    Schema schema;
    // Must outlive the database.
    const Clock* clock = &Clock::System();
    // Whether `Open` reads and checks every record; without, only the log, the
    // high-water mark and the schema are checked.
    bool verify = true;
    // Whether writes are flushed to disk before they are acknowledged. Only a
    // test that shows why they must be sets this to false.
    bool sync = true;
    // Where callbacks of `Pending` run; on the writer's own thread if unset.
    std::function<void(std::function<void()>)> executor = nullptr;
    // The file system; the machine's own if null. Must outlive the database.
    FileSystem* file_system = nullptr;
    // Transactions that may wait for one flush; more are refused with
    // `UNAVAILABLE`.
    size_t max_waiting_bytes = size_t{64} << 20;
    // How long repeats are recognised.
    absl::Duration keep_repeats = absl::Hours(24 * 8);
  };

  // Opens the database at `options.path`, creating it if there is none.
  // Returns `DATA_LOSS` if acknowledged writes or records are damaged or
  // missing and `FAILED_PRECONDITION` if a newer schema, or another service,
  // wrote it, or another process holds it.
  static absl::StatusOr<std::unique_ptr<Database>> Open(Options options);

  // Waits for the writes under way.
  ~Database();

  // Runs `body` as the only writer and commits what it wrote, all or nothing,
  // with `body`'s answer, which is returned. A repeat returns the first answer
  // without running `body`, or `INVALID_ARGUMENT` if its request differs.
  template <typename Response>
  absl::StatusOr<Response> Write(
      const WriteOptions& options,
      absl::FunctionRef<absl::StatusOr<Response>(Transaction&)> body) {
    std::optional<Response> answer;
    TIDEMARK_ASSIGN_OR_RETURN(
        const std::optional<std::string> repeated,
        Commit(options, [&](Transaction& txn) -> absl::StatusOr<std::string> {
          TIDEMARK_ASSIGN_OR_RETURN(answer, body(txn));
          return options.repeat ? answer->SerializeAsString() : "";
        }));
    if (!repeated) return *std::move(answer);
    Response first;
    if (!first.ParseFromString(*repeated)) {
      return absl::DataLossError("the answer kept for a repeat is unreadable");
    }
    return first;
  }

  // The same for a body without an answer.
  absl::Status Write(const WriteOptions& options,
                     absl::FunctionRef<absl::Status(Transaction&)> body);

  // Returns the first answer, serialised, if this is a repeat; `nullopt` if it
  // is not known (yet), and `INVALID_ARGUMENT` if the request differs.
  absl::StatusOr<std::optional<std::string>> FindRepeat(
      RepeatKey& repeat) const;

  const Schema& schema() const { return options_.schema; }
  const Clock& clock() const { return *options_.clock; }

  // The sequence of the last change that is on disk; 0 if there is none.
  int64_t durable_sequence() const;

  // Calls `listener` after each flush that made changes durable, on the
  // writer's thread, until the returned id is given to `RemoveListener`.
  int AddListener(std::function<void()> listener);
  // Once this returns, the listener is not running and will not run again.
  void RemoveListener(int id);

  // Copies the database as it is now into `path`, which must not exist, so
  // that `Open` finds it there. Writers go on meanwhile.
  absl::Status CopyTo(const std::string& path) const;

 private:
  friend class Snapshot;
  friend class Transaction;

  // Transactions that are flushed together.
  struct Group {
    Overlay writes[kSpaces];
    size_t bytes = 0;
    uint64_t commits = 0;
    int64_t last_sequence = 0;
    // Set with `done`, when the flush has ended.
    absl::Status status;
    bool done = false;
    std::vector<std::function<void(absl::Status)>> waiting;
  };

  explicit Database(Options options);
  absl::Status Start();
  absl::Status CheckSchema();
  absl::Status CheckRecords() const;
  absl::StatusOr<std::optional<std::string>> Commit(
      const WriteOptions& options,
      absl::FunctionRef<absl::StatusOr<std::string>(Transaction&)> body)
      ABSL_LOCKS_EXCLUDED(mu_);
  absl::Status FlushOne(const std::shared_ptr<Group>& group,
                        uint64_t last_commit) ABSL_LOCKS_EXCLUDED(mu_);
  // Runs `body` on the open group. Returns the answer kept for a repeat.
  absl::StatusOr<std::optional<std::string>> Run(
      const WriteOptions& options,
      absl::FunctionRef<absl::StatusOr<std::string>(Transaction&)> body)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // The answer kept under `stored`, which `reader` has.
  absl::StatusOr<std::string> AnswerOf(const Reader& reader,
                                       const RepeatKey& repeat,
                                       absl::string_view stored) const;
  void WhenDone(const std::shared_ptr<Group>& group,
                std::function<void(absl::Status)> done)
      ABSL_LOCKS_EXCLUDED(mu_);
  void FlushLoop() ABSL_LOCKS_EXCLUDED(mu_);

  const Options options_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<HighWaterMark> mark_;

  mutable Mutex mu_;
  CondVar work_;
  CondVar flushed_;
  // What the next flush writes, and what the flush under way writes.
  std::shared_ptr<Group> open_ ABSL_GUARDED_BY(mu_) = std::make_shared<Group>();
  std::shared_ptr<Group> flushing_ ABSL_GUARDED_BY(mu_);
  int64_t next_sequence_ ABSL_GUARDED_BY(mu_) = 1;
  uint64_t last_commit_ ABSL_GUARDED_BY(mu_) = 0;
  // Not OK once a flush has failed.
  absl::Status failed_ ABSL_GUARDED_BY(mu_);
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;

  std::atomic<int64_t> durable_sequence_ = 0;
  // Raised when a group that was flushed is no longer seen as `flushing_`.
  std::atomic<int64_t> flushes_ = 0;
  Mutex listeners_mu_;
  std::vector<std::pair<int, std::function<void()>>> listeners_
      ABSL_GUARDED_BY(listeners_mu_);
  int next_listener_ ABSL_GUARDED_BY(listeners_mu_) = 1;
  std::thread flusher_;
};

// A `Reader` on what was on disk when the snapshot was made.
class Snapshot : public Reader {
 public:
  // `db` must outlive the snapshot.
  explicit Snapshot(const Database& db);
  ~Snapshot() override;

  absl::StatusOr<std::optional<std::string>> Get(
      Space space, absl::string_view key) const override;
  absl::Status Scan(
      Space space, absl::string_view prefix, absl::string_view start,
      absl::FunctionRef<bool(absl::string_view, absl::string_view)> visit)
      const override;
  absl::StatusOr<std::optional<std::pair<std::string, std::string>>> Floor(
      Space space, absl::string_view key) const override;

 private:
  const Engine& engine_;
  const void* const snapshot_;
};

}  // namespace tidemark::store

#endif  // TIDEMARK_COMMON_STORE_DATABASE_H_
