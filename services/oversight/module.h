#ifndef TIDEMARK_SERVICES_OVERSIGHT_MODULE_H_
#define TIDEMARK_SERVICES_OVERSIGHT_MODULE_H_

#include <memory>

#include "absl/status/statusor.h"

#include "common/server/module.h"

namespace tidemark::oversight {

// Serves `tidemark.oversight.v1.OversightService` from the database
// `oversight`, follows the contracts service for its councils, and asks
// monitoring what stands out in them.
absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host);

}  // namespace tidemark::oversight

#endif  // TIDEMARK_SERVICES_OVERSIGHT_MODULE_H_
