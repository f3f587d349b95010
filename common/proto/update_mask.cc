#include "common/proto/update_mask.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/message_differencer.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "tidemark/api/v1/annotations.pb.h"

namespace tidemark {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

// A field to change, by the fields that lead to it.
using Path = std::vector<const FieldDescriptor*>;

bool Has(const FieldDescriptor& field, api::v1::FieldBehavior behavior) {
  const auto& behaviors =
      field.options().GetRepeatedExtension(api::v1::field_behavior);
  return std::find(behaviors.begin(), behaviors.end(), behavior) !=
         behaviors.end();
}

bool IsSet(const Message& message, const FieldDescriptor* field) {
  const Reflection* reflection = message.GetReflection();
  return field->is_repeated() ? reflection->FieldSize(message, field) > 0
                              : reflection->HasField(message, field);
}

std::string TextOf(const Path& path) {
  std::string text;
  for (const FieldDescriptor* field : path) {
    absl::StrAppend(&text, text.empty() ? "" : ".", field->name());
  }
  return text;
}

// Returns no fields if `path` leads nowhere in a `type`.
Path Resolve(const Descriptor* type, const std::string& path) {
  Path fields;
  for (const absl::string_view segment : absl::StrSplit(path, '.')) {
    if (type == nullptr) return {};
    const FieldDescriptor* field = type->FindFieldByName(std::string(segment));
    if (field == nullptr) return {};
    fields.push_back(field);
    // A path goes on through single messages only (AIP-161).
    type = field->is_repeated() ? nullptr : field->message_type();
  }
  return fields;
}

// Copies one field from `from` to `to`, or clears it there.
void CopyField(const Message& from, const FieldDescriptor* field, Message& to) {
  // A message of the same type that holds this field only, so that the copy
  // needs no case for each type of field.
  to.GetReflection()->ClearField(&to, field);
  if (!IsSet(from, field)) return;
  const std::unique_ptr<Message> only(from.New());
  std::vector<const FieldDescriptor*> others;
  only->CopyFrom(from);
  only->GetReflection()->ListFields(*only, &others);
  for (const FieldDescriptor* other : others) {
    if (other != field) only->GetReflection()->ClearField(only.get(), other);
  }
  only->GetReflection()->SwapFields(&to, only.get(), {field});
}

// Takes `OUTPUT_ONLY` fields of `to`, at every depth, from `current`: where a
// message is replaced, what the server keeps in it stays.
void KeepOutputOnly(const Message& current, Message& to) {
  const Descriptor* type = to.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (Has(*field, api::v1::FIELD_BEHAVIOR_OUTPUT_ONLY)) {
      CopyField(current, field, to);
    } else if (field->message_type() != nullptr && !field->is_repeated() &&
               IsSet(current, field) && IsSet(to, field)) {
      KeepOutputOnly(current.GetReflection()->GetMessage(current, field),
                     *to.GetReflection()->MutableMessage(&to, field));
    }
  }
}

// Copies what `path` leads to from `patch` to `current`.
void Copy(const Message& patch, const Path& path, size_t depth,
          Message& current) {
  const FieldDescriptor* field = path[depth];
  if (depth + 1 < path.size()) {
    Copy(patch.GetReflection()->GetMessage(patch, field), path, depth + 1,
         *current.GetReflection()->MutableMessage(&current, field));
    return;
  }
  CopyField(patch, field, current);
}

// Whether what `path` leads to differs.
bool Differs(const Message& a, const Message& b, const Path& path,
             size_t depth) {
  const FieldDescriptor* field = path[depth];
  if (depth + 1 < path.size()) {
    return Differs(a.GetReflection()->GetMessage(a, field),
                   b.GetReflection()->GetMessage(b, field), path, depth + 1);
  }
  const std::unique_ptr<Message> left(a.New());
  const std::unique_ptr<Message> right(b.New());
  CopyField(a, field, *left);
  CopyField(b, field, *right);
  return !google::protobuf::util::MessageDifferencer::Equals(*left, *right);
}

bool IsAllowed(absl::string_view path,
               absl::Span<const absl::string_view> allowed) {
  if (allowed.empty()) return true;
  return std::any_of(
      allowed.begin(), allowed.end(), [&](absl::string_view one) {
        return path == one || (absl::StartsWith(path, one) &&
                               path.substr(one.size())[0] == '.');
      });
}

// Only such a text comes back in a fault: what is typed elsewhere may be of a
// person.
bool LooksLikeAPath(absl::string_view text) {
  return text.size() <= 100 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") ==
             absl::string_view::npos;
}

}  // namespace

absl::Status ApplyUpdate(const Update& update, Message& current) {
  const Descriptor* type = current.GetDescriptor();
  const bool every =
      update.mask.paths_size() == 1 && update.mask.paths(0) == "*";
  std::vector<Path> paths;
  Faults faults;
  if (update.mask.paths().empty() || every) {
    for (int i = 0; i < type->field_count(); ++i) {
      if (every || IsSet(update.patch, type->field(i))) {
        paths.push_back({type->field(i)});
      }
    }
  } else {
    for (const std::string& text : update.mask.paths()) {
      Path path = Resolve(type, text);
      if (path.empty()) {
        faults.Add({.field = "update_mask",
                    .code = "UNKNOWN_PATH",
                    .message = LooksLikeAPath(text)
                                   ? absl::StrCat("names no field: ", text)
                                   : "names no field; is no path at all"});
      } else {
        paths.push_back(std::move(path));
      }
    }
  }

  const std::unique_ptr<Message> changed(current.New());
  changed->CopyFrom(current);
  for (const Path& path : paths) {
    const absl::string_view first = path.front()->name();
    if (path.size() == 1 && (first == "name" || first == "etag")) continue;
    const bool output_only =
        std::any_of(path.begin(), path.end(), [](const FieldDescriptor* field) {
          return Has(*field, api::v1::FIELD_BEHAVIOR_OUTPUT_ONLY);
        });
    if (output_only) continue;
    const bool immutable =
        std::any_of(path.begin(), path.end(), [](const FieldDescriptor* field) {
          return Has(*field, api::v1::FIELD_BEHAVIOR_IMMUTABLE);
        });
    const std::string text = TextOf(path);
    if (immutable || !IsAllowed(text, update.allowed)) {
      // With `*`, a field left out of the patch is not an attempt to clear it.
      if (!Differs(update.patch, current, path, 0) ||
          (every && !IsSet(update.patch, path.front()))) {
        continue;
      }
      faults.Add({.field = update.field.empty()
                               ? text
                               : absl::StrCat(update.field, ".", text),
                  .code = immutable ? "IMMUTABLE" : "NOT_UPDATABLE",
                  .message = immutable ? "is set on creation and never changes"
                                       : "cannot be changed by this method"});
      continue;
    }
    Copy(update.patch, path, 0, *changed);
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  KeepOutputOnly(current, *changed);
  current.GetReflection()->Swap(&current, changed.get());
  return absl::OkStatus();
}

}  // namespace tidemark
