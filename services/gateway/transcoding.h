// Makes the request of a method from the path, the query and the body of a REST
// request, as AIP-127 has it.

#ifndef TIDEMARK_SERVICES_GATEWAY_TRANSCODING_H_
#define TIDEMARK_SERVICES_GATEWAY_TRANSCODING_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "services/gateway/json.h"
#include "services/gateway/methods.h"

namespace tidemark::gateway {

// What a REST request says, apart from which method it is for.
struct RestInput {
  // The fields that the path fills.
  const std::vector<std::pair<std::string, std::string>>& fields;
  // What is after `?`, as it was sent.
  absl::string_view query = {};
  // JSON; may be empty.
  absl::string_view body = {};
};

// The serialised request of `method`. A parameter of the query fills the field
// of its name, `pageSize` or `page_size`, or one further inside, `from.year`; a
// parameter of a repeated field may be given again. Returns `INVALID_ARGUMENT`
// with all the faults that are found: a parameter that is not a field, is the
// path's or the body's to fill, or has a value not of its kind; a malformed
// body.
absl::StatusOr<std::string> ToRequest(const Json& json, const Method& method,
                                      const RestInput& input);

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_TRANSCODING_H_
