#include "common/store/table.h"

#include <cstring>
#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/message_differencer.h"

#include "common/base/faults.h"
#include "common/store/key.h"

namespace tidemark::store {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;

// The fields that the store owns.
constexpr const char* kEtag = "etag";
constexpr const char* kCreateTime = "create_time";
constexpr const char* kUpdateTime = "update_time";

// On disk. Never change.
std::string DeletedKey(absl::string_view name) {
  return absl::StrCat("deleted/", name);
}

// A change found in its commit.
struct Found {
  v1::StoredCommit commit;
  v1::StoredCommit::StoredChange change;
};

absl::StatusOr<std::optional<Found>> FindChange(const Reader& reader,
                                                int64_t sequence) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto entry,
      reader.Floor(Space::kChanges, KeyWriter().Number(sequence).bytes()));
  Found found;
  if (!entry || !found.commit.ParseFromString(entry->second)) {
    return std::optional<Found>();
  }
  TIDEMARK_ASSIGN_OR_RETURN(const int64_t first,
                            KeyReader(entry->first).Number());
  if (sequence - first >= found.commit.changes_size()) {
    return std::optional<Found>();
  }
  found.change = found.commit.changes(static_cast<int>(sequence - first));
  return std::optional<Found>(std::move(found));
}

bool Owned(const FieldDescriptor& field) {
  return field.name() == kEtag || field.name() == kCreateTime ||
         field.name() == kUpdateTime;
}

void SetTime(Message& message, const FieldDescriptor* field, absl::Time time) {
  if (field == nullptr) return;
  auto* const timestamp = dynamic_cast<google::protobuf::Timestamp*>(
      message.GetReflection()->MutableMessage(&message, field));
  if (timestamp == nullptr) return;
  const int64_t micros = absl::ToUnixMicros(time);
  timestamp->set_seconds(micros / 1000000);
  timestamp->set_nanos(static_cast<int32_t>(micros % 1000000) * 1000);
}

// The top-level fields in which the two differ, those of the store apart.
std::vector<std::string> ChangedFields(const Message& a, const Message& b) {
  std::vector<std::string> changed;
  const Descriptor& type = *a.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* const field = type.field(i);
    if (Owned(*field)) continue;
    google::protobuf::util::MessageDifferencer differencer;
    if (!differencer.CompareWithFields(a, b, {field}, {field})) {
      changed.push_back(field->name());
    }
  }
  return changed;
}

}  // namespace

std::string RecordTable::Key(uint8_t table, absl::string_view name) {
  std::string key(1, static_cast<char>(table));
  key.append(name.data(), name.size());
  return key;
}

std::string RecordTable::IndexPrefix(uint8_t table, uint8_t index,
                                     absl::string_view key) {
  std::string prefix = {static_cast<char>(table), static_cast<char>(index)};
  return prefix + KeyWriter().Text(key).bytes();
}

std::string RecordTable::IndexRangePrefix(uint8_t table, uint8_t index,
                                          absl::string_view key_prefix) {
  std::string prefix = {static_cast<char>(table), static_cast<char>(index)};
  prefix.append(key_prefix.data(), key_prefix.size());
  return prefix;
}

absl::string_view RecordTable::NameInIndex(absl::string_view entry) {
  // No name has a 00 or 01 in it, and the key before it ends in both.
  return entry.substr(entry.rfind('\x01') + 1);
}

absl::StatusOr<RecordTable::Record> RecordTable::Split(
    absl::string_view name, absl::string_view stored) {
  Record record;
  if (stored.size() < sizeof(record.sequence)) return Unreadable(name);
  std::memcpy(&record.sequence, stored.data(), sizeof(record.sequence));
  record.bytes = std::string(stored.substr(sizeof(record.sequence)));
  return record;
}

absl::StatusOr<std::optional<RecordTable::Record>> RecordTable::Find(
    const Reader& reader, uint8_t table, absl::string_view name) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::optional<std::string> stored,
                            reader.Get(Space::kRecords, Key(table, name)));
  if (!stored) return std::optional<Record>();
  TIDEMARK_ASSIGN_OR_RETURN(Record record, Split(name, *stored));
  return std::optional<Record>(std::move(record));
}

