// A package as an episode: plan and actual side by side, and what it comes to.
// Nothing here reads or writes anything. Packages are as stored.

#ifndef TIDEMARK_SERVICES_ENABLEMENT_EPISODE_VIEW_H_
#define TIDEMARK_SERVICES_ENABLEMENT_EPISODE_VIEW_H_

#include <vector>

#include "common/type/date.h"
#include "services/enablement/track.h"
#include "tidemark/enablement/v1/episode.pb.h"
#include "tidemark/enablement/v1/package.pb.h"

namespace tidemark::enablement {

// What `package` comes to up to `today`.
v1::EpisodeFigures FiguresOf(const v1::Package& package, type::Date today);

// The days on which something changed or is to change, with how it is from each
// on, in order. `track` gives the package and its check-backs.
std::vector<v1::EpisodeDay> DaysOf(const Track& track, type::Date today);

// The episode on `today`, without its days, check-backs and earlier episodes.
v1::Episode Summary(const Track& track, type::Date today);

// How `package`, an earlier one, is shown beside the one that continues it.
v1::EarlierEpisode EarlierOf(const v1::Package& package);

}  // namespace tidemark::enablement

#endif  // TIDEMARK_SERVICES_ENABLEMENT_EPISODE_VIEW_H_
