#include "common/rpc/access.h"

#include <algorithm>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/field_path.h"
#include "common/rpc/fields.h"

namespace tidemark::rpc {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::MethodDescriptor;
using ::google::protobuf::Reflection;
using ::google::protobuf::ServiceDescriptor;

using Path = std::vector<const FieldDescriptor*>;

const std::string& TemplateOf(const api::v1::HttpRule& rule) {
  switch (rule.pattern_case()) {
    case api::v1::HttpRule::kGet:
      return rule.get();
    case api::v1::HttpRule::kPost:
      return rule.post();
    case api::v1::HttpRule::kPatch:
      return rule.patch();
    case api::v1::HttpRule::kDelete:
      return rule.delete_();
    case api::v1::HttpRule::PATTERN_NOT_SET:
      break;
  }
  return rule.get();
}

// The pattern that the method's HTTP template has for the field `path`:
// `councils/*` of `/v1/{parent=councils/*}/people`. Empty if it has none.
std::string PatternOf(const MethodDescriptor& method, absl::string_view path) {
  const std::string& text =
      TemplateOf(method.options().GetExtension(api::v1::http));
  const std::string start = absl::StrCat("{", path, "=");
  const size_t at = text.find(start);
  if (at == std::string::npos) return "";
  const size_t from = at + start.size();
  return text.substr(from, text.find('}', from) - from);
}

// Calls `visit` with each string that `path` leads to in `message`, and the
// way to it, until it fails.
absl::Status VisitStrings(
    const Message& message, const Path& path, size_t depth,
    const FieldPath& here,
    absl::FunctionRef<absl::Status(const FieldPath&, absl::string_view)>
        visit) {
  const FieldDescriptor* field = path[depth];
  const Reflection* reflection = message.GetReflection();
  const bool last = depth + 1 == path.size();
  std::string scratch;
  if (!field->is_repeated()) {
    const FieldPath there{&here, field};
    if (last) {
      return visit(there,
                   reflection->GetStringReference(message, field, &scratch));
    }
    return VisitStrings(reflection->GetMessage(message, field), path, depth + 1,
                        there, visit);
  }
  const int items = reflection->FieldSize(message, field);
  for (int i = 0; i < items; ++i) {
    const FieldPath there{&here, field, i};
    if (last) {
      TIDEMARK_RETURN_IF_ERROR(visit(
          there,
          reflection->GetRepeatedStringReference(message, field, i, &scratch)));
    } else {
      TIDEMARK_RETURN_IF_ERROR(
          VisitStrings(reflection->GetRepeatedMessage(message, field, i), path,
                       depth + 1, there, visit));
    }
  }
  return absl::OkStatus();
}

const FieldDescriptor* SingleString(const Descriptor& type,
                                    const std::string& name) {
  const FieldDescriptor* field = type.FindFieldByName(name);
  return field != nullptr && !field->is_repeated() &&
                 field->type() == FieldDescriptor::TYPE_STRING
             ? field
             : nullptr;
}

absl::Status BadName(const FieldPath& path, std::string message) {
  Faults faults;
  faults.Add({.field = path.Text(),
              .code = "BAD_NAME",
              .message = std::move(message)});
  return faults.ToStatus();
}

}  // namespace

absl::StatusOr<AccessRule::Path> AccessRule::ResolvePath(
    const MethodDescriptor& method, absl::string_view path) {
  Path fields;
  const Descriptor* type = method.input_type();
  for (const absl::string_view segment : absl::StrSplit(path, '.')) {
    const FieldDescriptor* field =
        type == nullptr ? nullptr : type->FindFieldByName(std::string(segment));
    if (field == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(
          method.full_name(), " declares the resource ", path, ", but ",
          method.input_type()->name(), " has no such field"));
    }
    fields.push_back(field);
    type = field->message_type();
  }
  if (fields.back()->type() != FieldDescriptor::TYPE_STRING) {
    return absl::InvalidArgumentError(
        absl::StrCat(method.full_name(), " declares the resource ", path,
                     ", which is not a string"));
  }
  return fields;
}

