// A typed table: protobuf messages under their resource names, kept in step
// with secondary indexes and the change feed.
//
//   // On disk: never change or reuse the ids.
//   inline const store::Index<Contract> kContractsByProvider = {
//       .id = 1, .keys = [](const Contract& c) {
//         return std::vector<std::string>{c.provider()};
//       }};
//   inline const store::Table<Contract> kContracts = {
//       .id = 1, .indexes = {kContractsByProvider}};
//
// A message's key is its `name`. If it has them, the table sets its `etag`,
// `create_time` and `update_time`.

#ifndef TIDEMARK_COMMON_STORE_TABLE_H_
#define TIDEMARK_COMMON_STORE_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

#include "common/base/status_macros.h"
#include "common/store/database.h"

namespace tidemark::store {

// One way to find the messages of a table other than by name.
template <typename Message>
struct Index {
  // On disk, unique in its table. Never change or reuse.
  uint8_t id;
  // What `message` is found by; none, one or several.
  std::vector<std::string> (*keys)(const Message& message);
};

// A page of messages and the name with which the next one starts (empty if
// there is none).
template <typename Message>
struct Page {
  std::vector<Message> messages;
  std::string next;
};

// What `Upsert` did.
enum class Upserted { kCreated, kUpdated, kUnchanged };

// The part of a table that does not depend on its message's type.
class RecordTable {
 public:
  // A record as stored: the sequence of its last change, and the message.
  struct Record {
    int64_t sequence;
    std::string bytes;
  };

  static std::string Key(uint8_t table, absl::string_view name);
  static std::string IndexPrefix(uint8_t table, uint8_t index,
                                 absl::string_view key);
  // What all entries of an index start with whose keys start with `key_prefix`,
  // which must have no NUL in it.
  static std::string IndexRangePrefix(uint8_t table, uint8_t index,
                                      absl::string_view key_prefix);
  // The name at the end of an entry of an index.
  static absl::string_view NameInIndex(absl::string_view entry);
  // Splits a stored record.
  static absl::StatusOr<Record> Split(absl::string_view name,
                                      absl::string_view stored);
  static absl::StatusOr<std::optional<Record>> Find(const Reader& reader,
                                                    uint8_t table,
                                                    absl::string_view name);
  // The sequence of the change that deleted the resource called `name`, so that
  // its history does not end there; 0 if it was never deleted.
  static absl::StatusOr<int64_t> DeletedAt(const Reader& reader,
                                           absl::string_view name);
  static void SetDeletedAt(Transaction& txn, absl::string_view name,
                           int64_t sequence);
  // Sets the fields that the store owns: `etag`, `update_time` and, for a new
  // message, `create_time`; those of `old` are kept otherwise.
  static void Stamp(google::protobuf::Message& message,
                    const google::protobuf::Message* old,
                    const Transaction& txn);
  // Whether the two differ in more than the fields that the store owns.
  static bool SameContent(const google::protobuf::Message& a,
                          const google::protobuf::Message& b);
  // `ABORTED`: who changed what since the revision that `etag` names.
  static absl::Status Stale(const Reader& reader,
                            const google::protobuf::Message& current,
                            absl::string_view name, absl::string_view etag);
  static absl::Status NotFound(absl::string_view name);
  static absl::Status AlreadyExists(absl::string_view name);
  static absl::Status Unreadable(absl::string_view name);
};

template <typename Message>
struct Table {
  // On disk, unique in its database. Never change or reuse.
  uint8_t id;
  std::vector<Index<Message>> indexes = {};
  // Whether changes go to the feed. Not for what is derived from other feeds.
  bool feed = true;
  // The key of a message without a `name` field.
  std::string (*key)(const Message& message) = nullptr;

  // For the database's schema.
  TableInfo info() const { return {id, &Message::default_instance()}; }

  // Returns `NOT_FOUND` if there is no message called `name`.
  absl::StatusOr<Message> Get(const Reader& reader,
                              absl::string_view name) const {
    TIDEMARK_ASSIGN_OR_RETURN(std::optional<Message> found, Find(reader, name));
    if (!found) return RecordTable::NotFound(name);
    return *std::move(found);
  }

