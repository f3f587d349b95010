#include <memory>
#include <string>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "services/cli/backup_files.h"
#include "services/cli/commands.h"
#include "services/cli/progress.h"
#include "services/cli/words.h"
#include "tidemark/backup/v1/backup_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using backup::v1::Backup;
using backup::v1::BackupService;
using backup::v1::CreateBackupRequest;
using backup::v1::DeleteBackupRequest;
using backup::v1::ReadBackupFileRequest;
using backup::v1::ReadBackupFileResponse;

// A backup copies every database before it is answered.
constexpr absl::Duration kBackupTimeout = absl::Minutes(30);

int64_t TotalSize(const Backup& backup) {
  int64_t total = 0;
  for (const Backup::File& file : backup.files()) total += file.size();
  return total;
}

std::string Mebibytes(int64_t bytes) {
  return absl::StrCat(FormatCount((bytes + (1 << 20) - 1) >> 20), " MiB");
}

absl::Status Fetch(Session& session, const Backup& backup,
                   const std::string& dir) {
  Progress progress(session.err(), session.err_is_terminal(), session.clock(),
                    "Fetching", TotalSize(backup));
  int64_t fetched = 0;
  for (const Backup::File& file : backup.files()) {
    TIDEMARK_ASSIGN_OR_RETURN(FileCopy copy, FileCopy::Start(dir, file.path()));
    ReadBackupFileRequest request;
    request.set_name(backup.name());
    request.set_path(file.path());
    while (copy.size() < file.size()) {
      request.set_offset(copy.size());
      TIDEMARK_ASSIGN_OR_RETURN(
          const ReadBackupFileResponse piece,
          session.Call(&BackupService::Stub::ReadBackupFile, request));
      if (piece.content().empty()) {
        return absl::DataLossError(
            absl::StrCat(file.path(), " ends early on the server, at ",
                         FormatCount(copy.size()), " bytes"));
      }
      TIDEMARK_RETURN_IF_ERROR(copy.Append(piece.content()));
      fetched += static_cast<int64_t>(piece.content().size());
      progress.Update(fetched, Mebibytes(fetched));
    }
    TIDEMARK_RETURN_IF_ERROR(copy.Finish(file));
  }
  return absl::OkStatus();
}

absl::Status TakeBackup(Session& session, const std::string& dir) {
  TIDEMARK_RETURN_IF_ERROR(CheckEmptyOrNew(dir));
  CreateBackupRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Council());
  absl::StatusOr<Backup> backup;
  {
    const Waiting waiting(session.err(), session.err_is_terminal(),
                          "The server takes the backup");
    backup = session.Call(&BackupService::Stub::CreateBackup, request,
                          kBackupTimeout);
  }
  TIDEMARK_RETURN_IF_ERROR(backup.status());

  absl::Status fetched = CheckPaths(*backup);
  if (fetched.ok()) fetched = Fetch(session, *backup, dir);
  // Whatever became of it, the server need not keep it any longer.
  DeleteBackupRequest done;
  done.set_name(backup->name());
  const absl::Status deleted =
      session.Call(&BackupService::Stub::DeleteBackup, done).status();
  TIDEMARK_RETURN_IF_ERROR(fetched);
  TIDEMARK_RETURN_IF_ERROR(WriteManifest(dir, *backup));
  if (!deleted.ok()) {
    session.Note(absl::StrCat(
        "warning: the server keeps its copy of the backup until it stops: ",
        deleted.message()));
  }
  if (session.json()) return session.PrintJson(*backup);
  session.out() << "Backed up " << Count(backup->files_size(), "file") << ", "
                << Mebibytes(TotalSize(*backup)) << ", as of "
                << FormatTime(backup->create_time()) << ", to " << dir << "\n";
  return absl::OkStatus();
}

absl::Status Restore(Session& session, const std::string& dir,
                     const std::string& data) {
  TIDEMARK_ASSIGN_OR_RETURN(const Backup backup, ReadManifest(dir));
  TIDEMARK_RETURN_IF_ERROR(CheckPaths(backup));
  TIDEMARK_RETURN_IF_ERROR(CheckEmptyOrNew(data));
  const int64_t total = TotalSize(backup);
  {
    Progress progress(session.err(), session.err_is_terminal(), session.clock(),
                      "Restoring", total);
    TIDEMARK_RETURN_IF_ERROR(RestoreFiles(backup, dir, data, [&](int64_t done) {
      progress.Update(done, Mebibytes(done));
    }));
  }
  if (session.json()) return session.PrintJson(backup);
  session.out() << "Restored " << Count(backup.files_size(), "file") << ", "
                << Mebibytes(total) << ", as of "
                << FormatTime(backup.create_time()) << ", to " << data
                << "\nThe keys of tokens are not part of a backup: copy the "
                   "installation's keys folder into "
                << data
                << " before the server is started there, or issue new "
                   "tokens.\n";
  return absl::OkStatus();
}

}  // namespace

void AddBackup(CLI::App& app, Session& session) {
  struct Args {
    std::string dir;
    std::string data;
  };
  CLI::App* backup = app.add_subcommand(
      "backup", "Fetch a consistent backup of the whole server while it runs");
  const auto args = std::make_shared<Args>();
  backup->add_option("DIR", args->dir, "A new or empty folder")->required();
  session.OnRun(backup,
                [&session, args] { return TakeBackup(session, args->dir); });

  CLI::App* restore = app.add_subcommand(
      "restore",
      "Make a data folder of a backup, for a server that does not run yet");
  restore->add_option("DIR", args->dir, "The folder of the backup")->required();
  restore
      ->add_option("--data", args->data,
                   "The new or empty data folder to restore into")
      ->required();
  session.OnRun(restore, [&session, args] {
    return Restore(session, args->dir, args->data);
  });
}

}  // namespace tidemark::cli
