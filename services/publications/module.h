#ifndef TIDEMARK_SERVICES_PUBLICATIONS_MODULE_H_
#define TIDEMARK_SERVICES_PUBLICATIONS_MODULE_H_

#include <memory>

#include "absl/status/statusor.h"

#include "common/server/module.h"

namespace tidemark::publications {

// The publications service. It asks the monitoring service for figures.
absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host);

}  // namespace tidemark::publications

#endif  // TIDEMARK_SERVICES_PUBLICATIONS_MODULE_H_
