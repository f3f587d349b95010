#ifndef TIDEMARK_SERVICES_INCENTIVES_MODULE_H_
#define TIDEMARK_SERVICES_INCENTIVES_MODULE_H_

#include <memory>

#include "absl/status/statusor.h"

#include "common/server/module.h"

namespace tidemark::incentives {

// Serves `tidemark.incentives.v1.StatementService` from the database
// `incentives`, follows the contracts and outcomes services, and asks
// monitoring which step-downs count.
absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host);

}  // namespace tidemark::incentives

#endif  // TIDEMARK_SERVICES_INCENTIVES_MODULE_H_
