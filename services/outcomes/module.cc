#include "services/outcomes/module.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/base/mutex.h"
#include "common/base/scheduler.h"
#include "common/base/status_macros.h"
#include "common/feed/follower.h"
#include "common/feed/source.h"
#include "common/proto/names.h"
#include "common/rpc/channel.h"
#include "common/rpc/service.h"
#include "common/store/database.h"
#include "services/outcomes/contract_copies.h"
#include "services/outcomes/people.h"
#include "services/outcomes/personal_outcomes.h"
#include "services/outcomes/proposals.h"
#include "services/outcomes/return_file_checks.h"
#include "services/outcomes/return_files.h"
#include "services/outcomes/return_imports.h"
#include "services/outcomes/return_views.h"
#include "services/outcomes/returns.h"
#include "services/outcomes/roster.h"
#include "services/outcomes/stories.h"
#include "services/outcomes/tables.h"
#include "tidemark/contracts/v1/contracts_service.grpc.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"
#include "tidemark/outcomes/v1/proposal_service.grpc.pb.h"
#include "tidemark/outcomes/v1/return_import_service.grpc.pb.h"
#include "tidemark/outcomes/v1/story_service.grpc.pb.h"

namespace tidemark::outcomes {
namespace {

using contracts::v1::Contract;
using contracts::v1::ContractsService;
using contracts::v1::Council;
using contracts::v1::GetContractRequest;
using contracts::v1::GetCouncilRequest;

constexpr char kContracts[] = "contracts";
// A caller waits while a contract is fetched.
constexpr absl::Duration kFetchTimeout = absl::Seconds(5);
// When an import is tried again that needs what could not be reached, and when
// it is looked whether one has rested too long.
constexpr absl::Duration kImportRetry = absl::Seconds(5);
constexpr absl::Duration kStaleImportsEvery = absl::Hours(1);

template <typename Core, typename... Functions>
void BindAll(rpc::Service& service, Core& core, Functions... functions) {
  (service.Bind(core, functions), ...);
}

class OutcomesModule : public server::Module {
 public:
  OutcomesModule(server::Host& host, store::Database& db)
      : host_(host),
        db_(db),
        contracts_(db, {.contract =
                            [this](absl::string_view name) {
                              GetContractRequest request;
                              request.set_name(std::string(name));
                              return Fetch<Contract>(
                                  &ContractsService::Stub::GetContract,
                                  request);
                            },
                        .council =
                            [this](absl::string_view name) {
                              GetCouncilRequest request;
                              request.set_name(std::string(name));
                              return Fetch<Council>(
                                  &ContractsService::Stub::GetCouncil, request);
                            }}),
        rosters_(db),
        people_(db, contracts_, rosters_),
        outcomes_(db, contracts_, rosters_),
        returns_(db, contracts_, rosters_),
        return_views_(db, contracts_, returns_),
        file_checks_(db, rosters_, returns_),
        return_files_(db, contracts_, rosters_, returns_, file_checks_),
        import_work_(db, contracts_, file_checks_, host.clock(),
                     [this] { import_thread_.Wake(); }),
        import_thread_(
            host.clock(), [this](absl::Time now) { return WorkOnImports(now); },
            /*gather=*/absl::ZeroDuration()),
        return_imports_(db, import_work_),
        stories_(db, contracts_, rosters_),
        proposals_(db, contracts_, outcomes_),
        service_(
            *v1::GetPersonRequest::descriptor()->file()->FindServiceByName(
                "OutcomesService"),
            {.runtime = host.runtime(),
             .database = &db,
             .providers_of =
                 [this](absl::string_view name) { return ProvidersOf(name); }}),
        file_service_(
            *v1::GetReturnTemplateRequest::descriptor()
                 ->file()
                 ->FindServiceByName("ReturnFileService"),
            {.runtime = host.runtime(),
             .database = &db,
             .providers_of =
                 [this](absl::string_view name) { return ProvidersOf(name); }}),
        import_service_(rpc::Serve<v1::ReturnImportService>(
            return_imports_, {.runtime = host.runtime(), .database = &db},
            &ReturnImports::CreateReturnImport,
            &ReturnImports::SendReturnImportPart,
            &ReturnImports::GetReturnImport, &ReturnImports::ListReturnImports,
            &ReturnImports::ListImportedReturns,
            &ReturnImports::GetReturnImportReport,
            &ReturnImports::CommitReturnImport,
            &ReturnImports::CancelReturnImport)),
        story_service_(rpc::Serve<v1::StoryService>(
            stories_,
            {.runtime = host.runtime(),
             .database = &db,
             .providers_of =
                 [this](absl::string_view name) {
                   return stories_.ProvidersOf(name);
                 }},
            &Stories::CreateStory, &Stories::GetStory, &Stories::ListStories,
            &Stories::UpdateStory, &Stories::RecordConsent,
            &Stories::WithdrawConsent, &Stories::ProposeRedaction,
            &Stories::ApproveRedaction, &Stories::ShareStory,
            &Stories::UnshareStory, &Stories::ListSharedStories)),
        proposal_service_(rpc::Serve<v1::ProposalService>(
            proposals_,
            {.runtime = host.runtime(),
             .database = &db,
             .providers_of =
                 [this](absl::string_view name) { return ProvidersOf(name); }},
            &Proposals::CreateProposal, &Proposals::GetProposal,
            &Proposals::ListProposals, &Proposals::DecideProposal,
            &Proposals::WithdrawProposal)) {
    BindAll(service_, people_, &People::CreatePerson, &People::GetPerson,
            &People::ListPeople, &People::UpdatePerson, &People::ImportPeople,
            &People::BatchUpsertPeople);
    BindAll(service_, outcomes_, &PersonalOutcomes::CreateOutcome,
            &PersonalOutcomes::GetOutcome, &PersonalOutcomes::ListOutcomes,
            &PersonalOutcomes::UpdateOutcome, &PersonalOutcomes::CloseOutcome,
            &PersonalOutcomes::ReopenOutcome);
    BindAll(service_, returns_, &Returns::GetReturn, &Returns::ListReturns,
            &Returns::SaveReturn, &Returns::CheckReturn, &Returns::SubmitReturn,
            &Returns::ConfirmNoChange, &Returns::ExtendReturn,
            &Returns::BatchSubmitReturns, &Returns::AcceptReturn,
            &Returns::BatchAcceptReturns, &Returns::SendBackReturn,
            &Returns::WithdrawReturn, &Returns::RecordPractitionerVoice);
    BindAll(service_, return_views_, &ReturnViews::ListReturnEvents,
            &ReturnViews::CompareReturn, &ReturnViews::GetReturnAchievement,
            &ReturnViews::GetReturnTracker);
    BindAll(file_service_, return_files_, &ReturnFiles::GetReturnTemplate,
            &ReturnFiles::CheckReturnFile, &ReturnFiles::SubmitReturnFile,
            &ReturnFiles::ListSetAsideRows, &ReturnFiles::DismissSetAsideRow,
            &ReturnFiles::MatchSetAsideRow);
    file_service_.CheckComplete();
    service_.CheckComplete();
  }

