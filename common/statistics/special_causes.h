// The rules by which a point of a control chart is a special cause: something
// that chance alone would seldom do. Published for XmR charts by Making Data
// Count (NHS England); the same rules hold here for charts whose limits vary.
//
// A point has the first of these that holds:
//
//   1. it lies outside its limits;
//   2. it is in a trend: seven points of which each is above, or each below,
//      the one before;
//   3. it is one of two in three: of three points in a row, all on the same
//      side of the centre, at least two lie between the near limit and the
//      limit. Only those are flagged;
//   4. it is in a shift: seven points in a row on the same side of the centre.
//
// A point on its limit is not outside it, and one on the centre ends a shift. A
// missing point ends every run, and nothing runs from one phase into the next.
// A point in a rising and in a falling trend is of the later of the two.

#ifndef TIDEMARK_COMMON_STATISTICS_SPECIAL_CAUSES_H_
#define TIDEMARK_COMMON_STATISTICS_SPECIAL_CAUSES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace tidemark::statistics {

// What chance alone would keep a point within.
struct ProcessLimits {
  double lower = 0;
  // Two thirds of the way from the centre to the limit.
  double near_lower = 0;
  double near_upper = 0;
  double upper = 0;

  friend bool operator==(const ProcessLimits&, const ProcessLimits&) = default;
};

// What is special about a point.
enum class SpecialCause {
  // Nothing: common cause.
  kNone,
  kAboveLimit,
  kBelowLimit,
  kTrendUp,
  kTrendDown,
  kTwoInThreeAbove,
  kTwoInThreeBelow,
  kShiftAbove,
  kShiftBelow,
};

// How many points make a run.
struct SpecialCauseRules {
  // Points in a trend, at least 3: seven points, so six steps.
  size_t trend = 7;
  // Points in a shift, at least 2. Older material has 8.
  size_t shift = 7;

  friend bool operator==(const SpecialCauseRules&,
                         const SpecialCauseRules&) = default;
};

// A point, as the rules see it.
struct JudgedPoint {
  // Missing if unset.
  std::optional<double> value = {};
  double centre = 0;
  // Without limits rules 1 and 3 do not hold.
  std::optional<ProcessLimits> limits = {};
};

// What is special about each of the points of one phase, in order.
std::vector<SpecialCause> FindSpecialCauses(std::span<const JudgedPoint> points,
                                            const SpecialCauseRules& rules);

// 1 if the cause is of points that are high or rising, -1 if low or falling, 0
// for `kNone`.
int SideOf(SpecialCause cause);

// Which way is better.
enum class Direction {
  // Neither: the chart says high and low.
  kNeutral,
  kHigherIsBetter,
  kLowerIsBetter,
};

// What the latest point says, as the variation icon of Making Data Count.
enum class Variation {
  // There is no point to say anything of.
  kNone,
  kCommonCause,
  kImprovementHigh,
  kImprovementLow,
  kConcernHigh,
  kConcernLow,
  kNeutralHigh,
  kNeutralLow,
};

// Whether the process, left alone, meets its target, as the assurance icon of
// Making Data Count.
enum class Assurance {
  // There is no target, no limits, or neither way is better.
  kNone,
  // It will meet it time after time.
  kConsistentPass,
  // It will fall short of it time after time.
  kConsistentFail,
  // Chance decides.
  kInconsistent,
};

// The icon of a chart whose latest point has this cause.
Variation VariationOf(SpecialCause cause, Direction direction);

// The icon of a chart whose latest limits are these.
Assurance AssuranceOf(const std::optional<ProcessLimits>& limits,
                      std::optional<double> target, Direction direction);

// The cause as charts label it: "Above UCL", "7 Point Trend (Increasing)", "2
// in 3 Below CL", "7 Points Above CL", "Common Cause". `rules` say how many
// points a run has.
std::string LabelOf(SpecialCause cause, const SpecialCauseRules& rules = {});

// The icon's word: "improvement_high"; "none" for `kNone`.
absl::string_view WordOf(Variation variation);
absl::string_view WordOf(Assurance assurance);

// The icon in plain English: "Special cause: improvement, the figures are
// higher".
absl::string_view SentenceOf(Variation variation);
absl::string_view SentenceOf(Assurance assurance);

}  // namespace tidemark::statistics

#endif  // TIDEMARK_COMMON_STATISTICS_SPECIAL_CAUSES_H_
