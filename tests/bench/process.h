#ifndef TIDEMARK_TESTS_BENCH_PROCESS_H_
#define TIDEMARK_TESTS_BENCH_PROCESS_H_

#include <cstdint>

#include "absl/functional/function_ref.h"

namespace tidemark {

// Forgets the most memory that this process has had at once.
void ForgetPeakMemory();

// The most memory that this process has had at once since then, in kB.
int64_t PeakMemory();

// Runs `step` in a process of its own, as memory that a process once had stays
// with it. Stops this one if that fails.
void InAProcess(absl::FunctionRef<void()> step);

}  // namespace tidemark

#endif  // TIDEMARK_TESTS_BENCH_PROCESS_H_
