#ifndef TIDEMARK_SERVICES_CLD_MODULE_H_
#define TIDEMARK_SERVICES_CLD_MODULE_H_

#include <memory>

#include "absl/status/statusor.h"

#include "common/server/module.h"

namespace tidemark::cld {

// Serves `tidemark.cld.v1.CldService`, `CldMeasureService` and
// `CldPublicationService` from the database `cld`, and follows the contracts
// service for the locations of providers. The key that people are hashed with
// is in the data folder, `keys/person.hmac`; it is made at the first start, and
// is not in backups of the databases.
absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host);

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_MODULE_H_
