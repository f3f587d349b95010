#include "services/incentives/drafting.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/digest.h"
#include "services/incentives/adjustments.h"
#include "services/incentives/apply.h"
#include "services/incentives/history.h"

namespace tidemark::incentives {
namespace {

absl::Status Refused(absl::string_view reason, absl::string_view name,
                     absl::string_view what) {
  return Error(absl::StatusCode::kFailedPrecondition, reason,
               absl::StrCat(name, " ", what), {{"name", std::string(name)}});
}

void SetAsOf(const Basis& basis, int64_t enablement, v1::Statement& statement) {
  const auto add = [&](const char* feed, int64_t sequence) {
    v1::FeedPosition& position = *statement.add_as_of();
    position.set_feed(feed);
    position.set_sequence(sequence);
  };
  add(kContractsFeed, basis.as_of.contracts);
  add(kOutcomesFeed, basis.as_of.outcomes);
  if (enablement > 0) add("enablement", enablement);
}

// Stands for the figures, whatever changed in the feeds beside them.
std::string EtagOf(const v1::Statement& statement) {
  v1::Statement figures = statement;
  figures.clear_as_of();
  figures.clear_cautions();
  return absl::BytesToHexString(
      rpc::Sha256(figures.SerializeAsString()).substr(0, 12));
}

void AddCautions(type::Date today, v1::Statement& statement) {
  const v1::Account& account = statement.account();
  if (!account.has_return_input()) {
    statement.add_cautions(
        "The period has no accepted return: only what is paid whatever the "
        "outcomes is in it. What the return brings will be an adjustment.");
  }
  if (EndDay(account) >= type::DayNumber(today)) {
    statement.add_cautions("The period is not over.");
  }
}

// Sets the terms and the account of a period whose statement was not issued.
absl::Status SetAccount(absl::string_view period, const Basis& basis,
                        const JudgedStepDowns& step_downs,
                        v1::Statement& statement) {
  const v1::ContractFacts::Period* const dates =
      PeriodCalled(basis.known.contract, period);
  if (dates == nullptr) {
    return absl::NotFoundError(absl::StrCat(
        statement.name(),
        " is not there: the contract's calendar has no period ", period));
  }
  const v1::ContractFacts::Terms* const terms =
      TermsOn(basis.known.contract, dates->start_day());
  if (terms == nullptr) {
    return Refused("NO_INCENTIVE_TERMS", statement.contract(),
                   absl::StrCat("pays for no outcomes in the period ", period,
                                "; its incentive terms say from when it does"));
  }
  *statement.mutable_terms() = terms->terms();
  statement.set_terms_variation(terms->variation());
  *statement.mutable_account() =
      History(basis.known, basis.ledger)
          .AccountOf({.period = dates->id(),
                      .start_day = dates->start_day(),
                      .end_day = dates->end_day(),
                      .terms = statement.terms()},
                     step_downs.all);
  return absl::OkStatus();
}

// What `issued` comes to now.
v1::Account AccountNow(const IssuedPeriod& issued, const History& history,
                       const JudgedStepDowns& step_downs) {
  return history.AccountOf({.period = issued.settled.period_id(),
                            .start_day = StartDay(issued.settled),
                            .end_day = EndDay(issued.settled),
                            .terms = issued.terms},
                           step_downs.all);
}

}  // namespace

absl::StatusOr<Basis> ReadBasis(const store::Reader& reader,
                                absl::string_view contract) {
  Basis basis;
  TIDEMARK_ASSIGN_OR_RETURN(basis.as_of.contracts,
                            PositionOf(reader, kContractsFeed));
  TIDEMARK_ASSIGN_OR_RETURN(basis.as_of.outcomes,
                            PositionOf(reader, kOutcomesFeed));
  TIDEMARK_ASSIGN_OR_RETURN(basis.known,
                            ReadKnown(reader, contract, basis.as_of));
  TIDEMARK_ASSIGN_OR_RETURN(basis.ledger, Ledger::Read(reader, contract));
  return basis;
}

bool PaysStepDowns(const Basis& basis) {
  const auto& terms = basis.known.contract.terms();
  return std::any_of(terms.begin(), terms.end(),
                     [](const v1::ContractFacts::Terms& version) {
                       return version.terms().step_down_pence() > 0;
                     });
}

void SetSums(v1::Statement& statement) {
  int64_t adjusted = 0;
  for (const v1::Adjustment& adjustment : statement.adjustments()) {
    adjusted += adjustment.difference_pence();
  }
  statement.set_account_pence(statement.account().total_pence());
  statement.set_adjustment_pence(adjusted);
  statement.set_total_pence(statement.account_pence() + adjusted);
}

void AddAdjustments(const Basis& basis, const JudgedStepDowns& step_downs,
                    v1::Statement& statement) {
  const History history(basis.known, basis.ledger);
  for (const IssuedPeriod& issued : basis.ledger.periods()) {
    std::optional<v1::Adjustment> adjustment =
        Adjust(issued, AccountNow(issued, history, step_downs));
    if (adjustment) *statement.add_adjustments() = *std::move(adjustment);
  }
  SetSums(statement);
}

absl::StatusOr<v1::Statement> Draft(absl::string_view name, const Basis& basis,
                                    const JudgedStepDowns& step_downs,
                                    type::Date today) {
  TIDEMARK_ASSIGN_OR_RETURN(const StatementId id, ReadStatementId(name));
  v1::Statement statement;
  statement.set_name(std::string(name));
  statement.set_contract(basis.known.contract.name());
  statement.set_provider(basis.known.contract.provider());
  statement.set_state(v1::Statement::STATE_DRAFT);
  statement.set_number(basis.ledger.next_number());
  const IssuedPeriod* const issued = basis.ledger.Find(id.period);
  bool possible = true;
  if (id.correction > 0) {
    if (issued == nullptr) {
      return Refused("STATEMENT_NOT_ISSUED", name,
                     absl::StrCat("is for corrections after the statement of ",
                                  id.period, ", which was not issued"));
    }
    AddAdjustments(basis, step_downs, statement);
    possible = !statement.adjustments().empty();
    if (!possible) statement.add_cautions("There is nothing to correct.");
  } else if (issued != nullptr) {
    *statement.mutable_terms() = issued->terms;
    statement.set_terms_variation(issued->terms_variation);
    *statement.mutable_account() =
        AccountNow(*issued, History(basis.known, basis.ledger), step_downs);
    SetSums(statement);
    possible = false;
    statement.add_cautions(
        "The statement was issued. This is what the period comes to now, by "
        "the terms as issued.");
  } else {
    TIDEMARK_RETURN_IF_ERROR(
        SetAccount(id.period, basis, step_downs, statement));
    AddAdjustments(basis, step_downs, statement);
  }
  if (statement.has_account()) AddCautions(today, statement);
  SetAsOf(basis, step_downs.enablement, statement);
  if (possible) statement.set_etag(EtagOf(statement));
  return statement;
}

}  // namespace tidemark::incentives
