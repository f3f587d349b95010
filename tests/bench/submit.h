#ifndef TIDEMARK_TESTS_BENCH_SUBMIT_H_
#define TIDEMARK_TESTS_BENCH_SUBMIT_H_

#include <string>

namespace tidemark {

// Measures durable `SubmitReturn` of the server `binary` against an empty echo
// of the same, and against the same transaction on PostgreSQL unless
// `postgres_dir` is empty. Prints what it finds.
void MeasureSubmit(const std::string& binary, const std::string& postgres_dir);

}  // namespace tidemark

#endif  // TIDEMARK_TESTS_BENCH_SUBMIT_H_
