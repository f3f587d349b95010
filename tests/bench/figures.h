#ifndef TIDEMARK_TESTS_BENCH_FIGURES_H_
#define TIDEMARK_TESTS_BENCH_FIGURES_H_

#include <string>

namespace tidemark {

// Measures what commissioners ask with 18 million ratings behind it: a
// council's scorecard over 36 months, a funnel of 500 providers and the series
// of one, the rebuild of the read side, and the same questions to PostgreSQL
// (not if `postgres_dir` is empty). Prints what it finds.
void MeasureFigures(const std::string& postgres_dir);

}  // namespace tidemark

#endif  // TIDEMARK_TESTS_BENCH_FIGURES_H_
