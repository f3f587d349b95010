#include "services/cli/message_json.h"

#include <charconv>
#include <cmath>
#include <functional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/wrappers.pb.h"

#include "services/cli/words.h"

namespace tidemark::cli {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

// The shortest text that reads back as the same number.
std::string JsonNumber(double number) {
  if (!std::isfinite(number)) return "null";
  char text[32];
  const auto end = std::to_chars(std::begin(text), std::end(text), number);
  return std::string(text, end.ptr);
}

std::string JsonEnum(const FieldDescriptor& field, int number) {
  const std::string word = EnumWord(*field.enum_type(), number);
  return word.empty() ? "null" : JsonText(word);
}

std::string JsonObject(const Message& message) {
  return absl::StrCat("{", JsonFields(message), "}");
}

std::string JsonValue(const Message& message, const FieldDescriptor& field) {
  const Reflection& r = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(r.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(r.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return r.GetBool(message, &field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return JsonNumber(r.GetDouble(message, &field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return JsonEnum(field, r.GetEnumValue(message, &field));
    case FieldDescriptor::CPPTYPE_STRING:
      return JsonText(r.GetString(message, &field));
    default:
      return JsonObject(r.GetMessage(message, &field));
  }
}

// The items of a repeated field, which are messages in everything that is
// analysed.
std::string JsonList(const Message& message, const FieldDescriptor& field) {
  const Reflection& r = *message.GetReflection();
  std::vector<std::string> items;
  for (int i = 0; i < r.FieldSize(message, &field); ++i) {
    items.push_back(JsonObject(r.GetRepeatedMessage(message, &field, i)));
  }
  return absl::StrCat("[", absl::StrJoin(items, ","), "]");
}

}  // namespace

std::string JsonText(absl::string_view text) {
  google::protobuf::StringValue value;
  value.set_value(std::string(text));
  return ToJsonLine(value);
}

std::string JsonFields(const Message& message) {
  std::vector<std::string> fields;
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    std::string value;
    if (field.is_repeated()) {
      value = JsonList(message, field);
    } else if (field.has_presence() &&
               !message.GetReflection()->HasField(message, &field)) {
      value = "null";
    } else {
      value = JsonValue(message, field);
    }
    fields.push_back(absl::StrCat("\"", field.name(), "\":", value));
  }
  return absl::StrJoin(fields, ",");
}

}  // namespace tidemark::cli
