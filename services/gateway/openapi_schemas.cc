#include "services/gateway/openapi_schemas.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace tidemark::gateway {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::EnumDescriptor;
using ::google::protobuf::FieldDescriptor;
using nlohmann::ordered_json;

ordered_json Reference(const std::string& name) {
  return {{"$ref", absl::StrCat("#/components/schemas/", name)}};
}

// What JSON has for the types that it treats on their own; null for others.
ordered_json OfWellKnown(const Descriptor& type) {
  switch (type.well_known_type()) {
    case Descriptor::WELLKNOWNTYPE_TIMESTAMP:
      return {{"type", "string"}, {"format", "date-time"}};
    case Descriptor::WELLKNOWNTYPE_DURATION:
      return {{"type", "string"},
              {"pattern", "^-?[0-9]+(\\.[0-9]{1,9})?s$"},
              {"examples", {"60s"}}};
    case Descriptor::WELLKNOWNTYPE_FIELDMASK:
      return {{"type", "string"}, {"examples", {"title,endDate"}}};
    case Descriptor::WELLKNOWNTYPE_ANY:
      return {{"type", "object"}, {"additionalProperties", true}};
    default:
      return nullptr;
  }
}

ordered_json Define(const EnumDescriptor& type) {
  ordered_json schema = {{"type", "string"}};
  std::string description = Tidy(CommentOf(type));
  absl::StrAppend(&description, "\n");
  for (int i = 0; i < type.value_count(); ++i) {
    schema["enum"].push_back(type.value(i)->name());
    const std::string about = Tidy(CommentOf(*type.value(i)));
    if (!about.empty()) {
      absl::StrAppend(&description, "\n- `", type.value(i)->name(),
                      "`: ", about);
    }
  }
  description = std::string(absl::StripAsciiWhitespace(description));
  if (!description.empty()) schema["description"] = std::move(description);
  return schema;
}

void AddLimits(const api::v1::Limits& limits, const FieldDescriptor& field,
               ordered_json& schema) {
  const bool is_number = schema.value("type", "") == "integer" ||
                         schema.value("type", "") == "number";
  if (limits.max_length() > 0 && field.type() == FieldDescriptor::TYPE_STRING) {
    schema["maxLength"] = limits.max_length();
  }
  if (!limits.pattern().empty()) {
    schema["pattern"] = absl::StrCat("^(", limits.pattern(), ")?$");
  }
  if (is_number && limits.has_min()) schema["minimum"] = limits.min();
  if (is_number && limits.has_max()) schema["maximum"] = limits.max();
}

}  // namespace

std::string Tidy(absl::string_view comment) {
  std::vector<absl::string_view> lines;
  for (absl::string_view line : absl::StrSplit(comment, '\n')) {
    absl::ConsumePrefix(&line, " ");
    lines.push_back(absl::StripTrailingAsciiWhitespace(line));
  }
  return std::string(absl::StripAsciiWhitespace(absl::StrJoin(lines, "\n")));
}

bool Behaves(const FieldDescriptor& field, api::v1::FieldBehavior behavior) {
  const auto& all =
      field.options().GetRepeatedExtension(api::v1::field_behavior);
  return std::find(all.begin(), all.end(), behavior) != all.end();
}

ordered_json OpenApiSchemas::OfItem(const FieldDescriptor& field) {
  ordered_json schema;
  switch (field.type()) {
    case FieldDescriptor::TYPE_DOUBLE:
    case FieldDescriptor::TYPE_FLOAT:
      schema = {{"type", "number"}};
      break;
    case FieldDescriptor::TYPE_INT64:
    case FieldDescriptor::TYPE_SINT64:
    case FieldDescriptor::TYPE_SFIXED64:
      schema = {{"type", "string"}, {"format", "int64"}};
      break;
    case FieldDescriptor::TYPE_UINT64:
    case FieldDescriptor::TYPE_FIXED64:
      schema = {{"type", "string"}, {"format", "uint64"}};
      break;
    case FieldDescriptor::TYPE_INT32:
    case FieldDescriptor::TYPE_SINT32:
    case FieldDescriptor::TYPE_SFIXED32:
      schema = {{"type", "integer"}, {"format", "int32"}};
      break;
    case FieldDescriptor::TYPE_UINT32:
    case FieldDescriptor::TYPE_FIXED32:
      schema = {{"type", "integer"}, {"minimum", 0}};
      break;
    case FieldDescriptor::TYPE_BOOL:
      schema = {{"type", "boolean"}};
      break;
    case FieldDescriptor::TYPE_STRING:
      schema = {{"type", "string"}};
      break;
    case FieldDescriptor::TYPE_BYTES:
      schema = {{"type", "string"}, {"contentEncoding", "base64"}};
      break;
    case FieldDescriptor::TYPE_ENUM:
      seen_enums_.insert(field.enum_type());
      return Reference(field.enum_type()->full_name());
    case FieldDescriptor::TYPE_MESSAGE:
    case FieldDescriptor::TYPE_GROUP:
      return OfMessage(*field.message_type());
  }
  AddLimits(field.options().GetExtension(api::v1::limits), field, schema);
  return schema;
}

ordered_json OpenApiSchemas::OfField(const FieldDescriptor& field) {
  ordered_json schema = OfItem(field);
  if (field.is_repeated()) {
    schema = {{"type", "array"}, {"items", std::move(schema)}};
    const uint32_t most =
        field.options().GetExtension(api::v1::limits).max_items();
    if (most > 0) schema["maxItems"] = most;
  }
  std::string description = Tidy(CommentOf(field));
  if (Behaves(field, api::v1::FIELD_BEHAVIOR_REQUIRED)) {
    absl::StrAppend(&description, description.empty() ? "" : " ", "Required.");
  }
  if (Behaves(field, api::v1::FIELD_BEHAVIOR_IMMUTABLE)) {
    absl::StrAppend(&description, description.empty() ? "" : " ",
                    "Never changes once it is set.");
  }
  if (!description.empty()) schema["description"] = std::move(description);
  if (Behaves(field, api::v1::FIELD_BEHAVIOR_OUTPUT_ONLY)) {
    schema["readOnly"] = true;
  }
  return schema;
}

ordered_json OpenApiSchemas::OfMessage(const Descriptor& type) {
  ordered_json well_known = OfWellKnown(type);
  if (!well_known.is_null()) return well_known;
  if (seen_.insert(&type).second) pending_.push_back(&type);
  return Reference(type.full_name());
}

ordered_json OpenApiSchemas::Define(const Descriptor& type) {
  ordered_json schema = {{"type", "object"}};
  const std::string description = Tidy(CommentOf(type));
  if (!description.empty()) schema["description"] = description;
  ordered_json properties = ordered_json::object();
  for (int i = 0; i < type.field_count(); ++i) {
    properties[type.field(i)->json_name()] = OfField(*type.field(i));
  }
  schema["properties"] = std::move(properties);
  schema["additionalProperties"] = false;
  return schema;
}

ordered_json OpenApiSchemas::All() {
  std::map<std::string, ordered_json> schemas;
  while (!pending_.empty()) {
    const Descriptor* const type = pending_.back();
    pending_.pop_back();
    schemas[type->full_name()] = Define(*type);
  }
  for (const EnumDescriptor* const type : seen_enums_) {
    schemas[type->full_name()] = gateway::Define(*type);
  }
  ordered_json all = ordered_json::object();
  for (auto& [name, schema] : schemas) all[name] = std::move(schema);
  return all;
}

}  // namespace tidemark::gateway
