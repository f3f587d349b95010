#include "services/gateway/session_answers.h"

#include <utility>

#include "absl/strings/string_view.h"
#include "google/protobuf/util/json_util.h"

namespace tidemark::gateway {
namespace {

using ::boost::beast::http::field;
using ::boost::beast::http::status;

Response Answer(status code, absl::string_view content_type, std::string body) {
  Response response = MakeResponse(code, content_type, std::move(body));
  response.set(field::cache_control, "no-store");
  return response;
}

}  // namespace

Response JsonAnswer(const google::protobuf::Message& message) {
  std::string json;
  // Fails for what cannot be in our messages only, such as times far away.
  (void)google::protobuf::util::MessageToJsonString(message, &json);
  return Answer(status::ok, "application/json", std::move(json));
}

Response Redirect(const std::string& where) {
  Response response = Answer(status::found, "", "");
  response.set(field::location, where);
  return response;
}

Response EmptyAnswer() { return Answer(status::no_content, "", ""); }

}  // namespace tidemark::gateway
