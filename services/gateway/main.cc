#include "common/server/built_in.h"
#include "common/server/module.h"
#include "services/gateway/module.h"

int main(int argc, char** argv) {
  return tidemark::server::Main(
      argc, argv,
      tidemark::server::WithBuiltIn(
          {{"gateway", tidemark::gateway::NewModule,
            /*built_in=*/false, tidemark::gateway::Flags()}}));
}
