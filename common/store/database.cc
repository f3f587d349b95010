#include "common/store/database.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/base/faults.h"
#include "common/store/engine.h"
#include "common/store/high_water_mark.h"
#include "common/store/key.h"
#include "common/store/table.h"

namespace tidemark::store {
namespace {

// On disk. Raised with each change of layout that older code cannot read.
constexpr uint32_t kFormat = 1;
// On disk. Never change.
constexpr char kSchemaKey[] = "schema";
constexpr char kLastCommitKey[] = "last_commit";

using Entry = std::pair<std::string, std::string>;

std::string EnginePath(absl::string_view path) {
  return absl::StrCat(path, "/db");
}
std::string MarkPath(absl::string_view path) {
  return absl::StrCat(path, "/high_water");
}

std::string SequenceKey(int64_t sequence) {
  return KeyWriter().Number(sequence).bytes();
}

// The newest value of `key` in `layers`; null if none has it.
const std::optional<std::string>* FindIn(
    const std::vector<const Overlay*>& layers, absl::string_view key) {
  for (const Overlay* layer : layers) {
    const auto it = layer->find(key);
    if (it != layer->end()) return &it->second;
  }
  return nullptr;
}

absl::string_view KeyOf(const rocksdb::Iterator& it) {
  return {it.key().data(), it.key().size()};
}
absl::string_view ValueOf(const rocksdb::Iterator& it) {
  return {it.value().data(), it.value().size()};
}

absl::Status Closed() {
  return absl::UnavailableError("the store is closing; try again later");
}

}  // namespace

Transaction::Transaction(const Engine& engine,
                         std::vector<const Overlay*> layers,
                         int64_t first_sequence, absl::Time time)
    : engine_(engine),
      layers_(std::move(layers)),
      first_sequence_(first_sequence),
      time_(time) {}

std::vector<const Overlay*> Transaction::LayersOf(Space space) const {
  std::vector<const Overlay*> layers = {&own_[static_cast<size_t>(space)]};
  for (const Overlay* layer : layers_) {
    layers.push_back(layer + static_cast<size_t>(space));
  }
  return layers;
}

std::optional<std::string> Transaction::GetWaiting(
    Space space, absl::string_view key) const {
  const auto* found = FindIn(LayersOf(space), key);
  return found != nullptr ? *found : std::nullopt;
}

absl::StatusOr<std::optional<std::string>> Transaction::Get(
    Space space, absl::string_view key) const {
  if (const auto* found = FindIn(LayersOf(space), key)) return *found;
  if (!last_read_ || last_read_->space != space || last_read_->key != key) {
    TIDEMARK_ASSIGN_OR_RETURN(auto value, engine_.Get(nullptr, space, key));
    last_read_ = {space, std::string(key), std::move(value)};
  }
  return last_read_->value;
}

absl::Status Transaction::Scan(
    Space space, absl::string_view prefix, absl::string_view start,
    absl::FunctionRef<bool(absl::string_view, absl::string_view)> visit) const {
  const absl::string_view from = std::max(start, prefix);
  Overlay waiting;
  for (const Overlay* layer : LayersOf(space)) {
    for (auto it = layer->lower_bound(from);
         it != layer->end() && absl::StartsWith(it->first, prefix); ++it) {
      waiting.insert(*it);  // Keeps the newer value of a layer before.
    }
  }
  const std::unique_ptr<rocksdb::Iterator> stored = engine_.NewIterator(space);
  stored->Seek({from.data(), from.size()});
  auto next = waiting.begin();
  for (;;) {
    const bool more =
        stored->Valid() && absl::StartsWith(KeyOf(*stored), prefix);
    if (next == waiting.end()) {
      if (!more || !visit(KeyOf(*stored), ValueOf(*stored))) break;
      stored->Next();
      continue;
    }
    if (more && KeyOf(*stored) < absl::string_view(next->first)) {
      if (!visit(KeyOf(*stored), ValueOf(*stored))) break;
      stored->Next();
      continue;
    }
    if (more && KeyOf(*stored) == absl::string_view(next->first)) {
      stored->Next();
    }
    if (next->second && !visit(next->first, *next->second)) break;
    ++next;
  }
  return ToStatus(stored->status());
}

absl::StatusOr<std::optional<Entry>> Transaction::Floor(
    Space space, absl::string_view key) const {
  const std::vector<const Overlay*> layers = LayersOf(space);
  const std::unique_ptr<rocksdb::Iterator> stored = engine_.NewIterator(space);
  std::string bound(key);
  bool inclusive = true;
  for (;;) {
    std::optional<std::string> best;
    for (const Overlay* layer : layers) {
      auto it =
          inclusive ? layer->upper_bound(bound) : layer->lower_bound(bound);
      if (it == layer->begin()) continue;
      --it;
      if (!best || it->first > *best) best = it->first;
    }
    stored->SeekForPrev(bound);
    if (!inclusive && stored->Valid() && KeyOf(*stored) == bound) {
      stored->Prev();
    }
    TIDEMARK_RETURN_IF_ERROR(ToStatus(stored->status()));
    if (stored->Valid() && (!best || KeyOf(*stored) > *best)) {
      return std::optional<Entry>(std::in_place, KeyOf(*stored),
                                  ValueOf(*stored));
    }
    if (!best) return std::optional<Entry>();
    if (const auto& value = *FindIn(layers, *best)) {
      return std::optional<Entry>(std::in_place, *best, *value);
    }
    bound = *best;
    inclusive = false;
  }
}

void Transaction::Put(Space space, absl::string_view key, std::string value) {
  own_[static_cast<size_t>(space)].insert_or_assign(std::string(key),
                                                    std::move(value));
}

void Transaction::Delete(Space space, absl::string_view key) {
  own_[static_cast<size_t>(space)].insert_or_assign(std::string(key),
                                                    std::nullopt);
}

int64_t Transaction::Append(v1::StoredCommit::StoredChange change) {
  const int64_t sequence = next_sequence();
  *commit_.add_changes() = std::move(change);
  return sequence;
}

Database::Database(Options options) : options_(std::move(options)) {}

absl::StatusOr<std::unique_ptr<Database>> Database::Open(Options options) {
  std::unique_ptr<Database> db(new Database(std::move(options)));
  absl::Status status = db->Start();
  if (status.ok()) return db;
  return absl::Status(
      status.code(),
      absl::StrCat(
          "store ", db->options_.path, ": ", status.message(),
          absl::IsDataLoss(status) ? "; restore it from a backup" : ""));
}

absl::Status Database::Start() {
  std::error_code error;
  std::filesystem::create_directories(options_.path, error);
  if (error) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot create the folder: ", error.message()));
  }
  const bool exists =
      std::filesystem::exists(EnginePath(options_.path) + "/CURRENT");
  TIDEMARK_ASSIGN_OR_RETURN(const std::optional<uint64_t> mark,
                            HighWaterMark::Read(MarkPath(options_.path)));
  if (exists && !mark) {
    return absl::DataLossError("high_water is missing");
  }
  if (!exists && mark.value_or(0) > 0) {
    return absl::DataLossError(
        absl::StrCat(*mark,
                     " commits were acknowledged and the folder db, "
                     "which held them, is missing"));
  }
  TIDEMARK_ASSIGN_OR_RETURN(mark_,
                            HighWaterMark::Open(MarkPath(options_.path)));
  if (!mark) TIDEMARK_RETURN_IF_ERROR(mark_->Set(0));
  TIDEMARK_ASSIGN_OR_RETURN(engine_,
                            Engine::Open({.path = EnginePath(options_.path),
                                          .sync = options_.sync,
                                          .file_system = options_.file_system,
                                          .keep_repeats = options_.keep_repeats,
                                          .clock = options_.clock}));

