#include "services/incentives/adjustments.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/type/periods.h"
#include "services/incentives/account.h"

namespace tidemark::incentives {
namespace {

using contracts::v1::IncentiveTerms;
using monitoring::v1::StepDown;
using v1::Account;
using v1::Adjustment;
using v1::OutcomeInput;
using v1::StepDownInput;
using Line = Account::Line;

std::string Describe(IncentiveTerms::Exclusion exclusion) {
  switch (exclusion) {
    case IncentiveTerms::EXCLUSION_NOT_WORKED_ON:
      return "left out: not worked on";
    case IncentiveTerms::EXCLUSION_DIED:
      return "left out: the person died";
    case IncentiveTerms::EXCLUSION_MOVED:
      return "left out: the person left";
    case IncentiveTerms::EXCLUSION_AWAY:
      return "left out: the person was away";
    case IncentiveTerms::EXCLUSION_SUPPORT_ENDED:
      return "left out: the support ended";
    default:
      return "left out";
  }
}

std::string Describe(const OutcomeInput& outcome) {
  switch (outcome.result()) {
    case OutcomeInput::RESULT_MET:
      return outcome.first_met() ? "met for the first time" : "met, as before";
    case OutcomeInput::RESULT_NOT_MET:
      return "not met";
    case OutcomeInput::RESULT_NOT_CONFIRMED:
      return "not confirmed by the person";
    case OutcomeInput::RESULT_NOT_RATED:
      return "not rated";
    default:
      return Describe(outcome.exclusion());
  }
}

std::string Describe(const StepDownInput& step) {
  if (step.exclusion() != IncentiveTerms::EXCLUSION_UNSPECIFIED) {
    return Describe(step.exclusion());
  }
  switch (step.standing()) {
    case StepDown::STANDING_COUNTS:
      return "counts";
    case StepDown::STANDING_LACKING:
      return "does not count yet";
    case StepDown::STANDING_FAILED:
      return "does not hold";
    case StepDown::STANDING_NOT_LESS:
      return "is not less support";
    default:
      return "was cut short";
  }
}

// How each subject stands, in words, by its name.
using Words = std::map<std::string, std::string>;

Words Standings(const Account& account) {
  Words words;
  for (const OutcomeInput& outcome : account.outcomes()) {
    words[outcome.outcome()] = Describe(outcome);
  }
  for (const StepDownInput& step : account.step_downs()) {
    words[step.step_down()] = Describe(step);
  }
  return words;
}

void AddChanges(const Account& before, const Account& now,
                Adjustment& adjustment) {
  const Words old_words = Standings(before);
  Words subjects = Standings(now);
  for (const auto& [subject, words] : old_words) subjects.try_emplace(subject);
  for (const auto& [subject, words] : subjects) {
    const auto it = old_words.find(subject);
    const std::string old = it == old_words.end() ? "not there" : it->second;
    const std::string current = words.empty() ? "not there" : words;
    if (old == current) continue;
    Adjustment::Change& change = *adjustment.add_changes();
    change.set_subject(subject);
    change.set_before(old);
    change.set_after(current);
  }
}

std::string ReturnOf(const Account& account) {
  return account.has_return_input()
             ? absl::StrCat("version ", account.return_input().version())
             : "no accepted return";
}

std::string ReasonOf(const Account& before, const Account& now,
                     const Adjustment& adjustment) {
  std::vector<std::string> reasons;
  const std::string old_return = ReturnOf(before);
  const std::string new_return = ReturnOf(now);
  if (old_return != new_return) {
    reasons.push_back(absl::StrCat("it rested on ", old_return,
                                   ", and rests on ", new_return, " now"));
  }
  if (adjustment.changes_size() > 0) {
    reasons.push_back(
        absl::StrCat(adjustment.changes_size(),
                     adjustment.changes_size() == 1
                         ? " outcome or step-down comes to something else"
                         : " outcomes and step-downs come to something else"));
  }
  return absl::StrCat(type::PeriodInWords(now.period_id()), ": ",
                      absl::StrJoin(reasons, "; "));
}

std::map<int, const Line*> ByKind(const Account& account) {
  std::map<int, const Line*> lines;
  for (const Line& line : account.lines()) lines[line.kind()] = &line;
  return lines;
}

void AddLines(const Account& before, const Account& now,
              Adjustment& adjustment) {
  const std::map<int, const Line*> old_lines = ByKind(before);
  const std::map<int, const Line*> new_lines = ByKind(now);
  for (int kind = 1; kind < Line::Kind_ARRAYSIZE; ++kind) {
    const auto old_line = old_lines.find(kind);
    const auto new_line = new_lines.find(kind);
    const bool was = old_line != old_lines.end();
    const bool is = new_line != new_lines.end();
    const int64_t old_pence = was ? old_line->second->amount_pence() : 0;
    const int64_t new_pence = is ? new_line->second->amount_pence() : 0;
    if (old_pence == new_pence) continue;
    Adjustment::Line& line = *adjustment.add_lines();
    line.set_kind(static_cast<Line::Kind>(kind));
    line.set_old_pence(old_pence);
    line.set_new_pence(new_pence);
    line.set_difference_pence(new_pence - old_pence);
    line.set_reason(
        absl::StrCat("Was: ", was ? old_line->second->reason() : "nothing",
                     ". Is: ", is ? new_line->second->reason() : "nothing"));
  }
}

}  // namespace

std::optional<Adjustment> Adjust(const IssuedPeriod& issued, Account now) {
  const Account& before = issued.settled;
  Adjustment adjustment;
  AddLines(before, now, adjustment);
  if (adjustment.lines().empty()) return std::nullopt;
  adjustment.set_statement(issued.statement);
  adjustment.set_settled_by(issued.settled_by);
  AddChanges(before, now, adjustment);
  adjustment.set_reason(ReasonOf(before, now, adjustment));
  adjustment.set_old_pence(before.total_pence());
  adjustment.set_new_pence(now.total_pence());
  adjustment.set_difference_pence(now.total_pence() - before.total_pence());
  *adjustment.mutable_account() = std::move(now);
  return adjustment;
}

}  // namespace tidemark::incentives
