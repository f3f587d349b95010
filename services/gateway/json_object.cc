#include "services/gateway/json_object.h"

#include <cmath>

#include "google/protobuf/util/json_util.h"

namespace tidemark::gateway {
namespace {

using ::google::protobuf::Value;

// The last second of the year 9999.
constexpr double kMaxSeconds = 253402300799;

void AddText(const Value& value, std::vector<std::string>& texts) {
  if (value.has_string_value()) texts.push_back(value.string_value());
  if (value.has_bool_value()) {
    texts.emplace_back(value.bool_value() ? "true" : "false");
  }
}

}  // namespace

absl::StatusOr<JsonObject> ParseJson(const std::string& text) {
  JsonObject json;
  if (!google::protobuf::util::JsonStringToMessage(text, &json).ok()) {
    return absl::InvalidArgumentError("is not an object in JSON");
  }
  return json;
}

const Value& MemberOf(const JsonObject& json, absl::string_view name) {
  const auto it = json.fields().find(std::string(name));
  return it == json.fields().end() ? Value::default_instance() : it->second;
}

const std::string& TextOf(const JsonObject& json, absl::string_view name) {
  return MemberOf(json, name).string_value();
}

std::vector<std::string> TextsOf(const JsonObject& json,
                                 absl::string_view name) {
  std::vector<std::string> texts;
  const Value& member = MemberOf(json, name);
  AddText(member, texts);
  for (const Value& value : member.list_value().values()) {
    AddText(value, texts);
  }
  return texts;
}

std::optional<absl::Time> TimeIn(const JsonObject& json,
                                 absl::string_view name) {
  const Value& member = MemberOf(json, name);
  if (!member.has_number_value()) return std::nullopt;
  const double seconds = member.number_value();
  if (!std::isfinite(seconds) || seconds < 0 || seconds > kMaxSeconds) {
    return std::nullopt;
  }
  return absl::FromUnixSeconds(static_cast<int64_t>(seconds));
}

}  // namespace tidemark::gateway
