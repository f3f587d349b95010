#include "services/incentives/account.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace tidemark::incentives {
namespace {

using contracts::v1::IncentiveTerms;
using v1::Account;
using v1::OutcomeInput;
using Line = v1::Account::Line;

constexpr int64_t kWhole = 10000;

// "75%", "66.66%".
std::string Percent(int64_t basis_points) {
  if (basis_points % 100 == 0) return absl::StrCat(basis_points / 100, "%");
  return absl::StrFormat("%d.%02d%%", basis_points / 100, basis_points % 100);
}

void AddLine(Line::Kind kind, int64_t quantity, int64_t unit,
             std::string reason, Account& account) {
  Line& line = *account.add_lines();
  line.set_kind(kind);
  line.set_quantity(quantity);
  line.set_unit_pence(unit);
  line.set_amount_pence(quantity * unit);
  line.set_reason(std::move(reason));
}

// How many outcomes are met, and how many of them for the first time.
struct Met {
  int64_t all = 0;
  int64_t first = 0;
};

Met Count(Account& account) {
  Met met;
  int32_t counted = 0;
  int32_t excluded = 0;
  for (const OutcomeInput& outcome : account.outcomes()) {
    switch (outcome.result()) {
      case OutcomeInput::RESULT_MET:
        ++met.all;
        if (outcome.first_met()) ++met.first;
        ++counted;
        break;
      case OutcomeInput::RESULT_NOT_MET:
      case OutcomeInput::RESULT_NOT_CONFIRMED:
        ++counted;
        break;
      case OutcomeInput::RESULT_EXCLUDED:
        ++excluded;
        break;
      default:
        break;
    }
  }
  account.set_outcomes_met(static_cast<int32_t>(met.all));
  account.set_outcomes_counted(counted);
  account.set_outcomes_excluded(excluded);
  return met;
}

// Where the figures come from: "in version 2 of the return".
std::string Source(const Account& account) {
  return account.has_return_input()
             ? absl::StrCat("in version ", account.return_input().version(),
                            " of the return")
             : "as there is no accepted return";
}

void AddBand(const IncentiveTerms& terms, Account& account) {
  const int64_t met = account.outcomes_met();
  const int64_t counted = account.outcomes_counted();
  const int64_t least = std::max(terms.minimum_denominator(), 1);
  if (counted < least) {
    AddLine(Line::KIND_BAND, 1, 0,
            absl::StrCat(Counted(counted, "outcome"), " counted ",
                         Source(account), ": the share is judged from ", least,
                         " on, so no band is paid"),
            account);
    return;
  }
  const IncentiveTerms::Band* reached = &terms.bands(0);
  for (const IncentiveTerms::Band& band : terms.bands()) {
    if (met * kWhole >= band.from_basis_points() * counted) reached = &band;
  }
  AddLine(
      Line::KIND_BAND, 1, reached->amount_pence(),
      absl::StrCat(met, " of ", Counted(counted, "outcome"), " met (",
                   Percent(met * kWhole / counted), ") ", Source(account),
                   ": the band from ", Percent(reached->from_basis_points())),
      account);
}

void AddStepDowns(const IncentiveTerms& terms, Account& account) {
  const auto counting = std::count_if(
      account.step_downs().begin(), account.step_downs().end(),
      [](const v1::StepDownInput& step) { return step.counts(); });
  AddLine(Line::KIND_STEP_DOWNS, counting, terms.step_down_pence(),
          absl::StrCat(counting, " of ",
                       Counted(account.step_downs_size(), "step-down"),
                       " in the period counted so far: goals hold, the person "
                       "agrees, the check-back stands"),
          account);
}

void AddLimits(const IncentiveTerms& terms, int64_t sum, Account& account) {
  account.set_before_limits_pence(sum);
  if (terms.has_floor_pence() && sum < terms.floor_pence()) {
    AddLine(Line::KIND_FLOOR, 1, terms.floor_pence() - sum,
            absl::StrCat("Lifts ", Pounds(sum),
                         " to the least that is paid for a period, ",
                         Pounds(terms.floor_pence())),
            account);
    sum = terms.floor_pence();
  }
  if (terms.has_cap_pence() && sum > terms.cap_pence()) {
    AddLine(Line::KIND_CAP, 1, terms.cap_pence() - sum,
            absl::StrCat("Cuts ", Pounds(sum),
                         " to the most that is paid for a period, ",
                         Pounds(terms.cap_pence())),
            account);
    sum = terms.cap_pence();
  }
  account.set_total_pence(sum);
}

}  // namespace

void AddUp(const IncentiveTerms& terms, Account& account) {
  account.clear_lines();
  const Met met = Count(account);
  const std::string confirmed =
      terms.person_confirmation_required() ? " as the person confirmed" : "";
  if (terms.baseline_basis_points() > 0) {
    AddLine(Line::KIND_BASELINE, 1,
            ShareOf(terms.period_value_pence(), terms.baseline_basis_points()),
            absl::StrCat(Percent(terms.baseline_basis_points()), " of ",
                         Pounds(terms.period_value_pence()),
                         ", paid whatever the outcomes"),
            account);
  }
  if (terms.first_met_pence() > 0) {
    AddLine(Line::KIND_FIRST_MET, met.first, terms.first_met_pence(),
            absl::StrCat(Counted(met.first, "outcome"), " met", confirmed,
                         " for the first time ", Source(account)),
            account);
  }
  if (terms.met_pence() > 0) {
    AddLine(Line::KIND_MET, met.all, terms.met_pence(),
            absl::StrCat(Counted(met.all, "outcome"), " met", confirmed, " ",
                         Source(account)),
            account);
  }
  if (terms.bands_size() > 0) AddBand(terms, account);
  if (terms.step_down_pence() > 0) AddStepDowns(terms, account);
  int64_t sum = 0;
  for (const Line& line : account.lines()) sum += line.amount_pence();
  AddLimits(terms, sum, account);
}

int64_t ShareOf(int64_t value, int32_t share) {
  return (value * share + kWhole / 2) / kWhole;
}

std::string Pounds(int64_t pence) {
  const int64_t size = pence < 0 ? -pence : pence;
  std::string whole = absl::StrCat(size / 100);
  for (int at = static_cast<int>(whole.size()) - 3; at > 0; at -= 3) {
    whole.insert(static_cast<size_t>(at), ",");
  }
  return absl::StrCat(pence < 0 ? "-" : "", "£", whole,
                      absl::StrFormat(".%02d", size % 100));
}

std::string Counted(int64_t count, const std::string& singular) {
  return absl::StrCat(count, " ", singular, count == 1 ? "" : "s");
}

}  // namespace tidemark::incentives
