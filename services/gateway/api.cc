#include "services/gateway/api.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "services/gateway/compression.h"
#include "services/gateway/elsewhere.h"
#include "services/gateway/errors.h"
#include "services/gateway/transcoding.h"

namespace tidemark::gateway {
namespace {

namespace asio = ::boost::asio;
namespace http = ::boost::beast::http;

constexpr char kJsonType[] = "application/json";
constexpr char kProtoType[] = "application/proto";
// What takes about a millisecond to transcode is done elsewhere.
constexpr size_t kLarge = size_t{128} << 10;
// Less than this does not get smaller by being compressed.
constexpr size_t kWorthCompressing = 1400;

// The media type of a `content-type`, without its parameters, in small letters.
std::string MediaType(absl::string_view content_type) {
  return absl::AsciiStrToLower(absl::StripAsciiWhitespace(
      content_type.substr(0, content_type.find(';'))));
}

bool SaysOtherCharset(absl::string_view content_type) {
  const std::string lower = absl::AsciiStrToLower(content_type);
  return absl::StrContains(lower, "charset=") &&
         !absl::StrContains(lower, "charset=utf-8") &&
         !absl::StrContains(lower, "charset=\"utf-8\"");
}

absl::Status WrongType(absl::string_view types) {
  return Error(absl::StatusCode::kInvalidArgument, "CONTENT_TYPE",
               absl::StrCat("the body must be ", types));
}

absl::StatusOr<absl::Duration> TimeoutOf(const Request& request,
                                         absl::Duration unset,
                                         absl::Duration most) {
  const absl::string_view text = HeaderOf(request, "connect-timeout-ms");
  if (text.empty()) return unset;
  int64_t millis = 0;
  if (text.size() > 10 || !absl::SimpleAtoi(text, &millis) || millis < 0) {
    return Error(absl::StatusCode::kInvalidArgument, "MALFORMED_TIMEOUT",
                 "connect-timeout-ms must be up to 10 digits");
  }
  return std::min(absl::Milliseconds(millis), most);
}

void SetCookie(const Caller& caller, Response& response) {
  if (!caller.set_cookie.empty()) {
    response.set(http::field::set_cookie, caller.set_cookie);
  }
}

}  // namespace

asio::awaitable<Response> Api::Rest(const Exchange& exchange) const {
  const Request& request = exchange.request;
  const absl::string_view verb = request.method() == http::verb::head
                                     ? "GET"
                                     : View(request.method_string());
  const absl::StatusOr<Routes::Match> match =
      options_.methods.FindRest(verb, PathOf(request));
  if (exchange.trace != nullptr) {
    exchange.trace->part = "rest";
    if (match.ok()) {
      const Method& method = options_.methods.all()[match->target];
      exchange.trace->what =
          absl::StrCat(method.http_method, " ", method.http_path);
    }
  }
  if (!match.ok()) co_return RestError(match.status());
  const absl::StatusOr<Caller> caller = options_.identity.CallerOf(exchange);
  if (!caller.ok()) co_return RestError(caller.status());
  if (!request.body().empty() &&
      (MediaType(HeaderOf(request, "content-type")) != kJsonType ||
       SaysOtherCharset(HeaderOf(request, "content-type")))) {
    Response response = RestError(WrongType(kJsonType));
    response.result(http::status::unsupported_media_type);
    co_return response;
  }
  absl::StatusOr<Response> response =
      co_await CallRest(exchange, *caller, *match);
  if (!response.ok()) response = RestError(response.status());
  SetCookie(*caller, *response);
  co_return *std::move(response);
}

asio::awaitable<absl::StatusOr<Response>> Api::CallRest(
    const Exchange& exchange, const Caller& caller,
    const Routes::Match& match) const {
  const Request& request = exchange.request;
  const Method& method = options_.methods.all()[match.target];
  absl::StatusOr<std::string> message = co_await Elsewhere(
      options_.post, request.body().size() > kLarge,
      [&]() -> absl::StatusOr<std::string> {
        TIDEMARK_ASSIGN_OR_RETURN(const std::string body, BodyOf(request));
        return ToRequest(
            options_.json, method,
            {.fields = match.fields, .query = QueryOf(request), .body = body});
      });
  if (!message.ok()) co_return message.status();
  const absl::StatusOr<std::string> answer =
      co_await Call(exchange, caller, method, *std::move(message));
  if (!answer.ok()) co_return answer.status();
  co_return co_await Elsewhere(
      options_.post, answer->size() > kLarge,
      [&]() -> absl::StatusOr<Response> {
        TIDEMARK_ASSIGN_OR_RETURN(
            std::string json, options_.json.FromMessage(
                                  *method.descriptor->output_type(), *answer));
        return Answer(request, kJsonType, std::move(json));
      });
}

asio::awaitable<Response> Api::Connect(const Exchange& exchange) const {
  const Request& request = exchange.request;
  const Method* const method = options_.methods.FindRpc(PathOf(request));
  if (exchange.trace != nullptr) {
    exchange.trace->part = "connect";
    if (method != nullptr) exchange.trace->what = method->rpc_path;
  }
  if (method == nullptr) {
    Response response =
        ConnectError(Error(absl::StatusCode::kUnimplemented, "NO_SUCH_PATH",
                           "there is no such method; see /openapi.json"));
    response.result(http::status::not_found);
    co_return response;
  }
  if (request.method() != http::verb::post) {
    co_return ConnectError(
        Error(absl::StatusCode::kUnimplemented, "METHOD_NOT_ALLOWED",
              "methods are called with POST", {{"allow", "POST"}}));
  }
  const absl::string_view content_type = HeaderOf(request, "content-type");
  const std::string media_type = MediaType(content_type);
  if ((media_type != kJsonType && media_type != kProtoType) ||
      SaysOtherCharset(content_type)) {
    Response response =
        ConnectError(WrongType(absl::StrCat(kJsonType, " or ", kProtoType)));
    response.result(http::status::unsupported_media_type);
    response.set("accept-post", absl::StrCat(kJsonType, ", ", kProtoType));
    co_return response;
  }
  const absl::string_view version =
      HeaderOf(request, "connect-protocol-version");
  if (!version.empty() && version != "1") {
    co_return ConnectError(Error(absl::StatusCode::kInvalidArgument,
                                 "PROTOCOL_VERSION",
                                 "connect-protocol-version must be 1"));
  }
  const absl::StatusOr<Caller> caller = options_.identity.CallerOf(exchange);
  if (!caller.ok()) co_return ConnectError(caller.status());
  absl::StatusOr<Response> response = co_await CallConnect(
      exchange, *caller, *method,
      media_type == kProtoType ? Codec::kProto : Codec::kJson);
  if (!response.ok()) response = ConnectError(response.status());
  SetCookie(*caller, *response);
  co_return *std::move(response);
}

asio::awaitable<absl::StatusOr<Response>> Api::CallConnect(
    const Exchange& exchange, const Caller& caller, const Method& method,
    Codec codec) const {
  const Request& request = exchange.request;
  absl::StatusOr<std::string> message = co_await Elsewhere(
      options_.post, request.body().size() > kLarge,
      [&]() -> absl::StatusOr<std::string> {
        TIDEMARK_ASSIGN_OR_RETURN(std::string body, BodyOf(request));
        if (codec == Codec::kProto) return body;
        return options_.json.ToMessage(*method.descriptor->input_type(), body);
      });
  if (!message.ok()) co_return message.status();
  absl::StatusOr<std::string> answer =
      co_await Call(exchange, caller, method, *std::move(message));
  if (!answer.ok()) co_return answer.status();
  co_return co_await Elsewhere(
      options_.post, answer->size() > kLarge,
      [&]() -> absl::StatusOr<Response> {
        if (codec == Codec::kProto) {
          return Answer(request, kProtoType, *std::move(answer));
        }
        TIDEMARK_ASSIGN_OR_RETURN(
            std::string json, options_.json.FromMessage(
                                  *method.descriptor->output_type(), *answer));
        return Answer(request, kJsonType, std::move(json));
      });
}

asio::awaitable<absl::StatusOr<std::string>> Api::Call(
    const Exchange& exchange, const Caller& caller, const Method& method,
    std::string request) const {
  const absl::StatusOr<absl::Duration> timeout =
      TimeoutOf(exchange.request, options_.timeout, options_.max_timeout);
  if (!timeout.ok()) co_return timeout.status();
  co_return co_await options_.backends.Unary({.rpc_path = method.rpc_path,
                                              .token = caller.token,
                                              .request_id = exchange.request_id,
                                              .timeout = *timeout,
                                              .departure = exchange.departure},
                                             std::move(request));
}

absl::StatusOr<std::string> Api::BodyOf(const Request& request) const {
  const absl::string_view coding = HeaderOf(request, "content-encoding");
  if (coding.empty() || coding == "identity") return request.body();
  if (coding == "gzip") return Gunzip(request.body(), options_.max_body);
  return Error(absl::StatusCode::kUnimplemented, "CONTENT_ENCODING",
               "content-encoding must be gzip or identity");
}

Response Api::Answer(const Request& request, absl::string_view content_type,
                     std::string body) const {
  const bool compress = body.size() >= kWorthCompressing &&
                        Accepts(HeaderOf(request, "accept-encoding"), "gzip");
  Response response = MakeResponse(http::status::ok, content_type,
                                   compress ? Gzip(body) : std::move(body));
  response.set(http::field::vary, "accept-encoding");
  if (compress) response.set(http::field::content_encoding, "gzip");
  return response;
}

}  // namespace tidemark::gateway
