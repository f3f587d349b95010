#include "services/notices/file_sender.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/rpc/digest.h"

namespace tidemark::notices {
namespace {

// The name of the file under the folder. The address is hashed, so that lists
// of files show none.
std::string FileOf(absl::string_view reference, absl::string_view to) {
  return absl::StrCat(
      reference, ".",
      absl::BytesToHexString(rpc::Sha256(absl::AsciiStrToLower(to)))
          .substr(0, 8),
      ".eml");
}

absl::Status Failed(absl::string_view what) {
  return absl::FailedPreconditionError(
      absl::StrCat("a notice cannot be written to its folder: ", what, ": ",
                   std::strerror(errno)));
}

// Makes a file or folder last.
absl::Status Sync(const std::string& path, int flags) {
  const int file = open(path.c_str(), flags | O_CLOEXEC);
  if (file < 0) return Failed("open");
  const bool synced = fsync(file) == 0;
  close(file);
  return synced ? absl::OkStatus() : Failed("fsync");
}

absl::Status WriteNew(const std::string& path, absl::string_view text) {
  const int file =
      open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return Failed("open");
  while (!text.empty()) {
    const ssize_t written = write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      absl::Status failed = Failed("write");
      close(file);
      return failed;
    }
    text.remove_prefix(static_cast<size_t>(written));
  }
  close(file);
  return Sync(path, O_RDONLY);
}

}  // namespace

absl::StatusOr<std::string> FileSender::Send(const OutgoingEmail& email) {
  const std::string file = FileOf(email.reference, email.to);
  const std::string path = absl::StrCat(folder_, "/", file);
  const std::string parent = std::filesystem::path(path).parent_path().string();
  std::error_code error;
  std::filesystem::create_directories(parent, error);
  if (error) {
    errno = error.value();
    return Failed("create");
  }
  const std::string unfinished = absl::StrCat(path, ".unfinished");
  TIDEMARK_RETURN_IF_ERROR(
      WriteNew(unfinished,
               absl::StrCat("To: ", email.to, "\nReference: ", email.reference,
                            "\nSubject: ", email.email.subject,
                            "\nContent-Type: text/plain; "
                            "charset=utf-8\n\n",
                            email.email.body)));
  if (std::rename(unfinished.c_str(), path.c_str()) != 0) {
    return Failed("rename");
  }
  TIDEMARK_RETURN_IF_ERROR(Sync(parent, O_RDONLY | O_DIRECTORY));
  return file;
}

absl::StatusOr<std::optional<std::string>> FileSender::Find(
    absl::string_view reference, absl::string_view to) {
  std::string file = FileOf(reference, to);
  std::error_code error;
  const bool there =
      std::filesystem::exists(absl::StrCat(folder_, "/", file), error);
  if (error) {
    errno = error.value();
    return Failed("look");
  }
  if (!there) return std::optional<std::string>();
  return std::optional<std::string>(std::move(file));
}

}  // namespace tidemark::notices
