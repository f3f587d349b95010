#ifndef TIDEMARK_COMMON_SERVER_FOLDER_LOCK_H_
#define TIDEMARK_COMMON_SERVER_FOLDER_LOCK_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace tidemark::server {

// Holds a folder for this process as long as it lives. The lock ends with the
// process, however that ends.
class FolderLock {
 public:
  // Makes the folder `path` if there is none. Returns `FAILED_PRECONDITION`,
  // naming the other process, if one holds it.
  static absl::StatusOr<std::unique_ptr<FolderLock>> Take(
      const std::string& path);
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int file) : file_(file) {}

  const int file_;
};

}  // namespace tidemark::server

#endif  // TIDEMARK_COMMON_SERVER_FOLDER_LOCK_H_
