#include "services/gateway/session_answers.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/strip.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

#include "common/base/faults.h"

namespace tidemark::gateway {
namespace {

using ::boost::beast::http::field;
using ::boost::beast::http::status;
using ::google::protobuf::Struct;

constexpr char kJson[] = "application/json";

status HttpStatusOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
      return status::bad_request;
    case absl::StatusCode::kUnauthenticated:
      return status::unauthorized;
    case absl::StatusCode::kPermissionDenied:
      return status::forbidden;
    case absl::StatusCode::kNotFound:
      return status::not_found;
    case absl::StatusCode::kResourceExhausted:
      return status::too_many_requests;
    case absl::StatusCode::kUnavailable:
      return status::service_unavailable;
    default:
      return status::internal_server_error;
  }
}

Response Answer(status code, absl::string_view content_type, std::string body) {
  Response response = MakeResponse(code, content_type, std::move(body));
  response.set(field::cache_control, "no-store");
  return response;
}

std::string JsonOf(const google::protobuf::Message& message) {
  std::string json;
  // Fails for what cannot be in our messages only, such as times far away.
  (void)google::protobuf::util::MessageToJsonString(message, &json);
  return json;
}

}  // namespace

Response JsonAnswer(const google::protobuf::Message& message) {
  return Answer(status::ok, kJson, JsonOf(message));
}

Response ErrorAnswer(const absl::Status& error) {
  Struct json;
  auto& fields = *json.mutable_fields();
  fields["code"].set_string_value(
      absl::AsciiStrToLower(absl::StatusCodeToString(error.code())));
  fields["message"].set_string_value(std::string(error.message()));
  if (const auto payload = error.GetPayload(kErrorInfoUrl)) {
    Struct& detail = *fields["details"]
                          .mutable_list_value()
                          ->add_values()
                          ->mutable_struct_value();
    (*detail.mutable_fields())["type"].set_string_value(
        std::string(absl::StripPrefix(kErrorInfoUrl, "type.googleapis.com/")));
    (*detail.mutable_fields())["value"].set_string_value(
        absl::Base64Escape(std::string(*payload)));
  }
  return Answer(HttpStatusOf(error.code()), kJson, JsonOf(json));
}

Response Redirect(const std::string& where) {
  Response response = Answer(status::found, "", "");
  response.set(field::location, where);
  return response;
}

Response EmptyAnswer() { return Answer(status::no_content, "", ""); }

Response WrongMethod(absl::string_view allowed) {
  Response response = Answer(status::method_not_allowed, "", "");
  response.set(field::allow, BoostView(allowed));
  return response;
}

}  // namespace tidemark::gateway
