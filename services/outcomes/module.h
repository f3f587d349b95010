#ifndef TIDEMARK_SERVICES_OUTCOMES_MODULE_H_
#define TIDEMARK_SERVICES_OUTCOMES_MODULE_H_

#include <memory>

#include "absl/status/statusor.h"

#include "common/server/module.h"

namespace tidemark::outcomes {

// Serves `tidemark.outcomes.v1.OutcomesService` from the database
// `outcomes`, and follows the contracts service.
absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host);

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_MODULE_H_
