// How a council runs its episodes: what it has set, and the defaults for the
// rest.
//
//   TIDEMARK_ASSIGN_OR_RETURN(const Terms terms,
//                             TermsFor(councils, request.parent()));
//   const v1::EpisodeType* type = FindType(terms, package.episode_type());

#ifndef TIDEMARK_SERVICES_ENABLEMENT_TERMS_H_
#define TIDEMARK_SERVICES_ENABLEMENT_TERMS_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/feed/replica.h"
#include "services/enablement/levels.h"
#include "tidemark/contracts/v1/council.pb.h"
#include "tidemark/enablement/v1/episode.pb.h"

namespace tidemark::enablement {

// What holds in one council.
struct Terms {
  v1::EpisodeTerms episodes;
  // The same days as in `episodes`, with the council's working days.
  CheckBackSchedule check_backs;
};

// The terms of `council`.
Terms TermsOf(const contracts::v1::Council& council);

// The terms of the council that `name` lies in, or the defaults while nobody
// can say what it has set. Returns an error only where the caller has to wait
// for the owner on another thread (rpc/waiting.h).
absl::StatusOr<Terms> TermsFor(feed::Replica<contracts::v1::Council>& councils,
                               absl::string_view name);

// The type called `id`; null if there is none.
const v1::EpisodeType* FindType(const Terms& terms, absl::string_view id);

}  // namespace tidemark::enablement

#endif  // TIDEMARK_SERVICES_ENABLEMENT_TERMS_H_
