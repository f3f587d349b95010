// An episode as lines of text: plan and actual side by side over time.

#ifndef TIDEMARK_SERVICES_CLI_EPISODE_TIMELINE_H_
#define TIDEMARK_SERVICES_CLI_EPISODE_TIMELINE_H_

#include <string>

#include "services/cli/table.h"
#include "tidemark/enablement/v1/episode.pb.h"

namespace tidemark::cli {

// A level in a few words: "7h, 14 visits, 2 people".
std::string FormatEpisodeLevel(const enablement::v1::EpisodeLevel& level);

// One row for each day on which something changed, and one for today, with a
// bar for the hours that are planned and one for those that are given, both on
// one scale.
Table TimelineOf(const enablement::v1::Episode& episode);

// Who should look, such as "the provider, then a practitioner".
std::string FormatLookers(const enablement::v1::EpisodeWarning& warning);

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_EPISODE_TIMELINE_H_
