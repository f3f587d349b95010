// The paths of fields in faults.

#ifndef TIDEMARK_SERVICES_ENABLEMENT_FAULT_PATHS_H_
#define TIDEMARK_SERVICES_ENABLEMENT_FAULT_PATHS_H_

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "common/base/faults.h"

namespace tidemark::enablement {

// `field` of what is at `path`, which is empty for the request itself.
inline std::string Join(absl::string_view path, absl::string_view field) {
  return path.empty() ? std::string(field) : absl::StrCat(path, ".", field);
}

// Item `i` of the list `field` of what is at `path`.
inline std::string Item(absl::string_view path, absl::string_view field,
                        int i) {
  return absl::StrCat(Join(path, field), "[", i, "]");
}

// Adds a fault (`REQUIRED`) for `field`.
inline void AddRequired(std::string field, Faults& faults) {
  faults.Add({.field = std::move(field),
              .code = "REQUIRED",
              .message = "must be set"});
}

}  // namespace tidemark::enablement

#endif  // TIDEMARK_SERVICES_ENABLEMENT_FAULT_PATHS_H_