  // Returns `nullopt` if there is no message called `name`.
  absl::StatusOr<std::optional<Message>> Find(const Reader& reader,
                                              absl::string_view name) const {
    TIDEMARK_ASSIGN_OR_RETURN(const auto record,
                              RecordTable::Find(reader, id, name));
    if (!record) return std::optional<Message>();
    TIDEMARK_ASSIGN_OR_RETURN(Message message, Parse(name, record->bytes));
    return std::optional<Message>(std::move(message));
  }

  // Gets a message in order to change it. Returns `NOT_FOUND` if there is none
  // called `name`, and `ABORTED`, saying who changed what, if `etag` is not
  // empty and not the current one.
  absl::StatusOr<Message> GetForUpdate(const Reader& reader,
                                       absl::string_view name,
                                       absl::string_view etag) const {
    TIDEMARK_ASSIGN_OR_RETURN(Message message, Get(reader, name));
    if (!etag.empty() && etag != absl::string_view(message.etag())) {
      return RecordTable::Stale(reader, message, name, etag);
    }
    return message;
  }

  // Stores a new message and returns it as stored. Returns `ALREADY_EXISTS` if
  // the name is taken.
  absl::StatusOr<Message> Insert(Transaction& txn, Message message) const {
    const std::string name = NameOf(message);
    TIDEMARK_ASSIGN_OR_RETURN(const auto record,
                              RecordTable::Find(txn, id, name));
    if (record) return RecordTable::AlreadyExists(name);
    TIDEMARK_ASSIGN_OR_RETURN(const int64_t deleted,
                              RecordTable::DeletedAt(txn, name));
    return Store(txn, nullptr, deleted, std::move(message));
  }

  // Replaces a message and returns it as stored. Returns `NOT_FOUND` if there
  // is nothing to replace.
  absl::StatusOr<Message> Update(Transaction& txn, Message message) const {
    const std::string name = NameOf(message);
    TIDEMARK_ASSIGN_OR_RETURN(const auto record,
                              RecordTable::Find(txn, id, name));
    if (!record) return RecordTable::NotFound(name);
    TIDEMARK_ASSIGN_OR_RETURN(const Message old, Parse(name, record->bytes));
    return Store(txn, &old, record->sequence, std::move(message));
  }

  // Stores a message, new or not; one that differs in nothing from what is
  // stored is left alone.
  absl::StatusOr<Upserted> Upsert(Transaction& txn, Message message) const {
    const std::string name = NameOf(message);
    TIDEMARK_ASSIGN_OR_RETURN(const auto record,
                              RecordTable::Find(txn, id, name));
    if (!record) {
      TIDEMARK_RETURN_IF_ERROR(Insert(txn, std::move(message)).status());
      return Upserted::kCreated;
    }
    TIDEMARK_ASSIGN_OR_RETURN(const Message old, Parse(name, record->bytes));
    if (RecordTable::SameContent(old, message)) return Upserted::kUnchanged;
    TIDEMARK_RETURN_IF_ERROR(
        Store(txn, &old, record->sequence, std::move(message)).status());
    return Upserted::kUpdated;
  }

  // Stores a copy of another service's message exactly as given, `etag` and
  // times included. For tables without a feed.
  absl::Status Replace(Transaction& txn, Message message) const {
    const std::string name = NameOf(message);
    TIDEMARK_ASSIGN_OR_RETURN(const std::optional<Message> old,
                              Find(txn, name));
    return Replace(txn, old ? &*old : nullptr, message);
  }

  // The same for who has read what is stored: `old` has the index keys of the
  // message that is replaced; null if there is none.
  absl::Status Replace(Transaction& txn, const Message* old,
                       const Message& message) const {
    return Put(txn, old, 0, message);
  }

  // Removes a message. Returns `NOT_FOUND` if there is none called `name`.
  absl::Status Delete(Transaction& txn, absl::string_view name) const {
    TIDEMARK_ASSIGN_OR_RETURN(const auto record,
                              RecordTable::Find(txn, id, name));
    if (!record) return RecordTable::NotFound(name);
    TIDEMARK_ASSIGN_OR_RETURN(const Message old, Parse(name, record->bytes));
    for (const Index<Message>& index : indexes) {
      for (const std::string& index_key : index.keys(old)) {
        txn.Delete(Space::kIndexes, IndexKey(index, index_key, name));
      }
    }
    txn.Delete(Space::kRecords, RecordTable::Key(id, name));
    if (feed) {
      v1::StoredCommit::StoredChange change;
      change.set_table(id);
      change.set_name(std::string(name));
      change.set_kind(kDeleted);
      change.set_previous_sequence(record->sequence);
      RecordTable::SetDeletedAt(txn, name, txn.Append(std::move(change)));
    }
    return absl::OkStatus();
  }