  const Snapshot now(*this);
  TIDEMARK_ASSIGN_OR_RETURN(const auto last_commit,
                            now.Get(Space::kMeta, kLastCommitKey));
  uint64_t commits = 0;
  if (last_commit && !absl::SimpleAtoi(*last_commit, &commits)) {
    return absl::DataLossError("the number of the last commit is unreadable");
  }
  if (commits < mark.value_or(0)) {
    return absl::DataLossError(
        absl::StrCat("acknowledged writes are lost: ", *mark,
                     " commits were acknowledged and the log holds ", commits));
  }
  TIDEMARK_RETURN_IF_ERROR(CheckSchema());
  TIDEMARK_ASSIGN_OR_RETURN(const auto last,
                            now.Floor(Space::kChanges, SequenceKey(INT64_MAX)));
  int64_t next_sequence = 1;
  if (last) {
    v1::StoredCommit commit;
    TIDEMARK_ASSIGN_OR_RETURN(next_sequence, KeyReader(last->first).Number());
    if (!commit.ParseFromString(last->second)) {
      return absl::DataLossError("the last commit is unreadable");
    }
    next_sequence += commit.changes_size();
  }
  if (options_.verify) {
    TIDEMARK_RETURN_IF_ERROR(engine_->VerifyChecksums());
    TIDEMARK_RETURN_IF_ERROR(CheckRecords());
  }
  durable_sequence_ = next_sequence - 1;
  {
    const MutexLock lock(mu_);
    next_sequence_ = next_sequence;
    last_commit_ = commits;
    open_->last_sequence = next_sequence - 1;
  }
  flusher_ = std::thread([this] { FlushLoop(); });
  return absl::OkStatus();
}