absl::StatusOr<AccessRule> AccessRule::Make(const MethodDescriptor& method) {
  const auto lacks = [&](absl::string_view what) {
    return absl::InvalidArgumentError(
        absl::StrCat(method.full_name(), " declares no ", what));
  };
  const api::v1::Access& access =
      method.options().GetExtension(api::v1::access);
  if (access.roles().empty()) return lacks("roles that may call it");
  if (access.resource().empty()) return lacks("resource that it acts on");
  const api::v1::HttpRule& http = method.options().GetExtension(api::v1::http);
  if (TemplateOf(http).empty()) return lacks("HTTP rule");

  AccessRule rule;
  rule.method_ = &method;
  rule.reads_ = http.pattern_case() == api::v1::HttpRule::kGet;
  rule.any_provider_ = access.any_provider();
  rule.roles_.resize(api::v1::Role_MAX + 1);
  for (const int role : access.roles()) {
    if (role == api::v1::ROLE_UNSPECIFIED || !api::v1::Role_IsValid(role)) {
      return absl::InvalidArgumentError(
          absl::StrCat(method.full_name(), " declares an unknown role"));
    }
    rule.roles_[static_cast<size_t>(role)] = true;
  }
  TIDEMARK_ASSIGN_OR_RETURN(rule.resource_,
                            ResolvePath(method, access.resource()));
  rule.batch_ = std::any_of(
      rule.resource_.begin(), rule.resource_.end(),
      [](const FieldDescriptor* field) { return field->is_repeated(); });
  rule.pattern_ = PatternOf(method, access.resource());
  if (rule.pattern_.empty() && rule.resource_.size() > 1) {
    // A batch: its items are the requests of another method, whose HTTP rule
    // has the pattern.
    const FieldDescriptor* items = rule.resource_.front();
    const MethodDescriptor* single = FindMethodTaking(*items->message_type());
    if (single != nullptr) {
      rule.pattern_ = PatternOf(*single, absl::string_view(access.resource())
                                             .substr(items->name().size() + 1));
    }
  }
  const FieldDescriptor* parent = SingleString(*method.input_type(), "parent");
  if (parent != rule.resource_.front()) rule.parent_ = parent;
  if (!access.provider_filter().empty()) {
    rule.provider_filter_ =
        SingleString(*method.input_type(), access.provider_filter());
    if (rule.provider_filter_ == nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat(method.full_name(), " declares the provider filter ",
                       access.provider_filter(), ", which is not a string of ",
                       method.input_type()->name()));
    }
  }
  return rule;
}

absl::Status AccessRule::Denied(absl::string_view name) const {
  // What was sent as a name comes back only if it is one, and not too long:
  // people type other things where a reference belongs.
  if (!IsName(name) || name.size() > 256) name = "";
  return Error(
      absl::StatusCode::kPermissionDenied, "PERMISSION_DENIED",
      absl::StrCat("Permission '", method_->name(), "' denied on ",
                   name.empty() ? "what is named"
                                : absl::StrCat("resource '", name, "'"),
                   " (or it might not exist)"),
      {{"permission", method_->name()}, {"resource", std::string(name)}});
}

absl::Status AccessRule::CheckProvider(const Principal& caller,
                                       const ProvidersOf& providers_of,
                                       absl::string_view name) const {
  if (any_provider_ || provider_filter_ != nullptr) return absl::OkStatus();
  const absl::string_view provider = ProviderOf(name);
  if (!provider.empty()) {
    return provider == caller.provider ? absl::OkStatus() : Denied(name);
  }
  // A council as a whole belongs to no provider, nor does every one of its
  // resources.
  if (CouncilOf(name) == name || IdOf(name) == kAnyId || !providers_of) {
    return Denied(name);
  }
  const absl::StatusOr<std::vector<std::string>> providers = providers_of(name);
  if (absl::IsNotFound(providers.status())) return Denied(name);
  if (!providers.ok()) return providers.status();
  return std::find(providers->begin(), providers->end(), caller.provider) !=
                 providers->end()
             ? absl::OkStatus()
             : Denied(name);
}

