#ifndef TIDEMARK_SERVICES_ENABLEMENT_MODULE_H_
#define TIDEMARK_SERVICES_ENABLEMENT_MODULE_H_

#include <memory>

#include "absl/status/statusor.h"

#include "common/server/module.h"

namespace tidemark::enablement {

// Serves `tidemark.enablement.v1.EnablementService` from the database
// `enablement`, and follows the contracts service.
absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host);

}  // namespace tidemark::enablement

#endif  // TIDEMARK_SERVICES_ENABLEMENT_MODULE_H_
