// Whether support works as well for everyone: the functions of
// `EqualityService` and `CaseService`, no network.

#ifndef TIDEMARK_SERVICES_MONITORING_EQUALITY_H_
#define TIDEMARK_SERVICES_MONITORING_EQUALITY_H_

#include "absl/status/statusor.h"

#include "common/base/clock.h"
#include "common/rpc/call.h"
#include "common/store/database.h"
#include "tidemark/monitoring/v1/case_service.pb.h"
#include "tidemark/monitoring/v1/equality.pb.h"
#include "tidemark/monitoring/v1/equality_service.pb.h"

namespace tidemark::monitoring {

// What the two services promise. Errors are those that the protos declare. Safe
// to use from any thread.
class Equality {
 public:
  // `db` holds what `Following` keeps in it. Both must outlive this.
  Equality(const store::Database& db, const Clock& clock)
      : db_(db), clock_(clock) {}

  absl::StatusOr<v1::EqualityGaps> GetEqualityGaps(
      const rpc::Call& call, const v1::GetEqualityGapsRequest& request) const;

  absl::StatusOr<v1::ListCasesResponse> ListCases(
      const rpc::Call& call, const v1::ListCasesRequest& request) const;

 private:
  const store::Database& db_;
  const Clock& clock_;
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_EQUALITY_H_
