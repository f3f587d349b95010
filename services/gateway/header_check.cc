#include "services/gateway/header_check.h"

#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

#include "common/base/faults.h"

namespace tidemark::gateway {
namespace {

namespace http = ::boost::beast::http;

absl::Status Malformed(absl::string_view why) {
  return Error(absl::StatusCode::kInvalidArgument, "MALFORMED_REQUEST", why);
}

long CountOf(const Request& request, http::field name) {
  const auto range = request.equal_range(name);
  return std::distance(range.first, range.second);
}

}  // namespace

absl::Status CheckHeader(const Request& request) {
  const long hosts = CountOf(request, http::field::host);
  if (hosts > 1 || (hosts == 0 && request.version() >= 11)) {
    return Malformed("the request must have one header host");
  }
  const absl::string_view target = View(request.target());
  if (!absl::StartsWith(target, "/")) {
    return Malformed("the target of the request must be a path");
  }
  for (const char c : target) {
    if (!absl::ascii_isgraph(static_cast<unsigned char>(c)) || c == '#') {
      return Malformed("the target of the request must be percent-encoded");
    }
  }
  const long codings = CountOf(request, http::field::transfer_encoding);
  const long lengths = CountOf(request, http::field::content_length);
  if (codings > 0 && (codings > 1 || lengths > 0 || request.version() < 11 ||
                      !absl::EqualsIgnoreCase(
                          HeaderOf(request, "transfer-encoding"), "chunked"))) {
    return Malformed("transfer-encoding must be chunked, without a length");
  }
  if (lengths > 1) return Malformed("the request has several lengths");
  return absl::OkStatus();
}

}  // namespace tidemark::gateway
