// Converts between the status of our code and the status on the wire, which
// use the same codes. The details of a status (its payloads: `ErrorInfo` and
// `BadRequest`, see common/base/faults.h) travel as a serialised
// `tidemark.api.v1.Status` in `grpc-status-details-bin`.

#ifndef TIDEMARK_COMMON_RPC_STATUS_H_
#define TIDEMARK_COMMON_RPC_STATUS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "grpcpp/support/status.h"

namespace tidemark::rpc {

// The status to answer with, with its details.
grpc::Status ToGrpcStatus(const absl::Status& status);

// What a call came to, with its details. Details that cannot be read are
// dropped.
absl::Status FromGrpcStatus(const grpc::Status& status);

// The name of a code as it is spelled in gRPC: `INVALID_ARGUMENT`.
absl::string_view CodeName(absl::StatusCode code);

}  // namespace tidemark::rpc

#endif  // TIDEMARK_COMMON_RPC_STATUS_H_