absl::Status Database::CheckSchema() {
  TIDEMARK_ASSIGN_OR_RETURN(const auto stored,
                            engine_->Get(nullptr, Space::kMeta, kSchemaKey));
  const std::string ours = absl::StrCat(kFormat, " ", options_.schema.name, " ",
                                        options_.schema.version);
  if (!stored) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto commits,
        engine_->Get(nullptr, Space::kMeta, kLastCommitKey));
    if (commits) return absl::DataLossError("the schema's version is missing");
  } else {
    const std::vector<std::string> parts = absl::StrSplit(*stored, ' ');
    uint32_t format = 0;
    uint32_t version = 0;
    if (parts.size() != 3 || !absl::SimpleAtoi(parts[0], &format) ||
        !absl::SimpleAtoi(parts[2], &version)) {
      return absl::DataLossError("the schema's version is unreadable");
    }
    if (parts[1] != options_.schema.name) {
      return absl::FailedPreconditionError(
          absl::StrCat("it belongs to the service ", parts[1], ", not to ",
                       options_.schema.name));
    }
    if (format > kFormat || version > options_.schema.version) {
      return absl::FailedPreconditionError(absl::StrCat(
          "it was written by a newer version of Tidemark (format ", format,
          ", schema ", version, "; this one reads up to ", kFormat, " and ",
          options_.schema.version, "); run that version or a newer one"));
    }
  }
  if (stored == ours) return absl::OkStatus();
  Overlay writes[kSpaces];
  writes[static_cast<size_t>(Space::kMeta)].emplace(kSchemaKey, ours);
  return engine_->Write(writes);
}

absl::Status Database::CheckRecords() const {
  absl::Status status;
  TIDEMARK_RETURN_IF_ERROR(engine_->Scan(
      nullptr, Space::kRecords, "", "",
      [&](absl::string_view key, absl::string_view stored) {
        const absl::string_view name = key.substr(1);
        const auto table =
            std::find_if(options_.schema.tables.begin(),
                         options_.schema.tables.end(), [&](const TableInfo& t) {
                           return t.id == static_cast<uint8_t>(key[0]);
                         });
        if (table == options_.schema.tables.end()) {
          status = absl::DataLossError(
              absl::StrCat(name, " is in a table that the schema lacks"));
          return false;
        }
        const auto record = RecordTable::Split(name, stored);
        const std::unique_ptr<google::protobuf::Message> message(
            table->prototype->New());
        if (!record.ok() || !message->ParseFromString(record->bytes)) {
          status = RecordTable::Unreadable(name);
        }
        return status.ok();
      }));
  TIDEMARK_RETURN_IF_ERROR(status);
  int64_t expected = 1;
  TIDEMARK_RETURN_IF_ERROR(engine_->Scan(
      nullptr, Space::kChanges, "", "",
      [&](absl::string_view key, absl::string_view stored) {
        v1::StoredCommit commit;
        const absl::StatusOr<int64_t> first = KeyReader(key).Number();
        if (!first.ok() || *first != expected ||
            !commit.ParseFromArray(stored.data(),
                                   static_cast<int>(stored.size()))) {
          status = absl::DataLossError(
              absl::StrCat("the feed is damaged at sequence ", expected));
          return false;
        }
        expected += commit.changes_size();
        return true;
      }));
  return status;
}

