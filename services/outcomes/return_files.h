// Serves `tidemark.outcomes.v1.ReturnFileService`.

#ifndef TIDEMARK_SERVICES_OUTCOMES_RETURN_FILES_H_
#define TIDEMARK_SERVICES_OUTCOMES_RETURN_FILES_H_

#include "absl/status/statusor.h"

#include "common/rpc/call.h"
#include "common/store/database.h"
#include "services/outcomes/contract_copies.h"
#include "services/outcomes/return_file_checks.h"
#include "services/outcomes/returns.h"
#include "services/outcomes/roster.h"
#include "tidemark/outcomes/v1/return_file_service.pb.h"

namespace tidemark::outcomes {

// The functions that serve the RPCs of the same names; the proto says what each
// does. Safe to use from any thread.
class ReturnFiles {
 public:
  // All must outlive this.
  ReturnFiles(store::Database& db, ContractCopies& contracts, Rosters& rosters,
              Returns& returns, ReturnFileChecks& checks)
      : db_(db),
        contracts_(contracts),
        rosters_(rosters),
        returns_(returns),
        checks_(checks) {}

  absl::StatusOr<v1::ReturnTemplate> GetReturnTemplate(
      const rpc::Call& call, const v1::GetReturnTemplateRequest& request);
  absl::StatusOr<v1::CheckReturnFileResponse> CheckReturnFile(
      const rpc::Call& call, const v1::CheckReturnFileRequest& request);
  absl::StatusOr<v1::SubmitReturnFileResponse> SubmitReturnFile(
      const rpc::Call& call, const v1::SubmitReturnFileRequest& request);
  absl::StatusOr<v1::ListSetAsideRowsResponse> ListSetAsideRows(
      const rpc::Call& call, const v1::ListSetAsideRowsRequest& request);
  absl::StatusOr<v1::SetAsideRow> DismissSetAsideRow(
      const rpc::Call& call, const v1::DismissSetAsideRowRequest& request);
  absl::StatusOr<v1::Return> MatchSetAsideRow(
      const rpc::Call& call, const v1::MatchSetAsideRowRequest& request);

 private:
  store::Database& db_;
  ContractCopies& contracts_;
  Rosters& rosters_;
  Returns& returns_;
  ReturnFileChecks& checks_;
};

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_RETURN_FILES_H_
