#include "common/backup/module.h"
#include "common/feed/module.h"
#include "common/server/module.h"
#include "services/outcomes/module.h"

int main(int argc, char** argv) {
  return tidemark::server::Main(
      argc, argv,
      {
          {"outcomes", tidemark::outcomes::NewModule},
          {"feed", tidemark::feed::NewModule, /*built_in=*/true},
          {"backup", tidemark::backup::NewModule, /*built_in=*/true},
      });
}