Database::~Database() {
  {
    const MutexLock lock(mu_);
    stopping_ = true;
  }
  work_.NotifyAll();
  if (flusher_.joinable()) flusher_.join();
  if (mark_ != nullptr) mark_->Sync().IgnoreError();
}

absl::Status Database::Write(
    const WriteOptions& options,
    absl::FunctionRef<absl::Status(Transaction&)> body) {
  return Commit(options,
                [&](Transaction& txn) -> absl::StatusOr<std::string> {
                  TIDEMARK_RETURN_IF_ERROR(body(txn));
                  return "";
                })
      .status();
}

absl::StatusOr<std::optional<std::string>> Database::Commit(
    const WriteOptions& options,
    absl::FunctionRef<absl::StatusOr<std::string>(Transaction&)> body) {
  std::optional<std::string> answer;
  std::shared_ptr<Group> group;
  {
    const MutexLock lock(mu_);
    TIDEMARK_RETURN_IF_ERROR(failed_);
    if (stopping_) return Closed();
    if (open_->bytes > options_.max_waiting_bytes) {
      return Error(absl::StatusCode::kUnavailable, "BUSY",
                   "too many writes are waiting for the disk; try again");
    }
    // Work for callers who have gone is what makes overload collapse.
    if (options_.clock->Now() > options.deadline) {
      return absl::DeadlineExceededError(
          "the deadline passed before the write began; nothing was written");
    }
    TIDEMARK_ASSIGN_OR_RETURN(answer, Run(options, body));
    // What `body` saw may still be on its way to disk, even if it wrote
    // nothing itself.
    group = open_->commits > 0 ? open_ : flushing_;
  }
  if (group == nullptr) return answer;
  work_.NotifyOne();
  if (options.pending != nullptr) {
    options.pending->add_ = [this, group](auto done) {
      WhenDone(group, std::move(done));
    };
    return answer;
  }
  const MutexLock lock(mu_);
  while (!group->done) flushed_.Wait(mu_);
  TIDEMARK_RETURN_IF_ERROR(group->status);
  return answer;
}

absl::StatusOr<std::optional<std::string>> Database::Run(
    const WriteOptions& options,
    absl::FunctionRef<absl::StatusOr<std::string>(Transaction&)> body) {
  std::vector<const Overlay*> layers = {open_->writes};
  if (flushing_ != nullptr) layers.push_back(flushing_->writes);
  Transaction txn(*engine_, std::move(layers), next_sequence_,
                  options_.clock->Now());
  if (options.repeat) {
    const RepeatKey& repeat = *options.repeat;
    std::optional<std::string> stored;
    if (repeat.absent_at_flush == flushes_) {
      stored = txn.GetWaiting(Space::kRepeats, repeat.key);
    } else {
      TIDEMARK_ASSIGN_OR_RETURN(stored, txn.Get(Space::kRepeats, repeat.key));
    }
    if (stored) {
      TIDEMARK_ASSIGN_OR_RETURN(std::string first,
                                AnswerOf(txn, repeat, *stored));
      return std::optional<std::string>(std::move(first));
    }
  }
  TIDEMARK_ASSIGN_OR_RETURN(std::string answer, body(txn));

  const int64_t time_micros = absl::ToUnixMicros(txn.time_);
  const int changes = txn.commit_.changes_size();
  if (options.repeat) {
    v1::StoredRepeat repeat;
    repeat.set_time_micros(static_cast<uint64_t>(time_micros));
    repeat.set_fingerprint(options.repeat->fingerprint);
    // Most answers are the resource as it was stored.
    if (changes > 0 && txn.commit_.changes(changes - 1).value() == answer) {
      repeat.set_response_sequence(txn.next_sequence() - 1);
    } else {
      repeat.set_response(std::move(answer));
    }
    txn.Put(Space::kRepeats, options.repeat->key, repeat.SerializeAsString());
  }
  if (changes > 0) {
    txn.commit_.set_time_micros(time_micros);
    txn.commit_.set_subject(options.origin.subject);
    txn.commit_.set_method(options.origin.method);
    txn.commit_.set_reason(options.origin.reason);
    txn.Put(Space::kChanges, SequenceKey(next_sequence_),
            txn.commit_.SerializeAsString());
    next_sequence_ += changes;
    open_->last_sequence = next_sequence_ - 1;
  }
  bool wrote = false;
  for (size_t i = 0; i < kSpaces; ++i) {
    for (auto& [key, value] : txn.own_[i]) {
      wrote = true;
      open_->bytes += key.size() + (value ? value->size() : 0);
      open_->writes[i].insert_or_assign(key, std::move(value));
    }
  }
  if (wrote) {
    ++open_->commits;
    ++last_commit_;
  }
  return std::optional<std::string>();
}

