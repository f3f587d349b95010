#ifndef TIDEMARK_TESTS_BENCH_MEASURES_H_
#define TIDEMARK_TESTS_BENCH_MEASURES_H_

namespace tidemark {

// Measures the money question and the time to independence over 20,000 packages
// with three years of ratings, and prints what it finds.
void MeasurePackages();

}  // namespace tidemark

#endif  // TIDEMARK_TESTS_BENCH_MEASURES_H_
