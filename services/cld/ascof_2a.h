// ASCOF 2A by DHSC's method for 2024-25 on (domain reference, section 1.2,
// V-DHSC; the order of steps and ties is that of their published procedure
// `Create_ASCOF_2A_2425_Onwards`).

#ifndef TIDEMARK_SERVICES_CLD_ASCOF_2A_H_
#define TIDEMARK_SERVICES_CLD_ASCOF_2A_H_

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"

#include "services/cld/joining.h"
#include "services/cld/sequels.h"

namespace tidemark::cld {

// The first and last day of a financial year.
struct Year {
  Day from = 0;
  Day to = 0;
};

// Whether an episode is in a measure.
enum class Standing : uint8_t {
  kNew,
  // Long-term support in the 91 days before its start.
  kExistingSupport,
  kUnder18,
};

// An episode of short-term support, and what is made of it.
struct ShortTermEpisode {
  PersonKey person;
  Day start = 0;
  Day end = 0;
  // Where the deciding row says that it was given; see `Event::location`.
  uint32_t location = 0;
  // `kUnknownAge` if unknown.
  uint8_t age = kUnknownAge;
  Standing standing = Standing::kNew;
  // Of an episode that is not `kNew`, nothing.
  Sequel sequel = Sequel::kNone;
  SequelType type = SequelType::kNone;

  bool in_denominator() const {
    return standing == Standing::kNew && InDenominator(sequel);
  }
  bool in_numerator() const {
    return standing == Standing::kNew && InNumerator(sequel);
  }
};

// Calls `visit` for each episode of `person` that ends in `year`, by its days.
//
// Two things follow from DHSC's procedure and may surprise. An episode's own
// outcome is looked at in step 4 only if nothing but events that end as planned
// and services for carers follows it in the 7 days after, or another event
// there can be used beside it; else it is left to step 6, with the same
// sequel, after nested reviews and equipment. And a nested event must end after
// the episode's first day, because what ends on that day led to it.
void FindEpisodes(const PersonEvents& person, Year year,
                  absl::FunctionRef<void(const ShortTermEpisode&)> visit);

// Why an episode does or does not count, in plain English.
std::string ReasonOf(const ShortTermEpisode& episode);

// 100 times the share, rounded to one decimal, halves up. `denominator` must
// not be 0.
double RoundedPercent(int64_t numerator, int64_t denominator);

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_ASCOF_2A_H_
