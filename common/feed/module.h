#ifndef TIDEMARK_COMMON_FEED_MODULE_H_
#define TIDEMARK_COMMON_FEED_MODULE_H_

#include <memory>

#include "absl/status/statusor.h"

#include "common/server/module.h"

namespace tidemark::feed {

// Serves the feeds of the databases that `host` has opened so far.
absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host);

}  // namespace tidemark::feed

#endif  // TIDEMARK_COMMON_FEED_MODULE_H_
