// From when on something stands out enough to be a finding. All thresholds are
// here, and each is said in the finding's own `rule`.
//
// `common/decisions/21-signals.md` has how the rules for charts were chosen, by
// how many findings a year chance alone would bring.

#ifndef TIDEMARK_SERVICES_MONITORING_FINDING_THRESHOLDS_H_
#define TIDEMARK_SERVICES_MONITORING_FINDING_THRESHOLDS_H_

#include "tidemark/monitoring/v1/analysis.pb.h"

namespace tidemark::monitoring {

// The figures whose charts are watched: what becomes of people, not how it is
// recorded.
inline constexpr const char* kChartedMetrics[] = {"outcomes-met",
                                                  "step-down-held"};
// The figures whose funnels are watched.
inline constexpr const char* kComparedMetrics[] = {"outcomes-met", "own-rating",
                                                   "step-down-held"};

// Charts are of so many months; of quarters where fewer months than make firm
// limits have a value.
inline constexpr int kMonthsCharted = 24;
inline constexpr int kQuartersCharted = 16;
inline constexpr int kMonthsAQuarter = 3;

// Funnels, voices and growth are of so many months.
inline constexpr int kMonthsCompared = 12;

// Whether a special cause raises a finding. Two in three near a limit and a
// trend of seven are on the chart, and raise none: they add a quarter to what
// chance brings, and find little that the others do not.
inline constexpr bool Raises(v1::ControlChart::Cause cause) {
  switch (cause) {
    case v1::ControlChart::CAUSE_ABOVE_LIMIT:
    case v1::ControlChart::CAUSE_BELOW_LIMIT:
    case v1::ControlChart::CAUSE_SHIFT_ABOVE:
    case v1::ControlChart::CAUSE_SHIFT_BELOW:
      return true;
    default:
      return false;
  }
}

// A return that fell due longer ago than this is no longer asked for.
inline constexpr int kMissingDays = 366;

// A contract whose latest accepted return ended longer ago than this is stale.
inline constexpr int kStaleDays = 183;

// Support that began longer ago than this should have outcomes behind it.
inline constexpr int kDaysToSetGoals = 28;
// Goals are sparse if at least this share of people has none.
inline constexpr double kSparseShare = 0.2;

// Voices disagree if more than this share of outcomes is seen differently, even
// where all providers are alike in that.
inline constexpr double kDisagreeShare = 0.5;

// Packages grew if more support makes at least this share of the opening cost.
inline constexpr double kGrowthShare = 0.05;

// Step-downs slip if at least this share of check-backs found so.
inline constexpr double kSlippedShare = 1.0 / 3;
// A check-back is overdue so many days after its due date, and so many overdue
// ones are a finding.
inline constexpr int kOverdueDays = 14;
inline constexpr int kOverdueCheckBacks = 3;

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_FINDING_THRESHOLDS_H_