  std::vector<grpc::Service*> services() override {
    return {&service_, &file_service_, import_service_.get(),
            story_service_.get(), proposal_service_.get()};
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
              return contracts_.Apply(txn, changes);
            },
        .applied =
            [this](const std::vector<feed::v1::Change>& changes) {
              contracts_.Applied(changes);
            },
        .reset = [this] { return Reset(); }});
    follower_->Start();
    TIDEMARK_RETURN_IF_ERROR(import_work_.Resume());
    import_thread_.Start();
    return absl::OkStatus();
  }

  void Stop() override {
    import_work_.Stop();
    import_thread_.Stop();
    follower_.reset();
  }

 private:
  absl::StatusOr<absl::Time> WorkOnImports(absl::Time now) {
    if (!import_work_.Work().ok()) return now + kImportRetry;
    TIDEMARK_RETURN_IF_ERROR(import_work_.GiveUpStale());
    return now + kStaleImportsEvery;
  }

  // Forgets the copies and starts the feed anew.
  absl::Status Reset() {
    TIDEMARK_RETURN_IF_ERROR(db_.Write(
        {.origin = {.subject = "services/outcomes", .method = "Reset"}},
        [](store::Transaction& txn) -> absl::Status {
          TIDEMARK_RETURN_IF_ERROR(ContractCopies::Clear(txn));
          return feed::SetCursor(txn, kContracts, 0);
        }));
    contracts_.Forget();
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

  absl::StatusOr<std::vector<std::string>> ProvidersOf(absl::string_view name) {
    if (Matches(name, "councils/*/people/*/outcomes/*")) {
      return outcomes_.ProvidersOf(name);
    }
    if (Matches(name, "councils/*/people/*/proposals/*")) {
      return proposals_.ProvidersOf(name);
    }
    if (Matches(name, "councils/*/people/*")) return people_.ProvidersOf(name);
    return returns_.ProvidersOf(name);
  }

  server::Host& host_;
  store::Database& db_;
  Mutex mu_;
  // Null until `Start`; calls may come before.
  std::shared_ptr<rpc::Connection> connection_ ABSL_GUARDED_BY(mu_);
  ContractCopies contracts_;
  Rosters rosters_;
  People people_;
  PersonalOutcomes outcomes_;
  Returns returns_;
  ReturnViews return_views_;
  ReturnFileChecks file_checks_;
  ReturnFiles return_files_;
  ReturnImportWork import_work_;
  Scheduler import_thread_;
  ReturnImports return_imports_;
  Stories stories_;
  Proposals proposals_;
  rpc::Service service_;
  rpc::Service file_service_;
  const std::unique_ptr<rpc::Service> import_service_;
  const std::unique_ptr<rpc::Service> story_service_;
  const std::unique_ptr<rpc::Service> proposal_service_;
  std::optional<feed::Follower> follower_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host) {
  TIDEMARK_ASSIGN_OR_RETURN(store::Database* const db,
                            host.OpenDatabase(OutcomesSchema()));
  return std::make_unique<OutcomesModule>(host, *db);
}

}  // namespace tidemark::outcomes
