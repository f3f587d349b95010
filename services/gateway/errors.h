// What a refusal looks like over HTTP.

#ifndef TIDEMARK_SERVICES_GATEWAY_ERRORS_H_
#define TIDEMARK_SERVICES_GATEWAY_ERRORS_H_

#include "absl/status/status.h"

#include "services/gateway/http.h"

namespace tidemark::gateway {

// The HTTP status of a code, as google.rpc.Code and the Connect protocol have
// it.
boost::beast::http::status HttpStatusOf(absl::StatusCode code);

// The answer of the REST surface: `google.rpc.Status` as JSON. What the path
// does not take is 405, with `allow`; see `Routes::Find`.
Response RestError(const absl::Status& status);

// The answer of the Connect protocol.
Response ConnectError(const absl::Status& status);

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_ERRORS_H_
