// Where the limits of charts begin anew: one function for each RPC about
// baselines, no network.

#ifndef TIDEMARK_SERVICES_OVERSIGHT_BASELINES_H_
#define TIDEMARK_SERVICES_OVERSIGHT_BASELINES_H_

#include "absl/status/statusor.h"

#include "common/rpc/call.h"
#include "common/store/database.h"
#include "services/oversight/looking.h"
#include "tidemark/oversight/v1/oversight_service.pb.h"

namespace tidemark::oversight {

// What `tidemark.oversight.v1.OversightService` promises of baselines. Errors
// are those that the proto declares. Safe to use from any thread.
class Baselines {
 public:
  // Both must outlive this.
  Baselines(store::Database& db, const Looking& looking)
      : db_(db), looking_(looking) {}

  absl::StatusOr<v1::Baseline> CreateBaseline(
      const rpc::Call& call, const v1::CreateBaselineRequest& request);
  absl::StatusOr<v1::Baseline> GetBaseline(
      const rpc::Call& call, const v1::GetBaselineRequest& request) const;
  absl::StatusOr<v1::ListBaselinesResponse> ListBaselines(
      const rpc::Call& call, const v1::ListBaselinesRequest& request) const;
  absl::StatusOr<v1::Baseline> WithdrawBaseline(
      const rpc::Call& call, const v1::WithdrawBaselineRequest& request);

 private:
  store::Database& db_;
  const Looking& looking_;
};

}  // namespace tidemark::oversight

#endif  // TIDEMARK_SERVICES_OVERSIGHT_BASELINES_H_
