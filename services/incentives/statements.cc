#include "services/incentives/statements.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/timestamp.pb.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/page.h"
#include "common/rpc/waiting.h"
#include "common/sheet/export_table.h"
#include "common/type/date.h"
#include "services/incentives/export.h"
#include "services/incentives/ledger.h"
#include "services/incentives/tables.h"
#include "services/incentives/verification.h"

namespace tidemark::incentives {
namespace {

using v1::Statement;

std::string ContractOf(absl::string_view name) {
  return std::string(AncestorOf(name, "councils/*/contracts/*"));
}

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  const int64_t micros = absl::ToUnixMicros(time);
  google::protobuf::Timestamp stamp;
  stamp.set_seconds(micros / 1'000'000);
  stamp.set_nanos(static_cast<int32_t>(micros % 1'000'000) * 1'000);
  return stamp;
}

void HidePeople(v1::Account& account) {
  account.clear_outcomes();
  account.clear_step_downs();
}

// Leaves the lines and the sums.
void HidePeople(Statement& statement) {
  if (statement.has_account()) HidePeople(*statement.mutable_account());
  for (v1::Adjustment& adjustment : *statement.mutable_adjustments()) {
    adjustment.clear_changes();
    HidePeople(*adjustment.mutable_account());
  }
}

// `statement` as the caller may see it.
Statement AsSeenBy(const rpc::Call& call, Statement statement) {
  if (call.principal().role == api::v1::ROLE_FINANCE) HidePeople(statement);
  return statement;
}

absl::Status Refused(absl::string_view reason, absl::string_view name,
                     absl::string_view what) {
  return Error(absl::StatusCode::kFailedPrecondition, reason,
               absl::StrCat(name, " ", what), {{"name", std::string(name)}});
}

absl::Status Moved(absl::string_view reason, absl::string_view name,
                   absl::string_view what) {
  return Error(absl::StatusCode::kAborted, reason,
               absl::StrCat(name, " ", what), {{"name", std::string(name)}});
}

// Whether `draft` may be issued as it is.
absl::Status CheckIssue(const Statement& draft, const Basis& basis,
                        const v1::IssueStatementRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const StatementId id,
                            ReadStatementId(draft.name()));
  if (!request.etag().empty() && request.etag() != draft.etag()) {
    return Moved("DRAFT_STALE", draft.name(),
                 "would have other figures than the draft that you saw; look "
                 "at it again");
  }
  if (id.correction == 0) {
    if (!draft.account().has_return_input() && !request.without_return()) {
      return Refused("RETURN_NOT_ACCEPTED", draft.name(),
                     "has no accepted return for its period; accept it first, "
                     "or set without_return to pay only what is paid whatever "
                     "the outcomes");
    }
    return absl::OkStatus();
  }
  const int next = basis.ledger.NextCorrection(id.period);
  if (id.correction != next) {
    return Refused(
        "STATEMENT_NUMBER", draft.name(),
        absl::StrCat("is not the next one; that is ", id.period, ".", next));
  }
  if (draft.adjustments().empty()) {
    return Refused("NOTHING_TO_ADJUST", draft.name(),
                   "would correct nothing: everything that was issued still "
                   "comes to the same");
  }
  return absl::OkStatus();
}

void AddResponse(const rpc::Call& call, Statement::State state,
                 const std::string& words, Statement& statement) {
  statement.set_state(state);
  Statement::Response& response = *statement.add_responses();
  response.set_state(state);
  response.set_words(words);
  response.set_responded_by(call.principal().subject);
  *response.mutable_respond_time() = ToTimestamp(call.time());
}

absl::Status WrongState(const Statement& statement, absl::string_view what) {
  return Refused("STATEMENT_STATE", statement.name(), what);
}

}  // namespace

absl::StatusOr<v1::IncentiveTermsHistory> Statements::GetIncentiveTerms(
    const rpc::Call& /*call*/,
    const v1::GetIncentiveTermsRequest& request) const {
  TIDEMARK_ASSIGN_OR_RETURN(
      const v1::ContractFacts contract,
      kContracts.Get(store::Snapshot(options_.db), request.name()));
  v1::IncentiveTermsHistory history;
  history.set_name(contract.name());
  history.set_provider(contract.provider());
  for (const v1::ContractFacts::Terms& terms : contract.terms()) {
    auto& version = *history.add_versions();
    *version.mutable_effective_date() =
        type::ToProto(type::FromDayNumber(terms.effective_day()));
    version.set_variation(terms.variation());
    if (terms.has_terms()) *version.mutable_terms() = terms.terms();
  }
  return history;
}