absl::StatusOr<std::string> Database::AnswerOf(const Reader& reader,
                                               const RepeatKey& repeat,
                                               absl::string_view stored) const {
  v1::StoredRepeat first;
  if (!first.ParseFromArray(stored.data(), static_cast<int>(stored.size()))) {
    return absl::DataLossError("the answer kept for a repeat is unreadable");
  }
  if (first.fingerprint() != repeat.fingerprint) {
    return Error(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED",
                 "request_id was used before for another request; give each "
                 "request an id of its own");
  }
  if (first.response_sequence() == 0) {
    return std::move(*first.mutable_response());
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::optional<Entry> entry,
      reader.Floor(Space::kChanges, SequenceKey(first.response_sequence())));
  v1::StoredCommit commit;
  int64_t at = -1;
  if (entry && commit.ParseFromString(entry->second)) {
    TIDEMARK_ASSIGN_OR_RETURN(const int64_t first_sequence,
                              KeyReader(entry->first).Number());
    at = first.response_sequence() - first_sequence;
  }
  if (at < 0 || at >= commit.changes_size()) {
    return absl::DataLossError("the answer kept for a repeat is missing");
  }
  return std::move(
      *commit.mutable_changes(static_cast<int>(at))->mutable_value());
}

absl::StatusOr<std::optional<std::string>> Database::FindRepeat(
    RepeatKey& repeat) const {
  // Read first: a flush that ends meanwhile makes the write ask again.
  const int64_t flushes = flushes_;
  TIDEMARK_ASSIGN_OR_RETURN(const auto stored,
                            engine_->Get(nullptr, Space::kRepeats, repeat.key));
  if (!stored) {
    repeat.absent_at_flush = flushes;
    return std::optional<std::string>();
  }
  TIDEMARK_ASSIGN_OR_RETURN(std::string first,
                            AnswerOf(Snapshot(*this), repeat, *stored));
  return std::optional<std::string>(std::move(first));
}

void Database::WhenDone(const std::shared_ptr<Group>& group,
                        std::function<void(absl::Status)> done) {
  {
    const MutexLock lock(mu_);
    if (!group->done) {
      group->waiting.push_back(std::move(done));
      return;
    }
  }
  done(group->status);
}

absl::Status Database::FlushOne(const std::shared_ptr<Group>& group,
                                uint64_t last_commit) {
  // Readers in transactions see `writes` meanwhile, so the number goes in a
  // space that they do not read.
  TIDEMARK_RETURN_IF_ERROR(engine_->Write(
      group->writes, {kLastCommitKey, absl::StrCat(last_commit)}));
  return mark_->Set(last_commit);
}

