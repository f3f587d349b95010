// Resource names as people write them: short or in full.

#ifndef TIDEMARK_SERVICES_CLI_NAMES_H_
#define TIDEMARK_SERVICES_CLI_NAMES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tidemark::cli {

inline constexpr char kProviderPattern[] = "councils/*/providers/*";
inline constexpr char kLocationPattern[] = "councils/*/providers/*/locations/*";
inline constexpr char kContractPattern[] = "councils/*/contracts/*";
inline constexpr char kReturnPattern[] = "councils/*/contracts/*/returns/*";
inline constexpr char kStatementPattern[] =
    "councils/*/contracts/*/statements/*";
inline constexpr char kPersonPattern[] = "councils/*/people/*";
inline constexpr char kOutcomePattern[] = "councils/*/people/*/outcomes/*";
inline constexpr char kPackagePattern[] = "councils/*/packages/*";
inline constexpr char kCheckBackPattern[] =
    "councils/*/packages/*/checkBacks/*";

inline constexpr char kOutcomeProposalPattern[] =
    "councils/*/people/*/proposals/*";
inline constexpr char kSupportProposalPattern[] =
    "councils/*/packages/*/proposals/*";

// The council's name, `councils/E10000012`, for `E10000012`, `e10000012` or the
// name itself. A usage error for anything else.
absl::StatusOr<std::string> CouncilName(absl::string_view flag,
                                        absl::string_view text);

// Whether `text` is a full name, which says its council.
bool IsFullName(absl::string_view text);

// The full name of the shape `pattern` that `text` stands for. `text` is the
// full name; or the name without its council, `contracts/c-1/returns/2025-04`;
// or its ids only, `c-1/2025-04`. The latter two lie in `council`. A usage
// error that shows both forms if `text` is none of them; `flag` says where it
// stood.
absl::StatusOr<std::string> FullName(absl::string_view flag,
                                     absl::string_view text,
                                     absl::string_view pattern,
                                     absl::string_view council);

// `name` without its council: `contracts/c-1/returns/2025-04`.
absl::string_view WithoutCouncil(absl::string_view name);

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_NAMES_H_
