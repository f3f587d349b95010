#include "tests/e2e/any_request.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/proto/names.h"
#include "tests/e2e/any_call.h"

namespace tidemark::e2e {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::MethodDescriptor;
using ::google::protobuf::Reflection;

using api::v1::Access;
using api::v1::HttpRule;

const std::string& TemplateOf(const HttpRule& http) {
  switch (http.pattern_case()) {
    case HttpRule::kGet:
      return http.get();
    case HttpRule::kPost:
      return http.post();
    case HttpRule::kPatch:
      return http.patch();
    default:
      return http.delete_();
  }
}

bool IsRequired(const FieldDescriptor& field) {
  const auto& behaviors =
      field.options().GetRepeatedExtension(api::v1::field_behavior);
  return std::find(behaviors.begin(), behaviors.end(),
                   api::v1::FIELD_BEHAVIOR_REQUIRED) != behaviors.end();
}

}  // namespace

const Access& AccessOf(const MethodDescriptor& method) {
  return method.options().GetExtension(api::v1::access);
}

bool Reads(const MethodDescriptor& method) {
  return method.options().GetExtension(api::v1::http).has_get();
}

std::string PatternOf(const MethodDescriptor& method) {
  const std::string& path =
      TemplateOf(method.options().GetExtension(api::v1::http));
  const std::string& resource = AccessOf(method).resource();
  const std::string start = absl::StrCat("{", resource, "=");
  if (const size_t at = path.find(start); at != std::string::npos) {
    const size_t from = at + start.size();
    return path.substr(from, path.find('}', from) - from);
  }
  const std::vector<std::string> steps = absl::StrSplit(resource, '.');
  const FieldDescriptor* first = method.input_type()->FindFieldByName(steps[0]);
  if (first != nullptr && first->is_repeated()) {
    for (int i = 0; i < method.service()->method_count(); ++i) {
      const MethodDescriptor& other = *method.service()->method(i);
      if (other.input_type() == first->message_type()) return PatternOf(other);
    }
  }
  return "councils/*";
}

void SetResource(const MethodDescriptor& method, const std::string& name,
                 Message& request) {
  Message* at = &request;
  const std::vector<std::string> steps =
      absl::StrSplit(AccessOf(method).resource(), '.');
  for (size_t i = 0; i + 1 < steps.size(); ++i) {
    const FieldDescriptor* field =
        at->GetDescriptor()->FindFieldByName(steps[i]);
    at = field->is_repeated() ? at->GetReflection()->AddMessage(at, field)
                              : at->GetReflection()->MutableMessage(at, field);
  }
  at->GetReflection()->SetString(
      at, at->GetDescriptor()->FindFieldByName(steps.back()), name);
  // The items of a batch lie in its parent.
  const FieldDescriptor* parent =
      request.GetDescriptor()->FindFieldByName("parent");
  if (parent != nullptr &&
      request.GetReflection()->GetString(request, parent).empty()) {
    request.GetReflection()->SetString(&request, parent,
                                       std::string(CouncilOf(name)));
  }
}

void FillRequired(Message& message) {
  const Reflection* reflection = message.GetReflection();
  const Descriptor& type = *message.GetDescriptor();
  const auto set = [&](const char* name, int value) {
    reflection->SetInt32(&message, type.FindFieldByName(name), value);
  };
  if (type.full_name() == "tidemark.type.v1.Date") {
    set("year", 2025);
    set("month", 4);
    set("day", 30);
  } else if (type.full_name() == "tidemark.monitoring.v1.Month") {
    set("year", 2025);
    set("month", 4);
  }
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (field.is_repeated()) {
        if (IsRequired(field) && reflection->FieldSize(message, &field) == 0) {
          reflection->AddMessage(&message, &field);
        }
        for (int j = 0; j < reflection->FieldSize(message, &field); ++j) {
          FillRequired(
              *reflection->MutableRepeatedMessage(&message, &field, j));
        }
      } else if (IsRequired(field) || reflection->HasField(message, &field)) {
        FillRequired(*reflection->MutableMessage(&message, &field));
      }
      continue;
    }
    // One that nothing has: what is allowed then changes nothing that is there.
    if (field.name() == "etag") {
      reflection->SetString(&message, &field, "999999999");
      continue;
    }
    if (!IsRequired(field) || field.is_repeated()) continue;
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        if (!reflection->GetString(message, &field).empty()) break;
        reflection->SetString(&message, &field,
                              field.name() == "metric" ? "outcomes-met"
                              : field.name() == "feed" ? "outcomes"
                                                       : "anything");
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        reflection->SetEnumValue(&message, &field, 1);
        break;
      default:
        break;
    }
  }
}

std::unique_ptr<Message> RequestFor(const MethodDescriptor& method,
                                    const std::string& name) {
  std::unique_ptr<Message> request = NewMessage(*method.input_type());
  SetResource(method, name, *request);
  FillRequired(*request);
  return request;
}

}  // namespace tidemark::e2e
