// Times of day in England, through the change to summer time and back. Pure.

#ifndef TIDEMARK_SERVICES_NOTICES_ENGLAND_H_
#define TIDEMARK_SERVICES_NOTICES_ENGLAND_H_

#include <string>

#include "absl/time/time.h"

#include "common/type/date.h"

namespace tidemark::notices {

// The moment at which clocks in England show `time_of_day` (since midnight) on
// `day`. If they skip it, an hour later by them; if they show it twice, the
// first of the two.
absl::Time MomentInEngland(type::Date day, absl::Duration time_of_day);

// "1 July 2025 at 14:05", in England's clock.
std::string TimeInWords(absl::Time time);

}  // namespace tidemark::notices

#endif  // TIDEMARK_SERVICES_NOTICES_ENGLAND_H_
