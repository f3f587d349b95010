#include "common/server/module.h"
#include "services/monitoring/module.h"

int main(int argc, char** argv) {
  return tidemark::server::Main(
      argc, argv, {{"monitoring", tidemark::monitoring::NewModule}});
}
