#include "services/publications/module.h"

#include <string>
#include <utility>
#include <vector>

#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/rpc/service.h"
#include "services/publications/publications.h"
#include "services/publications/tables.h"
#include "tidemark/monitoring/v1/case_service.grpc.pb.h"
#include "tidemark/publications/v1/publication_service.grpc.pb.h"

namespace tidemark::publications {
namespace {

// Whose figures are published.
constexpr char kMonitoring[] = "monitoring";

class PublicationsModule : public server::Module {
 public:
  PublicationsModule(server::Host& host, store::Database& db)
      : publications_(db, [this](const auto& request) { return Ask(request); }),
        service_(rpc::Serve<v1::PublicationService>(
            publications_, {.runtime = host.runtime(), .database = &db},
            &Publications::CreatePublication, &Publications::PreviewPublication,
            &Publications::PublishPublication,
            &Publications::WithdrawPublication, &Publications::GetPublication,
            &Publications::ListPublications,
            &Publications::ExportPublication)) {}

  std::vector<grpc::Service*> services() override { return {service_.get()}; }

  absl::Status Start(const server::Peers& peers) override {
    TIDEMARK_ASSIGN_OR_RETURN(std::shared_ptr<rpc::Connection> connection,
                              peers.ConnectionTo(kMonitoring));
    const MutexLock lock(mu_);
    connection_ = std::move(connection);
    return absl::OkStatus();
  }

 private:
  absl::StatusOr<monitoring::v1::ListCasesResponse> Ask(
      const monitoring::v1::ListCasesRequest& request) {
    std::shared_ptr<rpc::Connection> connection;
    {
      const MutexLock lock(mu_);
      connection = connection_;
    }
    if (connection == nullptr) {
      return absl::UnavailableError("the server is starting; try again");
    }
    return connection->Unary(&monitoring::v1::CaseService::Stub::ListCases,
                             request);
  }

  Mutex mu_;
  std::shared_ptr<rpc::Connection> connection_ ABSL_GUARDED_BY(mu_);
  Publications publications_;
  const std::unique_ptr<rpc::Service> service_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host) {
  TIDEMARK_ASSIGN_OR_RETURN(store::Database* const db,
                            host.OpenDatabase(MakeSchema()));
  return std::make_unique<PublicationsModule>(host, *db);
}

}  // namespace tidemark::publications
