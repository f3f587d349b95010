#ifndef TIDEMARK_SERVICES_CONTRACTS_COUNCILS_H_
#define TIDEMARK_SERVICES_CONTRACTS_COUNCILS_H_

#include "absl/status/statusor.h"

#include "common/rpc/call.h"
#include "common/store/database.h"
#include "tidemark/contracts/v1/contracts_service.pb.h"

namespace tidemark::contracts {

// Keeps councils and their settings: what `ContractsService` promises of them,
// without the network. Safe to use from any thread.
class Councils {
 public:
  // `db` has the schema of tables.h and must outlive this.
  explicit Councils(store::Database& db) : db_(db) {}

  // Returns `INVALID_ARGUMENT` as `CheckCouncil` says and `ALREADY_EXISTS`.
  absl::StatusOr<v1::Council> CreateCouncil(
      const rpc::Call& call, const v1::CreateCouncilRequest& request);
  // Returns `NOT_FOUND`.
  absl::StatusOr<v1::Council> GetCouncil(
      const rpc::Call& call, const v1::GetCouncilRequest& request) const;
  // Returns `NOT_FOUND`, `ABORTED` for a stale etag, and `INVALID_ARGUMENT` as
  // `ApplyUpdate` and `CheckCouncil` say. Due dates that contracts already
  // have stay.
  absl::StatusOr<v1::Council> UpdateCouncil(
      const rpc::Call& call, const v1::UpdateCouncilRequest& request);

 private:
  store::Database& db_;
};

}  // namespace tidemark::contracts

#endif  // TIDEMARK_SERVICES_CONTRACTS_COUNCILS_H_
