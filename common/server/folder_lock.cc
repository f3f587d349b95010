#include "common/server/folder_lock.h"

#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace tidemark::server {

absl::StatusOr<std::unique_ptr<FolderLock>> FolderLock::Take(
    const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    return absl::ErrnoToStatus(error.value(),
                               absl::StrCat("cannot make the folder ", path));
  }
  const int file = open(absl::StrCat(path, "/LOCK").c_str(),
                        O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot write in ", path));
  }
  std::unique_ptr<FolderLock> lock(new FolderLock(file));
  if (flock(file, LOCK_EX | LOCK_NB) != 0) {
    char holder[32] = {};
    const ssize_t size = pread(file, holder, sizeof(holder) - 1, 0);
    return absl::FailedPreconditionError(absl::StrCat(
        "the data folder ", path, " is in use by process ",
        size > 0 ? absl::StripAsciiWhitespace(holder) : "(unknown)",
        "; stop it first, or use another folder"));
  }
  // For the message above only.
  const std::string pid = absl::StrCat(getpid(), "\n");
  if (ftruncate(file, 0) != 0 || pwrite(file, pid.data(), pid.size(), 0) < 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot write in ", path));
  }
  return lock;
}

FolderLock::~FolderLock() { close(file_); }

}  // namespace tidemark::server
