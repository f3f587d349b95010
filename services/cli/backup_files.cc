#include "services/cli/backup_files.h"

#include <cerrno>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"

#include "common/base/status_macros.h"
#include "services/cli/session.h"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;
using backup::v1::Backup;

constexpr char kManifest[] = "backup.json";
// Room for a manifest of half a million files.
constexpr size_t kMaxManifestBytes = 128 << 20;

absl::Status SystemError(absl::string_view path, absl::string_view doing) {
  const int error = errno;
  return absl::ErrnoToStatus(error, absl::StrCat(path, " cannot be ", doing));
}

absl::Status FolderError(const std::error_code& error, absl::string_view path,
                         absl::string_view doing) {
  return absl::ErrnoToStatus(error.value(),
                             absl::StrCat(path, " cannot be ", doing));
}

// Puts the entries of a folder on the disk.
absl::Status SyncFolder(const std::string& dir) {
  const int fd = open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return SystemError(dir, "opened");
  const absl::Cleanup close_fd = [fd] { close(fd); };
  if (fsync(fd) != 0 && errno != EINVAL) return SystemError(dir, "synced");
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckEmptyOrNew(const std::string& dir) {
  std::error_code error;
  const bool there = fs::exists(dir, error);
  if (error) return FolderError(error, dir, "looked at");
  if (!there) return absl::OkStatus();
  const bool folder = fs::is_directory(dir, error);
  const bool empty = folder && fs::is_empty(dir, error);
  if (error) return FolderError(error, dir, "looked at");
  if (!empty) {
    return absl::AlreadyExistsError(
        absl::StrCat(dir, folder ? " is not empty" : " is not a folder",
                     "; name a new or empty folder"));
  }
  return absl::OkStatus();
}

absl::Status CheckPaths(const Backup& backup) {
  std::set<std::string> seen = {kManifest};
  for (const Backup::File& file : backup.files()) {
    const fs::path path(file.path());
    bool inside = !file.path().empty() && path.is_relative() &&
                  file.path().find('\0') == std::string::npos;
    for (const fs::path& part : path) {
      if (part.empty() || part == "." || part == "..") inside = false;
    }
    if (!inside || file.size() < 0 || !seen.insert(file.path()).second) {
      return absl::DataLossError(
          absl::StrCat("the backup names a file that it must not: \"",
                       absl::CHexEscape(file.path()), "\""));
    }
  }
  return absl::OkStatus();
}

FileCopy::FileCopy(int fd, std::string path)
    : fd_(fd), path_(std::move(path)), digest_(EVP_MD_CTX_new()) {
  EVP_DigestInit_ex(digest_.get(), EVP_sha256(), nullptr);
}

FileCopy::FileCopy(FileCopy&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      path_(std::move(other.path_)),
      size_(other.size_),
      digest_(std::move(other.digest_)) {}

FileCopy::~FileCopy() {
  if (fd_ >= 0) close(fd_);
}

absl::StatusOr<FileCopy> FileCopy::Start(const std::string& dir,
                                         const std::string& path) {
  const fs::path full = fs::path(dir) / path;
  std::error_code error;
  fs::create_directories(full.parent_path(), error);
  if (error) return FolderError(error, full.parent_path().string(), "made");
  const int fd =
      open(full.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return SystemError(full.string(), "written");
  return FileCopy(fd, full.string());
}

absl::Status FileCopy::Append(absl::string_view piece) {
  EVP_DigestUpdate(digest_.get(), piece.data(), piece.size());
  size_ += static_cast<int64_t>(piece.size());
  while (!piece.empty()) {
    const ssize_t put = write(fd_, piece.data(), piece.size());
    if (put < 0) {
      if (errno == EINTR) continue;
      return SystemError(path_, "written");
    }
    piece.remove_prefix(static_cast<size_t>(put));
  }
  return absl::OkStatus();
}

absl::Status FileCopy::Finish(const Backup::File& file) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  EVP_DigestFinal_ex(digest_.get(), digest, &length);
  const std::string sha256 = absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest), length));
  if (size_ != file.size() || sha256 != file.sha256()) {
    return absl::DataLossError(
        absl::StrCat(file.path(),
                     " is damaged: its size or its SHA-256 is not the one that "
                     "the backup says; use another backup"));
  }
  if (fsync(fd_) != 0 && errno != EINVAL) return SystemError(path_, "synced");
  return SyncFolder(fs::path(path_).parent_path().string());
}

