// Breaks a figure down by the values of one dimension, and explains each part.

#ifndef TIDEMARK_SERVICES_MONITORING_BREAKDOWN_REPORT_H_
#define TIDEMARK_SERVICES_MONITORING_BREAKDOWN_REPORT_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/store/database.h"
#include "services/monitoring/explanations.h"
#include "services/monitoring/metrics.h"
#include "services/monitoring/subjects.h"
#include "services/monitoring/sums.h"
#include "tidemark/monitoring/v1/breakdown.pb.h"
#include "tidemark/monitoring/v1/metric.pb.h"

namespace tidemark::monitoring {

// What is asked for.
struct BreakdownQuestion {
  Subject subject;
  // One of scorecards, or `GrowthDefinition()`.
  const Definition* definition;
  // One of the definition's.
  v1::Dimension dimension;
  Range range;
  Viewer viewer;
};

// The breakdown; months and time of the answer are left to the caller. Returns
// `NOT_FOUND` if the subject is unknown.
absl::StatusOr<v1::Breakdown> MakeBreakdown(const store::Reader& reader,
                                            const BreakdownQuestion& question);

// Explains the row with this value, with up to `limit` lines from `start` on,
// the `next` of the page before, or empty. Without a dimension, explains the
// whole figure, which must be that of package growth. Returns `NOT_FOUND` if
// the subject is unknown.
absl::StatusOr<ExplainedFigure> ExplainSlice(const store::Reader& reader,
                                             const BreakdownQuestion& question,
                                             absl::string_view value,
                                             absl::string_view start,
                                             size_t limit);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_BREAKDOWN_REPORT_H_
