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
// [c]"; of a count "12". Where there is a target, the colour follows: ",
// green",
// ", amber (not sure)", ", grey".
std::string FormatFigure(const monitoring::v1::Figure& figure);

// What is left out, "2 too young to be judged; 1 cut short".
std::string FormatExclusions(
    const google::protobuf::RepeatedPtrField<monitoring::v1::Exclusion>&
        exclusions);

// The edges of a target, in hundredths of a per cent.
struct Edges {
  bool lower_is_better;
  int32_t green_basis_points;
  int32_t amber_basis_points;
};

// "green from 75%, amber from 60%", or "green to 10%, amber to 20%" where lower
// is better; without amber where the two are the same.
std::string FormatEdges(const Edges& edges);

// What the figure was judged by, "green from 75%, amber from 60% (met-2026)";
// empty without a target.
std::string FormatTarget(const monitoring::v1::Figure& figure);

// The figure worked as a sum: "12 of 15 + 8 of 10 = 20 of 25 = 80.0%". Of many
// lines, those of one contract are one part; of many contracts, the last part
// is of all the others. Lines that add nothing are left out.
std::string FormatSum(const monitoring::v1::Explanation& explanation);

// "contracts 12, outcomes 991, enablement 55".
std::string FormatPositions(
    const google::protobuf::RepeatedPtrField<monitoring::v1::FeedPosition>&
        positions);

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_FIGURES_H_
