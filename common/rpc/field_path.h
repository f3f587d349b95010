#ifndef TIDEMARK_COMMON_RPC_FIELD_PATH_H_
#define TIDEMARK_COMMON_RPC_FIELD_PATH_H_

#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"

namespace tidemark::rpc {

// A field of a request on the way to another, as a list on the stack: its text
// is made only when something is wrong with the field.
struct FieldPath {
  // The way here; null at the request itself.
  const FieldPath* parent = nullptr;
  const google::protobuf::FieldDescriptor* field = nullptr;
  // The item of a repeated field; -1 for the field as a whole.
  int index = -1;

  // For example `entries[3].provider_voice.level`.
  std::string Text() const {
    std::string text;
    if (parent != nullptr && parent->field != nullptr) {
      text = absl::StrCat(parent->Text(), ".");
    }
    absl::StrAppend(&text, field->name());
    if (index >= 0) absl::StrAppend(&text, "[", index, "]");
    return text;
  }
};

}  // namespace tidemark::rpc

#endif  // TIDEMARK_COMMON_RPC_FIELD_PATH_H_
