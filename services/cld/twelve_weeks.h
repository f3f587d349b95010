// A local proxy of the 12-week community outcome, ASCOF 2D(1) from 2024-25 on
// (domain reference, section 1.3): without hospital data, so that only deaths
// and moves into a care home can be seen, and the 84 days are counted from the
// start of reablement instead of the discharge.

#ifndef TIDEMARK_SERVICES_CLD_TWELVE_WEEKS_H_
#define TIDEMARK_SERVICES_CLD_TWELVE_WEEKS_H_

#include <cstdint>

#include "absl/functional/function_ref.h"

#include "services/cld/ascof_2a.h"

namespace tidemark::cld {

struct CommunityOutcome {
  Day start = 0;
  // Where the deciding row says that it was given; see `Event::location`.
  uint32_t location = 0;
  uint8_t age = kUnknownAge;
  bool died = false;
  // Long-term residential or nursing care began.
  bool entered_care_home = false;

  bool stayed() const { return !died && !entered_care_home; }
};

// Calls `visit` for each cluster of reablement (ST-Max with the component
// "Reablement") that starts in `year`, of people aged 65 or over at its end
// who were not in long-term residential or nursing care or prison at its
// start, and whose 84 days are over on `today`. A cluster that is open counts
// by the age at another event.
void FindCommunityOutcomes(
    const PersonEvents& person, Year year, Day today,
    absl::FunctionRef<void(const CommunityOutcome&)> visit);

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_TWELVE_WEEKS_H_
