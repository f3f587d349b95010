// Certificates and keys in PEM files, for TLS.

#ifndef TIDEMARK_COMMON_RPC_PEM_H_
#define TIDEMARK_COMMON_RPC_PEM_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace tidemark::rpc {

// The contents of `path`. Returns `INVALID_ARGUMENT` if they are not PEM, or
// what applies, such as `NOT_FOUND`, if the file cannot be read.
absl::StatusOr<std::string> ReadPem(const std::string& path);

// Returns `INVALID_ARGUMENT` unless `cert`, read from `cert_file`, and `key`,
// read from `key_file`, are a certificate and its key.
absl::Status CheckPair(const std::string& cert_file, const std::string& cert,
                       const std::string& key_file, const std::string& key);

}  // namespace tidemark::rpc

#endif  // TIDEMARK_COMMON_RPC_PEM_H_
