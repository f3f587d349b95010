#ifndef TIDEMARK_COMMON_SHEET_ARCHIVE_H_
#define TIDEMARK_COMMON_SHEET_ARCHIVE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/sheet/limits.h"

struct zip;

namespace tidemark::sheet {

// A zip archive in memory, from somebody who is not to be trusted. Nothing is
// unpacked before the archive's own account of its sizes is within the limits,
// and unpacking stops where that account turns out to be false.
class Archive {
 public:
  // Opens the archive in `bytes`, which must outlive it. `INVALID_ARGUMENT`
  // with the reason `FILE_TRUNCATED`, `FILE_DAMAGED`, `FILE_ENCRYPTED` or
  // `FILE_UNPACKS_TOO_LARGE`.
  static absl::StatusOr<std::unique_ptr<Archive>> Open(absl::string_view bytes,
                                                       const Limits& limits);
  ~Archive();
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  // The names of the parts, in the order of the archive's directory.
  const std::vector<std::string>& names() const { return names_; }
  // Whether there is a part of that name; upper and lower case differ.
  bool Has(absl::string_view name) const;

  // Unpacks the part called `name`, piece by piece, and stops early when `take`
  // returns false. `INVALID_ARGUMENT` with the reason `FILE_DAMAGED` (no such
  // part, or its check sum is wrong) or `FILE_UNPACKS_TOO_LARGE`.
  absl::Status Read(absl::string_view name,
                    absl::FunctionRef<bool(absl::string_view)> take);

  // Counts XML elements and attributes; false when there are too many in all
  // parts read so far.
  bool CountElements(uint64_t count) {
    elements_ += count;
    return elements_ <= limits_.max_elements;
  }

  // As `Read`, for a part of at most `max_bytes`, as a whole.
  absl::StatusOr<std::string> ReadWhole(absl::string_view name,
                                        size_t max_bytes);

 private:
  Archive(zip* archive, const Limits& limits)
      : zip_(archive), limits_(limits) {}
  absl::Status CheckDirectory(uint64_t file_bytes);

  zip* const zip_;
  const Limits limits_;
  std::vector<std::string> names_;
  uint64_t unpacked_ = 0;
  uint64_t elements_ = 0;
};

}  // namespace tidemark::sheet

#endif  // TIDEMARK_COMMON_SHEET_ARCHIVE_H_