absl::Status AccessRule::Check(const Principal& caller,
                               const ProvidersOf& providers_of,
                               Message& request) const {
  const bool listed = roles_[static_cast<size_t>(caller.role)];
  const bool may_call = listed && (reads_ || !caller.read_only);
  const bool any_council =
      caller.role == api::v1::ROLE_SERVICE && caller.council == kAnyCouncil;

  // Whether `name`, found at `path`, is well formed and in the caller's
  // council.
  const auto check_name = [&](const FieldPath& path, absl::string_view name,
                              absl::string_view pattern) -> absl::Status {
    if (!may_call) return Denied(name);
    if (name.empty()) {
      Faults faults;
      faults.Add(
          {.field = path.Text(), .code = "REQUIRED", .message = "is required"});
      return faults.ToStatus();
    }
    const absl::string_view council = CouncilOf(name);
    if (!IsName(name) || council.empty() ||
        (!pattern.empty() && !Matches(name, pattern))) {
      return BadName(path,
                     absl::StrCat("must be a name like ",
                                  pattern.empty() ? "councils/*" : pattern));
    }
    if (!any_council && council != caller.council) return Denied(name);
    // "-" stands for every one only at the end of the parent of a list.
    const bool lists = reads_ && path.field->name() == "parent" &&
                       path.parent->field == nullptr;
    const absl::string_view named =
        lists && IdOf(name) == kAnyId ? ParentOf(name) : name;
    if (absl::StrContains(absl::StrCat(named, "/"), "/-/")) {
      return BadName(path,
                     "must name one resource; \"-\" stands for all only "
                     "at the end of the parent of a list");
    }
    return absl::OkStatus();
  };

  const FieldPath here;
  bool found = false;
  const auto check_resource = [&](const FieldPath& path,
                                  absl::string_view name) -> absl::Status {
    found = true;
    TIDEMARK_RETURN_IF_ERROR(check_name(path, name, pattern_));
    if (!caller.is_provider()) return absl::OkStatus();
    return CheckProvider(caller, providers_of, name);
  };
  TIDEMARK_RETURN_IF_ERROR(
      VisitStrings(request, resource_, 0, here, check_resource));
  const Reflection* reflection = request.GetReflection();
  if (parent_ != nullptr) {
    std::string scratch;
    TIDEMARK_RETURN_IF_ERROR(check_name(
        {&here, parent_},
        reflection->GetStringReference(request, parent_, &scratch), ""));
  }
  // A batch without items acts on nothing; only the role is left to check.
  if (!found && !may_call) return Denied("");
  if (provider_filter_ != nullptr && caller.is_provider()) {
    const std::string filter = reflection->GetString(request, provider_filter_);
    if (filter.empty()) {
      // The one place where a request is changed on its caller's behalf.
      reflection->SetString(&request, provider_filter_, caller.provider);
    } else if (filter != caller.provider) {
      return Denied(filter);
    }
  }
  return absl::OkStatus();
}

absl::Status CheckDeclarations(const ServiceDescriptor& service) {
  std::vector<std::string> faults;
  for (int i = 0; i < service.method_count(); ++i) {
    const MethodDescriptor& method = *service.method(i);
    const absl::Status access = AccessRule::Make(method).status();
    if (!access.ok()) faults.emplace_back(access.message());
    const absl::Status fields = FieldRules::Make(*method.input_type()).status();
    if (!fields.ok()) faults.emplace_back(fields.message());
  }
  if (faults.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrJoin(faults, "; "));
}

}  // namespace tidemark::rpc
