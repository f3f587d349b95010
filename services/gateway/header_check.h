#ifndef TIDEMARK_SERVICES_GATEWAY_HEADER_CHECK_H_
#define TIDEMARK_SERVICES_GATEWAY_HEADER_CHECK_H_

#include "absl/status/status.h"

#include "services/gateway/http.h"

namespace tidemark::gateway {

// Returns `INVALID_ARGUMENT` for a header that two servers could understand in
// two ways, so that nothing is smuggled past a proxy: no host or several, a
// target that is not a path, a transfer coding other than `chunked`, a length
// beside it or several.
absl::Status CheckHeader(const Request& request);

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_HEADER_CHECK_H_
