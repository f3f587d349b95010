#ifndef TIDEMARK_COMMON_BASE_STATUS_MACROS_H_
#define TIDEMARK_COMMON_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Returns from the calling function if `expr` is not OK.
#define TIDEMARK_RETURN_IF_ERROR(expr)                                         \
  TIDEMARK_RETURN_IF_ERROR_IMPL_(TIDEMARK_CONCAT_(tidemark_status_, __LINE__), \
                                 expr)
#define TIDEMARK_RETURN_IF_ERROR_IMPL_(tmp, expr)         \
  do {                                                    \
    if (absl::Status tmp = (expr); !tmp.ok()) return tmp; \
  } while (false)

// Assigns the value of the `absl::StatusOr` expression `expr` to `lhs`, or
// returns its error from the calling function.
#define TIDEMARK_ASSIGN_OR_RETURN(lhs, expr) \
  TIDEMARK_ASSIGN_OR_RETURN_IMPL_(           \
      TIDEMARK_CONCAT_(tidemark_status_or_, __LINE__), lhs, expr)
#define TIDEMARK_ASSIGN_OR_RETURN_IMPL_(tmp, lhs, expr) \
  auto tmp = (expr);                                    \
  if (!tmp.ok()) return std::move(tmp).status();        \
  lhs = *std::move(tmp)

#define TIDEMARK_CONCAT_(a, b) TIDEMARK_CONCAT_IMPL_(a, b)
#define TIDEMARK_CONCAT_IMPL_(a, b) a##b

#endif  // TIDEMARK_COMMON_BASE_STATUS_MACROS_H_
