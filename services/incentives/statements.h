// The incentives service: one function for each RPC, no network.

#ifndef TIDEMARK_SERVICES_INCENTIVES_STATEMENTS_H_
#define TIDEMARK_SERVICES_INCENTIVES_STATEMENTS_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/rpc/call.h"
#include "common/store/database.h"
#include "services/incentives/drafting.h"
#include "services/incentives/step_downs.h"
#include "tidemark/incentives/v1/statement_service.pb.h"
#include "tidemark/type/v1/exported_file.pb.h"

namespace tidemark::incentives {

// What `tidemark.incentives.v1.StatementService` promises. Errors are those
// that the proto declares. Safe to use from any thread.
class Statements {
 public:
  struct Options {
    // Must outlive this.
    store::Database& db;
    // Waits until what is stored by now in other services is known here.
    std::function<absl::Status()> await_now;
    // Asked only for contracts that pay for step-downs.
    StepDownsOf step_downs_of;
  };

  explicit Statements(Options options) : options_(std::move(options)) {}

  absl::StatusOr<v1::IncentiveTermsHistory> GetIncentiveTerms(
      const rpc::Call& call, const v1::GetIncentiveTermsRequest& request) const;
  absl::StatusOr<v1::Statement> DraftStatement(
      const rpc::Call& call, const v1::DraftStatementRequest& request) const;
  absl::StatusOr<v1::Statement> IssueStatement(
      const rpc::Call& call, const v1::IssueStatementRequest& request);
  absl::StatusOr<v1::Statement> GetStatement(
      const rpc::Call& call, const v1::GetStatementRequest& request) const;
  absl::StatusOr<type::v1::ExportedFile> ExportStatement(
      const rpc::Call& call, const v1::ExportStatementRequest& request) const;
  absl::StatusOr<v1::ListStatementsResponse> ListStatements(
      const rpc::Call& call, const v1::ListStatementsRequest& request) const;
  absl::StatusOr<v1::Verification> VerifyStatement(
      const rpc::Call& call, const v1::VerifyStatementRequest& request) const;
  absl::StatusOr<v1::Statement> RespondToStatement(
      const rpc::Call& call, const v1::RespondToStatementRequest& request);
  absl::StatusOr<v1::Statement> AnswerDispute(
      const rpc::Call& call, const v1::AnswerDisputeRequest& request);

  // The provider of the contract that `name` lies in or is. Returns `NOT_FOUND`
  // if it is not known.
  absl::StatusOr<std::vector<std::string>> ProvidersOf(
      absl::string_view name) const;

 private:
  // What the contract's statements rest on now, of other services.
  struct Asked {
    JudgedStepDowns step_downs = {};
    bool pays_step_downs = false;
    // The number of the next statement when it was asked.
    int32_t next_number = 0;
  };

  absl::StatusOr<Asked> Ask(absl::string_view contract) const;
  absl::StatusOr<v1::Statement> Issue(store::Transaction& txn,
                                      const rpc::Call& call,
                                      const v1::IssueStatementRequest& request,
                                      const Asked& asked) const;

  const Options options_;
};

}  // namespace tidemark::incentives

#endif  // TIDEMARK_SERVICES_INCENTIVES_STATEMENTS_H_
