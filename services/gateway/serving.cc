#include "services/gateway/serving.h"

#include <array>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/rpc/metrics.h"

namespace tidemark::gateway {
namespace {

namespace http = ::boost::beast::http;

constexpr std::array<const char*, kRefusals> kCauses = {
    "connections", "rate", "requests", "bodies", "size", "malformed", "slow"};

constexpr std::pair<const char*, const char*> kHeaders[] = {
    {"content-security-policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' "
     "data: blob:; connect-src 'self'; font-src 'self'; form-action 'self'; "
     "frame-ancestors 'none'; base-uri 'none'"},
    {"x-content-type-options", "nosniff"},
    {"referrer-policy", "same-origin"},
    {"cross-origin-opener-policy", "same-origin"},
    {"cross-origin-resource-policy", "same-origin"},
};

absl::StatusCode CodeOf(unsigned status) {
  if (status < 400) return absl::StatusCode::kOk;
  switch (status) {
    case 401:
      return absl::StatusCode::kUnauthenticated;
    case 403:
      return absl::StatusCode::kPermissionDenied;
    case 404:
      return absl::StatusCode::kNotFound;
    case 405:
    case 501:
      return absl::StatusCode::kUnimplemented;
    case 409:
      return absl::StatusCode::kAborted;
    case 413:
    case 429:
    case 431:
      return absl::StatusCode::kResourceExhausted;
    case 499:
      return absl::StatusCode::kCancelled;
    case 503:
      return absl::StatusCode::kUnavailable;
    case 504:
      return absl::StatusCode::kDeadlineExceeded;
    default:
      return status < 500 ? absl::StatusCode::kInvalidArgument
                          : absl::StatusCode::kInternal;
  }
}

}  // namespace

Serving::Serving(const HttpServer::Options& options, const Proxies& proxies)
    : options_(options),
      proxies_(proxies),
      connections_(options.limits.connections, options.limits.connections_each),
      requests_(options.limits.requests, options.limits.requests_each),
      bodies_(options.limits.body_bytes, options.limits.body_bytes_each),
      rate_(options.limits.rate) {
  if (options_.metrics == nullptr) return;
  options_.metrics->AddGauge(
      this, "tidemark_http_connections", "Connections of HTTP that are open.",
      {}, [this] { return static_cast<double>(connections_.total()); });
  options_.metrics->AddGauge(
      this, "tidemark_http_requests_in_flight",
      "Requests by HTTP that are being worked on.", {},
      [this] { return static_cast<double>(requests_.total()); });
  for (size_t i = 0; i < kCauses.size(); ++i) {
    options_.metrics->AddGauge(
        this, "tidemark_http_refused_total",
        "Requests and connections of HTTP refused before they were looked at.",
        {{"cause", kCauses[i]}},
        [this, i] { return static_cast<double>(refusals_[i].load()); });
  }
}

Serving::~Serving() {
  if (options_.metrics != nullptr) options_.metrics->RemoveGauges(this);
}

void Serving::CountRefusal(Refusal refusal) {
  ++refusals_[static_cast<size_t>(refusal)];
}

void Serving::Record(const Exchange& exchange, const Trace& trace,
                     const Response& response) {
  const absl::Duration taken = options_.clock->Now() - exchange.received;
  const absl::StatusCode code = CodeOf(response.result_int());
  const std::string part = absl::StrCat("http.", trace.part);
  if (options_.metrics != nullptr) {
    options_.metrics->ForMethod(part).Count(code, taken);
  }
  // That a browser fetched a file of the console says nothing.
  const bool is_file = absl::string_view(trace.part) == "static";
  if (options_.access_log == nullptr ||
      (is_file && response.result_int() < 400))
    return;
  const std::string what =
      absl::StrCat(part, trace.what.empty() ? "" : " ", trace.what);
  options_.access_log->Add(
      {.time = exchange.received,
       .method = what,
       .code = code,
       .taken = taken,
       .request_id = exchange.request_id,
       .peer = absl::StrContains(exchange.client, ':') ? "ipv6" : "ipv4"});
}

void Finish(const Exchange& exchange, absl::Time now, bool keep_alive,
            Response& response) {
  response.version(11);
  for (const auto& [name, value] : kHeaders) response.set(name, value);
  if (exchange.secure) {
    response.set("strict-transport-security", "max-age=31536000");
  }
  response.set("x-request-id", exchange.request_id);
  response.set(http::field::date, absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT",
                                                   now, absl::UTCTimeZone()));
  if (response.find(http::field::cache_control) == response.end()) {
    response.set(http::field::cache_control, "no-store");
  }
  response.keep_alive(keep_alive);
  const unsigned status = response.result_int();
  if (status == 204 || status == 304) {
    response.body().clear();
    response.erase(http::field::content_type);
    return;
  }
  response.content_length(response.body().size());
  // The length of what GET would have got.
  if (exchange.request.method() == http::verb::head) response.body().clear();
}

}  // namespace tidemark::gateway
