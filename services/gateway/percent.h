// Percent-encoding in the target of a request (RFC 3986, 2.1).

#ifndef TIDEMARK_SERVICES_GATEWAY_PERCENT_H_
#define TIDEMARK_SERVICES_GATEWAY_PERCENT_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tidemark::gateway {

// One segment of a path, decoded. Returns `INVALID_ARGUMENT` if an encoding is
// cut off or not hexadecimal, and if what is decoded is not UTF-8 or holds a
// control character or a slash: a segment that could pass for two is refused.
absl::StatusOr<std::string> DecodeSegment(absl::string_view segment);

// The parameters of a query, `a=1&b=two+words`, decoded, in their order. A
// parameter without `=` has an empty value. Returns `INVALID_ARGUMENT` as
// above, slashes and line ends being allowed in values.
absl::StatusOr<std::vector<std::pair<std::string, std::string>>> ParseQuery(
    absl::string_view query);

// Whether `text` is UTF-8.
bool IsUtf8(absl::string_view text);

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_PERCENT_H_
