#include "services/cld/module.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/feed/follower.h"
#include "common/feed/source.h"
#include "common/rpc/service.h"
#include "common/store/database.h"
#include "services/cld/locations.h"
#include "services/cld/measures.h"
#include "services/cld/person_key.h"
#include "services/cld/publication.h"
#include "services/cld/submissions.h"
#include "services/cld/tables.h"
#include "tidemark/cld/v1/cld_service.grpc.pb.h"
#include "tidemark/cld/v1/measure_service.grpc.pb.h"
#include "tidemark/cld/v1/publication_service.grpc.pb.h"

namespace tidemark::cld {
namespace {

class CldModule : public server::Module {
 public:
  CldModule(server::Host& host, store::Database& db, absl::string_view key)
      : host_(host),
        db_(db),
        submissions_(db, key),
        measures_(db),
        publication_(db),
        service_(rpc::Serve<v1::CldService>(
            submissions_, {.runtime = host.runtime(), .database = &db},
            &Submissions::CreateCldSubmission, &Submissions::AddCldRows,
            &Submissions::CommitCldSubmission,
            &Submissions::AbandonCldSubmission, &Submissions::GetCldSubmission,
            &Submissions::ListCldSubmissions, &Submissions::GetCldQuality,
            &Submissions::ListCldInvalidValues,
            &Submissions::ListCldUnusableRows,
            &Submissions::ListCldUnmatchedLocations)),
        measure_service_(rpc::Serve<v1::CldMeasureService>(
            measures_, {.runtime = host.runtime(), .database = &db},
            &Measures::GetAscof2a, &Measures::ListAscof2aEpisodes,
            &Measures::GetAscof2d, &Measures::ComputeAscof2d,
            &Measures::GetTwelveWeeks)),
        publication_service_(rpc::Serve<v1::CldPublicationService>(
            publication_, {.runtime = host.runtime(), .database = &db},
            &Publication::GetCldPublication, &Publication::ListCldPeople,
            &Publication::ListCldPackages,
            &Publication::ListCldSkippedServices)) {}

  std::vector<grpc::Service*> services() override {
    return {service_.get(), measure_service_.get(), publication_service_.get()};
  }

  absl::Status Start(const server::Peers& peers) override {
    TIDEMARK_ASSIGN_OR_RETURN(feed::Source source,
                              feed::FindSource(host_, peers, kLocationsFeed));
    follower_.emplace(LocationsFollower(db_, std::move(source)));
    follower_->Start();
    return absl::OkStatus();
  }

  void Stop() override { follower_.reset(); }

 private:
  server::Host& host_;
  store::Database& db_;
  Submissions submissions_;
  Measures measures_;
  Publication publication_;
  const std::unique_ptr<rpc::Service> service_;
  const std::unique_ptr<rpc::Service> measure_service_;
  const std::unique_ptr<rpc::Service> publication_service_;
  std::optional<feed::Follower> follower_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::string key,
      LoadOrCreateKey(absl::StrCat(host.data_dir(), "/keys/person.hmac")));
  TIDEMARK_ASSIGN_OR_RETURN(store::Database* const db,
                            host.OpenDatabase(MakeSchema()));
  return std::make_unique<CldModule>(host, *db, key);
}

}  // namespace tidemark::cld
