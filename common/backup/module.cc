#include "common/backup/module.h"

#include "absl/strings/str_cat.h"

#include "common/backup/backups.h"
#include "common/rpc/service.h"
#include "tidemark/backup/v1/backup_service.grpc.pb.h"

namespace tidemark::backup {
namespace {

class BackupModule : public server::Module {
 public:
  explicit BackupModule(server::Host& host)
      : backups_(absl::StrCat(host.data_dir(), "/backups"), host.databases()),
        service_(rpc::Serve<v1::BackupService>(
            backups_, {.runtime = host.runtime()}, &Backups::CreateBackup,
            &Backups::ReadBackupFile, &Backups::DeleteBackup)) {}

  std::vector<grpc::Service*> services() override { return {service_.get()}; }

 private:
  Backups backups_;
  const std::unique_ptr<rpc::Service> service_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<server::Module>> NewModule(server::Host& host) {
  return std::make_unique<BackupModule>(host);
}

}  // namespace tidemark::backup
