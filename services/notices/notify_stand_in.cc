#include "services/notices/notify_stand_in.h"

#include <cstdlib>
#include <optional>
#include <utility>

#include <civetweb.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/util/json_util.h"

namespace tidemark::notices {
namespace {

using ::google::protobuf::Struct;
using ::google::protobuf::Value;

// How far a token's time may be off.
constexpr int64_t kLeeway = 30;

std::optional<Struct> ReadJson(const std::string& text) {
  Struct json;
  if (!google::protobuf::util::JsonStringToMessage(text, &json).ok()) {
    return std::nullopt;
  }
  return json;
}

std::string Quoted(const std::string& text) {
  Value value;
  value.set_string_value(text);
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(value, &json).ok()) {
    std::abort();
  }
  return json;
}

const Value& FieldOf(const Struct& json, const std::string& name) {
  const auto it = json.fields().find(name);
  return it == json.fields().end() ? Value::default_instance() : it->second;
}

std::string Hmac(const std::string& key, const std::string& text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest,
       &size);
  return std::string(reinterpret_cast<char*>(digest), size);
}

std::string ErrorBody(int status, const std::string& error,
                      const std::string& message) {
  return absl::StrCat("{\"status_code\": ", status,
                      ", \"errors\": [{\"error\": ", Quoted(error),
                      ", \"message\": ", Quoted(message), "}]}");
}

void Respond(mg_connection& connection, int status, const std::string& body) {
  mg_printf(&connection,
            "HTTP/1.1 %d Answer\r\nContent-Type: application/json\r\n"
            "Content-Length: %zu\r\n\r\n",
            status, body.size());
  mg_write(&connection, body.data(), body.size());
}

}  // namespace

NotifyStandIn::NotifyStandIn(Options options) : options_(std::move(options)) {
  mg_init_library(0);
  const char* settings[] = {"listening_ports", "127.0.0.1:0", "num_threads",
                            "2", nullptr};
  context_ = mg_start(nullptr, nullptr, settings);
  if (context_ == nullptr) std::abort();
  mg_set_request_handler(context_, "/", &NotifyStandIn::Handle, this);
}

NotifyStandIn::~NotifyStandIn() {
  mg_stop(context_);
  mg_exit_library();
}

std::string NotifyStandIn::url() const {
  mg_server_port port;
  if (mg_get_server_ports(context_, 1, &port) != 1) std::abort();
  return absl::StrCat("http://127.0.0.1:", port.port);
}

void NotifyStandIn::AnswerNext(Answer answer) {
  const MutexLock lock(mu_);
  answers_.push_back(std::move(answer));
}

std::vector<NotifyStandIn::Taken> NotifyStandIn::taken() const {
  const MutexLock lock(mu_);
  return taken_;
}

std::string NotifyStandIn::seen() const {
  const MutexLock lock(mu_);
  return seen_;
}

int NotifyStandIn::Handle(mg_connection* connection, void* self) {
  return static_cast<NotifyStandIn*>(self)->Handle(*connection);
}

int NotifyStandIn::Handle(mg_connection& connection) {
  const mg_request_info& request = *mg_get_request_info(&connection);
  std::string body;
  char buffer[4096];
  int read = 0;
  while ((read = mg_read(&connection, buffer, sizeof(buffer))) > 0) {
    body.append(buffer, static_cast<size_t>(read));
  }
  const std::string path = request.local_uri;
  const std::string query =
      request.query_string == nullptr ? "" : request.query_string;
  {
    const MutexLock lock(mu_);
    absl::StrAppend(&seen_, request.request_method, " ", path, "?", query,
                    "\n");
    for (int i = 0; i < request.num_headers; ++i) {
      absl::StrAppend(&seen_, request.http_headers[i].name, ": ",
                      request.http_headers[i].value, "\n");
    }
    absl::StrAppend(&seen_, body, "\n");
  }
  const std::string refused =
      CheckToken(mg_get_header(&connection, "Authorization"));
  if (!refused.empty()) {
    Respond(connection, 403, ErrorBody(403, "AuthError", refused));
    return 403;
  }
  const bool posts = absl::string_view(request.request_method) == "POST";
  if (posts && path == "/v2/notifications/email") {
    const char* type = mg_get_header(&connection, "Content-type");
    if (type == nullptr || absl::string_view(type) != "application/json") {
      Respond(connection, 400,
              ErrorBody(400, "BadRequestError", "Content-type must be JSON"));
      return 400;
    }
    std::string response;
    const Answer answer = Post(body, response);
    Respond(connection, answer.status,
            answer.status == 201
                ? response
                : ErrorBody(answer.status, answer.error, answer.message));
    return answer.status;
  }
  if (!posts && path == "/v2/notifications") {
    char reference[1024];
    const int size = mg_get_var(query.data(), query.size(), "reference",
                                reference, sizeof(reference));
    Respond(connection, 200,
            List(size < 0 ? std::string()
                          : std::string(reference, static_cast<size_t>(size))));
    return 200;
  }
  Respond(connection, 404, ErrorBody(404, "NotFound", "Not found"));
  return 404;
}

