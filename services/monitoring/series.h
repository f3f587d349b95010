// Draws a figure over time on a control chart.

#ifndef TIDEMARK_SERVICES_MONITORING_SERIES_H_
#define TIDEMARK_SERVICES_MONITORING_SERIES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "common/store/database.h"
#include "services/monitoring/metrics.h"
#include "services/monitoring/subjects.h"
#include "services/monitoring/sums.h"
#include "tidemark/monitoring/v1/series.pb.h"

namespace tidemark::monitoring {

// From where limits begin anew, because somebody decided so.
struct Rebase {
  // The month from which they hold.
  int32_t month;
  // The limits are those of so many points from there on, and then stay; 0 for
  // all of them.
  int32_t baseline_points;
  std::string reason;
  std::string author;
};

// What is asked, checked.
struct SeriesQuestion {
  Subject subject;
  // Outlives the question.
  const Definition* definition;
  Range range;
  // The months of the range are a multiple of it.
  int32_t months_per_point;
  // Unspecified: what fits the denominators.
  v1::Series::Chart chart;
  bool screening;
  // In order of month.
  std::vector<Rebase> rebases = {};
  Viewer viewer = Viewer::kCouncil;
  // The share from which the figure is green, 0 to 1; `MakeSeries` reads it.
  std::optional<double> target = std::nullopt;
};

// The first month whose counts are needed: limits that somebody froze may rest
// on months before those that were asked for.
int32_t FirstMonthOf(const SeriesQuestion& question);

// The series, but for its feed positions and when it was made, from the counts
// of each point from `FirstMonthOf` on.
v1::Series DrawSeries(const KnownSubject& known, const SeriesQuestion& question,
                      const std::vector<Sums>& points);

// The series, but for when it was made. Returns `NOT_FOUND` if the subject is
// unknown. Its cost grows with contracts and their periods, not with people.
absl::StatusOr<v1::Series> MakeSeries(const store::Reader& reader,
                                      const SeriesQuestion& question);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_SERIES_H_
