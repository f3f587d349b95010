#include "common/server/built_in.h"

#include "common/backup/module.h"
#include "common/feed/module.h"

namespace tidemark::server {

std::vector<ModuleInfo> WithBuiltIn(std::vector<ModuleInfo> modules) {
  modules.push_back({"feed", feed::NewModule, /*built_in=*/true});
  modules.push_back({"backup", backup::NewModule, /*built_in=*/true});
  return modules;
}

}  // namespace tidemark::server
