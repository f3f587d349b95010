#include "services/enablement/proposals.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proposals/proposals.h"
#include "common/proto/names.h"
#include "common/rpc/page.h"
#include "common/rpc/waiting.h"
#include "common/type/decisions.h"
#include "services/enablement/check_backs.h"
#include "services/enablement/levels.h"
#include "services/enablement/package_rules.h"
#include "services/enablement/proposal_rules.h"
#include "services/enablement/tables.h"
#include "services/enablement/terms.h"

namespace tidemark::enablement {
namespace {

using contracts::v1::Contract;
using type::v1::Decision;
using type::v1::ProposalKind;
using v1::Package;
using v1::Proposal;

// The first days of the levels of `package` that were accepted by rule.
absl::StatusOr<std::set<type::Date>> DaysByRule(const store::Transaction& txn,
                                                absl::string_view package) {
  std::set<type::Date> days;
  TIDEMARK_RETURN_IF_ERROR(kProposals.Scan(
      txn, absl::StrCat(package, "/proposals/"), "",
      [&](const Proposal& proposal) {
        if (proposal.decision().accepted_by_rule()) {
          days.insert(DayOf(proposal.change().level().from_date()));
        }
        return true;
      }));
  return days;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Contract>> Proposals::FindDelegating(
    const Package& package, ProposalKind kind, type::Date today) {
  if (package.contract().empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, "NOT_DELEGATED",
                 absl::StrCat(package.name(),
                              " is from client-level data; nothing is "
                              "delegated without a contract"),
                 {{"name", package.name()}});
  }
  // Proposals are few, so the owner is asked each time: what was delegated
  // until a moment ago is not taken. The copy serves while the owner is away.
  auto contract = contracts_.Refresh(package.contract());
  if (rpc::IsWouldWait(contract.status())) return contract.status();
  if (!contract.ok()) contract = contracts_.Get(package.contract());
  TIDEMARK_RETURN_IF_ERROR(contract.status());
  if (!type::Delegates((*contract)->delegated_review(), kind, today)) {
    return type::NotDelegated((*contract)->name(), kind);
  }
  // Packages go on under a contract that rests.
  if ((*contract)->state() == Contract::STATE_ACTIVE ||
      (*contract)->state() == Contract::STATE_SUSPENDED) {
    return contract;
  }
  const std::string state =
      Contract::State_Name((*contract)->state()).substr(sizeof("STATE_") - 1);
  return Error(absl::StatusCode::kFailedPrecondition, "CONTRACT_NOT_IN_FORCE",
               absl::StrCat((*contract)->name(), " is ", state,
                            "; its provider proposes nothing under it"),
               {{"contract", (*contract)->name()}, {"state", state}});
}

absl::StatusOr<Proposal> Proposals::CreateProposal(
    const rpc::Call& call, const v1::CreateProposalRequest& request) {
  const type::Date today = type::DateInEngland(call.time());
  const std::string& subject = call.principal().subject;
  const ProposalKind kind = request.proposal().kind();
  Faults faults;
  CheckNewId("proposal_id", request.proposal_id(), faults);
  CheckKind(kind, faults);
  CheckParts(kind, request.proposal().change(), "proposal.change", faults);
  type::CheckGrounds(request.proposal().grounds(), "proposal.grounds", today,
                     RiskOf(kind), faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  // A package never moves to another contract.
  TIDEMARK_ASSIGN_OR_RETURN(
      const Package now, kPackages.Get(store::Snapshot(db_), request.parent()));
  TIDEMARK_ASSIGN_OR_RETURN(const auto contract,
                            FindDelegating(now, kind, today));
  TIDEMARK_ASSIGN_OR_RETURN(const Terms terms,
                            TermsFor(councils_, request.parent()));
  const type::WorkingCalendar& calendar = terms.check_backs.calendar;
  const type::v1::DelegatedReview& scope = contract->delegated_review();
  return db_.Write<Proposal>(
      call.write(), [&](store::Transaction& txn) -> absl::StatusOr<Proposal> {
        TIDEMARK_ASSIGN_OR_RETURN(
            const Package before,
            kPackages.GetForUpdate(txn, request.parent(),
                                   request.proposal().package_etag()));
        // Also where it only waits: what could not be done is not proposed.
        TIDEMARK_ASSIGN_OR_RETURN(Package after,
                                  Do(before, kind, request.proposal().change(),
                                     "proposal.change", subject));
        Proposal proposal = request.proposal();
        proposal.set_name(
            NameIn(request.parent(), "proposals", request.proposal_id()));
        proposal.set_person(before.person());
        proposal.set_package_etag(before.etag());
        proposal.set_contract(before.contract());
        proposal.set_provider(before.provider());
        proposal.clear_audit_wanted();
        proposal.clear_audit();
        proposals::Open(subject, txn.time(), calendar, proposal);
        TIDEMARK_ASSIGN_OR_RETURN(const std::set<type::Date> by_rule,
                                  DaysByRule(txn, request.parent()));
        if (NeedsNoSignOff(proposal, SignedOffLevel(before, by_rule), scope)) {
          proposals::Record(DecisionByRule(proposal, scope), "", txn.time(),
                            proposal);
          proposal.set_audit_wanted(type::InSample(proposal.name(), txn.time(),
                                                   scope.audit_basis_points()));
        }
        TIDEMARK_ASSIGN_OR_RETURN(Proposal stored,
                                  kProposals.Insert(txn, std::move(proposal)));
        if (!proposals::IsWaiting(stored)) {
          TIDEMARK_RETURN_IF_ERROR(
              StoreMoved(txn, terms.check_backs, before, std::move(after))
                  .status());
        }
        proposals::ShowClock(today, calendar, stored);
        return stored;
      });
}

absl::StatusOr<Proposal> Proposals::GetProposal(
    const rpc::Call& call, const v1::GetProposalRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const Terms terms,
                            TermsFor(councils_, request.name()));
  const type::WorkingCalendar& calendar = terms.check_backs.calendar;
  TIDEMARK_ASSIGN_OR_RETURN(
      Proposal proposal, kProposals.Get(store::Snapshot(db_), request.name()));
  proposals::ShowClock(type::DateInEngland(call.time()), calendar, proposal);
  return proposal;
}

absl::StatusOr<v1::ListProposalsResponse> Proposals::ListProposals(
    const rpc::Call& call, const v1::ListProposalsRequest& request) {
  Faults faults;
  CheckName("parent", request.parent(), "councils/*/packages/*", "", faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  const type::Date today = type::DateInEngland(call.time());
  TIDEMARK_ASSIGN_OR_RETURN(const Terms terms,
                            TermsFor(councils_, request.parent()));
  const type::WorkingCalendar& calendar = terms.check_backs.calendar;
  TIDEMARK_ASSIGN_OR_RETURN(
      store::Page<Proposal> page,
      proposals::List<Proposal>(store::Snapshot(db_), kProposals, request,
                                today, [&](const Proposal& proposal) {
                                  return !request.audit_open() ||
                                         (proposal.audit_wanted() &&
                                          !proposal.has_audit());
                                }));
  v1::ListProposalsResponse response;
  for (Proposal& proposal : page.messages) {
    proposals::ShowClock(today, calendar, proposal);
    *response.add_proposals() = std::move(proposal);
  }
  response.set_next_page_token(rpc::NextPageToken(request, page.next));
  return response;
}

absl::StatusOr<Proposal> Proposals::DecideProposal(
    const rpc::Call& call, const v1::DecideProposalRequest& request) {
  const type::Date today = type::DateInEngland(call.time());
  const std::string& subject = call.principal().subject;
  Faults faults;
  type::CheckDecision(request.decision(), "decision", faults);
  proposals::CheckChangeGiven(request.decision(), request.has_change(), faults);
  TIDEMARK_ASSIGN_OR_RETURN(const Terms terms,
                            TermsFor(councils_, request.name()));
  const type::WorkingCalendar& calendar = terms.check_backs.calendar;
  return db_.Write<Proposal>(
      call.write(request.decision().reasons()),
      [&](store::Transaction& txn) -> absl::StatusOr<Proposal> {
        TIDEMARK_ASSIGN_OR_RETURN(
            Proposal proposal,
            kProposals.GetForUpdate(txn, request.name(), request.etag()));
        Faults found = faults;
        if (request.has_change()) {
          CheckParts(proposal.kind(), request.change(), "change", found);
        }
        TIDEMARK_RETURN_IF_ERROR(found.ToStatus());
        TIDEMARK_RETURN_IF_ERROR(proposals::CheckDecidable(proposal, subject));
        if (request.decision().result() != Decision::RESULT_DECLINED) {
          TIDEMARK_ASSIGN_OR_RETURN(
              const Package before,
              kPackages.Get(
                  txn, AncestorOf(proposal.name(), "councils/*/packages/*")));
          if (before.etag() != proposal.package_etag()) {
            return proposals::Outdated("PACKAGE_CHANGED", proposal.name(),
                                       before.name());
          }
          TIDEMARK_ASSIGN_OR_RETURN(
              Package after,
              request.has_change()
                  ? Do(before, proposal.kind(), request.change(), "change",
                       subject)
                  : Do(before, proposal.kind(), proposal.change(),
                       "proposal.change", subject));
          TIDEMARK_RETURN_IF_ERROR(
              StoreMoved(txn, terms.check_backs, before, std::move(after))
                  .status());
        }
        if (request.has_change()) {
          *proposal.mutable_decided_change() = request.change();
        }
        proposals::Record(request.decision(), subject, txn.time(), proposal);
        TIDEMARK_ASSIGN_OR_RETURN(proposal,
                                  kProposals.Update(txn, std::move(proposal)));
        proposals::ShowClock(today, calendar, proposal);
        return proposal;
      });
}

absl::StatusOr<Proposal> Proposals::WithdrawProposal(
    const rpc::Call& call, const v1::WithdrawProposalRequest& request) {
  return db_.Write<Proposal>(
      call.write(request.reason()),
      [&](store::Transaction& txn) -> absl::StatusOr<Proposal> {
        TIDEMARK_ASSIGN_OR_RETURN(
            Proposal proposal,
            kProposals.GetForUpdate(txn, request.name(), request.etag()));
        TIDEMARK_RETURN_IF_ERROR(
            proposals::Withdraw(request.reason(), proposal));
        return kProposals.Update(txn, std::move(proposal));
      });
}

absl::StatusOr<Proposal> Proposals::AuditProposal(
    const rpc::Call& call, const v1::AuditProposalRequest& request) {
  const type::Date today = type::DateInEngland(call.time());
  TIDEMARK_ASSIGN_OR_RETURN(const Terms terms,
                            TermsFor(councils_, request.name()));
  const type::WorkingCalendar& calendar = terms.check_backs.calendar;
  return db_.Write<Proposal>(
      call.write(request.reasons()),
      [&](store::Transaction& txn) -> absl::StatusOr<Proposal> {
        TIDEMARK_ASSIGN_OR_RETURN(
            Proposal proposal,
            kProposals.GetForUpdate(txn, request.name(), request.etag()));
        if (proposal.proposed_by() == call.principal().subject) {
          return proposals::OwnProposal(proposal.name());
        }
        if (!proposal.decision().accepted_by_rule()) {
          return Error(absl::StatusCode::kFailedPrecondition, "NOT_BY_RULE",
                       absl::StrCat(proposal.name(),
                                    " was not accepted by rule; only what "
                                    "nobody decided is audited"),
                       {{"name", proposal.name()}});
        }
        if (proposal.has_audit()) {
          return Error(absl::StatusCode::kFailedPrecondition, "AUDITED",
                       absl::StrCat(proposal.name(), " was audited by ",
                                    proposal.audit().audited_by(),
                                    "; an audit is not repeated"),
                       {{"name", proposal.name()},
                        {"audited_by", proposal.audit().audited_by()}});
        }
        v1::Audit& audit = *proposal.mutable_audit();
        audit.set_agreed(request.finding() ==
                         v1::AuditProposalRequest::FINDING_AGREED);
        audit.set_reasons(request.reasons());
        audit.set_audited_by(call.principal().subject);
        *audit.mutable_audit_time() = type::TimestampOf(txn.time());
        TIDEMARK_ASSIGN_OR_RETURN(proposal,
                                  kProposals.Update(txn, std::move(proposal)));
        proposals::ShowClock(today, calendar, proposal);
        return proposal;
      });
}

}  // namespace tidemark::enablement
