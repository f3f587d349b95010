#ifndef TIDEMARK_SERVICES_NOTICES_MODULE_H_
#define TIDEMARK_SERVICES_NOTICES_MODULE_H_

#include <memory>

#include "absl/status/statusor.h"

#include "common/server/module.h"

namespace tidemark::notices {

// Serves `tidemark.notices.v1.NoticesService` from the database `notices`,
// follows the contracts and outcomes services, and sends notices as the
// environment says; see config.h.
absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host);

}  // namespace tidemark::notices

#endif  // TIDEMARK_SERVICES_NOTICES_MODULE_H_
