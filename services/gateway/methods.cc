#include "services/gateway/methods.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/base/status_macros.h"
#include "tidemark/api/v1/annotations.pb.h"

namespace tidemark::gateway {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::MethodDescriptor;
using ::google::protobuf::ServiceDescriptor;

// Whether people and their systems may call it at all.
bool IsForCallers(const MethodDescriptor& method) {
  const auto& roles = method.options().GetExtension(api::v1::access).roles();
  return std::any_of(roles.begin(), roles.end(),
                     [](int role) { return role != api::v1::ROLE_SERVICE; });
}

absl::Status Bad(const MethodDescriptor& method, absl::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat("the HTTP rule of ", method.full_name(), " ", why));
}

absl::Status CheckField(const MethodDescriptor& method,
                        absl::string_view path) {
  const Descriptor* type = method.input_type();
  const FieldDescriptor* field = nullptr;
  for (const absl::string_view name : absl::StrSplit(path, '.')) {
    field =
        type == nullptr ? nullptr : type->FindFieldByName(std::string(name));
    if (field == nullptr || field->is_repeated()) {
      return Bad(method, absl::StrCat("names the field ", path,
                                      ", which its request has not"));
    }
    type = field->message_type();
  }
  return absl::OkStatus();
}

absl::StatusOr<Method> MakeMethod(const MethodDescriptor& descriptor) {
  const api::v1::HttpRule& rule =
      descriptor.options().GetExtension(api::v1::http);
  Method method = {.descriptor = &descriptor, .body = rule.body()};
  method.rpc_path = absl::StrCat("/", descriptor.service()->full_name(), "/",
                                 descriptor.name());
  switch (rule.pattern_case()) {
    case api::v1::HttpRule::kGet:
      method.http_method = "GET";
      method.http_path = rule.get();
      break;
    case api::v1::HttpRule::kPost:
      method.http_method = "POST";
      method.http_path = rule.post();
      break;
    case api::v1::HttpRule::kPatch:
      method.http_method = "PATCH";
      method.http_path = rule.patch();
      break;
    case api::v1::HttpRule::kDelete:
      method.http_method = "DELETE";
      method.http_path = rule.delete_();
      break;
    case api::v1::HttpRule::PATTERN_NOT_SET:
      return Bad(descriptor, "is missing");
  }
  TIDEMARK_ASSIGN_OR_RETURN(method.path, PathTemplate::Parse(method.http_path));
  for (const PathTemplate::Variable& variable : method.path.variables) {
    TIDEMARK_RETURN_IF_ERROR(CheckField(descriptor, variable.field));
  }
  if (!method.body.empty() && method.body != "*") {
    const FieldDescriptor* const body =
        descriptor.input_type()->FindFieldByName(method.body);
    if (body == nullptr || body->is_repeated() ||
        body->message_type() == nullptr) {
      return Bad(descriptor, absl::StrCat("has the body ", method.body,
                                          ", which is no message of its "
                                          "request"));
    }
  }
  return method;
}

}  // namespace

absl::StatusOr<Methods> Methods::Make(
    absl::Span<const ServiceDescriptor* const> services) {
  Methods methods;
  for (const ServiceDescriptor* const service : services) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& descriptor = *service->method(i);
      if (!IsForCallers(descriptor)) continue;
      TIDEMARK_ASSIGN_OR_RETURN(Method method, MakeMethod(descriptor));
      const size_t number = methods.all_.size();
      TIDEMARK_RETURN_IF_ERROR(
          methods.routes_.Add(method.http_method, method.path, number));
      methods.by_rpc_path_[method.rpc_path] = number;
      methods.all_.push_back(std::move(method));
    }
  }
  return methods;
}

const Method* Methods::FindRpc(absl::string_view rpc_path) const {
  const auto it = by_rpc_path_.find(rpc_path);
  return it == by_rpc_path_.end() ? nullptr : &all_[it->second];
}

}  // namespace tidemark::gateway
