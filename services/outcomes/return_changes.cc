#include "services/outcomes/return_changes.h"

#include <map>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/util/message_differencer.h"

namespace tidemark::outcomes {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using v1::EntryDifference;
using v1::ReturnEntry;

// Empty if the field is not set.
std::string TextOf(const Message& message, const FieldDescriptor& field) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  if (field.has_presence() && !reflection.HasField(message, &field)) return "";
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.GetString(message, &field);
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, &field) ? "true" : "";
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* const value = reflection.GetEnum(message, &field);
      return value->number() == 0 ? "" : value->name();
    }
    default:
      return field.name();
  }
}

bool IsCompared(const FieldDescriptor& field) {
  return field.containing_type() != ReturnEntry::descriptor() ||
         (field.number() != ReturnEntry::kOutcomeFieldNumber &&
          field.number() != ReturnEntry::kPractitionerVoiceFieldNumber);
}

void AddFields(const Message& before, const Message& now,
               absl::string_view prefix, EntryDifference& difference) {
  const auto* const type = before.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor& field = *type->field(i);
    if (!IsCompared(field)) continue;
    const std::string path = absl::StrCat(prefix, field.name());
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      AddFields(before.GetReflection()->GetMessage(before, &field),
                now.GetReflection()->GetMessage(now, &field),
                absl::StrCat(path, "."), difference);
      continue;
    }
    std::string was = TextOf(before, field);
    std::string is = TextOf(now, field);
    if (was == is) continue;
    EntryDifference::Field& added = *difference.add_fields();
    added.set_path(path);
    added.set_before(std::move(was));
    added.set_after(std::move(is));
  }
}

}  // namespace

v1::Return::Changes CompareEntries(const ReturnEntries& before,
                                   const ReturnEntries& now) {
  google::protobuf::util::MessageDifferencer differencer;
  differencer.IgnoreField(ReturnEntry::descriptor()->FindFieldByNumber(
      ReturnEntry::kPractitionerVoiceFieldNumber));
  // A voice that says nothing is no voice.
  differencer.set_message_field_comparison(
      google::protobuf::util::MessageDifferencer::EQUIVALENT);
  absl::flat_hash_map<absl::string_view, const ReturnEntry*> left;
  for (const ReturnEntry& entry : before) left.emplace(entry.outcome(), &entry);
  v1::Return::Changes changes;
  for (const ReturnEntry& entry : now) {
    const auto it = left.find(entry.outcome());
    if (it == left.end()) {
      changes.set_added(changes.added() + 1);
      continue;
    }
    if (differencer.Compare(*it->second, entry)) {
      changes.set_unchanged(changes.unchanged() + 1);
    } else {
      changes.set_changed(changes.changed() + 1);
    }
    left.erase(it);
  }
  changes.set_removed(static_cast<int32_t>(left.size()));
  return changes;
}

std::vector<EntryDifference> FindDifferences(const ReturnEntries& before,
                                             const ReturnEntries& now) {
  const ReturnEntry none;
  // The earlier and the later entry of each outcome.
  std::map<absl::string_view, std::pair<const ReturnEntry*, const ReturnEntry*>>
      pairs;
  for (const ReturnEntry& entry : before) pairs[entry.outcome()].first = &entry;
  for (const ReturnEntry& entry : now) pairs[entry.outcome()].second = &entry;
  std::vector<EntryDifference> differences;
  for (const auto& [outcome, pair] : pairs) {
    const auto& [was, is] = pair;
    EntryDifference difference;
    difference.set_outcome(std::string(outcome));
    difference.set_kind(was == nullptr  ? EntryDifference::KIND_ADDED
                        : is == nullptr ? EntryDifference::KIND_REMOVED
                                        : EntryDifference::KIND_CHANGED);
    AddFields(was != nullptr ? *was : none, is != nullptr ? *is : none, "",
              difference);
    if (difference.kind() == EntryDifference::KIND_CHANGED &&
        difference.fields().empty()) {
      continue;
    }
    differences.push_back(std::move(difference));
  }
  return differences;
}

}  // namespace tidemark::outcomes
