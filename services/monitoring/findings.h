// What stands out in a council: one function for each RPC of `FindingService`,
// no network. Nothing is remembered.

#ifndef TIDEMARK_SERVICES_MONITORING_FINDINGS_H_
#define TIDEMARK_SERVICES_MONITORING_FINDINGS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/base/clock.h"
#include "common/rpc/call.h"
#include "common/store/database.h"
#include "common/type/date.h"
#include "services/monitoring/views.h"
#include "tidemark/monitoring/v1/finding_service.pb.h"

namespace tidemark::monitoring {

// All findings of a council, by kind, then by the name of the provider.
struct CouncilFindings {
  std::vector<v1::Finding> findings;
  // How many providers have enough cases to be judged by a watched figure.
  int32_t providers_judged = 0;
};

// Finds what stands out on `today`. Its cost grows with contracts, their
// periods and packages.
absl::StatusOr<CouncilFindings> FindAll(const store::Reader& reader,
                                        absl::string_view council,
                                        type::Date today);

// What has become of the figures behind `finding`, which is of `council`.
absl::StatusOr<v1::Recheck> RecheckFinding(const store::Reader& reader,
                                           absl::string_view council,
                                           type::Date today,
                                           const v1::Finding& finding);

// What `tidemark.monitoring.v1.FindingService` promises. Errors are those that
// the proto declares. Safe to use from any thread.
class Findings {
 public:
  // Both must outlive this.
  Findings(Views& views, const Clock& clock) : views_(views), clock_(clock) {}

  // Returns `INVALID_ARGUMENT` if `page_token` belongs to another request.
  absl::StatusOr<v1::ListFindingsResponse> ListFindings(
      const rpc::Call& call, const v1::ListFindingsRequest& request);

  absl::StatusOr<v1::RecheckFindingsResponse> RecheckFindings(
      const rpc::Call& call, const v1::RecheckFindingsRequest& request);

 private:
  Views& views_;
  const Clock& clock_;
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_FINDINGS_H_
