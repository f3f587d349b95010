#ifndef TIDEMARK_COMMON_BACKUP_BACKUPS_H_
#define TIDEMARK_COMMON_BACKUP_BACKUPS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"

#include "common/base/mutex.h"
#include "common/rpc/call.h"
#include "common/store/database.h"
#include "tidemark/backup/v1/backup_service.pb.h"

namespace tidemark::backup {

// What `tidemark.backup.v1.BackupService` promises, for the databases of one
// process. A backup lies in a folder of its own under `folder` until it is
// deleted; what an earlier process left there is removed at start.
class Backups {
 public:
  // `databases` in the order of opening: one that follows another comes after
  // it. They must outlive this.
  Backups(std::string folder, std::vector<store::Database*> databases);
  ~Backups();
  Backups(const Backups&) = delete;
  Backups& operator=(const Backups&) = delete;

  absl::StatusOr<v1::Backup> CreateBackup(
      const rpc::Call& call, const v1::CreateBackupRequest& request);
  absl::StatusOr<v1::ReadBackupFileResponse> ReadBackupFile(
      const rpc::Call& call, const v1::ReadBackupFileRequest& request);
  absl::StatusOr<v1::DeleteBackupResponse> DeleteBackup(
      const rpc::Call& call, const v1::DeleteBackupRequest& request);

 private:
  // The files of the backup in `path`, hashed.
  static absl::StatusOr<std::vector<v1::Backup::File>> FilesIn(
      const std::string& path);

  const std::string folder_;
  const std::vector<store::Database*> databases_;
  Mutex mu_;
  // Whether a copy is being made.
  bool copying_ ABSL_GUARDED_BY(mu_) = false;
  int next_ ABSL_GUARDED_BY(mu_) = 1;
  // By name.
  std::map<std::string, v1::Backup> kept_ ABSL_GUARDED_BY(mu_);
};

}  // namespace tidemark::backup

#endif  // TIDEMARK_COMMON_BACKUP_BACKUPS_H_
