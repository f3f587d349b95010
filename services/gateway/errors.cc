#include "services/gateway/errors.h"

#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

#include "common/base/faults.h"
#include "common/rpc/status.h"
#include "tidemark/api/v1/errors.pb.h"

namespace tidemark::gateway {
namespace {

using nlohmann::ordered_json;
using http_status = boost::beast::http::status;

constexpr char kJson[] = "application/json";
constexpr absl::string_view kTypePrefix = "type.googleapis.com/";

std::string Text(const ordered_json& json) {
  return json.dump(-1, ' ', /*ensure_ascii=*/false,
                   ordered_json::error_handler_t::replace);
}

// The details of `status` by their type URLs, so that their order is theirs.
std::map<std::string, std::string> DetailsOf(const absl::Status& status) {
  std::map<std::string, std::string> details;
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& value) {
    details[std::string(url)] = std::string(value);
  });
  return details;
}

ordered_json ToJson(const api::v1::ErrorInfo& info) {
  ordered_json json = {{"@type", kErrorInfoUrl},
                       {"reason", info.reason()},
                       {"domain", info.domain()}};
  ordered_json metadata = ordered_json::object();
  for (const api::v1::ErrorInfo::MetadataEntry& entry : info.metadata()) {
    metadata[entry.key()] = entry.value();
  }
  if (!metadata.empty()) json["metadata"] = std::move(metadata);
  return json;
}

ordered_json ToJson(const api::v1::BadRequest& bad_request) {
  ordered_json faults = ordered_json::array();
  for (const api::v1::Fault& fault : bad_request.field_violations()) {
    ordered_json& json =
        faults.emplace_back(ordered_json{{"field", fault.field()},
                                         {"description", fault.description()},
                                         {"reason", fault.reason()}});
    if (fault.line() != 0) json["line"] = fault.line();
    if (!fault.column().empty()) json["column"] = fault.column();
    if (!fault.value().empty()) json["value"] = fault.value();
  }
  return {{"@type", kBadRequestUrl}, {"fieldViolations", std::move(faults)}};
}

ordered_json DetailToJson(const std::string& url, const std::string& value) {
  if (url == kErrorInfoUrl) {
    api::v1::ErrorInfo info;
    if (info.ParseFromString(value)) return ToJson(info);
  }
  if (url == kBadRequestUrl) {
    api::v1::BadRequest bad_request;
    if (bad_request.ParseFromString(value)) return ToJson(bad_request);
  }
  return {{"@type", url}, {"value", absl::Base64Escape(value)}};
}

// `INVALID_ARGUMENT` as the Connect protocol spells it, `invalid_argument`.
std::string ConnectCode(absl::StatusCode code) {
  if (code == absl::StatusCode::kCancelled) return "canceled";
  return absl::AsciiStrToLower(rpc::CodeName(code));
}

Response Answer(const absl::Status& status, const ordered_json& json) {
  Response response =
      MakeResponse(HttpStatusOf(status.code()), kJson, Text(json));
  if (ReasonOf(status) == "METHOD_NOT_ALLOWED") {
    response.result(http_status::method_not_allowed);
    response.set(boost::beast::http::field::allow, MetadataOf(status, "allow"));
  }
  if (absl::IsUnauthenticated(status)) {
    response.set(boost::beast::http::field::www_authenticate, "Bearer");
  }
  if (absl::IsUnavailable(status) || absl::IsResourceExhausted(status)) {
    response.set(boost::beast::http::field::retry_after, "1");
  }
  return response;
}

}  // namespace

http_status HttpStatusOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
      return http_status::ok;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
      return http_status::bad_request;
    case absl::StatusCode::kUnauthenticated:
      return http_status::unauthorized;
    case absl::StatusCode::kPermissionDenied:
      return http_status::forbidden;
    case absl::StatusCode::kNotFound:
      return http_status::not_found;
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kAborted:
      return http_status::conflict;
    case absl::StatusCode::kResourceExhausted:
      return http_status::too_many_requests;
    case absl::StatusCode::kCancelled:
      return static_cast<http_status>(499);
    case absl::StatusCode::kUnimplemented:
      return http_status::not_implemented;
    case absl::StatusCode::kUnavailable:
      return http_status::service_unavailable;
    case absl::StatusCode::kDeadlineExceeded:
      return http_status::gateway_timeout;
    default:
      return http_status::internal_server_error;
  }
}

Response RestError(const absl::Status& status) {
  ordered_json json = {{"code", static_cast<int>(status.code())},
                       {"message", std::string(status.message())}};
  ordered_json details = ordered_json::array();
  for (const auto& [url, value] : DetailsOf(status)) {
    details.push_back(DetailToJson(url, value));
  }
  if (!details.empty()) json["details"] = std::move(details);
  return Answer(status, json);
}

Response ConnectError(const absl::Status& status) {
  ordered_json json = {{"code", ConnectCode(status.code())},
                       {"message", std::string(status.message())}};
  ordered_json details = ordered_json::array();
  for (const auto& [url, value] : DetailsOf(status)) {
    std::string base64 = absl::Base64Escape(value);
    while (absl::EndsWith(base64, "=")) base64.pop_back();
    ordered_json& detail = details.emplace_back(ordered_json::object());
    detail["type"] = std::string(absl::StripPrefix(url, kTypePrefix));
    detail["value"] = std::move(base64);
  }
  if (!details.empty()) json["details"] = std::move(details);
  return Answer(status, json);
}

}  // namespace tidemark::gateway
