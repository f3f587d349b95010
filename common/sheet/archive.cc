#include "common/sheet/archive.h"

#include <algorithm>
#include <utility>

#include <zip.h>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/sheet/refusal.h"

namespace tidemark::sheet {
namespace {

// Parts up to this size may be as repetitive as they like.
constexpr uint64_t kSmallPart = uint64_t{16} << 20;
constexpr size_t kPieceBytes = size_t{64} << 10;

absl::Status Damaged() {
  return Refuse("FILE_DAMAGED",
                "the workbook is damaged; open it in a spreadsheet program, "
                "save it again as XLSX and send that");
}

absl::Status UnpacksTooLarge(uint64_t limit) {
  return Refuse("FILE_UNPACKS_TOO_LARGE",
                absl::StrCat("the workbook unpacks to more than ", limit >> 20,
                             " MB; send only the sheet that is asked for"),
                {{"limit_bytes", absl::StrCat(limit)}});
}

}  // namespace

absl::StatusOr<std::unique_ptr<Archive>> Archive::Open(absl::string_view bytes,
                                                       const Limits& limits) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source =
      zip_source_buffer_create(bytes.data(), bytes.size(), /*freep=*/0, &error);
  if (source == nullptr) {
    zip_error_fini(&error);
    return absl::ResourceExhaustedError("no memory to open a workbook");
  }
  zip_t* const opened = zip_open_from_source(source, ZIP_RDONLY, &error);
  if (opened == nullptr) {
    const int code = zip_error_code_zip(&error);
    zip_source_free(source);
    zip_error_fini(&error);
    // The directory is at the end of an archive: it is what is missing first.
    if (code == ZIP_ER_NOZIP || code == ZIP_ER_EOF) {
      return Refuse("FILE_TRUNCATED",
                    "the end of the workbook is missing: it was probably not "
                    "downloaded or copied completely; fetch or save it again");
    }
    return Damaged();
  }
  zip_error_fini(&error);
  std::unique_ptr<Archive> archive(new Archive(opened, limits));
  TIDEMARK_RETURN_IF_ERROR(archive->CheckDirectory(bytes.size()));
  return archive;
}

Archive::~Archive() { zip_discard(zip_); }

absl::Status Archive::CheckDirectory(uint64_t file_bytes) {
  const zip_int64_t count = zip_get_num_entries(zip_, 0);
  if (count < 0) return Damaged();
  if (count > limits_.max_parts) {
    return Refuse("FILE_UNPACKS_TOO_LARGE",
                  absl::StrCat("the workbook has more than ", limits_.max_parts,
                               " parts; send only the sheet that is asked for"),
                  {{"limit_parts", absl::StrCat(limits_.max_parts)}});
  }
  uint64_t packed = 0;
  uint64_t unpacked = 0;
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
    zip_stat_t part;
    if (zip_stat_index(zip_, i, 0, &part) != 0) return Damaged();
    constexpr zip_uint64_t kNeeded =
        ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
    if ((part.valid & kNeeded) != kNeeded) return Damaged();
    if ((part.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 &&
        part.encryption_method != ZIP_EM_NONE) {
      return Refuse("FILE_ENCRYPTED",
                    "the workbook is protected by a password; save it without "
                    "one and send that");
    }
    // No sum can overflow: each addend is looked at before it is added.
    if (part.size > limits_.max_unpacked_bytes - unpacked) {
      return UnpacksTooLarge(limits_.max_unpacked_bytes);
    }
    unpacked += part.size;
    if (part.size > kSmallPart &&
        part.size / std::max<uint64_t>(part.comp_size, 1) > limits_.max_ratio) {
      return UnpacksTooLarge(limits_.max_unpacked_bytes);
    }
    // Parts that lie over each other are how a small file unpacks to a large
    // one in spite of the ratio.
    if (part.comp_size > file_bytes - packed) {
      return Refuse("FILE_UNPACKS_TOO_LARGE",
                    "the parts of the workbook lie over each other, which no "
                    "spreadsheet program writes; save it again as XLSX");
    }
    packed += part.comp_size;
    names_.emplace_back(part.name);
  }
  return absl::OkStatus();
}

bool Archive::Has(absl::string_view name) const {
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

absl::Status Archive::Read(absl::string_view name,
                           absl::FunctionRef<bool(absl::string_view)> take) {
  const auto it = std::find(names_.begin(), names_.end(), name);
  if (it == names_.end()) return Damaged();
  zip_file_t* const opened =
      zip_fopen_index(zip_, static_cast<zip_uint64_t>(it - names_.begin()), 0);
  if (opened == nullptr) return Damaged();
  const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(opened,
                                                               &zip_fclose);
  std::string piece(kPieceBytes, '\0');
  while (true) {
    const zip_int64_t read = zip_fread(file.get(), piece.data(), piece.size());
    if (read < 0) return Damaged();
    if (read == 0) return absl::OkStatus();
    unpacked_ += static_cast<uint64_t>(read);
    if (unpacked_ > limits_.max_unpacked_bytes) {
      return UnpacksTooLarge(limits_.max_unpacked_bytes);
    }
    if (!take(absl::string_view(piece.data(), static_cast<size_t>(read)))) {
      return absl::OkStatus();
    }
  }
}

absl::StatusOr<std::string> Archive::ReadWhole(absl::string_view name,
                                               size_t max_bytes) {
  std::string whole;
  TIDEMARK_RETURN_IF_ERROR(Read(name, [&](absl::string_view piece) {
    absl::StrAppend(&whole, piece);
    return whole.size() <= max_bytes;
  }));
  if (whole.size() > max_bytes) return Damaged();
  return whole;
}

}  // namespace tidemark::sheet
