// JSON of others, whose form is theirs to say.

#ifndef TIDEMARK_SERVICES_GATEWAY_JSON_OBJECT_H_
#define TIDEMARK_SERVICES_GATEWAY_JSON_OBJECT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/struct.pb.h"

namespace tidemark::gateway {

using JsonObject = google::protobuf::Struct;

// Returns `INVALID_ARGUMENT`, without the text, if it is not an object in JSON.
absl::StatusOr<JsonObject> ParseJson(const std::string& text);

// The member called `name`; null in JSON's sense if there is none.
const google::protobuf::Value& MemberOf(const JsonObject& json,
                                        absl::string_view name);

// A member that is text; empty if it is not.
const std::string& TextOf(const JsonObject& json, absl::string_view name);

// What a member says: the text itself, the texts of a list, `true` or `false`.
// Anything else says nothing.
std::vector<std::string> TextsOf(const JsonObject& json,
                                 absl::string_view name);

// A member that is a time in seconds since 1970; `nullopt` if it is not.
std::optional<absl::Time> TimeIn(const JsonObject& json,
                                 absl::string_view name);

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_JSON_OBJECT_H_