absl::StatusOr<Statements::Asked> Statements::Ask(
    absl::string_view contract) const {
  // Other services are waited for.
  if (!rpc::MayWait()) return rpc::WouldWait();
  TIDEMARK_RETURN_IF_ERROR(options_.await_now());
  TIDEMARK_ASSIGN_OR_RETURN(const Basis basis,
                            ReadBasis(store::Snapshot(options_.db), contract));
  Asked asked{.pays_step_downs = PaysStepDowns(basis),
              .next_number = basis.ledger.next_number()};
  if (asked.pays_step_downs) {
    TIDEMARK_ASSIGN_OR_RETURN(asked.step_downs,
                              options_.step_downs_of(contract, basis.as_of));
  }
  return asked;
}

absl::StatusOr<Statement> Statements::DraftStatement(
    const rpc::Call& call, const v1::DraftStatementRequest& request) const {
  const std::string contract = ContractOf(request.name());
  TIDEMARK_ASSIGN_OR_RETURN(const Asked asked, Ask(contract));
  TIDEMARK_ASSIGN_OR_RETURN(const Basis basis,
                            ReadBasis(store::Snapshot(options_.db), contract));
  TIDEMARK_ASSIGN_OR_RETURN(Statement draft,
                            Draft(request.name(), basis, asked.step_downs,
                                  type::DateInEngland(call.time())));
  return AsSeenBy(call, std::move(draft));
}

absl::StatusOr<Statement> Statements::Issue(
    store::Transaction& txn, const rpc::Call& call,
    const v1::IssueStatementRequest& request, const Asked& asked) const {
  TIDEMARK_ASSIGN_OR_RETURN(const auto there,
                            kStatements.Find(txn, request.name()));
  if (there) return store::RecordTable::AlreadyExists(request.name());
  TIDEMARK_ASSIGN_OR_RETURN(const Basis basis,
                            ReadBasis(txn, ContractOf(request.name())));
  // Step-downs were asked for before: what was issued since may know more.
  if (basis.ledger.next_number() != asked.next_number ||
      PaysStepDowns(basis) != asked.pays_step_downs) {
    return Moved("ISSUED_MEANWHILE", request.name(),
                 "was about to be issued when another statement of the "
                 "contract was, or its terms changed; try again");
  }
  TIDEMARK_ASSIGN_OR_RETURN(Statement statement,
                            Draft(request.name(), basis, asked.step_downs,
                                  type::DateInEngland(call.time())));
  TIDEMARK_RETURN_IF_ERROR(CheckIssue(statement, basis, request));
  statement.set_state(Statement::STATE_ISSUED);
  statement.set_issued_by(call.principal().subject);
  *statement.mutable_issue_time() = ToTimestamp(call.time());
  TIDEMARK_ASSIGN_OR_RETURN(Statement stored,
                            kStatements.Insert(txn, std::move(statement)));
  return AsSeenBy(call, std::move(stored));
}

absl::StatusOr<Statement> Statements::IssueStatement(
    const rpc::Call& call, const v1::IssueStatementRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const Asked asked, Ask(ContractOf(request.name())));
  return options_.db.Write<Statement>(call.write(),
                                      [&](store::Transaction& txn) {
                                        return Issue(txn, call, request, asked);
                                      });
}

absl::StatusOr<Statement> Statements::GetStatement(
    const rpc::Call& call, const v1::GetStatementRequest& request) const {
  TIDEMARK_ASSIGN_OR_RETURN(
      Statement statement,
      kStatements.Get(store::Snapshot(options_.db), request.name()));
  return AsSeenBy(call, std::move(statement));
}

absl::StatusOr<type::v1::ExportedFile> Statements::ExportStatement(
    const rpc::Call& call, const v1::ExportStatementRequest& request) const {
  TIDEMARK_ASSIGN_OR_RETURN(
      Statement statement,
      kStatements.Get(store::Snapshot(options_.db), request.name()));
  sheet::ExportTable table = TableOf(AsSeenBy(call, std::move(statement)));
  table.warning = "Not for publication: small numbers are not hidden";
  table.about.emplace_back("Made for", call.principal().subject);
  return sheet::MakeFile(table, request.format(), call.time());
}

