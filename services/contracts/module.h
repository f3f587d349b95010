#ifndef TIDEMARK_SERVICES_CONTRACTS_MODULE_H_
#define TIDEMARK_SERVICES_CONTRACTS_MODULE_H_

#include <memory>

#include "absl/status/statusor.h"

#include "common/server/module.h"

namespace tidemark::contracts {

// The contracts service with its database `contracts`. It needs no other
// service.
absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host);

}  // namespace tidemark::contracts

#endif  // TIDEMARK_SERVICES_CONTRACTS_MODULE_H_
