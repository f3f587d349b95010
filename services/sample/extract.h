// Plans the sample council's extract of client-level data: a year of short-term
// support to maximise independence and of what came after. Pure.

#ifndef TIDEMARK_SERVICES_SAMPLE_EXTRACT_H_
#define TIDEMARK_SERVICES_SAMPLE_EXTRACT_H_

#include <string>

#include "common/type/date.h"
#include "services/sample/plan.h"

namespace tidemark::sample {

// A CSV file by the specification of client-level data.
struct Extract {
  std::string header;
  std::string rows;
};

// The extract of the 18 months to `until`: for each location a few people, who
// are nobody's. Some rows have what real extracts have: an unknown value, a
// location that no provider has.
Extract PlanExtract(const SampleCouncil& sample, type::Date until);

}  // namespace tidemark::sample

#endif  // TIDEMARK_SERVICES_SAMPLE_EXTRACT_H_
