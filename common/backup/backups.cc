#include "common/backup/backups.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include <openssl/evp.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"

namespace tidemark::backup {
namespace {

namespace fs = std::filesystem;

constexpr size_t kPiece = size_t{1} << 20;
// A backup that nobody fetches takes room; an older one makes way.
constexpr size_t kKept = 1;

absl::Status Missing(const std::string& what) {
  return Error(absl::StatusCode::kNotFound, "NOT_FOUND",
               absl::StrCat(what, " does not exist"), {{"name", what}});
}

absl::StatusOr<std::string> HashOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return absl::UnavailableError(absl::StrCat("cannot read ", path.string()));
  }
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
      EVP_MD_CTX_new(), EVP_MD_CTX_free);
  bool good = EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1;
  std::string piece(kPiece, '\0');
  while (good && file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    good = EVP_DigestUpdate(context.get(), piece.data(),
                            static_cast<size_t>(file.gcount())) == 1;
  }
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  good = good &&
         EVP_DigestFinal_ex(context.get(),
                            reinterpret_cast<unsigned char*>(digest.data()),
                            &size) == 1;
  if (!good || file.bad()) {
    return absl::InternalError(absl::StrCat("cannot hash ", path.string()));
  }
  digest.resize(size);
  return absl::BytesToHexString(digest);
}

std::string IdOf(const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  return parts.back();
}

}  // namespace

Backups::Backups(std::string folder, std::vector<store::Database*> databases)
    : folder_(std::move(folder)), databases_(std::move(databases)) {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

Backups::~Backups() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

absl::StatusOr<v1::Backup> Backups::CreateBackup(
    const rpc::Call& call, const v1::CreateBackupRequest& request) {
  std::string id;
  {
    const MutexLock lock(mu_);
    if (copying_ || kept_.size() >= kKept) {
      return Error(absl::StatusCode::kResourceExhausted, "BACKUP_UNDER_WAY",
                   copying_ ? "another backup is being taken; try again later"
                            : absl::StrCat(kept_.begin()->first,
                                           " has not been deleted; fetch and "
                                           "delete it first"));
    }
    copying_ = true;
    id = absl::StrCat("b", next_++);
  }
  const std::string path = absl::StrCat(folder_, "/", id);
  const auto copy = [&]() -> absl::StatusOr<v1::Backup> {
    // Followers before what they follow, so that after a restore no cursor is
    // ahead of its feed.
    for (auto it = databases_.rbegin(); it != databases_.rend(); ++it) {
      TIDEMARK_RETURN_IF_ERROR(
          (*it)->CopyTo(absl::StrCat(path, "/", (*it)->schema().name)));
    }
    v1::Backup backup;
    backup.set_name(absl::StrCat(request.parent(), "/backups/", id));
    backup.mutable_create_time()->set_seconds(absl::ToUnixSeconds(call.time()));
    TIDEMARK_ASSIGN_OR_RETURN(const auto files, FilesIn(path));
    for (const v1::Backup::File& file : files) *backup.add_files() = file;
    return backup;
  };
  absl::StatusOr<v1::Backup> backup = copy();
  const MutexLock lock(mu_);
  copying_ = false;
  if (!backup.ok()) {
    std::error_code ignored;
    fs::remove_all(path, ignored);
    return backup;
  }
  kept_[backup->name()] = *backup;
  return backup;
}

absl::StatusOr<std::vector<v1::Backup::File>> Backups::FilesIn(
    const std::string& path) {
  std::vector<v1::Backup::File> files;
  std::error_code error;
  for (const fs::directory_entry& entry :
       fs::recursive_directory_iterator(path, error)) {
    if (!entry.is_regular_file()) continue;
    v1::Backup::File& file = files.emplace_back();
    file.set_path(fs::relative(entry.path(), path).string());
    file.set_size(static_cast<int64_t>(entry.file_size()));
    TIDEMARK_ASSIGN_OR_RETURN(*file.mutable_sha256(), HashOf(entry.path()));
  }
  if (error) {
    return absl::UnavailableError(
        absl::StrCat("cannot list the backup: ", error.message()));
  }
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return a.path() < b.path(); });
  return files;
}

absl::StatusOr<v1::ReadBackupFileResponse> Backups::ReadBackupFile(
    const rpc::Call&, const v1::ReadBackupFileRequest& request) {
  {
    const MutexLock lock(mu_);
    const auto backup = kept_.find(request.name());
    if (backup == kept_.end()) return Missing(request.name());
    // Only what the backup lists, so that no path leads out of it.
    const auto& files = backup->second.files();
    const auto file =
        std::find_if(files.begin(), files.end(),
                     [&](const auto& f) { return f.path() == request.path(); });
    if (file == files.end()) return Missing(request.path());
    if (request.offset() > file->size()) {
      return absl::OutOfRangeError(
          absl::StrCat(request.path(), " has ", file->size(), " bytes"));
    }
  }
  std::ifstream file(
      absl::StrCat(folder_, "/", IdOf(request.name()), "/", request.path()),
      std::ios::binary);
  file.seekg(request.offset());
  v1::ReadBackupFileResponse response;
  std::string& content = *response.mutable_content();
  content.resize(kPiece);
  file.read(content.data(), static_cast<std::streamsize>(content.size()));
  if (file.bad()) return absl::UnavailableError("cannot read the backup");
  content.resize(static_cast<size_t>(file.gcount()));
  return response;
}

absl::StatusOr<v1::DeleteBackupResponse> Backups::DeleteBackup(
    const rpc::Call&, const v1::DeleteBackupRequest& request) {
  const MutexLock lock(mu_);
  if (kept_.erase(request.name()) > 0) {
    std::error_code error;
    fs::remove_all(absl::StrCat(folder_, "/", IdOf(request.name())), error);
    if (error) {
      return absl::UnavailableError(
          absl::StrCat("cannot delete the backup: ", error.message()));
    }
  }
  return v1::DeleteBackupResponse();
}

}  // namespace tidemark::backup
