#include "services/notices/notify_sender.h"

#include <cstdlib>
#include <utility>
#include <vector>

#include <jwt.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

#include "common/base/status_macros.h"
#include "re2/re2.h"

namespace tidemark::notices {
namespace {

using ::google::protobuf::ListValue;
using ::google::protobuf::Struct;
using ::google::protobuf::Value;

// A UUID.
constexpr size_t kUuid = 36;
constexpr size_t kMaxError = 200;

bool IsUuid(absl::string_view text) {
  static const RE2 pattern(
      "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  return RE2::FullMatch({text.data(), text.size()}, pattern);
}

// Whether the key may be shown to whoever is at `url`.
bool IsSafe(absl::string_view url) {
  static const RE2 pattern(
      R"((https://[^/\s@]+|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?)/?)");
  return RE2::FullMatch({url.data(), url.size()}, pattern);
}

absl::StatusOr<Struct> ReadJson(const std::string& text) {
  Struct json;
  if (!google::protobuf::util::JsonStringToMessage(text, &json).ok()) {
    return absl::UnavailableError("Notify's answer cannot be read");
  }
  return json;
}

const Value& FieldOf(const Struct& json, const std::string& name) {
  const auto it = json.fields().find(name);
  return it == json.fields().end() ? Value::default_instance() : it->second;
}

Value Text(const std::string& text) {
  Value value;
  value.set_string_value(text);
  return value;
}

// `text` short, on one line and without anything like an address.
std::string Harmless(absl::string_view text) {
  std::vector<std::string> words;
  for (const absl::string_view word :
       absl::StrSplit(text, absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty())) {
    words.emplace_back(absl::StrContains(word, "@") ? "..." : word);
  }
  return absl::StrJoin(words, " ").substr(0, kMaxError);
}

// The error for an answer that is not 2xx.
absl::Status ErrorOf(long status, const std::string& body) {
  std::string type;
  std::string said;
  if (const absl::StatusOr<Struct> json = ReadJson(body); json.ok()) {
    const ListValue& errors = FieldOf(*json, "errors").list_value();
    if (errors.values_size() > 0) {
      const Struct& first = errors.values(0).struct_value();
      type = FieldOf(first, "error").string_value();
      said = FieldOf(first, "message").string_value();
    }
  }
  const std::string message =
      Harmless(absl::StrCat("Notify answered ", status, " ", type, " ", said));
  if (status == 400) return absl::InvalidArgumentError(message);
  if (status == 401 || status == 403) {
    return absl::PermissionDeniedError(message);
  }
  if (status == 429) return absl::ResourceExhaustedError(message);
  if (status == 408 || status >= 500) return absl::UnavailableError(message);
  return absl::FailedPreconditionError(message);
}

}  // namespace

absl::StatusOr<http::Answer> NotifySender::Call(
    const std::string& url, std::optional<std::string> body) const {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string token, Token());
  return http_.Call({.url = url,
                     .headers = {absl::StrCat("authorization: Bearer ", token),
                                 "content-type: application/json"},
                     .body = std::move(body),
                     .timeout = options_.timeout});
}

absl::StatusOr<std::unique_ptr<NotifySender>> NotifySender::Make(
    Options options) {
  const std::string& key = options.api_key;
  const size_t length = key.size();
  if (length < 2 * kUuid + 2 || key[length - kUuid - 1] != '-' ||
      !IsUuid(absl::string_view(key).substr(length - kUuid)) ||
      !IsUuid(absl::string_view(key).substr(length - 2 * kUuid - 1, kUuid))) {
    return absl::InvalidArgumentError(
        "the API key for GOV.UK Notify is not of the form "
        "NAME-SERVICE_ID-SECRET");
  }
  if (!IsSafe(options.url)) {
    return absl::InvalidArgumentError(
        "the address of GOV.UK Notify must start with https://");
  }
  if (absl::EndsWith(options.url, "/")) options.url.pop_back();
  for (int kind = v1::Notice::KIND_REMINDERS; kind <= v1::Notice::Kind_MAX;
       ++kind) {
    const auto it = options.templates.find(static_cast<v1::Notice::Kind>(kind));
    if (it == options.templates.end() || !IsUuid(it->second)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "GOV.UK Notify needs the id of a template, a UUID, for ",
          v1::Notice::Kind_Name(static_cast<v1::Notice::Kind>(kind))));
    }
  }
  return std::unique_ptr<NotifySender>(new NotifySender(std::move(options)));
}

