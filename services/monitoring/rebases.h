// Where people decided that the limits of charts begin anew.

#ifndef TIDEMARK_SERVICES_MONITORING_REBASES_H_
#define TIDEMARK_SERVICES_MONITORING_REBASES_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/store/database.h"
#include "services/monitoring/series.h"

namespace tidemark::monitoring {

// The standing baselines of a council.
class Rebases {
 public:
  static absl::StatusOr<Rebases> Read(const store::Reader& reader,
                                      absl::string_view council);

  // Those of one chart, in order of month.
  std::vector<Rebase> Of(const std::string& subject,
                         const std::string& metric) const;

 private:
  // By subject and metric.
  std::map<std::pair<std::string, std::string>, std::vector<Rebase>> all_;
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_REBASES_H_
