// Every service in one process, or any set of them: `--modules a,b`.

#include "common/server/built_in.h"
#include "common/server/module.h"
#include "services/cld/module.h"
#include "services/contracts/module.h"
#include "services/enablement/module.h"
#include "services/gateway/module.h"
#include "services/incentives/module.h"
#include "services/monitoring/module.h"
#include "services/notices/module.h"
#include "services/outcomes/module.h"
#include "services/oversight/module.h"
#include "services/publications/module.h"

int main(int argc, char** argv) {
  return tidemark::server::Main(
      argc, argv,
      tidemark::server::WithBuiltIn({
          {"contracts", tidemark::contracts::NewModule},
          {"outcomes", tidemark::outcomes::NewModule},
          {"enablement", tidemark::enablement::NewModule},
          {"monitoring", tidemark::monitoring::NewModule},
          {"oversight", tidemark::oversight::NewModule},
          {"notices", tidemark::notices::NewModule},
          {"cld", tidemark::cld::NewModule},
          {"incentives", tidemark::incentives::NewModule},
          {"publications", tidemark::publications::NewModule},
          {"gateway", tidemark::gateway::NewModule, /*built_in=*/false,
           tidemark::gateway::Flags()},
      }));
}
