#ifndef TIDEMARK_TESTS_BENCH_GATEWAY_H_
#define TIDEMARK_TESTS_BENCH_GATEWAY_H_

#include <string>

namespace tidemark {

// Measures what the gateway of the server `binary` adds to a call by gRPC, and
// how its callers fare while others hold 2,000 idle connections, send 200
// requests a byte at a time, and flood it with what is no request. Prints what
// it finds.
void MeasureGateway(const std::string& binary);

}  // namespace tidemark

#endif  // TIDEMARK_TESTS_BENCH_GATEWAY_H_
