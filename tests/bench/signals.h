#ifndef TIDEMARK_TESTS_BENCH_SIGNALS_H_
#define TIDEMARK_TESTS_BENCH_SIGNALS_H_

namespace tidemark {

// Simulates 36 months of 500 providers that differ by chance only, and of
// providers that are truly better or worse among them, looks at the findings
// each month as the service does, and prints who was found and when.
void MeasureSignals();

}  // namespace tidemark

#endif  // TIDEMARK_TESTS_BENCH_SIGNALS_H_
