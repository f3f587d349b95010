// A backup as files in a folder: each under its path, and `backup.json`, the
// manifest, which is written last. A folder without it is no backup.

#ifndef TIDEMARK_SERVICES_CLI_BACKUP_FILES_H_
#define TIDEMARK_SERVICES_CLI_BACKUP_FILES_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <openssl/evp.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "tidemark/backup/v1/backup_service.pb.h"

namespace tidemark::cli {

// OK if there is no `dir`, or it is an empty folder; else `ALREADY_EXISTS`.
absl::Status CheckEmptyOrNew(const std::string& dir);

// OK if every path of `backup` stays inside its folder and none is there twice
// or is the manifest's; else `DATA_LOSS`.
absl::Status CheckPaths(const backup::v1::Backup& backup);

// Writes one file of a backup and computes its digest on the way.
class FileCopy {
 public:
  // Starts the file `path` in the folder `dir`, making folders on the way.
  static absl::StatusOr<FileCopy> Start(const std::string& dir,
                                        const std::string& path);
  FileCopy(FileCopy&& other) noexcept;
  FileCopy& operator=(FileCopy&&) = delete;
  ~FileCopy();

  absl::Status Append(absl::string_view piece);

  // How much has been written.
  int64_t size() const { return size_; }

  // Puts the file on the disk. `DATA_LOSS` if it does not have the size and the
  // digest that `file` says.
  absl::Status Finish(const backup::v1::Backup::File& file);

 private:
  struct FreeDigest {
    void operator()(EVP_MD_CTX* digest) const { EVP_MD_CTX_free(digest); }
  };

  FileCopy(int fd, std::string path);

  int fd_;
  std::string path_;
  int64_t size_ = 0;
  std::unique_ptr<EVP_MD_CTX, FreeDigest> digest_;
};

// Writes the manifest, which makes `dir` a backup.
absl::Status WriteManifest(const std::string& dir,
                           const backup::v1::Backup& backup);

// The manifest in `dir`. `NOT_FOUND` if there is none, `DATA_LOSS` if it cannot
// be read.
absl::StatusOr<backup::v1::Backup> ReadManifest(const std::string& dir);

// Copies the files of `backup` from `dir` to `data`, checking each, so that
// `data` is complete or stays as it was. `progress` is told how many bytes are
// done. `DATA_LOSS` names the first file that is not as the manifest says.
absl::Status RestoreFiles(const backup::v1::Backup& backup,
                          const std::string& dir, const std::string& data,
                          const std::function<void(int64_t)>& progress);

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_BACKUP_FILES_H_
