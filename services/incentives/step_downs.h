// Which step-downs of a contract count by the credit rule, as monitoring judges
// them.

#ifndef TIDEMARK_SERVICES_INCENTIVES_STEP_DOWNS_H_
#define TIDEMARK_SERVICES_INCENTIVES_STEP_DOWNS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/rpc/channel.h"
#include "services/incentives/known.h"
#include "tidemark/incentives/v1/statement.pb.h"
#include "tidemark/monitoring/v1/step_down.pb.h"

namespace tidemark::incentives {

// The step-downs of a contract.
struct JudgedStepDowns {
  // In the order of their names.
  std::vector<v1::StepDownInput> all;
  // The last change of the enablement feed that they are judged by.
  int64_t enablement = 0;
};

// Asks for the step-downs of `contract`, judged by all that is stored by now:
// at least by `known`, what this service knows of the other feeds.
using StepDownsOf = std::function<absl::StatusOr<JudgedStepDowns>(
    absl::string_view contract, const AsOf& known)>;

// What a statement takes from a step-down: no words.
v1::StepDownInput InputOf(const monitoring::v1::StepDown& step);

// Asks monitoring, once it has followed the feeds to their ends; `enablement`
// is the server of that feed. Returns `UNAVAILABLE` if it does not come to
// that.
absl::StatusOr<JudgedStepDowns> AskMonitoring(rpc::Connection& monitoring,
                                              rpc::Connection& enablement,
                                              absl::string_view contract,
                                              const AsOf& known);

}  // namespace tidemark::incentives

#endif  // TIDEMARK_SERVICES_INCENTIVES_STEP_DOWNS_H_
