#include "services/gateway/transcoding.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/wire_format_lite.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "services/gateway/percent.h"

namespace tidemark::gateway {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;

using FieldPath = std::vector<const FieldDescriptor*>;

// Parts of a field's path; no message of ours is nearly as deep.
constexpr size_t kMaxDepth = 16;

// Whether JSON has a message of this type as a string or another single value.
bool IsOneValue(const Descriptor& type) {
  switch (type.well_known_type()) {
    case Descriptor::WELLKNOWNTYPE_UNSPECIFIED:
    case Descriptor::WELLKNOWNTYPE_ANY:
    case Descriptor::WELLKNOWNTYPE_STRUCT:
    case Descriptor::WELLKNOWNTYPE_VALUE:
    case Descriptor::WELLKNOWNTYPE_LISTVALUE:
      return false;
    default:
      return true;
  }
}

const FieldDescriptor* FindField(const Descriptor& type,
                                 absl::string_view name) {
  const FieldDescriptor* const field = type.FindFieldByName(std::string(name));
  if (field != nullptr) return field;
  for (int i = 0; i < type.field_count(); ++i) {
    if (absl::string_view(type.field(i)->json_name()) == name) {
      return type.field(i);
    }
  }
  return nullptr;
}

// The fields on the way to `path`; empty if there is no such field.
FieldPath Resolve(const Descriptor& type, absl::string_view path) {
  FieldPath fields;
  const Descriptor* at = &type;
  for (const absl::string_view name : absl::StrSplit(path, '.')) {
    if (at == nullptr || fields.size() == kMaxDepth) return {};
    if (!fields.empty() && fields.back()->is_repeated()) return {};
    const FieldDescriptor* const field = FindField(*at, name);
    if (field == nullptr) return {};
    fields.push_back(field);
    at = field->message_type();
  }
  return fields;
}

std::string NameOf(const FieldPath& path) {
  return absl::StrJoin(path, ".",
                       [](std::string* out, const FieldDescriptor* field) {
                         out->append(field->name());
                       });
}

// A request as JSON, filled field by field.
class Fields {
 public:
  explicit Fields(const Method& method) : method_(method) {}

  void AddPath(absl::string_view field, const std::string& value) {
    from_path_.emplace_back(field);
    Put(Resolve(*method_.descriptor->input_type(), field), value);
  }

  void AddParameter(const std::string& name, const std::string& value) {
    const FieldPath path = Resolve(*method_.descriptor->input_type(), name);
    if (path.empty()) {
      return Add(name, "UNKNOWN_FIELD", "is not a field; see /openapi.json");
    }
    const FieldDescriptor& leaf = *path.back();
    if (leaf.message_type() != nullptr && !IsOneValue(*leaf.message_type())) {
      return Add(name, "NOT_A_VALUE",
                 "is not a single value: set the fields inside it");
    }
    if (method_.body == "*" ||
        (!method_.body.empty() && path.front()->name() == method_.body)) {
      return Add(name, "BELONGS_IN_BODY", "goes into the body, not the query");
    }
    const std::string full = NameOf(path);
    if (std::find(from_path_.begin(), from_path_.end(), full) !=
        from_path_.end()) {
      return Add(name, "GIVEN_TWICE", "is in the path already");
    }
    if (leaf.cpp_type() == FieldDescriptor::CPPTYPE_BOOL && value != "true" &&
        value != "false") {
      return Add(name, "MALFORMED_VALUE", "must be true or false");
    }
    if (!Put(path, value)) Add(name, "GIVEN_TWICE", "takes one value only");
  }

  const Faults& faults() const { return faults_; }
  bool empty() const { return json_.empty(); }
  std::string Text() const {
    return json_.dump(-1, ' ', /*ensure_ascii=*/false,
                      nlohmann::json::error_handler_t::replace);
  }

 private:
  void Add(absl::string_view field, absl::string_view code,
           absl::string_view message) {
    faults_.Add({.field = std::string(field),
                 .code = std::string(code),
                 .message = std::string(message)});
  }

  // Returns false if there is a value already, and the field takes one only.
  bool Put(const FieldPath& path, const std::string& value) {
    nlohmann::json* at = &json_;
    for (const FieldDescriptor* const field : path) {
      at = &(*at)[field->json_name()];
    }
    const FieldDescriptor& leaf = *path.back();
    nlohmann::json item = value;
    if (leaf.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
      item = value == "true";
    }
    if (leaf.is_repeated()) {
      at->push_back(std::move(item));
      return true;
    }
    if (!at->is_null()) return false;
    *at = std::move(item);
    return true;
  }

  const Method& method_;
  std::vector<std::string> from_path_;
  nlohmann::json json_ = nlohmann::json::object();
  Faults faults_;
};

// `message` as the field `field` of another message.
std::string Wrap(const FieldDescriptor& field, const std::string& message) {
  using ::google::protobuf::internal::WireFormatLite;
  std::string wrapped;
  {
    google::protobuf::io::StringOutputStream stream(&wrapped);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.WriteTag(WireFormatLite::MakeTag(
        field.number(), WireFormatLite::WIRETYPE_LENGTH_DELIMITED));
    out.WriteVarint32(static_cast<uint32_t>(message.size()));
  }
  return wrapped + message;
}

// Puts the name of the field that the body fills before those of the faults.
absl::Status WithinBody(const absl::Status& status, absl::string_view body) {
  Faults faults;
  for (const api::v1::Fault& fault : FaultsOf(status)) {
    faults.Add({.field = absl::StrCat(body, ".", fault.field()),
                .code = fault.reason(),
                .message = fault.description()});
  }
  // What is not JSON at all has no fields.
  return faults.empty() ? status : faults.ToStatus();
}

absl::StatusOr<std::string> BodyOf(const Json& json, const Method& method,
                                   absl::string_view body) {
  const Descriptor& type = *method.descriptor->input_type();
  if (method.body.empty()) {
    if (body.empty()) return "";
    Faults faults;
    faults.Add({.field = "",
                .code = "NO_BODY",
                .message = "the method takes no body"});
    return faults.ToStatus();
  }
  if (method.body == "*") {
    return json.ToMessage(type, body.empty() ? "{}" : body);
  }
  if (body.empty()) return "";
  const FieldDescriptor& field = *type.FindFieldByName(method.body);
  const absl::StatusOr<std::string> message =
      json.ToMessage(*field.message_type(), body);
  if (!message.ok()) return WithinBody(message.status(), method.body);
  return Wrap(field, *message);
}

}  // namespace

absl::StatusOr<std::string> ToRequest(const Json& json, const Method& method,
                                      const RestInput& input) {
  TIDEMARK_ASSIGN_OR_RETURN(const auto parameters, ParseQuery(input.query));
  Fields fields(method);
  for (const auto& [field, value] : input.fields) fields.AddPath(field, value);
  for (const auto& [name, value] : parameters) fields.AddParameter(name, value);
  TIDEMARK_RETURN_IF_ERROR(fields.faults().ToStatus());
  TIDEMARK_ASSIGN_OR_RETURN(std::string request,
                            BodyOf(json, method, input.body));
  if (fields.empty()) return request;
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::string rest,
      json.ToMessage(*method.descriptor->input_type(), fields.Text()));
  // Of two values of one field the later one stands, and messages are merged:
  // so the path has the last word.
  request += rest;
  return request;
}

}  // namespace tidemark::gateway
