#ifndef TIDEMARK_TESTS_BENCH_IMPORT_H_
#define TIDEMARK_TESTS_BENCH_IMPORT_H_

namespace tidemark {

// Prints how many rows of a file of 50 returns, with 100,000 outcomes in all,
// are checked in a second of processor time, and how much memory that takes
// beyond the service's own.
void MeasureImports();

}  // namespace tidemark

#endif  // TIDEMARK_TESTS_BENCH_IMPORT_H_
