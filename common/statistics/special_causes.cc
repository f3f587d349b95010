#include "common/statistics/special_causes.h"

#include <algorithm>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"

namespace tidemark::statistics {
namespace {

using Points = std::span<const JudgedPoint>;

int SignOf(double difference) { return (difference > 0) - (difference < 0); }

// On which side of the centre point `i` is; 0 on it, or if it is missing.
int SideOfCentre(Points points, size_t i) {
  return points[i].value ? SignOf(*points[i].value - points[i].centre) : 0;
}

// Whether point `i` is higher (1) or lower (-1) than the one before.
int StepTo(Points points, size_t i) {
  if (i == 0 || !points[i].value || !points[i - 1].value) return 0;
  return SignOf(*points[i].value - *points[i - 1].value);
}

// Whether the point lies above (1) or below (-1) its limits.
int SideOutside(const JudgedPoint& point) {
  if (!point.value || !point.limits) return 0;
  return (*point.value > point.limits->upper) -
         (*point.value < point.limits->lower);
}

// Whether the point lies between a near limit and the limit.
bool IsClose(const JudgedPoint& point) {
  return point.value && point.limits && SideOutside(point) == 0 &&
         (*point.value > point.limits->near_upper ||
          *point.value < point.limits->near_lower);
}

// For each of `size` positions, the sign of the last run of `length` equal
// signs that it is in; 0 if it is in none. With `lead`, the point before a run
// is in it, too.
std::vector<int> FindRunsOfSigns(size_t size, size_t length, size_t lead,
                                 absl::FunctionRef<int(size_t)> sign_at) {
  std::vector<int> runs(size, 0);
  int sign = 0;
  size_t so_far = 0;
  for (size_t i = 0; i < size; ++i) {
    const int here = sign_at(i);
    so_far = here != 0 && here == sign ? so_far + 1 : 1;
    sign = here;
    if (sign == 0 || so_far < length) continue;
    std::fill_n(
        runs.begin() + static_cast<std::ptrdiff_t>(i + 1 - length - lead),
        length + lead, sign);
  }
  return runs;
}

std::vector<int> FindTrends(Points points, size_t length) {
  return FindRunsOfSigns(points.size(), length - 1, 1,
                         [&](size_t i) { return StepTo(points, i); });
}

std::vector<int> FindShifts(Points points, size_t length) {
  return FindRunsOfSigns(points.size(), length, 0,
                         [&](size_t i) { return SideOfCentre(points, i); });
}

std::vector<int> FindTwoInThree(Points points) {
  std::vector<int> found(points.size(), 0);
  for (size_t last = 2; last < points.size(); ++last) {
    const int side = SideOfCentre(points, last);
    int close = 0;
    bool together = side != 0;
    for (size_t i = last - 2; i <= last; ++i) {
      close += IsClose(points[i]);
      together = together && SideOfCentre(points, i) == side;
    }
    if (!together || close < 2) continue;
    for (size_t i = last - 2; i <= last; ++i) {
      if (IsClose(points[i])) found[i] = side;
    }
  }
  return found;
}

}  // namespace

std::vector<SpecialCause> FindSpecialCauses(Points points,
                                            const SpecialCauseRules& rules) {
  const std::vector<int> trends = FindTrends(points, rules.trend);
  const std::vector<int> two_in_three = FindTwoInThree(points);
  const std::vector<int> shifts = FindShifts(points, rules.shift);
  std::vector<SpecialCause> causes(points.size(), SpecialCause::kNone);
  for (size_t i = 0; i < points.size(); ++i) {
    using enum SpecialCause;
    if (const int side = SideOutside(points[i]); side != 0) {
      causes[i] = side > 0 ? kAboveLimit : kBelowLimit;
    } else if (trends[i] != 0) {
      causes[i] = trends[i] > 0 ? kTrendUp : kTrendDown;
    } else if (two_in_three[i] != 0) {
      causes[i] = two_in_three[i] > 0 ? kTwoInThreeAbove : kTwoInThreeBelow;
    } else if (shifts[i] != 0) {
      causes[i] = shifts[i] > 0 ? kShiftAbove : kShiftBelow;
    }
  }
  return causes;
}

int SideOf(SpecialCause cause) {
  switch (cause) {
    case SpecialCause::kNone:
      return 0;
    case SpecialCause::kAboveLimit:
    case SpecialCause::kTrendUp:
    case SpecialCause::kTwoInThreeAbove:
    case SpecialCause::kShiftAbove:
      return 1;
    case SpecialCause::kBelowLimit:
    case SpecialCause::kTrendDown:
    case SpecialCause::kTwoInThreeBelow:
    case SpecialCause::kShiftBelow:
      return -1;
  }
  return 0;
}

Variation VariationOf(SpecialCause cause, Direction direction) {
  const int side = SideOf(cause);
  if (side == 0) return Variation::kCommonCause;
  const bool high = side > 0;
  if (direction == Direction::kNeutral) {
    return high ? Variation::kNeutralHigh : Variation::kNeutralLow;
  }
  if (high == (direction == Direction::kHigherIsBetter)) {
    return high ? Variation::kImprovementHigh : Variation::kImprovementLow;
  }
  return high ? Variation::kConcernHigh : Variation::kConcernLow;
}

Assurance AssuranceOf(const std::optional<ProcessLimits>& limits,
                      std::optional<double> target, Direction direction) {
  if (!limits || !target || direction == Direction::kNeutral) {
    return Assurance::kNone;
  }
  const bool higher = direction == Direction::kHigherIsBetter;
  if (*target > limits->upper) {
    return higher ? Assurance::kConsistentFail : Assurance::kConsistentPass;
  }
  if (*target < limits->lower) {
    return higher ? Assurance::kConsistentPass : Assurance::kConsistentFail;
  }
  return Assurance::kInconsistent;
}

std::string LabelOf(SpecialCause cause, const SpecialCauseRules& rules) {
  switch (cause) {
    case SpecialCause::kNone:
      return "Common Cause";
    case SpecialCause::kAboveLimit:
      return "Above UCL";
    case SpecialCause::kBelowLimit:
      return "Below LCL";
    case SpecialCause::kTrendUp:
      return absl::StrCat(rules.trend, " Point Trend (Increasing)");
    case SpecialCause::kTrendDown:
      return absl::StrCat(rules.trend, " Point Trend (Decreasing)");
    case SpecialCause::kTwoInThreeAbove:
      return "2 in 3 Above CL";
    case SpecialCause::kTwoInThreeBelow:
      return "2 in 3 Below CL";
    case SpecialCause::kShiftAbove:
      return absl::StrCat(rules.shift, " Points Above CL");
    case SpecialCause::kShiftBelow:
      return absl::StrCat(rules.shift, " Points Below CL");
  }
  return "";
}

absl::string_view WordOf(Variation variation) {
  switch (variation) {
    case Variation::kNone:
      return "none";
    case Variation::kCommonCause:
      return "common_cause";
    case Variation::kImprovementHigh:
      return "improvement_high";
    case Variation::kImprovementLow:
      return "improvement_low";
    case Variation::kConcernHigh:
      return "concern_high";
    case Variation::kConcernLow:
      return "concern_low";
    case Variation::kNeutralHigh:
      return "neutral_high";
    case Variation::kNeutralLow:
      return "neutral_low";
  }
  return "";
}

absl::string_view WordOf(Assurance assurance) {
  switch (assurance) {
    case Assurance::kNone:
      return "none";
    case Assurance::kConsistentPass:
      return "consistent_pass";
    case Assurance::kConsistentFail:
      return "consistent_fail";
    case Assurance::kInconsistent:
      return "inconsistent";
  }
  return "";
}

absl::string_view SentenceOf(Variation variation) {
  switch (variation) {
    case Variation::kNone:
      return "There is no figure to judge";
    case Variation::kCommonCause:
      return "Common cause: no significant change";
    case Variation::kImprovementHigh:
      return "Special cause: improvement, the figures are higher";
    case Variation::kImprovementLow:
      return "Special cause: improvement, the figures are lower";
    case Variation::kConcernHigh:
      return "Special cause: concern, the figures are higher";
    case Variation::kConcernLow:
      return "Special cause: concern, the figures are lower";
    case Variation::kNeutralHigh:
      return "Special cause: the figures are higher, for better or worse";
    case Variation::kNeutralLow:
      return "Special cause: the figures are lower, for better or worse";
  }
  return "";
}

absl::string_view SentenceOf(Assurance assurance) {
  switch (assurance) {
    case Assurance::kNone:
      return "There is no target to judge by";
    case Assurance::kConsistentPass:
      return "Will meet the target time after time, unless something changes";
    case Assurance::kConsistentFail:
      return "Will miss the target time after time, unless something changes";
    case Assurance::kInconsistent:
      return "May meet the target or miss it: chance decides";
  }
  return "";
}

}  // namespace tidemark::statistics