  // Calls `visit` for each message whose name starts with `prefix`, from
  // `start` on, in name order, until it returns false.
  absl::Status Scan(const Reader& reader, absl::string_view prefix,
                    absl::string_view start,
                    absl::FunctionRef<bool(Message&)> visit) const {
    absl::Status parsed;
    TIDEMARK_RETURN_IF_ERROR(
        reader.Scan(Space::kRecords, RecordTable::Key(id, prefix),
                    RecordTable::Key(id, start),
                    [&](absl::string_view record, absl::string_view stored) {
                      absl::StatusOr<Message> message =
                          ParseStored(record.substr(1), stored);
                      if (!message.ok()) {
                        parsed = message.status();
                        return false;
                      }
                      return visit(*message);
                    }));
    return parsed;
  }

  // Returns up to `limit` messages whose names start with `prefix`, from
  // `start` on, in name order: those that `wanted` accepts.
  absl::StatusOr<Page<Message>> List(
      const Reader& reader, absl::string_view prefix, absl::string_view start,
      size_t limit,
      absl::FunctionRef<bool(const Message&)> wanted = [](const Message&) {
        return true;
      }) const {
    Page<Message> page;
    TIDEMARK_RETURN_IF_ERROR(Scan(reader, prefix, start, [&](Message& message) {
      if (!wanted(message)) return true;
      if (page.messages.size() == limit) {
        page.next = NameOf(message);
        return false;
      }
      page.messages.push_back(std::move(message));
      return true;
    }));
    return page;
  }

  // Calls `visit` with the names under `index_key`, from `start` on, in name
  // order, until it returns false.
  absl::Status ScanIndex(
      const Reader& reader, const Index<Message>& index,
      absl::string_view index_key, absl::string_view start,
      absl::FunctionRef<bool(absl::string_view name)> visit) const {
    const std::string prefix =
        RecordTable::IndexPrefix(id, index.id, index_key);
    return reader.Scan(Space::kIndexes, prefix,
                       prefix + std::string(start.data(), start.size()),
                       [&](absl::string_view entry, absl::string_view) {
                         return visit(entry.substr(prefix.size()));
                       });
  }

  // Returns the names under `index_key` in `index`, in name order.
  absl::StatusOr<std::vector<std::string>> Lookup(
      const Reader& reader, const Index<Message>& index,
      absl::string_view index_key) const {
    std::vector<std::string> names;
    TIDEMARK_RETURN_IF_ERROR(
        ScanIndex(reader, index, index_key, "", [&](absl::string_view name) {
          names.emplace_back(name);
          return true;
        }));
    return names;
  }

  // Like `List`, over the messages under `index_key` in `index`.
  absl::StatusOr<Page<Message>> ListIndex(
      const Reader& reader, const Index<Message>& index,
      absl::string_view index_key, absl::string_view start, size_t limit,
      absl::FunctionRef<bool(const Message&)> wanted = [](const Message&) {
        return true;
      }) const {
    Page<Message> page;
    absl::Status status;
    TIDEMARK_RETURN_IF_ERROR(
        ScanIndex(reader, index, index_key, start, [&](absl::string_view name) {
          absl::StatusOr<Message> message = Get(reader, name);
          if (!message.ok()) {
            status = message.status();
            return false;
          }
          if (!wanted(*message)) return true;
          if (page.messages.size() == limit) {
            page.next = std::string(name);
            return false;
          }
          page.messages.push_back(*std::move(message));
          return true;
        }));
    TIDEMARK_RETURN_IF_ERROR(status);
    return page;
  }

