#ifndef TIDEMARK_SERVICES_GATEWAY_COMPRESSION_H_
#define TIDEMARK_SERVICES_GATEWAY_COMPRESSION_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tidemark::gateway {

// Whether a client that sent this `accept-encoding` takes `encoding`, named in
// small letters. What it weighs 0 it does not take.
bool Accepts(absl::string_view accept_encoding, absl::string_view encoding);

// `bytes` in the format of gzip (RFC 1952).
std::string Gzip(absl::string_view bytes);

// What was compressed as `bytes`. Returns `INVALID_ARGUMENT` if it is not whole
// and gzip, and `RESOURCE_EXHAUSTED` if it is of more than `most` bytes.
absl::StatusOr<std::string> Gunzip(absl::string_view bytes, size_t most);

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_COMPRESSION_H_
