#include "services/enablement/module.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/feed/follower.h"
#include "common/feed/replica.h"
#include "common/feed/source.h"
#include "common/rpc/channel.h"
#include "common/rpc/service.h"
#include "common/store/database.h"
#include "services/enablement/enablement.h"
#include "services/enablement/episodes.h"
#include "services/enablement/proposals.h"
#include "services/enablement/tables.h"
#include "tidemark/contracts/v1/contracts_service.grpc.pb.h"
#include "tidemark/enablement/v1/enablement_service.grpc.pb.h"
#include "tidemark/enablement/v1/episode_service.grpc.pb.h"
#include "tidemark/enablement/v1/proposal_service.grpc.pb.h"

namespace tidemark::enablement {
namespace {

using ::tidemark::contracts::v1::Contract;
using ::tidemark::contracts::v1::ContractsService;
using ::tidemark::contracts::v1::Council;
using ::tidemark::contracts::v1::GetContractRequest;
using ::tidemark::contracts::v1::GetCouncilRequest;

constexpr char kContracts[] = "contracts";
// A caller waits while a contract is fetched.
constexpr absl::Duration kFetchTimeout = absl::Seconds(5);

class EnablementModule : public server::Module {
 public:
  EnablementModule(server::Host& host, store::Database& db)
      : host_(host),
        db_(db),
        contracts_(db, kContractCopies,
                   [this](absl::string_view name) {
                     GetContractRequest request;
                     request.set_name(std::string(name));
                     return Fetch<Contract>(
                         &ContractsService::Stub::GetContract, request);
                   }),
        councils_(db, kCouncilCopies,
                  [this](absl::string_view name) {
                    GetCouncilRequest request;
                    request.set_name(std::string(name));
                    return Fetch<Council>(&ContractsService::Stub::GetCouncil,
                                          request);
                  }),
        enablement_(db, contracts_, councils_),
        episodes_(db, councils_),
        proposals_(db, contracts_, councils_),
        service_(rpc::Serve<v1::EnablementService>(
            enablement_,
            {.runtime = host.runtime(),
             .database = &db,
             .providers_of =
                 [this](absl::string_view name) {
                   return enablement_.ProvidersOf(name);
                 }},
            &Enablement::CreatePackage, &Enablement::BatchUpsertPackages,
            &Enablement::GetPackage, &Enablement::ListPackages,
            &Enablement::PlanStepDown, &Enablement::ChangeLevel,
            &Enablement::PausePackage, &Enablement::ResumePackage,
            &Enablement::ExitPackage, &Enablement::ReopenPackage,
            &Enablement::CreateCheckBack, &Enablement::GetCheckBack,
            &Enablement::ListCheckBacks, &Enablement::RecordCheckBack)),
        proposal_service_(rpc::Serve<v1::ProposalService>(
            proposals_,
            {.runtime = host.runtime(),
             .database = &db,
             .providers_of =
                 [this](absl::string_view name) {
                   return enablement_.ProvidersOf(name);
                 }},
            &Proposals::CreateProposal, &Proposals::GetProposal,
            &Proposals::ListProposals, &Proposals::DecideProposal,
            &Proposals::WithdrawProposal, &Proposals::AuditProposal)),
        episode_service_(rpc::Serve<v1::EpisodeService>(
            episodes_,
            {.runtime = host.runtime(),
             .database = &db,
             .providers_of =
                 [this](absl::string_view name) {
                   return enablement_.ProvidersOf(name);
                 }},
            &Episodes::GetEpisode, &Episodes::ListEpisodes, &Episodes::ListWork,
            &Episodes::GetEpisodeTerms, &Episodes::ExtendPackage,
            &Episodes::SetGoals)) {}

  std::vector<grpc::Service*> services() override {
    return {service_.get(), proposal_service_.get(), episode_service_.get()};
  }

