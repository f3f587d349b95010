// The work lists of practitioners: what waits, by the day by which it is to be
// done.

#ifndef TIDEMARK_SERVICES_ENABLEMENT_WORK_H_
#define TIDEMARK_SERVICES_ENABLEMENT_WORK_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/store/database.h"
#include "common/type/date.h"
#include "services/enablement/terms.h"
#include "tidemark/enablement/v1/check_back.pb.h"
#include "tidemark/enablement/v1/episode.pb.h"
#include "tidemark/enablement/v1/episode_service.pb.h"
#include "tidemark/enablement/v1/package.pb.h"
#include "tidemark/enablement/v1/proposal.pb.h"

namespace tidemark::enablement {

// What belongs to a package and tells how its episode goes.
struct EpisodeRecords {
  std::vector<v1::CheckBack> check_backs;
  // Those that wait for a decision.
  std::vector<v1::Proposal> waiting;
};

// Reads the records of the package called `package`; check-backs in the order
// of their due dates.
absl::StatusOr<EpisodeRecords> ReadRecords(const store::Reader& reader,
                                           absl::string_view package);

// Whether a package that has not ended is followed as an episode: one of the
// Enable stage, or with a plan, but none from client-level data.
bool IsFollowed(const v1::Package& package);

// All that `request` asks for on `today`, by due date, then by kind and name.
absl::StatusOr<std::vector<v1::WorkItem>> FindWork(
    const store::Reader& reader, const v1::ListWorkRequest& request,
    const Terms& terms, type::Date today);

// Where `item` stands in that order.
std::string PlaceOf(const v1::WorkItem& item);

}  // namespace tidemark::enablement

#endif  // TIDEMARK_SERVICES_ENABLEMENT_WORK_H_
