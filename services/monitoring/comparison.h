// Holds units of different sizes against limits that allow for their size.

#ifndef TIDEMARK_SERVICES_MONITORING_COMPARISON_H_
#define TIDEMARK_SERVICES_MONITORING_COMPARISON_H_

#include <vector>

#include "absl/status/statusor.h"

#include "common/statistics/funnel.h"
#include "common/store/database.h"
#include "services/monitoring/metrics.h"
#include "services/monitoring/subject_sums.h"
#include "services/monitoring/subjects.h"
#include "services/monitoring/sums.h"
#include "tidemark/monitoring/v1/comparison.pb.h"
#include "tidemark/monitoring/v1/equality.pb.h"

namespace tidemark::monitoring {

// What is asked, checked.
struct ComparisonQuestion {
  // A council, or a provider or contract that is shown alone.
  Subject subject;
  // A share. Outlives the question.
  const Definition* definition;
  Range range;
  PartKind units;
  statistics::LimitMethod limits;
  Viewer viewer = Viewer::kCouncil;
  // If there are any, units are held against what is expected of their people,
  // by groups of these; the metric is then one of people.
  std::vector<v1::Attribute> case_mix = {};
};

// The comparison, but for its months and when it was made. Returns `NOT_FOUND`
// if the subject is unknown. Its cost grows with contracts and their periods,
// not with people, unless the mix of people is allowed for.
absl::StatusOr<v1::Comparison> MakeComparison(
    const store::Reader& reader, const ComparisonQuestion& question);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_COMPARISON_H_