absl::StatusOr<int64_t> RecordTable::DeletedAt(const Reader& reader,
                                               absl::string_view name) {
  TIDEMARK_ASSIGN_OR_RETURN(const auto stored,
                            reader.Get(Space::kMeta, DeletedKey(name)));
  int64_t sequence = 0;
  if (stored && !absl::SimpleAtoi(*stored, &sequence)) return Unreadable(name);
  return sequence;
}

void RecordTable::SetDeletedAt(Transaction& txn, absl::string_view name,
                               int64_t sequence) {
  txn.Put(Space::kMeta, DeletedKey(name), absl::StrCat(sequence));
}

void RecordTable::Stamp(Message& message, const Message* old,
                        const Transaction& txn) {
  const Descriptor& type = *message.GetDescriptor();
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  if (const FieldDescriptor* etag = type.FindFieldByName(kEtag)) {
    reflection.SetString(&message, etag, absl::StrCat(txn.next_sequence()));
  }
  SetTime(message, type.FindFieldByName(kUpdateTime), txn.time());
  const FieldDescriptor* const created = type.FindFieldByName(kCreateTime);
  if (created == nullptr) return;
  if (old == nullptr) {
    SetTime(message, created, txn.time());
  } else {
    reflection.MutableMessage(&message, created)
        ->CopyFrom(old->GetReflection()->GetMessage(*old, created));
  }
}

bool RecordTable::SameContent(const Message& a, const Message& b) {
  google::protobuf::util::MessageDifferencer differencer;
  const Descriptor& type = *a.GetDescriptor();
  for (const char* name : {kEtag, kCreateTime, kUpdateTime}) {
    if (const FieldDescriptor* field = type.FindFieldByName(name)) {
      differencer.IgnoreField(field);
    }
  }
  return differencer.Compare(a, b);
}

absl::Status RecordTable::Stale(const Reader& reader, const Message& current,
                                absl::string_view name,
                                absl::string_view etag) {
  const FieldDescriptor* const field =
      current.GetDescriptor()->FindFieldByName(kEtag);
  const std::string now = current.GetReflection()->GetString(current, field);
  std::string who = "somebody";
  std::string when;
  int64_t sequence = 0;
  if (absl::SimpleAtoi(now, &sequence)) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto last, FindChange(reader, sequence));
    if (last) {
      who = last->commit.subject();
      when = absl::StrCat(
          " at ",
          absl::FormatTime(absl::FromUnixMicros(last->commit.time_micros()),
                           absl::UTCTimeZone()));
    }
  }
  std::string what;
  if (absl::SimpleAtoi(etag, &sequence)) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto seen, FindChange(reader, sequence));
    const std::unique_ptr<Message> before(current.New());
    if (seen && seen->change.name() == name &&
        before->ParseFromString(seen->change.value())) {
      what = absl::StrJoin(ChangedFields(*before, current), ", ");
    }
  }
  return Error(
      absl::StatusCode::kAborted, "ETAG_MISMATCH",
      absl::StrCat(name, " was changed by ", who, when,
                   what.empty() ? "" : absl::StrCat(" (", what, ")"),
                   " since you read it; read it again and redo your change"),
      {{"name", std::string(name)},
       {"changed_by", who},
       {"changed_fields", what},
       {"etag", now}});
}

absl::Status RecordTable::NotFound(absl::string_view name) {
  return Error(absl::StatusCode::kNotFound, "NOT_FOUND",
               absl::StrCat(name, " does not exist"),
               {{"name", std::string(name)}});
}

absl::Status RecordTable::AlreadyExists(absl::string_view name) {
  return Error(absl::StatusCode::kAlreadyExists, "ALREADY_EXISTS",
               absl::StrCat(name, " exists already"),
               {{"name", std::string(name)}});
}

absl::Status RecordTable::Unreadable(absl::string_view name) {
  return absl::DataLossError(
      absl::StrCat("the record ", name, " cannot be read"));
}

}  // namespace tidemark::store
