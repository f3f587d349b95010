#include "services/cli/statement_view.h"

#include <ostream>
#include <string>

#include "absl/strings/str_cat.h"

#include "common/proto/names.h"
#include "services/cli/words.h"

namespace tidemark::cli {
namespace {

using incentives::v1::Account;
using incentives::v1::Adjustment;
using incentives::v1::OutcomeInput;
using incentives::v1::Statement;
using incentives::v1::StepDownInput;

// `p-1/walk` for an outcome, `k-1/2026-01-20` for a step-down.
std::string Short(const std::string& name) {
  return absl::StrCat(IdOf(ParentOf(name)), "/", IdOf(name));
}

void PrintLines(Session& session, const Account& account) {
  Table table({{"LINE"},
               {"NUMBER", Align::kRight},
               {"EACH", Align::kRight},
               {"AMOUNT", Align::kRight},
               {"WHY"}});
  for (const Account::Line& line : account.lines()) {
    table.Add({Word(line.kind()), FormatCount(line.quantity()),
               FormatPounds(line.unit_pence()),
               FormatPounds(line.amount_pence()), line.reason()});
  }
  table.Add({"sum", "", "", FormatPounds(account.total_pence())});
  session.Print(table, "  ");
}

std::string Says(const OutcomeInput& outcome) {
  if (outcome.result() == OutcomeInput::RESULT_EXCLUDED) {
    return absl::StrCat("left out: ", Word(outcome.exclusion()));
  }
  if (outcome.first_met()) return "met for the first time";
  if (!outcome.met_before_return().empty()) {
    return absl::StrCat("met, and before in ",
                        IdOf(outcome.met_before_return()), " version ",
                        outcome.met_before_version());
  }
  return Word(outcome.result());
}

void PrintInputs(Session& session, const Account& account) {
  if (!account.outcomes().empty()) {
    Table table({{"OUTCOME"}, {"LEVEL"}, {"SAID BY"}, {"COMES TO"}});
    for (const OutcomeInput& outcome : account.outcomes()) {
      table.Add({Short(outcome.outcome()),
                 outcome.has_level() ? FormatLevel(outcome.level()) : "",
                 Word(outcome.voice()), Says(outcome)});
    }
    session.out() << "\n";
    session.Print(table, "  ");
  }
  if (!account.step_downs().empty()) {
    Table table({{"STEP-DOWN"}, {"UNTIL"}, {"STANDING"}, {"PAID"}});
    for (const StepDownInput& step : account.step_downs()) {
      table.Add({Short(step.step_down()), FormatDate(step.last_date()),
                 Word(step.standing()), step.counts() ? "yes" : "no"});
    }
    session.out() << "\n";
    session.Print(table, "  ");
  }
}

void PrintAdjustment(Session& session, const Adjustment& adjustment,
                     bool outcomes) {
  session.out() << "\nCorrects " << IdOf(adjustment.statement()) << " by "
                << FormatPounds(adjustment.difference_pence()) << ", from "
                << FormatPounds(adjustment.old_pence()) << " as "
                << IdOf(adjustment.settled_by()) << " said to "
                << FormatPounds(adjustment.new_pence()) << "\n  "
                << OneLine(adjustment.reason()) << "\n";
  Table lines({{"LINE"},
               {"WAS", Align::kRight},
               {"IS", Align::kRight},
               {"DIFFERENCE", Align::kRight},
               {"WHY"}});
  for (const Adjustment::Line& line : adjustment.lines()) {
    lines.Add({Word(line.kind()), FormatPounds(line.old_pence()),
               FormatPounds(line.new_pence()),
               FormatPounds(line.difference_pence()), line.reason()});
  }
  session.Print(lines, "  ");
  if (!outcomes || adjustment.changes().empty()) return;
  Table changes({{"OUTCOME OR STEP-DOWN"}, {"WAS"}, {"IS"}});
  for (const Adjustment::Change& change : adjustment.changes()) {
    changes.Add({Short(change.subject()), change.before(), change.after()});
  }
  session.out() << "\n";
  session.Print(changes, "  ");
}

void PrintHead(std::ostream& out, const Statement& statement) {
  out << "Statement " << statement.name() << "\n"
      << "  provider  " << IdOf(statement.provider()) << "\n"
      << "  state     " << Word(statement.state());
  out << "\n";
  if (statement.has_issue_time()) {
    out << "  issued    " << FormatTime(statement.issue_time()) << " by "
        << OneLine(statement.issued_by()) << "\n";
  }
  if (!statement.has_account()) return;
  const Account& account = statement.account();
  out << "  period    " << FormatDate(account.period_start()) << " to "
      << FormatDate(account.period_end()) << "\n"
      << "  terms     "
      << (statement.terms_variation() == 0
              ? "the contract's first"
              : absl::StrCat("variation ", statement.terms_variation()))
      << "\n";
  if (account.has_return_input()) {
    out << "  return    " << IdOf(account.return_input().name()) << " version "
        << account.return_input().version() << ": " << account.outcomes_met()
        << " of " << Count(account.outcomes_counted(), "outcome") << " met, "
        << account.outcomes_excluded() << " left out\n";
  }
}

}  // namespace

void PrintStatement(Session& session, const Statement& statement,
                    bool outcomes) {
  std::ostream& out = session.out();
  PrintHead(out, statement);
  if (statement.has_account()) {
    out << "\n";
    PrintLines(session, statement.account());
    if (outcomes) PrintInputs(session, statement.account());
  }
  for (const Adjustment& adjustment : statement.adjustments()) {
    PrintAdjustment(session, adjustment, outcomes);
  }
  out << "\n";
  if (!statement.adjustments().empty()) {
    out << "  this period      " << FormatPounds(statement.account_pence())
        << "\n"
        << "  corrections      " << FormatPounds(statement.adjustment_pence())
        << "\n";
  }
  out << "  to be paid       " << FormatPounds(statement.total_pence()) << "\n";
  for (const std::string& caution : statement.cautions()) {
    out << "  note: " << OneLine(caution) << "\n";
  }
  for (const Statement::Response& response : statement.responses()) {
    out << "  " << FormatTime(response.respond_time()) << " "
        << Word(response.state()) << " by " << OneLine(response.responded_by());
    if (!response.words().empty()) out << ": " << OneLine(response.words());
    out << "\n";
  }
}

}  // namespace tidemark::cli
