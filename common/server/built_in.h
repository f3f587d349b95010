#ifndef TIDEMARK_COMMON_SERVER_BUILT_IN_H_
#define TIDEMARK_COMMON_SERVER_BUILT_IN_H_

#include <vector>

#include "common/server/module.h"

namespace tidemark::server {

// `modules`, and after them what every server hosts beside its own: the feeds
// and the backups of its databases.
std::vector<ModuleInfo> WithBuiltIn(std::vector<ModuleInfo> modules);

}  // namespace tidemark::server

#endif  // TIDEMARK_COMMON_SERVER_BUILT_IN_H_