absl::Status WriteManifest(const std::string& dir, const Backup& backup) {
  std::error_code error;
  fs::create_directories(dir, error);
  if (error) return FolderError(error, dir, "made");
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.add_whitespace = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(backup, &json, options)
           .ok()) {
    return absl::InternalError("the backup's manifest cannot be written");
  }
  TIDEMARK_RETURN_IF_ERROR(
      WriteWholeFile((fs::path(dir) / kManifest).string(), json,
                     /*overwrite=*/false, /*secret=*/true));
  return SyncFolder(dir);
}

absl::StatusOr<Backup> ReadManifest(const std::string& dir) {
  const absl::StatusOr<std::string> json =
      ReadWholeFile((fs::path(dir) / kManifest).string(), kMaxManifestBytes);
  if (absl::IsNotFound(json.status())) {
    return absl::NotFoundError(
        absl::StrCat(dir, " is not a complete backup: it has no ", kManifest));
  }
  TIDEMARK_RETURN_IF_ERROR(json.status());
  Backup backup;
  if (!google::protobuf::util::JsonStringToMessage(*json, &backup).ok()) {
    return absl::DataLossError(
        absl::StrCat(dir, "/", kManifest, " is damaged; use another backup"));
  }
  return backup;
}

absl::Status RestoreFiles(const Backup& backup, const std::string& dir,
                          const std::string& data,
                          const std::function<void(int64_t)>& progress) {
  // Built beside its place and renamed into it, so that a server can never
  // find half of it.
  std::string target = fs::path(data).lexically_normal().string();
  while (target.size() > 1 && target.back() == '/') target.pop_back();
  const std::string half = absl::StrCat(target, ".restoring");
  TIDEMARK_RETURN_IF_ERROR(CheckEmptyOrNew(half));
  std::error_code error;
  fs::create_directories(half, error);
  if (error) return FolderError(error, half, "made");
  fs::permissions(half, fs::perms::owner_all, error);
  if (error) return FolderError(error, half, "protected");
  absl::Cleanup remove_half = [&half] {
    std::error_code ignored;
    fs::remove_all(half, ignored);
  };

  int64_t done = 0;
  for (const Backup::File& file : backup.files()) {
    const std::string from = (fs::path(dir) / file.path()).string();
    const int fd = open(from.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return SystemError(from, "opened");
    const absl::Cleanup close_fd = [fd] { close(fd); };
    TIDEMARK_ASSIGN_OR_RETURN(FileCopy copy,
                              FileCopy::Start(half, file.path()));
    std::string buffer(1 << 20, '\0');
    while (true) {
      const ssize_t got = read(fd, buffer.data(), buffer.size());
      if (got < 0) {
        if (errno == EINTR) continue;
        return SystemError(from, "read");
      }
      if (got == 0) break;
      TIDEMARK_RETURN_IF_ERROR(copy.Append(
          absl::string_view(buffer.data(), static_cast<size_t>(got))));
      done += got;
      progress(done);
    }
    TIDEMARK_RETURN_IF_ERROR(copy.Finish(file));
  }
  fs::rename(half, target, error);
  if (error) return FolderError(error, target, "put in place");
  std::move(remove_half).Cancel();
  const std::string parent = fs::path(target).parent_path().string();
  return SyncFolder(parent.empty() ? "." : parent);
}

}  // namespace tidemark::cli
