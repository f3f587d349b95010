// Every service in one process, or any set of them: `--modules a,b`.

#include "common/backup/module.h"
#include "common/feed/module.h"
#include "common/server/module.h"
#include "services/contracts/module.h"
#include "services/enablement/module.h"
#include "services/monitoring/module.h"
#include "services/outcomes/module.h"

int main(int argc, char** argv) {
  return tidemark::server::Main(
      argc, argv,
      {
          {"contracts", tidemark::contracts::NewModule},
          {"outcomes", tidemark::outcomes::NewModule},
          {"enablement", tidemark::enablement::NewModule},
          {"monitoring", tidemark::monitoring::NewModule},
          {"feed", tidemark::feed::NewModule, /*built_in=*/true},
          {"backup", tidemark::backup::NewModule, /*built_in=*/true},
      });
}