absl::StatusOr<v1::ListStatementsResponse> Statements::ListStatements(
    const rpc::Call& /*call*/, const v1::ListStatementsRequest& request) const {
  Faults faults;
  CheckName("parent", request.parent(), "councils/*/contracts/*", "", faults);
  if (!request.provider().empty()) {
    CheckName("provider", request.provider(), "councils/*/providers/*",
              CouncilOf(request.parent()), faults);
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  const bool any = IdOf(request.parent()) == absl::string_view(kAnyId);
  const auto wanted = [&](const Statement& statement) {
    return (any || statement.contract() == request.parent()) &&
           (request.provider().empty() ||
            statement.provider() == request.provider()) &&
           (request.state() == Statement::STATE_UNSPECIFIED ||
            statement.state() == request.state());
  };
  const store::Snapshot snapshot(options_.db);
  const size_t limit = rpc::PageSize(request.page_size());
  absl::StatusOr<store::Page<Statement>> page =
      any && !request.provider().empty()
          ? kStatements.ListIndex(snapshot, kStatementsByProvider,
                                  request.provider(), start, limit, wanted)
          : kStatements.List(
                snapshot,
                any ? absl::StrCat(CouncilOf(request.parent()), "/contracts/")
                    : absl::StrCat(request.parent(), "/statements/"),
                start, limit, wanted);
  TIDEMARK_RETURN_IF_ERROR(page.status());
  v1::ListStatementsResponse response;
  for (Statement& statement : page->messages) {
    HidePeople(statement);
    *response.add_statements() = std::move(statement);
  }
  response.set_next_page_token(rpc::NextPageToken(request, page->next));
  return response;
}

absl::StatusOr<v1::Verification> Statements::VerifyStatement(
    const rpc::Call& /*call*/,
    const v1::VerifyStatementRequest& request) const {
  const store::Snapshot snapshot(options_.db);
  TIDEMARK_ASSIGN_OR_RETURN(const Statement statement,
                            kStatements.Get(snapshot, request.name()));
  return Verify(snapshot, statement);
}

absl::StatusOr<Statement> Statements::RespondToStatement(
    const rpc::Call& call, const v1::RespondToStatementRequest& request) {
  const bool disputes =
      request.verdict() == v1::RespondToStatementRequest::VERDICT_DISPUTED;
  if (disputes && request.words().empty()) {
    Faults faults;
    faults.Add({.field = "words",
                .code = "DISPUTE_WORDS",
                .message = "must say what is wrong with the statement"});
    return faults.ToStatus();
  }
  return options_.db.Write<Statement>(
      call.write(), [&](store::Transaction& txn) -> absl::StatusOr<Statement> {
        TIDEMARK_ASSIGN_OR_RETURN(
            Statement statement,
            kStatements.GetForUpdate(txn, request.name(), request.etag()));
        const Statement::State state =
            disputes ? Statement::STATE_DISPUTED : Statement::STATE_AGREED;
        if (statement.state() == Statement::STATE_AGREED) {
          return WrongState(statement, "was agreed already");
        }
        if (statement.state() == state) {
          return WrongState(statement,
                            "was disputed already; the council is "
                            "to answer");
        }
        AddResponse(call, state, request.words(), statement);
        return kStatements.Update(txn, std::move(statement));
      });
}

absl::StatusOr<Statement> Statements::AnswerDispute(
    const rpc::Call& call, const v1::AnswerDisputeRequest& request) {
  return options_.db.Write<Statement>(
      call.write(), [&](store::Transaction& txn) -> absl::StatusOr<Statement> {
        TIDEMARK_ASSIGN_OR_RETURN(
            Statement statement,
            kStatements.GetForUpdate(txn, request.name(), request.etag()));
        if (statement.state() != Statement::STATE_DISPUTED) {
          return WrongState(statement, "is not disputed");
        }
        AddResponse(call, Statement::STATE_ANSWERED, request.words(),
                    statement);
        TIDEMARK_ASSIGN_OR_RETURN(
            Statement stored, kStatements.Update(txn, std::move(statement)));
        return AsSeenBy(call, std::move(stored));
      });
}

absl::StatusOr<std::vector<std::string>> Statements::ProvidersOf(
    absl::string_view name) const {
  TIDEMARK_ASSIGN_OR_RETURN(
      const v1::ContractFacts contract,
      kContracts.Get(store::Snapshot(options_.db), ContractOf(name)));
  return std::vector<std::string>{contract.provider()};
}

}  // namespace tidemark::incentives
