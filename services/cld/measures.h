// The functions that serve `tidemark.cld.v1.CldMeasureService`.

#ifndef TIDEMARK_SERVICES_CLD_MEASURES_H_
#define TIDEMARK_SERVICES_CLD_MEASURES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/base/mutex.h"
#include "common/rpc/call.h"
#include "common/store/database.h"
#include "services/cld/ascof_2a.h"
#include "services/cld/twelve_weeks.h"
#include "tidemark/cld/v1/measure.pb.h"
#include "tidemark/cld/v1/measure_service.pb.h"

namespace tidemark::cld {

// Everything that the measures of one council and year rest on.
struct YearOfCouncil {
  // Which submissions it was computed from.
  std::string version;
  // By person and days.
  std::vector<ShortTermEpisode> episodes;
  std::vector<CommunityOutcome> community_outcomes;
  // What `location` means; the first is empty.
  std::vector<std::string> locations;
};

// The functions that serve the RPCs of the same names; the proto says what each
// does. What was computed last is kept in memory until a submission changes, so
// that a page of episodes, or another grouping, costs nothing. Safe to use from
// any thread.
class Measures {
 public:
  // `db` must outlive this.
  explicit Measures(store::Database& db) : db_(db) {}

  absl::StatusOr<v1::Measure> GetAscof2a(const rpc::Call& call,
                                         const v1::GetAscof2aRequest& request);
  absl::StatusOr<v1::ListAscof2aEpisodesResponse> ListAscof2aEpisodes(
      const rpc::Call& call, const v1::ListAscof2aEpisodesRequest& request);
  absl::StatusOr<v1::Measure> GetAscof2d(const rpc::Call& call,
                                         const v1::GetAscof2dRequest& request);
  absl::StatusOr<v1::ComputeAscof2dResponse> ComputeAscof2d(
      const rpc::Call& call, const v1::ComputeAscof2dRequest& request);
  absl::StatusOr<v1::Measure> GetTwelveWeeks(
      const rpc::Call& call, const v1::GetTwelveWeeksRequest& request);

 private:
  struct View;

  // What `request` asks for, with the provider of each location.
  template <typename Request>
  absl::StatusOr<View> ViewOf(const rpc::Call& call, const Request& request);
  absl::StatusOr<std::shared_ptr<const YearOfCouncil>> Compute(
      const store::Reader& reader, absl::string_view council, int year,
      Day today);

  store::Database& db_;
  // Held while something is computed: one at a time keeps memory bounded.
  Mutex computing_;
  absl::flat_hash_map<std::string, std::shared_ptr<const YearOfCouncil>>
      computed_ ABSL_GUARDED_BY(computing_);
};

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_MEASURES_H_
