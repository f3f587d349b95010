#ifndef TIDEMARK_SERVICES_GATEWAY_OPENAPI_SCHEMAS_H_
#define TIDEMARK_SERVICES_GATEWAY_OPENAPI_SCHEMAS_H_

#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

#include "tidemark/api/v1/annotations.pb.h"

namespace tidemark::gateway {

// The comment above a declaration, as Markdown; empty if it has none.
template <typename Descriptor>
std::string CommentOf(const Descriptor& descriptor) {
  google::protobuf::SourceLocation location;
  if (!descriptor.GetSourceLocation(&location)) return "";
  return location.leading_comments;
}

// A comment as it is read: without the space at each line's start.
std::string Tidy(absl::string_view comment);

// Whether the field is declared to behave so.
bool Behaves(const google::protobuf::FieldDescriptor& field,
             api::v1::FieldBehavior behavior);

// The schemas of messages and enums, each once, for `components`.
class OpenApiSchemas {
 public:
  // What a value of the field looks like in JSON, with its limits. What it
  // refers to is among `All` thereafter.
  nlohmann::ordered_json OfField(
      const google::protobuf::FieldDescriptor& field);

  // The same for one of a repeated field's values.
  nlohmann::ordered_json OfItem(const google::protobuf::FieldDescriptor& field);

  // What a message looks like.
  nlohmann::ordered_json OfMessage(const google::protobuf::Descriptor& type);

  // All that was referred to, and what that refers to, by name.
  nlohmann::ordered_json All();

 private:
  nlohmann::ordered_json Define(const google::protobuf::Descriptor& type);

  std::set<const google::protobuf::Descriptor*> seen_;
  std::set<const google::protobuf::EnumDescriptor*> seen_enums_;
  // Referred to, and not yet defined.
  std::vector<const google::protobuf::Descriptor*> pending_;
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_OPENAPI_SCHEMAS_H_
