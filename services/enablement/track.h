// Where an episode stands against its plan, and what asks somebody to look.
//
//   const std::vector<v1::EpisodeWarning> warnings =
//       WarningsOf({.package = package, .check_backs = check_backs,
//                   .waiting = proposals, .terms = terms.episodes}, today);
//
// Nothing here reads or writes anything. Packages are as stored.

#ifndef TIDEMARK_SERVICES_ENABLEMENT_TRACK_H_
#define TIDEMARK_SERVICES_ENABLEMENT_TRACK_H_

#include <vector>

#include "common/type/date.h"
#include "tidemark/enablement/v1/check_back.pb.h"
#include "tidemark/enablement/v1/episode.pb.h"
#include "tidemark/enablement/v1/package.pb.h"
#include "tidemark/enablement/v1/proposal.pb.h"

namespace tidemark::enablement {

// After how many days the quality team is asked to look too.
inline constexpr int kQualityLooksAfterDays = 14;

// All that tells how an episode goes. What it refers to must outlive it.
struct Track {
  const v1::Package& package;
  // Its check-backs, recorded or not.
  const std::vector<v1::CheckBack>& check_backs;
  // Its proposals that wait for a decision.
  const std::vector<v1::Proposal>& waiting;
  // How its council runs episodes.
  const v1::EpisodeTerms& terms;
};

// The warnings on `today`, in the order of their codes; none for a package that
// has ended or not begun. `v1::EpisodeWarning.Code` says when each holds.
std::vector<v1::EpisodeWarning> WarningsOf(const Track& track,
                                           type::Date today);

// Where a package with these warnings stands on `today`.
v1::Episode::Status StatusOf(const v1::Package& package,
                             const std::vector<v1::EpisodeWarning>& warnings,
                             type::Date today);

}  // namespace tidemark::enablement

#endif  // TIDEMARK_SERVICES_ENABLEMENT_TRACK_H_
