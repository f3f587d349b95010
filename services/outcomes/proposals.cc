#include "services/outcomes/proposals.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proposals/proposals.h"
#include "common/proto/names.h"
#include "common/rpc/page.h"
#include "common/type/decisions.h"
#include "services/outcomes/outcome_rules.h"
#include "services/outcomes/tables.h"

namespace tidemark::outcomes {
namespace {

using type::v1::Decision;
using type::v1::ProposalKind;
using v1::OutcomeChange;
using v1::Person;
using v1::PersonalOutcome;
using v1::Proposal;

constexpr char kPersonPattern[] = "councils/*/people/*";

absl::Status CheckSupported(const store::Reader& reader,
                            absl::string_view name) {
  TIDEMARK_ASSIGN_OR_RETURN(const Person person, kPeople.Get(reader, name));
  if (person.status() != Person::STATUS_LEFT &&
      person.status() != Person::STATUS_DIED) {
    return absl::OkStatus();
  }
  const std::string status =
      Person::Status_Name(person.status()).substr(sizeof("STATUS_") - 1);
  return Error(absl::StatusCode::kFailedPrecondition, "PERSON_NOT_SUPPORTED",
               absl::StrCat(person.name(), " is ", status,
                            "; there is nothing to propose or to accept about "
                            "their outcomes any more"),
               {{"name", person.name()}, {"status", status}});
}

// Adds a fault for each part of `change` that `kind` needs and lacks, or has
// and must not have.
void CheckParts(ProposalKind kind, const OutcomeChange& change,
                absl::string_view field, Faults& faults) {
  const bool closes = kind == type::v1::PROPOSAL_KIND_CLOSE_OUTCOME;
  const auto check = [&](bool wanted, bool given, absl::string_view part) {
    if (wanted == given) return;
    faults.Add({.field = absl::StrCat(field, ".", part),
                .code = wanted ? "REQUIRED" : "NOT_OF_KIND",
                .message = wanted ? "must be given for this kind of proposal"
                                  : "must not be given for this kind of "
                                    "proposal"});
  };
  check(!closes, change.has_outcome(), "outcome");
  check(closes, change.close_status() != PersonalOutcome::STATUS_UNSPECIFIED,
        "close_status");
  check(closes, type::IsSet(change.close_date()), "close_date");
}

void CheckKind(ProposalKind kind, Faults& faults) {
  if (kind == type::v1::PROPOSAL_KIND_NEW_OUTCOME ||
      kind == type::v1::PROPOSAL_KIND_CHANGE_OUTCOME ||
      kind == type::v1::PROPOSAL_KIND_CLOSE_OUTCOME) {
    return;
  }
  faults.Add({.field = "proposal.kind",
              .code = "KIND_OF_PACKAGE",
              .message = "must be NEW_OUTCOME, CHANGE_OUTCOME or "
                         "CLOSE_OUTCOME; the level of support is proposed "
                         "about a package"});
}

// The fault of an outcome, or a contract, that is not there or not the
// provider's: which of the two is not for the provider to know.
absl::Status NotOwn(absl::string_view field, absl::string_view what) {
  Faults faults;
  faults.Add({.field = std::string(field),
              .code = "NOT_SUPPORTED_BY_PROVIDER",
              .message = absl::StrCat("must be ", what)});
  return faults.ToStatus();
}

// `before` with everything that may be proposed as `given` has it.
PersonalOutcome Changed(const PersonalOutcome& before, PersonalOutcome given) {
  given.set_name(before.name());
  given.set_provider(before.provider());
  given.set_status(before.status());
  given.clear_close_date();
  *given.mutable_create_time() = before.create_time();
  *given.mutable_update_time() = before.update_time();
  given.set_etag(before.etag());
  return given;
}

}  // namespace

absl::StatusOr<Proposals::Result> Proposals::WorkOut(
    const store::Reader& reader, const Proposal& proposal,
    const OutcomeChange& change, absl::string_view field, type::Date today) {
  Result result;
  const bool is_new = proposal.kind() == type::v1::PROPOSAL_KIND_NEW_OUTCOME;
  if (!is_new) {
    TIDEMARK_ASSIGN_OR_RETURN(result.before,
                              kOutcomes.Get(reader, proposal.outcome()));
    TIDEMARK_RETURN_IF_ERROR(CheckNotClosed(result.before));
  }
  if (proposal.kind() == type::v1::PROPOSAL_KIND_CLOSE_OUTCOME) {
    v1::CloseOutcomeRequest close;
    close.set_status(change.close_status());
    *close.mutable_close_date() = change.close_date();
    result.after = result.before;
    TIDEMARK_RETURN_IF_ERROR(
        proposals::FaultsUnder(field, Close(close, today, result.after),
                               {{"status", "close_status"}}));
    return result;
  }
  result.after = Changed(result.before, change.outcome());
  if (is_new) {
    result.after.set_name(proposal.outcome());
    result.after.set_provider(proposal.provider());
    result.after.set_status(PersonalOutcome::STATUS_ACTIVE);
    result.after.clear_create_time();
    result.after.clear_update_time();
  }
  FillOutcome(result.after);
  TIDEMARK_RETURN_IF_ERROR(proposals::FaultsUnder(
      field, outcomes_.Check(result.after, is_new ? nullptr : &result.before)));
  Faults faults;
  CheckLocation(result.after, absl::StrCat(field, ".outcome.location"), faults);
  if (result.after.contract() != proposal.contract()) {
    faults.Add({.field = absl::StrCat(field, ".outcome.contract"),
                .code = "OTHER_CONTRACT",
                .message = absl::StrCat("must be ", proposal.contract(),
                                        ", the contract that the proposal is "
                                        "made under")});
  }
  if (!is_new && store::RecordTable::SameContent(result.before, result.after)) {
    faults.Add({.field = absl::StrCat(field, ".outcome"),
                .code = "NOTHING_CHANGED",
                .message = "must differ from the outcome as it is"});
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  return result;
}

absl::StatusOr<std::shared_ptr<const ContractFacts>> Proposals::FindDelegating(
    const std::string& contract, absl::string_view provider, ProposalKind kind,
    type::Date today) {
  // Proposals are few, so the owner is asked each time: what was delegated
  // until a moment ago is not taken.
  auto facts = contracts_.Refresh(contract);
  if (absl::IsNotFound(facts.status()) ||
      (facts.ok() && (*facts)->provider != provider)) {
    return NotOwn("proposal.change.outcome.contract",
                  "a contract of the provider");
  }
  TIDEMARK_RETURN_IF_ERROR(facts.status());
  if (!type::Delegates((*facts)->delegated_review, kind, today)) {
    return type::NotDelegated(contract, kind);
  }
  // A contract that rests takes no new outcomes; those it has are still
  // reviewed.
  if (kind == type::v1::PROPOSAL_KIND_NEW_OUTCOME ||
      (*facts)->state != contracts::v1::Contract::STATE_SUSPENDED) {
    TIDEMARK_RETURN_IF_ERROR(CheckTakesOutcomes(**facts));
  }
  return facts;
}

absl::StatusOr<Proposal> Proposals::CreateProposal(
    const rpc::Call& call, const v1::CreateProposalRequest& request) {
  const type::Date today = type::DateInEngland(call.time());
  const std::string& provider = call.principal().provider;
  Proposal proposal = request.proposal();
  const bool is_new = proposal.kind() == type::v1::PROPOSAL_KIND_NEW_OUTCOME;
  proposal.set_name(
      NameIn(request.parent(), "proposals", request.proposal_id()));
  if (is_new && proposal.outcome().empty()) {
    proposal.set_outcome(
        NameIn(request.parent(), "outcomes", request.proposal_id()));
  }
  Faults faults;
  CheckName("parent", request.parent(), kPersonPattern, "", faults);
  CheckOutcomeId("proposal_id", request.proposal_id(), faults);
  CheckKind(proposal.kind(), faults);
  if (ParentOf(proposal.outcome()) != absl::string_view(request.parent()) ||
      CollectionOf(proposal.outcome()) != "outcomes") {
    faults.Add({.field = "proposal.outcome",
                .code = "BAD_NAME",
                .message = "must be a name under the person's, like "
                           "councils/*/people/*/outcomes/*"});
  } else if (is_new) {
    CheckOutcomeId("proposal.outcome", IdOf(proposal.outcome()), faults);
  }
  CheckParts(proposal.kind(), proposal.change(), "proposal.change", faults);
  type::CheckGrounds(proposal.grounds(), "proposal.grounds", today,
                     type::Risk::kIfAny, faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());

  // Worked out on a snapshot, because it may have to ask the contracts service;
  // the transaction refuses if something that it rests on has changed since.
  const store::Snapshot snapshot(db_);
  TIDEMARK_RETURN_IF_ERROR(CheckSupported(snapshot, request.parent()));
  if (is_new) {
    proposal.set_contract(proposal.change().outcome().contract());
    proposal.clear_outcome_etag();
  } else {
    TIDEMARK_ASSIGN_OR_RETURN(const auto outcome,
                              kOutcomes.Find(snapshot, proposal.outcome()));
    if (!outcome || outcome->provider() != provider) {
      return NotOwn("proposal.outcome",
                    "an outcome that the provider supports");
    }
    proposal.set_contract(outcome->contract());
    if (proposal.outcome_etag().empty()) {
      proposal.set_outcome_etag(outcome->etag());
    }
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto contract,
      FindDelegating(proposal.contract(), provider, proposal.kind(), today));
  proposal.set_provider(contract->provider);
  TIDEMARK_RETURN_IF_ERROR(
      WorkOut(snapshot, proposal, proposal.change(), "proposal.change", today)
          .status());
  TIDEMARK_ASSIGN_OR_RETURN(
      const type::WorkingCalendar calendar,
      contracts_.WorkingDaysOf(CouncilOf(request.parent())));
  return db_.Write<Proposal>(
      call.write(), [&](store::Transaction& txn) -> absl::StatusOr<Proposal> {
        TIDEMARK_RETURN_IF_ERROR(CheckSupported(txn, request.parent()));
        if (is_new) {
          TIDEMARK_ASSIGN_OR_RETURN(const auto taken,
                                    kOutcomes.Find(txn, proposal.outcome()));
          if (taken) {
            return store::RecordTable::AlreadyExists(proposal.outcome());
          }
        } else {
          TIDEMARK_RETURN_IF_ERROR(kOutcomes
                                       .GetForUpdate(txn, proposal.outcome(),
                                                     proposal.outcome_etag())
                                       .status());
        }
        proposals::Open(call.principal().subject, txn.time(), calendar,
                        proposal);
        proposal.clear_resulting_outcome();
        TIDEMARK_ASSIGN_OR_RETURN(Proposal stored,
                                  kProposals.Insert(txn, std::move(proposal)));
        proposals::ShowClock(today, calendar, stored);
        return stored;
      });
}

absl::StatusOr<Proposal> Proposals::GetProposal(
    const rpc::Call& call, const v1::GetProposalRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const type::WorkingCalendar calendar,
      contracts_.WorkingDaysOf(CouncilOf(request.name())));
  TIDEMARK_ASSIGN_OR_RETURN(
      Proposal proposal, kProposals.Get(store::Snapshot(db_), request.name()));
  proposals::ShowClock(type::DateInEngland(call.time()), calendar, proposal);
  return proposal;
}

absl::StatusOr<v1::ListProposalsResponse> Proposals::ListProposals(
    const rpc::Call& call, const v1::ListProposalsRequest& request) {
  Faults faults;
  CheckName("parent", request.parent(), kPersonPattern, "", faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  const type::Date today = type::DateInEngland(call.time());
  TIDEMARK_ASSIGN_OR_RETURN(
      const type::WorkingCalendar calendar,
      contracts_.WorkingDaysOf(CouncilOf(request.parent())));
  TIDEMARK_ASSIGN_OR_RETURN(
      store::Page<Proposal> page,
      proposals::List(store::Snapshot(db_), kProposals, request, today));
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
  const bool declined =
      request.decision().result() == Decision::RESULT_DECLINED;
  // What the decision comes to is worked out on a snapshot, as above. It rests
  // on the outcome as it was when the proposal was made, and on nothing else
  // that can change.
  Result result;
  {
    const store::Snapshot snapshot(db_);
    TIDEMARK_ASSIGN_OR_RETURN(const Proposal proposal,
                              kProposals.Get(snapshot, request.name()));
    Faults faults;
    type::CheckDecision(request.decision(), "decision", faults);
    proposals::CheckChangeGiven(request.decision(), request.has_change(),
                                faults);
    if (request.has_change()) {
      CheckParts(proposal.kind(), request.change(), "change", faults);
    }
    TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
    const bool decidable =
        proposals::CheckDecidable(proposal, call.principal().subject).ok();
    bool current = true;
    if (!proposal.outcome_etag().empty()) {
      TIDEMARK_ASSIGN_OR_RETURN(const PersonalOutcome outcome,
                                kOutcomes.Get(snapshot, proposal.outcome()));
      current = outcome.etag() == proposal.outcome_etag();
    }
    // The transaction says what is wrong if it is not decidable or outdated.
    if (!declined && decidable && current) {
      TIDEMARK_ASSIGN_OR_RETURN(
          result,
          WorkOut(snapshot, proposal,
                  request.has_change() ? request.change() : proposal.change(),
                  request.has_change() ? "change" : "proposal.change", today));
      if (proposal.kind() == type::v1::PROPOSAL_KIND_NEW_OUTCOME) {
        TIDEMARK_RETURN_IF_ERROR(
            contracts_.GetTaking(proposal.contract()).status());
      }
    }
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      const type::WorkingCalendar calendar,
      contracts_.WorkingDaysOf(CouncilOf(request.name())));
  return db_.Write<Proposal>(
      call.write(request.decision().reasons()),
      [&](store::Transaction& txn) -> absl::StatusOr<Proposal> {
        TIDEMARK_ASSIGN_OR_RETURN(
            Proposal proposal,
            kProposals.GetForUpdate(txn, request.name(), request.etag()));
        TIDEMARK_RETURN_IF_ERROR(
            proposals::CheckDecidable(proposal, call.principal().subject));
        proposals::Record(request.decision(), call.principal().subject,
                          txn.time(), proposal);
        const auto store = [&]() -> absl::StatusOr<Proposal> {
          TIDEMARK_ASSIGN_OR_RETURN(
              Proposal stored, kProposals.Update(txn, std::move(proposal)));
          proposals::ShowClock(today, calendar, stored);
          return stored;
        };
        if (declined) return store();

        TIDEMARK_RETURN_IF_ERROR(
            CheckSupported(txn, AncestorOf(proposal.name(), kPersonPattern)));
        if (proposal.kind() == type::v1::PROPOSAL_KIND_NEW_OUTCOME) {
          TIDEMARK_RETURN_IF_ERROR(
              outcomes_.Insert(txn, std::move(result.after)).status());
        } else {
          TIDEMARK_ASSIGN_OR_RETURN(const PersonalOutcome current,
                                    kOutcomes.Get(txn, proposal.outcome()));
          if (current.etag() != proposal.outcome_etag()) {
            return proposals::Outdated("OUTCOME_CHANGED", proposal.name(),
                                       proposal.outcome());
          }
          TIDEMARK_RETURN_IF_ERROR(
              outcomes_.Replace(txn, current, std::move(result.after))
                  .status());
        }
        if (request.has_change()) {
          *proposal.mutable_decided_change() = request.change();
        }
        proposal.set_resulting_outcome(proposal.outcome());
        return store();
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

absl::StatusOr<std::vector<std::string>> Proposals::ProvidersOf(
    absl::string_view name) const {
  TIDEMARK_ASSIGN_OR_RETURN(const Proposal proposal,
                            kProposals.Get(store::Snapshot(db_), name));
  return std::vector<std::string>{proposal.provider()};
}

}  // namespace tidemark::outcomes
