#include "common/server/built_in.h"
#include "common/server/module.h"
#include "services/cld/module.h"

int main(int argc, char** argv) {
  return tidemark::server::Main(
      argc, argv,
      tidemark::server::WithBuiltIn({{"cld", tidemark::cld::NewModule}}));
}
