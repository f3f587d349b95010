#ifndef TIDEMARK_COMMON_SHEET_REFUSAL_H_
#define TIDEMARK_COMMON_SHEET_REFUSAL_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "common/base/faults.h"

namespace tidemark::sheet {

// Why a file cannot be read. `code` is one of those listed at `ReadSheet`;
// `message` says what to do about it and never holds a part of the file.
inline absl::Status Refuse(
    absl::string_view code, absl::string_view message,
    const std::vector<std::pair<std::string, std::string>>& metadata = {}) {
  return Error(absl::StatusCode::kInvalidArgument, code, message, metadata);
}

}  // namespace tidemark::sheet

#endif  // TIDEMARK_COMMON_SHEET_REFUSAL_H_
