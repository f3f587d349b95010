#include "common/server/built_in.h"
#include "common/server/module.h"
#include "services/oversight/module.h"

int main(int argc, char** argv) {
  return tidemark::server::Main(
      argc, argv,
      tidemark::server::WithBuiltIn(
          {{"oversight", tidemark::oversight::NewModule}}));
}