std::string NotifyStandIn::CheckToken(const char* authorization) const {
  const absl::string_view given = authorization == nullptr ? "" : authorization;
  if (!absl::StartsWith(given, "Bearer ")) {
    return "Unauthorized, authentication token must be provided";
  }
  const std::vector<std::string> parts = absl::StrSplit(given.substr(7), '.');
  std::string header;
  std::string claims;
  std::string signature;
  if (parts.size() != 3 || !absl::WebSafeBase64Unescape(parts[0], &header) ||
      !absl::WebSafeBase64Unescape(parts[1], &claims) ||
      !absl::WebSafeBase64Unescape(parts[2], &signature)) {
    return "Invalid token: not a token";
  }
  const auto head = ReadJson(header);
  const auto said = ReadJson(claims);
  if (!head || !said ||
      FieldOf(*head, "alg").string_value() != std::string("HS256") ||
      FieldOf(*head, "typ").string_value() != std::string("JWT")) {
    return "Invalid token: algorithm used is not HS256";
  }
  if (FieldOf(*said, "iss").string_value() != options_.service_id) {
    return "Invalid token: service not found";
  }
  if (Hmac(options_.secret, absl::StrCat(parts[0], ".", parts[1])) !=
      signature) {
    return "Invalid token: signature, API token not found";
  }
  const auto issued =
      static_cast<int64_t>(FieldOf(*said, "iat").number_value());
  const int64_t now = absl::ToUnixSeconds(options_.clock.Now());
  if (issued < now - kLeeway || issued > now + kLeeway) {
    return "Error: Your system clock must be accurate to within 30 seconds";
  }
  return "";
}

NotifyStandIn::Answer NotifyStandIn::Post(const std::string& body,
                                          std::string& response) {
  const auto bad = [](std::string error, std::string message) {
    return Answer{.status = 400,
                  .error = std::move(error),
                  .message = std::move(message)};
  };
  const auto request = ReadJson(body);
  if (!request) return bad("BadRequestError", "Invalid JSON");
  for (const auto& [name, value] : request->fields()) {
    if (!std::set<std::string>{"email_address", "template_id",
                               "personalisation", "reference",
                               "email_reply_to_id"}
             .contains(name)) {
      return bad("ValidationError",
                 absl::StrCat("Additional properties are not allowed (", name,
                              " was unexpected)"));
    }
  }
  const std::string& address =
      FieldOf(*request, "email_address").string_value();
  if (!absl::StrContains(address, "@")) {
    return bad("ValidationError", "email_address Not a valid email address");
  }
  const auto fields =
      options_.templates.find(FieldOf(*request, "template_id").string_value());
  if (fields == options_.templates.end()) {
    return bad("BadRequestError", "Template not found");
  }
  std::vector<std::string> missing;
  for (const std::string& field : fields->second) {
    if (!FieldOf(*request, "personalisation")
             .struct_value()
             .fields()
             .contains(field)) {
      missing.push_back(field);
    }
  }
  if (!missing.empty()) {
    return bad("BadRequestError", absl::StrCat("Missing personalisation: ",
                                               absl::StrJoin(missing, ", ")));
  }
  const MutexLock lock(mu_);
  Answer answer{.status = 201, .error = "", .message = "", .take = true};
  if (!answers_.empty()) {
    answer = answers_.front();
    answers_.pop_front();
  }
  if (answer.take) {
    Taken taken{.id = absl::StrFormat("740e5834-3a29-46b4-9a6f-%012d",
                                      taken_.size() + 1),
                .request = *request};
    response = absl::StrCat(
        "{\"id\": ", Quoted(taken.id), ", \"reference\": ",
        Quoted(FieldOf(*request, "reference").string_value()),
        ", \"content\": {\"subject\": \"\", \"body\": \"\", \"from_email\": "
        "\"council@notifications.service.gov.uk\"}, \"uri\": \"\", "
        "\"template\": {\"id\": ",
        Quoted(fields->first), ", \"version\": 1, \"uri\": \"\"}}");
    taken_.push_back(std::move(taken));
  }
  return answer;
}

std::string NotifyStandIn::List(const std::string& reference) const {
  const MutexLock lock(mu_);
  std::vector<std::string> found;
  for (const Taken& taken : taken_) {
    if (FieldOf(taken.request, "reference").string_value() != reference) {
      continue;
    }
    found.push_back(absl::StrCat(
        "{\"id\": ", Quoted(taken.id), ", \"reference\": ", Quoted(reference),
        ", \"email_address\": ",
        Quoted(FieldOf(taken.request, "email_address").string_value()),
        ", \"type\": \"email\", \"status\": \"delivered\"}"));
  }
  return absl::StrCat("{\"notifications\": [", absl::StrJoin(found, ", "),
                      "], \"links\": {\"current\": \"\"}}");
}

}  // namespace tidemark::notices
