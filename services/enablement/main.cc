#include "common/server/module.h"
#include "services/enablement/module.h"

int main(int argc, char** argv) {
  return tidemark::server::Main(
      argc, argv, {{"enablement", tidemark::enablement::NewModule}});
}
