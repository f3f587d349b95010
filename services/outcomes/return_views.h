// What can be seen of returns beyond the returns themselves: their history,
// differences, achievement, and who has returned what.

#ifndef TIDEMARK_SERVICES_OUTCOMES_RETURN_VIEWS_H_
#define TIDEMARK_SERVICES_OUTCOMES_RETURN_VIEWS_H_

#include "absl/status/statusor.h"

#include "common/rpc/call.h"
#include "common/store/database.h"
#include "services/outcomes/contract_copies.h"
#include "services/outcomes/returns.h"
#include "tidemark/outcomes/v1/outcomes_service.pb.h"

namespace tidemark::outcomes {

// The functions that serve the RPCs of the same names; the proto says what each
// does. Safe to use from any thread.
class ReturnViews {
 public:
  // All must outlive this.
  ReturnViews(const store::Database& db, ContractCopies& contracts,
              Returns& returns)
      : db_(db), contracts_(contracts), returns_(returns) {}

  absl::StatusOr<v1::ListReturnEventsResponse> ListReturnEvents(
      const rpc::Call& call, const v1::ListReturnEventsRequest& request);
  absl::StatusOr<v1::CompareReturnResponse> CompareReturn(
      const rpc::Call& call, const v1::CompareReturnRequest& request);
  absl::StatusOr<v1::ReturnAchievement> GetReturnAchievement(
      const rpc::Call& call, const v1::GetReturnAchievementRequest& request);
  absl::StatusOr<v1::ReturnTracker> GetReturnTracker(
      const rpc::Call& call, const v1::GetReturnTrackerRequest& request);

 private:
  // The return called `name` as it was submitted for the `version`th time.
  absl::StatusOr<v1::Return> FindVersion(absl::string_view name,
                                         int32_t version) const;

  const store::Database& db_;
  ContractCopies& contracts_;
  Returns& returns_;
};

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_RETURN_VIEWS_H_
