// The personal outcomes of `tidemark.outcomes.v1.OutcomesService`.

#ifndef TIDEMARK_SERVICES_OUTCOMES_PERSONAL_OUTCOMES_H_
#define TIDEMARK_SERVICES_OUTCOMES_PERSONAL_OUTCOMES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/rpc/call.h"
#include "common/store/database.h"
#include "services/outcomes/contract_copies.h"
#include "services/outcomes/roster.h"
#include "tidemark/outcomes/v1/outcomes_service.pb.h"
#include "tidemark/outcomes/v1/personal_outcome.pb.h"

namespace tidemark::outcomes {

// The functions that serve the RPCs of the same names; the proto says what each
// does. The person's `providers` are kept in step. Safe to use from any thread.
class PersonalOutcomes {
 public:
  // All must outlive this.
  PersonalOutcomes(store::Database& db, ContractCopies& contracts,
                   Rosters& rosters)
      : db_(db), contracts_(contracts), rosters_(rosters) {}

  absl::StatusOr<v1::PersonalOutcome> CreateOutcome(
      const rpc::Call& call, const v1::CreateOutcomeRequest& request);
  absl::StatusOr<v1::PersonalOutcome> GetOutcome(
      const rpc::Call& call, const v1::GetOutcomeRequest& request);
  absl::StatusOr<v1::ListOutcomesResponse> ListOutcomes(
      const rpc::Call& call, const v1::ListOutcomesRequest& request);
  absl::StatusOr<v1::PersonalOutcome> UpdateOutcome(
      const rpc::Call& call, const v1::UpdateOutcomeRequest& request);
  absl::StatusOr<v1::PersonalOutcome> CloseOutcome(
      const rpc::Call& call, const v1::CloseOutcomeRequest& request);
  absl::StatusOr<v1::PersonalOutcome> ReopenOutcome(
      const rpc::Call& call, const v1::ReopenOutcomeRequest& request);

  // Checks `outcome` with the themes of its council; `before` is what it was,
  // null if it is new.
  absl::Status Check(const v1::PersonalOutcome& outcome,
                     const v1::PersonalOutcome* before);

  // Store a new outcome, or one in place of `before`, as part of a transaction,
  // with all that follows from it. Both have been checked.
  absl::StatusOr<v1::PersonalOutcome> Insert(store::Transaction& txn,
                                             v1::PersonalOutcome outcome);
  absl::StatusOr<v1::PersonalOutcome> Replace(store::Transaction& txn,
                                              const v1::PersonalOutcome& before,
                                              v1::PersonalOutcome outcome);

  // The provider that supports the outcome called `name`.
  absl::StatusOr<std::vector<std::string>> ProvidersOf(
      absl::string_view name) const;

 private:
  store::Database& db_;
  ContractCopies& contracts_;
  Rosters& rosters_;
};

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_PERSONAL_OUTCOMES_H_
