// Where the service asks for figures.

#ifndef TIDEMARK_SERVICES_OVERSIGHT_FIGURES_H_
#define TIDEMARK_SERVICES_OVERSIGHT_FIGURES_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/base/clock.h"
#include "common/server/module.h"
#include "common/store/database.h"
#include "tidemark/monitoring/v1/finding.pb.h"
#include "tidemark/monitoring/v1/scorecard.pb.h"

namespace tidemark::oversight {

// What stands out in a council.
struct FoundNow {
  std::vector<monitoring::v1::Finding> findings;
  monitoring::v1::FalseFindings noise = {};
};

// What monitoring is asked. Each may return `UNAVAILABLE`.
struct Figures {
  // Where the feeds that figures rest on end now, in words: the same words mean
  // that nothing has been committed since.
  std::function<absl::StatusOr<std::string>()> ends;
  // What stands out, by figures that know all that is committed when it is
  // called.
  std::function<absl::StatusOr<FoundNow>(const std::string& council)> find;
  // What has become of the figures behind findings, in their order.
  std::function<absl::StatusOr<std::vector<monitoring::v1::Recheck>>(
      const std::string& council,
      const std::vector<monitoring::v1::Finding>& findings)>
      recheck;
  // Whether there is such a chart. Returns `NOT_FOUND` if the subject or the
  // metric is unknown.
  std::function<absl::Status(const std::string& subject,
                             const std::string& metric,
                             const monitoring::v1::Month& month)>
      check_chart;
};

// The figures of the monitoring service, wherever it and those that it follows
// are. Returns what `Peers::ConnectionTo` returns. `own` is this service's
// database, which monitoring follows as well; `own` and `clock` must outlive
// what is returned.
absl::StatusOr<Figures> FiguresOfPeers(const server::Peers& peers,
                                       const store::Database& own,
                                       const Clock& clock);

}  // namespace tidemark::oversight

#endif  // TIDEMARK_SERVICES_OVERSIGHT_FIGURES_H_