  // Like `ListIndex`, over the messages under all keys of `index` that start
  // with `key_prefix`, in the order of their keys, then of their names; one
  // with several such keys is there once for each. `start` and the page's
  // `next` are places in that order, for use with the same prefix only.
  absl::StatusOr<Page<Message>> ListIndexRange(
      const Reader& reader, const Index<Message>& index,
      absl::string_view key_prefix, absl::string_view start, size_t limit,
      absl::FunctionRef<bool(const Message&)> wanted = [](const Message&) {
        return true;
      }) const {
    const std::string prefix =
        RecordTable::IndexRangePrefix(id, index.id, key_prefix);
    Page<Message> page;
    absl::Status status;
    TIDEMARK_RETURN_IF_ERROR(reader.Scan(
        Space::kIndexes, prefix,
        prefix + std::string(start.data(), start.size()),
        [&](absl::string_view entry, absl::string_view) {
          const absl::string_view place = entry.substr(prefix.size());
          absl::StatusOr<Message> message =
              Get(reader, RecordTable::NameInIndex(entry));
          if (!message.ok()) {
            status = message.status();
            return false;
          }
          if (!wanted(*message)) return true;
          if (page.messages.size() == limit) {
            page.next = std::string(place);
            return false;
          }
          page.messages.push_back(*std::move(message));
          return true;
        }));
    TIDEMARK_RETURN_IF_ERROR(status);
    return page;
  }

 private:
  // `tidemark.feed.v1.Change.Kind`, which the store does not depend on.
  static constexpr int kCreated = 1;
  static constexpr int kUpdated = 2;
  static constexpr int kDeleted = 3;

  std::string NameOf(const Message& message) const {
    if constexpr (requires { message.name(); }) {
      return message.name();
    } else {
      return key(message);
    }
  }

  std::string IndexKey(const Index<Message>& index, absl::string_view index_key,
                       absl::string_view name) const {
    std::string entry = RecordTable::IndexPrefix(id, index.id, index_key);
    entry.append(name.data(), name.size());
    return entry;
  }

  static absl::StatusOr<Message> Parse(absl::string_view name,
                                       absl::string_view bytes) {
    Message message;
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      return RecordTable::Unreadable(name);
    }
    return message;
  }

  static absl::StatusOr<Message> ParseStored(absl::string_view name,
                                             absl::string_view stored) {
    if (stored.size() < sizeof(int64_t)) return RecordTable::Unreadable(name);
    return Parse(name, stored.substr(sizeof(int64_t)));
  }

  // Stamps `message` and writes it in place of `old`, whose last change was
  // `previous`. Returns it as stored.
  absl::StatusOr<Message> Store(Transaction& txn, const Message* old,
                                int64_t previous, Message message) const {
    RecordTable::Stamp(message, old, txn);
    TIDEMARK_RETURN_IF_ERROR(Put(txn, old, previous, message));
    return message;
  }

  absl::Status Put(Transaction& txn, const Message* old, int64_t previous,
                   const Message& message) const;
};

template <typename Message>
absl::Status Table<Message>::Put(Transaction& txn, const Message* old,
                                 int64_t previous,
                                 const Message& message) const {
  const std::string name = NameOf(message);
  for (const Index<Message>& index : indexes) {
    const std::vector<std::string> now = index.keys(message);
    std::vector<std::string> before;
    if (old != nullptr) before = index.keys(*old);
    if (now == before) continue;
    for (const std::string& index_key : before) {
      txn.Delete(Space::kIndexes, IndexKey(index, index_key, name));
    }
    for (const std::string& index_key : now) {
      txn.Put(Space::kIndexes, IndexKey(index, index_key, name), "");
    }
  }
  const int64_t sequence = feed ? txn.next_sequence() : 0;
  std::string stored(reinterpret_cast<const char*>(&sequence),
                     sizeof(sequence));
  message.AppendToString(&stored);
  if (feed) {
    v1::StoredCommit::StoredChange change;
    change.set_table(id);
    change.set_name(name);
    change.set_kind(old == nullptr ? kCreated : kUpdated);
    change.set_value(stored.data() + sizeof(sequence),
                     stored.size() - sizeof(sequence));
    change.set_previous_sequence(previous);
    txn.Append(std::move(change));
  }
  txn.Put(Space::kRecords, RecordTable::Key(id, name), std::move(stored));
  return absl::OkStatus();
}

}  // namespace tidemark::store

#endif  // TIDEMARK_COMMON_STORE_TABLE_H_
