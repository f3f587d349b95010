#include "services/gateway/openapi.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "services/gateway/openapi_schemas.h"
#include "tidemark/api/v1/annotations.pb.h"

namespace tidemark::gateway {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::MethodDescriptor;
using nlohmann::ordered_json;

// How deep the fields of a query are listed.
constexpr int kMaxDepth = 4;

// `councils` to `council`, `people` to `person`.
std::string Singular(const std::string& collection) {
  if (collection == "people") return "person";
  if (absl::EndsWith(collection, "ies")) {
    return absl::StrCat(collection.substr(0, collection.size() - 3), "y");
  }
  if (absl::EndsWith(collection, "s")) {
    return collection.substr(0, collection.size() - 1);
  }
  return absl::StrCat(collection, "Id");
}

// A path as OpenAPI writes it, and the names of its parameters.
struct OpenApiPath {
  std::string text;
  std::vector<std::string> parameters;
};

OpenApiPath PathOf(const PathTemplate& path) {
  OpenApiPath result;
  std::string before = "resource";
  for (const std::string& segment : path.segments) {
    if (segment == "*" || segment == "**") {
      std::string name = segment == "**" ? "resource" : Singular(before);
      while (std::count(result.parameters.begin(), result.parameters.end(),
                        name) > 0) {
        name += "2";
      }
      absl::StrAppend(&result.text, "/{", name, "}");
      result.parameters.push_back(std::move(name));
    } else {
      absl::StrAppend(&result.text, "/", segment);
    }
    before = segment;
  }
  if (!path.verb.empty()) absl::StrAppend(&result.text, ":", path.verb);
  return result;
}

std::string FirstSentence(const std::string& text) {
  const size_t stop = text.find(". ");
  const size_t line = text.find(".\n");
  std::string sentence = text.substr(0, std::min({stop, line, text.size()}));
  std::replace(sentence.begin(), sentence.end(), '\n', ' ');
  if (absl::EndsWith(sentence, ".")) sentence.pop_back();
  return sentence;
}

// The roles that may call a method, as they stand in a token.
std::string RolesOf(const MethodDescriptor& method) {
  std::vector<std::string> names;
  for (const int role :
       method.options().GetExtension(api::v1::access).roles()) {
    std::string name = api::v1::Role_Name(static_cast<api::v1::Role>(role));
    names.push_back(absl::AsciiStrToLower(name.substr(name.find('_') + 1)));
  }
  return absl::StrJoin(names, ", ");
}

class Document {
 public:
  explicit Document(const Methods& methods) : methods_(methods) {}

