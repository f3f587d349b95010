// Whether support works as well for everyone: the functions of
// `EqualityService` and `CaseService`, no network.

#ifndef TIDEMARK_SERVICES_MONITORING_EQUALITY_H_
#define TIDEMARK_SERVICES_MONITORING_EQUALITY_H_

#include "absl/status/statusor.h"

#include "common/base/clock.h"
#include "common/rpc/call.h"
#include "services/monitoring/views.h"
#include "tidemark/monitoring/v1/case_service.pb.h"
#include "tidemark/monitoring/v1/equality.pb.h"
#include "tidemark/monitoring/v1/equality_service.pb.h"

namespace tidemark::monitoring {

// What the two services promise. Errors are those that the protos declare. Safe
// to use from any thread.
class Equality {
 public:
  // Both must outlive this.
  Equality(Views& views, const Clock& clock) : views_(views), clock_(clock) {}

  absl::StatusOr<v1::EqualityGaps> GetEqualityGaps(
      const rpc::Call& call, const v1::GetEqualityGapsRequest& request);

  absl::StatusOr<v1::ListCasesResponse> ListCases(
      const rpc::Call& call, const v1::ListCasesRequest& request) const;

 private:
  Views& views_;
  const Clock& clock_;
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_EQUALITY_H_