void Database::FlushLoop() {
  absl::Time mark_synced = absl::InfinitePast();
  for (;;) {
    std::shared_ptr<Group> group;
    uint64_t last_commit = 0;
    absl::Status status;
    {
      const MutexLock lock(mu_);
      while (open_->commits == 0 && !stopping_) work_.Wait(mu_);
      if (open_->commits == 0) return;
      group = open_;
      flushing_ = group;
      open_ = std::make_shared<Group>();
      open_->last_sequence = group->last_sequence;
      last_commit = last_commit_;
      status = failed_;
    }
    if (status.ok()) status = FlushOne(group, last_commit);
    std::vector<std::function<void(absl::Status)>> waiting;
    {
      const MutexLock lock(mu_);
      if (status.ok()) {
        durable_sequence_ = group->last_sequence;
      } else {
        // The transactions of the open group have seen what is now lost.
        open_->done = true;
        open_->status = status;
        waiting = std::move(open_->waiting);
        open_ = std::make_shared<Group>();
        open_->last_sequence = durable_sequence_;
        next_sequence_ = durable_sequence_ + 1;
        last_commit_ = last_commit - group->commits;
        // A full disk may have room again later; anything else may have left
        // the log in a state that nobody knows.
        if (!absl::IsResourceExhausted(status)) {
          failed_ = absl::UnavailableError(absl::StrCat(
              "the store stopped taking writes after a failed flush: ",
              status.message()));
        }
      }
      group->status = status;
      group->done = true;
      flushing_ = nullptr;
      ++flushes_;
      for (auto& done : group->waiting) waiting.push_back(std::move(done));
      group->waiting.clear();
    }
    flushed_.NotifyAll();
    if (status.ok()) {
      const MutexLock lock(listeners_mu_);
      for (const auto& [id, listener] : listeners_) listener();
    }
    if (!waiting.empty()) {
      auto run = [waiting = std::move(waiting), status] {
        for (const auto& done : waiting) done(status);
      };
      if (options_.executor) {
        options_.executor(std::move(run));
      } else {
        run();
      }
    }
    if (const absl::Time now = options_.clock->Now();
        now - mark_synced > absl::Seconds(1)) {
      mark_->Sync().IgnoreError();
      mark_synced = now;
    }
  }
}

int64_t Database::durable_sequence() const { return durable_sequence_; }

int Database::AddListener(std::function<void()> listener) {
  const MutexLock lock(listeners_mu_);
  listeners_.emplace_back(next_listener_, std::move(listener));
  return next_listener_++;
}

void Database::RemoveListener(int id) {
  const MutexLock lock(listeners_mu_);
  std::erase_if(listeners_, [&](const auto& l) { return l.first == id; });
}

absl::Status Database::CopyTo(const std::string& path) const {
  std::error_code error;
  if (std::filesystem::exists(path)) {
    return absl::AlreadyExistsError(absl::StrCat(path, " exists already"));
  }
  std::filesystem::create_directories(path, error);
  if (error) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot create ", path, ": ", error.message()));
  }
  // The mark is read first: the copy then holds at least that many commits.
  TIDEMARK_ASSIGN_OR_RETURN(const std::optional<uint64_t> mark,
                            HighWaterMark::Read(MarkPath(options_.path)));
  TIDEMARK_RETURN_IF_ERROR(engine_->CopyTo(EnginePath(path)));
  TIDEMARK_ASSIGN_OR_RETURN(const auto copied,
                            HighWaterMark::Open(MarkPath(path)));
  TIDEMARK_RETURN_IF_ERROR(copied->Set(mark.value_or(0)));
  return copied->Sync();
}

Snapshot::Snapshot(const Database& db)
    : engine_(*db.engine_), snapshot_(engine_.TakeSnapshot()) {}

Snapshot::~Snapshot() { engine_.ReleaseSnapshot(snapshot_); }

absl::StatusOr<std::optional<std::string>> Snapshot::Get(
    Space space, absl::string_view key) const {
  return engine_.Get(snapshot_, space, key);
}

absl::Status Snapshot::Scan(
    Space space, absl::string_view prefix, absl::string_view start,
    absl::FunctionRef<bool(absl::string_view, absl::string_view)> visit) const {
  return engine_.Scan(snapshot_, space, prefix, start, visit);
}

absl::StatusOr<std::optional<Entry>> Snapshot::Floor(
    Space space, absl::string_view key) const {
  return engine_.Floor(snapshot_, space, key);
}

}  // namespace tidemark::store