  absl::Status Start(const server::Peers& peers) override {
    TIDEMARK_ASSIGN_OR_RETURN(std::shared_ptr<rpc::Connection> connection,
                              peers.ConnectionTo(kContracts));
    {
      const MutexLock lock(mu_);
      connection_ = std::move(connection);
    }
    TIDEMARK_ASSIGN_OR_RETURN(feed::Source source,
                              feed::FindSource(host_, peers, kContracts));
    follower_.emplace(feed::Follower::Options{
        .feed = kContracts,
        .db = &db_,
        .source = std::move(source),
        .apply =
            [this](store::Transaction& txn,
                   const std::vector<feed::v1::Change>& changes) {
              return Apply(txn, changes);
            },
        .applied =
            [this](const std::vector<feed::v1::Change>& changes) {
              for (const feed::v1::Change& change : changes) {
                contracts_.Applied(change);
                councils_.Applied(change);
              }
            },
        .reset = [this] { return Reset(); }});
    follower_->Start();
    return absl::OkStatus();
  }

  void Stop() override { follower_.reset(); }

 private:
  absl::Status Apply(store::Transaction& txn,
                     const std::vector<feed::v1::Change>& changes) {
    for (const feed::v1::Change& change : changes) {
      TIDEMARK_RETURN_IF_ERROR(contracts_.Apply(txn, change));
      TIDEMARK_RETURN_IF_ERROR(councils_.Apply(txn, change));
    }
    return absl::OkStatus();
  }

  template <typename Copy>
  static absl::Status RemoveAll(store::Transaction& txn,
                                const store::Table<Copy>& table) {
    std::vector<std::string> names;
    TIDEMARK_RETURN_IF_ERROR(table.Scan(txn, "", "", [&](const Copy& copy) {
      names.push_back(copy.name());
      return true;
    }));
    for (const std::string& name : names) {
      TIDEMARK_RETURN_IF_ERROR(table.Delete(txn, name));
    }
    return absl::OkStatus();
  }

  // Forgets the copies and starts the feed anew.
  absl::Status Reset() {
    TIDEMARK_RETURN_IF_ERROR(db_.Write(
        {.origin = {.subject = "services/enablement", .method = "Reset"}},
        [](store::Transaction& txn) -> absl::Status {
          TIDEMARK_RETURN_IF_ERROR(RemoveAll(txn, kContractCopies));
          TIDEMARK_RETURN_IF_ERROR(RemoveAll(txn, kCouncilCopies));
          return feed::SetCursor(txn, kContracts, 0);
        }));
    contracts_.Clear();
    councils_.Clear();
    return absl::OkStatus();
  }

  template <typename Resource, typename Method, typename Request>
  absl::StatusOr<Resource> Fetch(Method method, const Request& request) {
    std::shared_ptr<rpc::Connection> connection;
    {
      const MutexLock lock(mu_);
      connection = connection_;
    }
    if (connection == nullptr) {
      return absl::UnavailableError("the server is starting; try again");
    }
    return connection->Unary(method, request, {.timeout = kFetchTimeout});
  }

  server::Host& host_;
  store::Database& db_;
  Mutex mu_;
  // Null until `Start`; calls may come before.
  std::shared_ptr<rpc::Connection> connection_ ABSL_GUARDED_BY(mu_);
  feed::Replica<Contract> contracts_;
  feed::Replica<Council> councils_;
  Enablement enablement_;
  Episodes episodes_;
  Proposals proposals_;
  const std::unique_ptr<rpc::Service> service_;
  const std::unique_ptr<rpc::Service> proposal_service_;
  const std::unique_ptr<rpc::Service> episode_service_;
  std::optional<feed::Follower> follower_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host) {
  TIDEMARK_ASSIGN_OR_RETURN(store::Database* const db,
                            host.OpenDatabase(MakeSchema()));
  return std::make_unique<EnablementModule>(host, *db);
}

}  // namespace tidemark::enablement