  std::string Text() {
    ordered_json document = {
        {"openapi", "3.1.0"},
        {"info",
         {{"title", "Tidemark"},
          {"version", "1"},
          {"description",
           "What care is agreed to achieve, and whether it does. Everything "
           "that the console does, it does by these methods. A refusal says "
           "what to do, with a stable reason for programs."},
          {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
        {"servers", {{{"url", "/"}}}},
        {"security",
         {{{"token", ordered_json::array()}},
          {{"session", ordered_json::array()}}}}};
    AddTags(document);
    ordered_json paths = ordered_json::object();
    for (const Method& method : methods_.all()) {
      const OpenApiPath path = PathOf(method.path);
      paths[path.text][absl::AsciiStrToLower(method.http_method)] =
          Operation(method, path);
    }
    document["paths"] = std::move(paths);
    document["components"] = {{"schemas", Schemas()},
                              {"responses", {{"Refusal", Refusal()}}},
                              {"securitySchemes", SecuritySchemes()}};
    return document.dump(-1, ' ', /*ensure_ascii=*/false,
                         ordered_json::error_handler_t::replace);
  }

 private:
  void AddTags(ordered_json& document) const {
    std::set<std::string> seen;
    document["tags"] = ordered_json::array();
    for (const Method& method : methods_.all()) {
      const auto& service = *method.descriptor->service();
      if (!seen.insert(service.full_name()).second) continue;
      ordered_json tag = {{"name", service.full_name()}};
      const std::string about = Tidy(CommentOf(service));
      if (!about.empty()) tag["description"] = about;
      document["tags"].push_back(std::move(tag));
    }
  }

  ordered_json Operation(const Method& method, const OpenApiPath& path) {
    const MethodDescriptor& descriptor = *method.descriptor;
    const std::string about = Tidy(CommentOf(descriptor));
    ordered_json operation = {{"operationId", descriptor.full_name()},
                              {"tags", {descriptor.service()->full_name()}}};
    if (!about.empty()) operation["summary"] = FirstSentence(about);
    operation["description"] =
        absl::StrCat(about, about.empty() ? "" : "\n\n",
                     "May be called by: ", RolesOf(descriptor), ".");
    operation["parameters"] = Parameters(method, path);
    if (!method.body.empty()) operation["requestBody"] = Body(method);
    operation["responses"] = {
        {"200",
         {{"description", "Done."},
          {"content",
           {{"application/json",
             {{"schema", schemas_.OfMessage(*descriptor.output_type())}}}}}}},
        {"default", {{"$ref", "#/components/responses/Refusal"}}}};
    return operation;
  }

  ordered_json Parameters(const Method& method, const OpenApiPath& path) {
    ordered_json parameters = ordered_json::array();
    for (const std::string& name : path.parameters) {
      ordered_json parameter = {{"name", name},
                                {"in", "path"},
                                {"required", true},
                                {"schema", {{"type", "string"}}}};
      if (method.path.segments.back() == "**" &&
          name == path.parameters.back()) {
        parameter["description"] =
            "The rest of a resource's name; it may hold slashes, which are "
            "not encoded.";
      }
      parameters.push_back(std::move(parameter));
    }
    if (method.body == "*") return parameters;
    AddQuery(method, *method.descriptor->input_type(), "", "", 0, parameters);
    return parameters;
  }

  // Lists the fields of `type` that a query fills; `path` leads to it, by the
  // fields' names in JSON, and `names` by their own.
  void AddQuery(const Method& method, const Descriptor& type,
                const std::string& path, const std::string& names, int depth,
                ordered_json& parameters) {
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      const std::string own = absl::StrCat(names, field.name());
      if (own == method.body || IsInPath(method, own)) continue;
      const std::string name = absl::StrCat(path, field.json_name());
      const Descriptor* const inner = field.message_type();
      if (inner != nullptr &&
          inner->well_known_type() == Descriptor::WELLKNOWNTYPE_UNSPECIFIED) {
        if (field.is_repeated() || depth == kMaxDepth) continue;
        AddQuery(method, *inner, absl::StrCat(name, "."),
                 absl::StrCat(own, "."), depth + 1, parameters);
        continue;
      }
      ordered_json schema = schemas_.OfField(field);
      ordered_json parameter = {{"name", name}, {"in", "query"}};
      if (schema.contains("description")) {
        parameter["description"] = schema["description"];
        schema.erase("description");
      }
      if (depth == 0 && Behaves(field, api::v1::FIELD_BEHAVIOR_REQUIRED)) {
        parameter["required"] = true;
      }
      parameter["schema"] = std::move(schema);
      parameters.push_back(std::move(parameter));
    }
  }

  static bool IsInPath(const Method& method, const std::string& field) {
    return std::any_of(method.path.variables.begin(),
                       method.path.variables.end(),
                       [&](const PathTemplate::Variable& variable) {
                         return variable.field == field;
                       });
  }

  ordered_json Body(const Method& method) {
    const Descriptor& type = *method.descriptor->input_type();
    const Descriptor& body =
        method.body == "*" ? type
                           : *type.FindFieldByName(method.body)->message_type();
    return {{"required", true},
            {"content",
             {{"application/json", {{"schema", schemas_.OfMessage(body)}}}}}};
  }

  ordered_json Schemas() {
    ordered_json all = schemas_.All();
    all["Status"] = {
        {"type", "object"},
        {"description", "Why a call was refused, as google.rpc.Status."},
        {"required", {"code", "message"}},
        {"properties",
         {{"code", {{"type", "integer"}, {"description", "The code of gRPC."}}},
          {"message",
           {{"type", "string"},
            {"description", "What is wrong and what to do, in a sentence."}}},
          {"details",
           {{"type", "array"},
            {"description",
             "google.rpc.ErrorInfo, with a stable reason, and "
             "google.rpc.BadRequest, with every fault at once."},
            {"items",
             {{"type", "object"},
              {"required", {"@type"}},
              {"properties", {{"@type", {{"type", "string"}}}}},
              {"additionalProperties", true}}}}}}}};
    return all;
  }

  static ordered_json Refusal() {
    return {{"description", "Refused, or gone wrong."},
            {"content",
             {{"application/json",
               {{"schema", {{"$ref", "#/components/schemas/Status"}}}}}}}};
  }

  static ordered_json SecuritySchemes() {
    return {{"token",
             {{"type", "http"},
              {"scheme", "bearer"},
              {"bearerFormat", "JWT"},
              {"description", "A machine's token; see `tidemark token`."}}},
            {"session",
             {{"type", "apiKey"},
              {"in", "cookie"},
              {"name", "__Host-tidemark"},
              {"description",
               "Someone who has signed in. What changes something needs the "
               "header x-tidemark-csrf, too."}}}};
  }

  const Methods& methods_;
  OpenApiSchemas schemas_;
};

}  // namespace

std::string OpenApi(const Methods& methods) { return Document(methods).Text(); }

}  // namespace tidemark::gateway
