// Serves `tidemark.outcomes.v1.ReturnImportService`.

#ifndef TIDEMARK_SERVICES_OUTCOMES_RETURN_IMPORTS_H_
#define TIDEMARK_SERVICES_OUTCOMES_RETURN_IMPORTS_H_

#include "absl/status/statusor.h"

#include "common/rpc/call.h"
#include "common/store/database.h"
#include "services/outcomes/return_import_work.h"
#include "tidemark/outcomes/v1/return_import_service.pb.h"

namespace tidemark::outcomes {

// The functions that serve the RPCs of the same names; the proto says what each
// does. Safe to use from any thread.
class ReturnImports {
 public:
  // Both must outlive this.
  ReturnImports(store::Database& db, ReturnImportWork& work)
      : db_(db), work_(work) {}

  absl::StatusOr<v1::ReturnImport> CreateReturnImport(
      const rpc::Call& call, const v1::CreateReturnImportRequest& request);
  absl::StatusOr<v1::ReturnImport> SendReturnImportPart(
      const rpc::Call& call, const v1::SendReturnImportPartRequest& request);
  absl::StatusOr<v1::ReturnImport> GetReturnImport(
      const rpc::Call& call, const v1::GetReturnImportRequest& request);
  absl::StatusOr<v1::ListReturnImportsResponse> ListReturnImports(
      const rpc::Call& call, const v1::ListReturnImportsRequest& request);
  absl::StatusOr<v1::ListImportedReturnsResponse> ListImportedReturns(
      const rpc::Call& call, const v1::ListImportedReturnsRequest& request);
  absl::StatusOr<v1::ReturnImportReport> GetReturnImportReport(
      const rpc::Call& call, const v1::GetReturnImportReportRequest& request);
  absl::StatusOr<v1::ReturnImport> CommitReturnImport(
      const rpc::Call& call, const v1::CommitReturnImportRequest& request);
  absl::StatusOr<v1::ReturnImport> CancelReturnImport(
      const rpc::Call& call, const v1::CancelReturnImportRequest& request);

 private:
  store::Database& db_;
  ReturnImportWork& work_;
};

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_RETURN_IMPORTS_H_
