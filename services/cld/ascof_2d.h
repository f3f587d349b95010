// ASCOF 2D, the forerunner of 2A to 2023-24, by the categories of the SALT
// return STS002a (domain reference, section 1.2, V-SALT).

#ifndef TIDEMARK_SERVICES_CLD_ASCOF_2D_H_
#define TIDEMARK_SERVICES_CLD_ASCOF_2D_H_

#include <optional>

#include "services/cld/ascof_2a.h"
#include "tidemark/cld/v1/measure.pb.h"

namespace tidemark::cld {

// What the measure makes of the counts of a return: all sequels without
// long-term support out of those and long-term support; cessations, declined
// support and self-funders are in neither.
v1::EpisodeShare Ascof2d(const v1::SaltSequels& sequels);

// The category of a sequel (the mapping of NHS England's transformation
// principles): outcomes for which the return has no category of its own are "no
// identified needs", those that say nothing have none.
enum class SaltCategory {
  kNone,
  kEarlyCessationNhs,
  kLongTermSupport,
  kSelfFunding,
  kOngoingLowLevel,
  kShortTermOther,
  kDeclined,
  kSignposted,
  kNoIdentifiedNeeds,
};
SaltCategory CategoryOf(Sequel sequel);

// Counts an episode's category. Returns false if it has none.
bool AddTo(SaltCategory category, v1::SaltSequels& sequels);

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_ASCOF_2D_H_
