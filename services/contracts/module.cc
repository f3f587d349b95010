#include "services/contracts/module.h"

#include <vector>

#include "absl/strings/string_view.h"

#include "common/base/status_macros.h"
#include "common/rpc/service.h"
#include "services/contracts/contracts.h"
#include "services/contracts/councils.h"
#include "services/contracts/providers.h"
#include "services/contracts/tables.h"
#include "tidemark/contracts/v1/contracts_service.grpc.pb.h"

namespace tidemark::contracts {
namespace {

class ContractsModule : public server::Module {
 public:
  ContractsModule(server::Host& host, store::Database& db)
      : councils_(db),
        providers_(db),
        contracts_(db),
        service_(
            *v1::CreateCouncilRequest::descriptor()->file()->FindServiceByName(
                "ContractsService"),
            {.runtime = host.runtime(),
             .database = &db,
             .providers_of = [this](absl::string_view name) {
               return contracts_.ProvidersOf(name);
             }}) {
    service_.Bind(councils_, &Councils::CreateCouncil);
    service_.Bind(councils_, &Councils::GetCouncil);
    service_.Bind(councils_, &Councils::UpdateCouncil);
    service_.Bind(providers_, &Providers::CreateProvider);
    service_.Bind(providers_, &Providers::GetProvider);
    service_.Bind(providers_, &Providers::ListProviders);
    service_.Bind(providers_, &Providers::UpdateProvider);
    service_.Bind(providers_, &Providers::CreateLocation);
    service_.Bind(providers_, &Providers::GetLocation);
    service_.Bind(providers_, &Providers::ListLocations);
    service_.Bind(providers_, &Providers::UpdateLocation);
    service_.Bind(providers_, &Providers::ImportCqcRatings);
    service_.Bind(contracts_, &Contracts::CreateContract);
    service_.Bind(contracts_, &Contracts::GetContract);
    service_.Bind(contracts_, &Contracts::ListContracts);
    service_.Bind(contracts_, &Contracts::UpdateContract);
    service_.Bind(contracts_, &Contracts::VaryContract);
    service_.Bind(contracts_, &Contracts::ActivateContract);
    service_.Bind(contracts_, &Contracts::SuspendContract);
    service_.Bind(contracts_, &Contracts::EndContract);
    service_.Bind(contracts_, &Contracts::WithdrawContract);
    service_.CheckComplete();
  }

  std::vector<grpc::Service*> services() override { return {&service_}; }

 private:
  Councils councils_;
  Providers providers_;
  Contracts contracts_;
  rpc::Service service_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host) {
  TIDEMARK_ASSIGN_OR_RETURN(store::Database* const db,
                            host.OpenDatabase(Schema()));
  return std::make_unique<ContractsModule>(host, *db);
}

}  // namespace tidemark::contracts
