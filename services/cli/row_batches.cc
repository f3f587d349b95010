#include "services/cli/row_batches.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/rpc/digest.h"

namespace tidemark::cli {
namespace {

constexpr size_t kReadBytes = size_t{1} << 20;
// What the server takes at once.
constexpr size_t kMaxRowBytes = size_t{7} << 20;

absl::StatusOr<std::ifstream> OpenFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) {
    return absl::NotFoundError(absl::StrCat("there is no file ", path));
  }
  return file;
}

// Reads up to `size` bytes.
std::string ReadSome(std::ifstream& file, size_t size) {
  std::string bytes(size, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(size));
  bytes.resize(static_cast<size_t>(file.gcount()));
  return bytes;
}

// Calls `visit` with where each whole row of `bytes` ends until it returns
// false. A carriage return at the very end may be half of a line end.
template <typename Visit>
void ForEachRowEnd(absl::string_view bytes, const Visit& visit) {
  bool quoted = false;
  for (size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (c == '"') quoted = !quoted;
    if (quoted || (c != '\n' && c != '\r')) continue;
    if (c == '\r') {
      if (i + 1 == bytes.size()) return;
      if (bytes[i + 1] == '\n') ++i;
    }
    if (!visit(i + 1)) return;
  }
}

}  // namespace

RowBatches::RowBatches(std::ifstream file, int64_t size, size_t batch_bytes)
    : file_(std::move(file)), size_(size), batch_bytes_(batch_bytes) {}

absl::StatusOr<RowBatches> RowBatches::Open(const std::string& path,
                                            size_t batch_bytes) {
  TIDEMARK_ASSIGN_OR_RETURN(std::ifstream file, OpenFile(path));
  std::error_code error;
  const auto size =
      static_cast<int64_t>(std::filesystem::file_size(path, error));
  RowBatches batches(std::move(file), size, batch_bytes);
  while (absl::StripAsciiWhitespace(batches.header_).empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const Rows row, batches.Fill(/*one=*/true));
    if (row.count == 0) {
      return absl::InvalidArgumentError(absl::StrCat(path, " is empty"));
    }
    batches.header_ = batches.Take(row);
  }
  if (absl::StartsWith(batches.header_, "\xFF\xFE") ||
      absl::StartsWith(batches.header_, "\xFE\xFF")) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, " is in UTF-16; save it as \"CSV UTF-8\" and import that"));
  }
  return batches;
}

absl::StatusOr<RowBatches::Rows> RowBatches::Fill(bool one) {
  while (true) {
    Rows rows;
    ForEachRowEnd(buffer_, [&](size_t end) {
      rows.end = end;
      ++rows.count;
      return !one && end < batch_bytes_;
    });
    if (rows.count > 0 && (one || rows.end >= batch_bytes_)) return rows;
    const std::string more = ReadSome(file_, kReadBytes);
    if (more.empty()) {
      // The last row may lack its line end.
      if (rows.end < buffer_.size()) {
        rows.end = buffer_.size();
        ++rows.count;
      }
      return rows;
    }
    if (rows.count == 0 && buffer_.size() > kMaxRowBytes) {
      return absl::InvalidArgumentError(
          absl::StrCat("row ", next_row_, " has no end; is a quote open?"));
    }
    buffer_ += more;
  }
}

std::string RowBatches::Take(const Rows& rows) {
  std::string taken = buffer_.substr(0, rows.end);
  buffer_.erase(0, rows.end);
  next_row_ += rows.count;
  done_ += static_cast<int64_t>(rows.end);
  return taken;
}

absl::StatusOr<std::optional<RowBatches::Batch>> RowBatches::Next() {
  const int first_row = next_row_;
  TIDEMARK_ASSIGN_OR_RETURN(const Rows rows, Fill(/*one=*/false));
  if (rows.count == 0) return std::optional<Batch>();
  return std::optional<Batch>(
      Batch{.rows = Take(rows), .first_row = first_row});
}

absl::StatusOr<std::string> FingerprintOf(
    const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    TIDEMARK_ASSIGN_OR_RETURN(std::ifstream file, OpenFile(path));
    std::string pieces;
    for (std::string piece = ReadSome(file, kReadBytes); !piece.empty();
         piece = ReadSome(file, kReadBytes)) {
      pieces += rpc::Sha256(piece);
    }
    files.push_back(rpc::Sha256(pieces));
  }
  std::string all;
  for (const std::string& file : files) all += file;
  return absl::BytesToHexString(rpc::Sha256(all).substr(0, 8));
}

}  // namespace tidemark::cli
