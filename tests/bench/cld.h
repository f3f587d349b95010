#ifndef TIDEMARK_TESTS_BENCH_CLD_H_
#define TIDEMARK_TESTS_BENCH_CLD_H_

#include <string>

#include "common/rpc/channel.h"

namespace tidemark {

// Prints how many events of client-level data a second are imported through
// `connection`, a commissioner's of the empty `council`, and how long ASCOF 2A
// over them takes: 1,000,000 events of 200,000 people, in 36 columns.
void MeasureClientLevelData(rpc::Connection& connection,
                            const std::string& council);

}  // namespace tidemark

#endif  // TIDEMARK_TESTS_BENCH_CLD_H_
