#ifndef TIDEMARK_COMMON_RPC_DIGEST_H_
#define TIDEMARK_COMMON_RPC_DIGEST_H_

#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::rpc {

// The SHA-256 of `bytes`, 32 bytes long.
std::string Sha256(absl::string_view bytes);

}  // namespace tidemark::rpc

#endif  // TIDEMARK_COMMON_RPC_DIGEST_H_