NotifySender::NotifySender(Options options)
    : options_(std::move(options)),
      service_id_(options_.api_key.substr(
          options_.api_key.size() - 2 * kUuid - 1, kUuid)),
      secret_(options_.api_key.substr(options_.api_key.size() - kUuid)),
      http_("Notify") {}

absl::StatusOr<std::string> NotifySender::Token() const {
  jwt_t* raw = nullptr;
  if (jwt_new(&raw) != 0) return absl::InternalError("cannot make a token");
  const std::unique_ptr<jwt_t, decltype(&jwt_free)> jwt(raw, &jwt_free);
  int failed = jwt_add_grant(raw, "iss", service_id_.c_str());
  failed |=
      jwt_add_grant_int(raw, "iat", absl::ToUnixSeconds(options_.clock->Now()));
  failed |= jwt_set_alg(raw, JWT_ALG_HS256,
                        reinterpret_cast<const unsigned char*>(secret_.data()),
                        static_cast<int>(secret_.size()));
  char* const text = failed == 0 ? jwt_encode_str(raw) : nullptr;
  if (text == nullptr) return absl::InternalError("cannot sign a token");
  std::string token(text);
  std::free(text);
  return token;
}

absl::StatusOr<std::string> NotifySender::Send(const OutgoingEmail& email) {
  Struct request;
  auto& fields = *request.mutable_fields();
  fields["email_address"] = Text(email.to);
  fields["template_id"] = Text(options_.templates.at(email.kind));
  fields["reference"] = Text(email.reference);
  if (!options_.reply_to_id.empty()) {
    fields["email_reply_to_id"] = Text(options_.reply_to_id);
  }
  auto& personalisation =
      *fields["personalisation"].mutable_struct_value()->mutable_fields();
  for (const Field& field : email.email.fields) {
    if (!field.is_list) {
      personalisation[field.name] =
          Text(field.values.empty() ? std::string() : field.values.front());
      continue;
    }
    ListValue& list = *personalisation[field.name].mutable_list_value();
    for (const std::string& value : field.values) {
      *list.add_values() = Text(value);
    }
  }
  std::string body;
  if (!google::protobuf::util::MessageToJsonString(request, &body).ok()) {
    return absl::InvalidArgumentError("the notice cannot be written as JSON");
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      const http::Answer answer,
      Call(absl::StrCat(options_.url, "/v2/notifications/email"),
           std::move(body)));
  if (answer.status != 201) return ErrorOf(answer.status, answer.body);
  TIDEMARK_ASSIGN_OR_RETURN(const Struct json, ReadJson(answer.body));
  return FieldOf(json, "id").string_value();
}

absl::StatusOr<std::optional<std::string>> NotifySender::Find(
    absl::string_view reference, absl::string_view to) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const http::Answer answer,
      Call(absl::StrCat(options_.url,
                        "/v2/notifications?template_type=email&reference=",
                        http::Escape(reference)),
           std::nullopt));
  if (answer.status != 200) return ErrorOf(answer.status, answer.body);
  TIDEMARK_ASSIGN_OR_RETURN(const Struct json, ReadJson(answer.body));
  for (const Value& value :
       FieldOf(json, "notifications").list_value().values()) {
    const Struct& sent = value.struct_value();
    if (absl::string_view(FieldOf(sent, "reference").string_value()) ==
            reference &&
        absl::EqualsIgnoreCase(FieldOf(sent, "email_address").string_value(),
                               to)) {
      return std::optional<std::string>(FieldOf(sent, "id").string_value());
    }
  }
  return std::optional<std::string>();
}

}  // namespace tidemark::notices
