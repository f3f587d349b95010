// Figures, months and feed positions in words.

#ifndef TIDEMARK_SERVICES_CLI_FIGURES_H_
#define TIDEMARK_SERVICES_CLI_FIGURES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_field.h"

#include "tidemark/monitoring/v1/figure.pb.h"
#include "tidemark/monitoring/v1/scorecard.pb.h"

namespace tidemark::cli {

// The month in `YYYY-MM`; a usage error for anything else.
absl::StatusOr<monitoring::v1::Month> ParseMonth(absl::string_view flag,
                                                 absl::string_view text);

// "April 2025".
std::string FormatMonth(const monitoring::v1::Month& month);

// "April 2025 to March 2026", or "April 2025" for one month.
std::string FormatMonths(const monitoring::v1::Month& from,
                         const monitoring::v1::Month& to);

// A share with one decimal, "76.0%".
std::string FormatShare(double share);

// "76.0% (57/75) 65–84%", or why there is no value: "no value: nothing to
// count", "missing: no accepted return", "too few to judge (3/4)", "suppressed
// [c]".
std::string FormatFigure(const monitoring::v1::Figure& figure);

// "contracts 12, outcomes 991, enablement 55".
std::string FormatPositions(
    const google::protobuf::RepeatedPtrField<monitoring::v1::FeedPosition>&
        positions);

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_FIGURES_H_
