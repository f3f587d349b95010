#include "services/incentives/export.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

#include "common/proto/names.h"
#include "common/type/date.h"
#include "common/type/decisions.h"

namespace tidemark::incentives {
namespace {

using sheet::Decimal;
using sheet::ExportTable;
using sheet::ExportValue;
using v1::Account;
using v1::Adjustment;
using v1::OutcomeInput;
using v1::Statement;
using v1::StepDownInput;

using Row = std::vector<ExportValue>;

constexpr double kNoteWidth = 60;
// No cell stands empty.
constexpr char kNothing[] = "none";

// The value of an enum as a person says it: `KIND_FIRST_MET` is "first met".
std::string WordsOf(absl::string_view value, absl::string_view prefix) {
  return absl::AsciiStrToLower(
      absl::StrReplaceAll(absl::StripPrefix(value, prefix), {{"_", " "}}));
}

std::string TextOr(const std::string& text) {
  return text.empty() ? kNothing : text;
}

Decimal Pounds(int64_t pence) {
  return {.value = static_cast<double>(pence) / 100, .places = 2};
}

std::string PoundsText(int64_t pence) {
  return absl::StrCat(pence < 0 ? "-" : "", "£", std::abs(pence) / 100, ".",
                      absl::Dec(std::abs(pence) % 100, absl::kZeroPad2));
}

std::string DateText(const type::v1::Date& date) {
  return type::FormatIsoDate(
      absl::CivilDay(date.year(), date.month(), date.day()));
}

std::string ExclusionWords(contracts::v1::IncentiveTerms::Exclusion exclusion) {
  return WordsOf(contracts::v1::IncentiveTerms::Exclusion_Name(exclusion),
                 "EXCLUSION_");
}

// What one line of the table says; what is not set has nothing to say.
struct Line {
  std::string period;
  std::string what;
  std::string item;
  ExportValue number = kNothing;
  ExportValue each = kNothing;
  ExportValue amount = kNothing;
  ExportValue level = kNothing;
  std::string said_by = {};
  std::string comes_to = {};
  std::string rests_on = {};
};

void Add(const Line& line, ExportTable& table) {
  table.rows.push_back({TextOr(line.period), line.what, TextOr(line.item),
                        line.number, line.each, line.amount, line.level,
                        TextOr(line.said_by), TextOr(line.comes_to),
                        TextOr(line.rests_on)});
}

std::string ReturnText(const v1::ReturnInput& input) {
  if (input.name().empty()) return "no accepted return";
  return absl::StrCat(input.name(), " version ", input.version(),
                      input.nil_return() ? ", nobody was supported" : "");
}

std::string ComesTo(const OutcomeInput& outcome) {
  if (outcome.result() == OutcomeInput::RESULT_EXCLUDED) {
    return absl::StrCat("left out: ", ExclusionWords(outcome.exclusion()));
  }
  if (outcome.first_met()) return "met for the first time";
  if (!outcome.met_before_return().empty()) {
    return absl::StrCat("met, and before in ", outcome.met_before_return(),
                        " version ", outcome.met_before_version());
  }
  return WordsOf(OutcomeInput::Result_Name(outcome.result()), "RESULT_");
}

void AddOutcome(const Account& account, const OutcomeInput& outcome,
                ExportTable& table) {
  Line line = {.period = account.period_id(),
               .what = "outcome",
               .item = outcome.outcome(),
               .comes_to = ComesTo(outcome),
               .rests_on = ReturnText(account.return_input())};
  if (outcome.has_level()) {
    line.level = int64_t{outcome.level()};
    line.said_by = WordsOf(OutcomeInput::Voice_Name(outcome.voice()), "VOICE_");
  }
  Add(line, table);
}

void AddStepDown(const Account& account, const StepDownInput& step,
                 ExportTable& table) {
  std::vector<std::string> rests_on(step.returns().begin(),
                                    step.returns().end());
  rests_on.insert(rests_on.end(), step.check_backs().begin(),
                  step.check_backs().end());
  const std::string standing = WordsOf(
      monitoring::v1::StepDown::Standing_Name(step.standing()), "STANDING_");
  Add({.period = account.period_id(),
       .what = "step-down",
       .item = step.step_down(),
       .comes_to =
           step.counts() ? absl::StrCat(standing, ", paid for")
           : step.exclusion() ==
                   contracts::v1::IncentiveTerms::EXCLUSION_UNSPECIFIED
               ? absl::StrCat(standing, ", not paid for")
               : absl::StrCat("left out: ", ExclusionWords(step.exclusion())),
       .rests_on = absl::StrJoin(rests_on, "; ")},
      table);
}

void AddAccount(const Account& account, ExportTable& table) {
  for (const Account::Line& line : account.lines()) {
    Add({.period = account.period_id(),
         .what = "line",
         .item = WordsOf(Account::Line::Kind_Name(line.kind()), "KIND_"),
         .number = line.quantity(),
         .each = Pounds(line.unit_pence()),
         .amount = Pounds(line.amount_pence()),
         .comes_to = line.reason(),
         .rests_on = ReturnText(account.return_input())},
        table);
  }
  Add({.period = account.period_id(),
       .what = "sum of the period",
       .item = {},
       .amount = Pounds(account.total_pence())},
      table);
  for (const OutcomeInput& outcome : account.outcomes()) {
    AddOutcome(account, outcome, table);
  }
  for (const StepDownInput& step : account.step_downs()) {
    AddStepDown(account, step, table);
  }
}

// What it corrects; the amounts of lines are the differences.
void AddAdjustment(const Adjustment& adjustment, ExportTable& table) {
  const std::string period(IdOf(adjustment.statement()));
  for (const Adjustment::Line& line : adjustment.lines()) {
    Add({.period = period,
         .what = "corrected line",
         .item = WordsOf(Account::Line::Kind_Name(line.kind()), "KIND_"),
         .amount = Pounds(line.difference_pence()),
         .comes_to =
             absl::StrCat("from ", PoundsText(line.old_pence()), " to ",
                          PoundsText(line.new_pence()), ": ", line.reason()),
         .rests_on = ReturnText(adjustment.account().return_input())},
        table);
  }
  for (const Adjustment::Change& change : adjustment.changes()) {
    Add({.period = period,
         .what = "changed",
         .item = change.subject(),
         .comes_to =
             absl::StrCat("was ", change.before(), ", is ", change.after()),
         .rests_on = ReturnText(adjustment.account().return_input())},
        table);
  }
  Add({.period = period,
       .what = "sum of the correction",
       .item = {},
       .amount = Pounds(adjustment.difference_pence()),
       .comes_to = adjustment.reason(),
       .rests_on =
           absl::StrCat("settled before by ", IdOf(adjustment.settled_by()))},
      table);
}

// The terms, with all that they set.
void AddTerms(const Statement& statement, ExportTable& table) {
  sheet::ExportDefinition& terms = table.definitions.emplace_back();
  terms.title = "Incentive terms";
  if (!statement.has_terms()) {
    terms.lines = {
        {"Terms", "Corrections only: each by the terms of its own period."}};
    return;
  }
  const contracts::v1::IncentiveTerms& of = statement.terms();
  const auto add_pence = [&](const char* label, int64_t pence) {
    if (pence != 0) terms.lines.emplace_back(label, PoundsText(pence));
  };
  terms.lines.emplace_back(
      "Agreed by",
      statement.terms_variation() == 0
          ? "the contract's first terms"
          : absl::StrCat("variation ", statement.terms_variation()));
  add_pence("A period is worth", of.period_value_pence());
  if (of.baseline_basis_points() != 0) {
    terms.lines.emplace_back(
        "Paid whatever the outcomes",
        absl::StrCat(of.baseline_basis_points() / 100.0, "%"));
  }
  add_pence("An outcome met for the first time", of.first_met_pence());
  add_pence("An outcome met", of.met_pence());
  add_pence("A step-down that counts", of.step_down_pence());
  for (const auto& band : of.bands()) {
    terms.lines.emplace_back(
        absl::StrCat("From ", band.from_basis_points() / 100.0,
                     "% of outcomes met"),
        PoundsText(band.amount_pence()));
  }
  if (of.has_floor_pence()) {
    terms.lines.emplace_back("The least that is paid",
                             PoundsText(of.floor_pence()));
  }
  if (of.has_cap_pence()) {
    terms.lines.emplace_back("The most that is paid",
                             PoundsText(of.cap_pence()));
  }
  for (const int exclusion : of.exclusions()) {
    terms.lines.emplace_back(
        "Left out",
        ExclusionWords(
            static_cast<contracts::v1::IncentiveTerms::Exclusion>(exclusion)));
  }
  terms.lines.emplace_back("Who decides",
                           of.person_confirmation_required()
                               ? "The person's own rating."
                               : "The person's own rating; where there is "
                                 "none, the practitioner's, else the "
                                 "provider's.");
}

}  // namespace

ExportTable TableOf(const Statement& statement) {
  ExportTable table;
  table.title = absl::StrCat("Statement ", IdOf(statement.name()), " of ",
                             IdOf(statement.contract()));
  table.file_stem =
      absl::StrCat("statement-", IdOf(statement.contract()), "-",
                   absl::StrReplaceAll(IdOf(statement.name()), {{".", "-"}}));
  table.columns = {{.heading = "Period"},
                   {.heading = "What", .width = 22},
                   {.heading = "Item", .width = kNoteWidth},
                   {.heading = "Number"},
                   {.heading = "Each", .unit = "£"},
                   {.heading = "Amount", .unit = "£"},
                   {.heading = "Level"},
                   {.heading = "Said by", .width = 18},
                   {.heading = "Comes to", .width = kNoteWidth},
                   {.heading = "Rests on", .width = kNoteWidth}};
  if (statement.has_account()) AddAccount(statement.account(), table);
  for (const Adjustment& adjustment : statement.adjustments()) {
    AddAdjustment(adjustment, table);
  }
  Add({.period = std::string(IdOf(statement.name())),
       .what = "to be paid",
       .item = {},
       .amount = Pounds(statement.total_pence()),
       .comes_to = "the sum of the period and of its corrections"},
      table);
  AddTerms(statement, table);
  const auto about = [&](std::string label, std::string text) {
    table.about.emplace_back(std::move(label), std::move(text));
  };
  about("Statement", statement.name());
  about("Provider", statement.provider());
  about("State", WordsOf(Statement::State_Name(statement.state()), "STATE_"));
  if (statement.has_account()) {
    about("First day", DateText(statement.account().period_start()));
    about("Last day", DateText(statement.account().period_end()));
  }
  about("Issued",
        absl::StrCat(absl::FormatTime("%Y-%m-%d %H:%M:%S UTC",
                                      type::TimeOf(statement.issue_time()),
                                      absl::UTCTimeZone()),
                     " by ", statement.issued_by()));
  for (const v1::FeedPosition& position : statement.as_of()) {
    about(absl::StrCat("Known of ", position.feed()),
          absl::StrCat("up to change ", position.sequence()));
  }
  for (const std::string& caution : statement.cautions()) {
    about("Note", caution);
  }
  about("Corrections",
        "A statement never changes. What is corrected later is a line of a "
        "later statement.");
  return table;
}

}  // namespace tidemark::incentives
