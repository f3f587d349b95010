#include "services/incentives/verification.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"

#include "common/base/status_macros.h"
#include "services/incentives/account.h"
#include "services/incentives/adjustments.h"
#include "services/incentives/apply.h"
#include "services/incentives/drafting.h"
#include "services/incentives/history.h"
#include "services/incentives/judging.h"
#include "services/incentives/known.h"
#include "services/incentives/ledger.h"

namespace tidemark::incentives {
namespace {

using google::protobuf::util::MessageDifferencer;

// Whether two say the same, in the words of today or of an earlier version:
// what words are made from is compared itself.
bool Same(const google::protobuf::Message& stated,
          const google::protobuf::Message& again) {
  MessageDifferencer differencer;
  for (const google::protobuf::FieldDescriptor* const words :
       {v1::Account::Line::descriptor()->FindFieldByName("reason"),
        v1::Adjustment::Line::descriptor()->FindFieldByName("reason"),
        v1::Adjustment::Change::descriptor()->FindFieldByName("before"),
        v1::Adjustment::Change::descriptor()->FindFieldByName("after"),
        v1::Adjustment::descriptor()->FindFieldByName("reason")}) {
    differencer.IgnoreField(words);
  }
  return differencer.Compare(stated, again);
}

// Compares a statement with what came out anew.
class Comparison {
 public:
  Comparison(const char* from, v1::Verification& verification)
      : from_(from), verification_(verification) {}

  void Account(const v1::Account& stated, const v1::Account& again) {
    if (Same(stated, again)) return;
    verification_.add_differences(absl::StrCat(
        "From ", from_, ", period ", stated.period_id(), " comes to ",
        Pounds(again.total_pence()), " with ", again.outcomes_met(), " of ",
        again.outcomes_counted(), " outcomes met; the statement says ",
        Pounds(stated.total_pence()), " with ", stated.outcomes_met(), " of ",
        stated.outcomes_counted()));
  }

  void Rest(const v1::Statement& stated, const v1::Statement& again) {
    if (stated.adjustments_size() != again.adjustments_size()) {
      verification_.add_differences(absl::StrCat(
          "From ", from_, ", there are ", again.adjustments_size(),
          " adjustments; the statement has ", stated.adjustments_size()));
      return;
    }
    for (int i = 0; i < stated.adjustments_size(); ++i) {
      if (Same(stated.adjustments(i), again.adjustments(i))) continue;
      verification_.add_differences(absl::StrCat(
          "From ", from_, ", period ",
          stated.adjustments(i).account().period_id(), " is adjusted by ",
          Pounds(again.adjustments(i).difference_pence()),
          "; the statement says ",
          Pounds(stated.adjustments(i).difference_pence()),
          " or from something else"));
    }
    if (stated.total_pence() != again.total_pence()) {
      verification_.add_differences(absl::StrCat(
          "From ", from_, ", the total is ", Pounds(again.total_pence()),
          "; the statement says ", Pounds(stated.total_pence())));
    }
  }

 private:
  const char* const from_;
  v1::Verification& verification_;
};

// The account added up again from its own inputs.
v1::Account AddedUpAgain(const contracts::v1::IncentiveTerms& terms,
                         v1::Account account) {
  for (v1::OutcomeInput& outcome : *account.mutable_outcomes()) {
    if (outcome.has_level()) outcome.set_result(ResultOf(outcome, terms));
  }
  AddUp(terms, account);
  return account;
}

int64_t FromInputs(const v1::Statement& statement, const Ledger& ledger,
                   v1::Verification& verification) {
  Comparison comparison("its inputs", verification);
  v1::Statement again;
  if (statement.has_account()) {
    *again.mutable_account() =
        AddedUpAgain(statement.terms(), statement.account());
    comparison.Account(statement.account(), again.account());
  }
  for (const v1::Adjustment& adjustment : statement.adjustments()) {
    const IssuedPeriod* const issued =
        ledger.Find(adjustment.account().period_id());
    if (issued == nullptr) continue;
    auto adjusted =
        Adjust(*issued, AddedUpAgain(issued->terms, adjustment.account()));
    if (adjusted) *again.add_adjustments() = *std::move(adjusted);
  }
  SetSums(again);
  comparison.Rest(statement, again);
  return again.total_pence();
}

// What is stored of step-downs: what the statement says, and for periods of
// which it says nothing what was said last.
JudgedStepDowns StepDownsThen(const v1::Statement& statement,
                              const Ledger& ledger) {
  JudgedStepDowns then;
  const auto take = [&](const v1::Account& account) {
    then.all.insert(then.all.end(), account.step_downs().begin(),
                    account.step_downs().end());
  };
  if (statement.has_account()) take(statement.account());
  for (const IssuedPeriod& issued : ledger.periods()) {
    const v1::Account* account = &issued.settled;
    for (const v1::Adjustment& adjustment : statement.adjustments()) {
      if (adjustment.statement() == issued.statement) {
        account = &adjustment.account();
      }
    }
    take(*account);
  }
  return then;
}

AsOf AsOfThen(const v1::Statement& statement) {
  AsOf as_of;
  for (const v1::FeedPosition& position : statement.as_of()) {
    if (position.feed() == kContractsFeed) {
      as_of.contracts = position.sequence();
    } else if (position.feed() == kOutcomesFeed) {
      as_of.outcomes = position.sequence();
    }
  }
  return as_of;
}

absl::StatusOr<int64_t> FromHistory(const store::Reader& reader,
                                    const v1::Statement& statement,
                                    Ledger ledger,
                                    v1::Verification& verification) {
  const JudgedStepDowns step_downs = StepDownsThen(statement, ledger);
  Basis basis{.ledger = std::move(ledger), .as_of = AsOfThen(statement)};
  TIDEMARK_ASSIGN_OR_RETURN(
      basis.known, ReadKnown(reader, statement.contract(), basis.as_of));
  Comparison comparison("the returns as they were known", verification);
  v1::Statement again;
  if (statement.has_account()) {
    const auto* const terms =
        TermsOn(basis.known.contract, StartDay(statement.account()));
    if (terms == nullptr ||
        !MessageDifferencer::Equals(terms->terms(), statement.terms())) {
      verification.add_differences(
          "The contract's terms for the period were others when it was issued");
    }
    *again.mutable_account() =
        History(basis.known, basis.ledger)
            .AccountOf({.period = statement.account().period_id(),
                        .start_day = StartDay(statement.account()),
                        .end_day = EndDay(statement.account()),
                        .terms = statement.terms()},
                       step_downs.all);
    comparison.Account(statement.account(), again.account());
  }
  AddAdjustments(basis, step_downs, again);
  comparison.Rest(statement, again);
  return again.total_pence();
}

}  // namespace

absl::StatusOr<v1::Verification> Verify(const store::Reader& reader,
                                        const v1::Statement& statement) {
  TIDEMARK_ASSIGN_OR_RETURN(
      Ledger ledger,
      Ledger::Read(reader, statement.contract(), statement.number()));
  v1::Verification verification;
  verification.set_statement(statement.name());
  verification.set_stated_pence(statement.total_pence());
  verification.set_from_inputs_pence(
      FromInputs(statement, ledger, verification));
  TIDEMARK_ASSIGN_OR_RETURN(
      const int64_t from_history,
      FromHistory(reader, statement, std::move(ledger), verification));
  verification.set_from_history_pence(from_history);
  verification.set_same(verification.differences().empty());
  return verification;
}

}  // namespace tidemark::incentives
