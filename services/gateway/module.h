#ifndef TIDEMARK_SERVICES_GATEWAY_MODULE_H_
#define TIDEMARK_SERVICES_GATEWAY_MODULE_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"

#include "common/server/module.h"

namespace tidemark::gateway {

// Serves the API as REST and by the Connect protocol, and the console, over
// HTTP, where the flag `--http_listen` says. It keeps sessions on disk and has
// no gRPC service. Without the flag it does nothing.
absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host);

// The flags that it reads.
std::vector<server::ModuleFlag> Flags();

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_MODULE_H_
