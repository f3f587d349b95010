// Writes the API's OpenAPI document into the file that is named.

#include "services/gateway/openapi.h"

#include <cstdio>
#include <fstream>

#include "services/gateway/methods.h"
#include "services/gateway/schema.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s FILE\n", argv[0]);
    return 2;
  }
  const auto schema = tidemark::gateway::Schema::BuiltIn();
  if (!schema.ok()) return 1;
  const auto methods = tidemark::gateway::Methods::Make((*schema)->services());
  if (!methods.ok()) return 1;
  std::ofstream file(argv[1]);
  file << tidemark::gateway::OpenApi(*methods) << std::flush;
  return file.good() ? 0 : 1;
}
