#include "services/gateway/site.h"

#include <optional>
#include <utility>

#include <zlib.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "common/base/faults.h"
#include "services/gateway/compression.h"
#include "services/gateway/errors.h"

namespace tidemark::gateway {
namespace {

namespace asio = ::boost::asio;
namespace http = ::boost::beast::http;

bool IsRest(absl::string_view path) { return absl::StartsWith(path, "/v1/"); }
bool IsConnect(absl::string_view path) {
  return absl::StartsWith(path, "/tidemark.");
}
bool IsSession(absl::string_view path) {
  return path == "/session" || absl::StartsWith(path, "/session/");
}

bool Reads(const Request& request) {
  return request.method() == http::verb::get ||
         request.method() == http::verb::head;
}

void SetPart(const Exchange& exchange, const char* part) {
  if (exchange.trace != nullptr) exchange.trace->part = part;
}

Response Refuse(const Request& request) {
  if (!Reads(request)) {
    return RestError(Error(absl::StatusCode::kUnimplemented,
                           "METHOD_NOT_ALLOWED", "this address is read only",
                           {{"allow", "GET, HEAD"}}));
  }
  return RestError(Error(absl::StatusCode::kNotFound, "NO_SUCH_PATH",
                         "there is nothing under this address"));
}

}  // namespace

Site::Site(Options options)
    : options_(std::move(options)),
      openapi_gzip_(Gzip(options_.openapi)),
      openapi_etag_(absl::StrFormat(
          "\"%08x-%x\"",
          crc32(0, reinterpret_cast<const Bytef*>(options_.openapi.data()),
                static_cast<uInt>(options_.openapi.size())),
          options_.openapi.size())) {}

asio::awaitable<Response> Site::Handle(const Exchange& exchange) const {
  const absl::string_view path = PathOf(exchange.request);
  if (IsRest(path)) co_return co_await options_.api.Rest(exchange);
  if (IsConnect(path)) co_return co_await options_.api.Connect(exchange);
  if (IsSession(path)) {
    SetPart(exchange, "session");
    std::optional<Response> response =
        co_await options_.identity.Handle(exchange);
    if (response) co_return *std::move(response);
    co_return Refuse(exchange.request);
  }
  if (path == "/healthz" && Reads(exchange.request)) {
    SetPart(exchange, "health");
    co_return MakeResponse(http::status::ok, "text/plain; charset=utf-8",
                           "ok\n");
  }
  SetPart(exchange, "static");
  if (path == "/openapi.json" && Reads(exchange.request)) {
    co_return Document(exchange);
  }
  std::optional<Response> file = options_.files.Answer(exchange.request);
  if (file) co_return *std::move(file);
  co_return Refuse(exchange.request);
}

Response Site::Document(const Exchange& exchange) const {
  const Request& request = exchange.request;
  const bool compress = Accepts(HeaderOf(request, "accept-encoding"), "gzip");
  const bool has_it =
      absl::StrContains(HeaderOf(request, "if-none-match"), openapi_etag_);
  Response response =
      MakeResponse(has_it ? http::status::not_modified : http::status::ok,
                   "application/json",
                   has_it     ? std::string()
                   : compress ? openapi_gzip_
                              : options_.openapi);
  // Weak: the same document, whatever its coding.
  response.set(http::field::etag, absl::StrCat("W/", openapi_etag_));
  response.set(http::field::cache_control, "no-cache");
  response.set(http::field::vary, "accept-encoding");
  if (compress && !has_it) {
    response.set(http::field::content_encoding, "gzip");
  }
  return response;
}

Response ErrorFor(absl::string_view path, const absl::Status& status) {
  return IsConnect(path) ? ConnectError(status) : RestError(status);
}

size_t MaxBodyFor(absl::string_view path) {
  if (IsRest(path) || IsConnect(path)) return size_t{32} << 20;
  // Signing in takes a few words; what is left takes no body at all.
  return size_t{16} << 10;
}

}  // namespace tidemark::gateway
