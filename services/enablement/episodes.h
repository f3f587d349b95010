#ifndef TIDEMARK_SERVICES_ENABLEMENT_EPISODES_H_
#define TIDEMARK_SERVICES_ENABLEMENT_EPISODES_H_

#include "absl/status/statusor.h"

#include "common/feed/replica.h"
#include "common/rpc/call.h"
#include "common/store/database.h"
#include "tidemark/contracts/v1/council.pb.h"
#include "tidemark/enablement/v1/episode.pb.h"
#include "tidemark/enablement/v1/episode_service.pb.h"
#include "tidemark/enablement/v1/package.pb.h"

namespace tidemark::enablement {

// What `tidemark.enablement.v1.EpisodeService` promises, without a network.
// Its functions are that service's methods. Safe to use from any thread.
class Episodes {
 public:
  // Both must outlive this.
  Episodes(store::Database& db, feed::Replica<contracts::v1::Council>& councils)
      : db_(db), councils_(councils) {}

  absl::StatusOr<v1::Episode> GetEpisode(const rpc::Call& call,
                                         const v1::GetEpisodeRequest& request);
  absl::StatusOr<v1::ListEpisodesResponse> ListEpisodes(
      const rpc::Call& call, const v1::ListEpisodesRequest& request);
  absl::StatusOr<v1::ListWorkResponse> ListWork(
      const rpc::Call& call, const v1::ListWorkRequest& request);
  absl::StatusOr<v1::EpisodeTerms> GetEpisodeTerms(
      const rpc::Call& call, const v1::GetEpisodeTermsRequest& request);
  absl::StatusOr<v1::Package> ExtendPackage(
      const rpc::Call& call, const v1::ExtendPackageRequest& request);
  absl::StatusOr<v1::Package> SetGoals(const rpc::Call& call,
                                       const v1::SetGoalsRequest& request);

 private:
  // Changes a package as `request` asks.
  template <typename Request>
  absl::StatusOr<v1::Package> Move(const rpc::Call& call,
                                   const Request& request,
                                   absl::string_view reason);

  store::Database& db_;
  feed::Replica<contracts::v1::Council>& councils_;
};

}  // namespace tidemark::enablement

#endif  // TIDEMARK_SERVICES_ENABLEMENT_EPISODES_H_
