#ifndef TIDEMARK_SERVICES_MONITORING_MODULE_H_
#define TIDEMARK_SERVICES_MONITORING_MODULE_H_

#include <memory>

#include "absl/status/statusor.h"

#include "common/server/module.h"

namespace tidemark::monitoring {

// The monitoring service with its database `monitoring`. It follows the
// services contracts, outcomes and enablement, wherever they are.
absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_MODULE_H_
