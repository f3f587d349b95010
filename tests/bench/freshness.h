#ifndef TIDEMARK_TESTS_BENCH_FRESHNESS_H_
#define TIDEMARK_TESTS_BENCH_FRESHNESS_H_

#include <string>

namespace tidemark {

// Measures how long a commit takes to reach the figures of the server `binary`
// while 2,000 returns a second are submitted to it, and prints what it finds.
void MeasureFreshness(const std::string& binary);

}  // namespace tidemark

#endif  // TIDEMARK_TESTS_BENCH_FRESHNESS_H_
