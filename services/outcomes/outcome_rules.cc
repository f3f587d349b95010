#include "services/outcomes/outcome_rules.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"

namespace tidemark::outcomes {
namespace {

using v1::PersonalOutcome;

constexpr size_t kMaxIdLength = 63;
constexpr int kMaxWeight = 9;

bool IsLevel(int32_t level) { return level >= -2 && level <= 2; }

std::string StateName(contracts::v1::Contract::State state) {
  return contracts::v1::Contract::State_Name(state).substr(sizeof("STATE_") -
                                                           1);
}

void CheckLevels(const PersonalOutcome& outcome, const std::string& at,
                 Faults& faults) {
  std::set<int32_t> seen;
  for (int i = 0; i < outcome.levels_size(); ++i) {
    const int32_t level = outcome.levels(i).level();
    const std::string field = absl::StrCat(at, "levels[", i, "].level");
    if (!IsLevel(level)) {
      faults.Add({.field = field,
                  .code = "LEVEL_RANGE",
                  .message = absl::StrCat("must be -2 to 2; is ", level)});
    } else if (!seen.insert(level).second) {
      faults.Add({.field = field,
                  .code = "LEVEL_TWICE",
                  .message = absl::StrCat("the level ", level,
                                          " is described before; remove one of "
                                          "the two")});
    }
  }
  if (!IsLevel(outcome.baseline_level())) {
    faults.Add({.field = at + "baseline_level",
                .code = "LEVEL_RANGE",
                .message = absl::StrCat("must be -2 to 2; is ",
                                        outcome.baseline_level())});
  }
}

void CheckDates(const PersonalOutcome& outcome, const std::string& at,
                Faults& faults) {
  std::optional<type::Date> start;
  std::optional<type::Date> target;
  if (type::IsSet(outcome.start_date())) {
    start = type::ReadDate(outcome.start_date(), at + "start_date", faults);
  }
  if (type::IsSet(outcome.target_date())) {
    target = type::ReadDate(outcome.target_date(), at + "target_date", faults);
  }
  if (start && target && *target < *start) {
    faults.Add({.field = at + "target_date",
                .code = "TARGET_BEFORE_START",
                .message = "must not be before start_date"});
  }
}

}  // namespace

void CheckOutcomeId(absl::string_view field, absl::string_view id,
                    Faults& faults) {
  const bool valid =
      !id.empty() && id.size() <= kMaxIdLength && id.front() != '-' &&
      std::all_of(id.begin(), id.end(), [](unsigned char c) {
        return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
      });
  if (valid) return;
  faults.Add({.field = std::string(field),
              .code = "OUTCOME_ID_INVALID",
              .message = "must be 1 to 63 lower-case letters, digits and "
                         "hyphens, the first no hyphen"});
}

void CheckThemes(absl::string_view field, const ThemeNames& names,
                 const ThemeNames& kept, const Themes& themes, Faults& faults) {
  const absl::flat_hash_set<absl::string_view> stay(kept.begin(), kept.end());
  absl::flat_hash_set<absl::string_view> seen;
  for (int i = 0; i < names.size(); ++i) {
    const std::string at = absl::StrCat(field, "[", i, "]");
    if (!seen.insert(names[i]).second) {
      faults.Add({.field = at,
                  .code = "THEME_TWICE",
                  .message = "is there before; remove one of the two"});
    } else if (!stay.contains(names[i]) && !themes.Allows(names[i])) {
      faults.Add({.field = at,
                  .code = "THEME_UNKNOWN",
                  .message = "must be the id of a theme of the council's "
                             "frameworks"});
    }
  }
}

void CheckOutcome(const PersonalOutcome& outcome, const OutcomeCheck& check,
                  Faults& faults) {
  const std::string at =
      check.field.empty() ? "" : absl::StrCat(check.field, ".");
  if (outcome.own_words().empty()) {
    faults.Add({.field = at + "own_words",
                .code = "OWN_WORDS_MISSING",
                .message = "must say what matters, in the person's own words"});
  }
  if (outcome.contract().empty()) {
    faults.Add({.field = at + "contract",
                .code = "CONTRACT_MISSING",
                .message = "must name the contract that supports the outcome"});
  } else {
    CheckName(at + "contract", outcome.contract(), "councils/*/contracts/*",
              CouncilOf(outcome.name()), faults);
  }
  CheckThemes(at + "themes", outcome.themes(),
              check.before == nullptr ? ThemeNames() : check.before->themes(),
              check.themes, faults);
  CheckLevels(outcome, at, faults);
  if (outcome.weight() < 0 || outcome.weight() > kMaxWeight) {
    faults.Add({.field = at + "weight",
                .code = "WEIGHT_RANGE",
                .message = "must be 0 to 9"});
  }
  if (outcome.possible_benefit().empty() != outcome.possible_harm().empty()) {
    faults.Add(
        {.field = at + (outcome.possible_harm().empty() ? "possible_harm"
                                                        : "possible_benefit"),
         .code = "RISK_ONE_SIDED",
         .message = "must be given too: a risk has a possible benefit and a "
                    "possible harm"});
  }
  CheckDates(outcome, at, faults);
}

void CheckLocation(const PersonalOutcome& outcome, absl::string_view field,
                   Faults& faults) {
  constexpr char kPattern[] = "councils/*/providers/*/locations/*";
  const std::string& location = outcome.location();
  if (location.empty()) return;
  if (!Matches(location, kPattern)) {
    return CheckName(field, location, kPattern, CouncilOf(outcome.name()),
                     faults);
  }
  if (ProviderOf(location) == absl::string_view(outcome.provider())) return;
  faults.Add(
      {.field = std::string(field),
       .code = "LOCATION_OTHER_PROVIDER",
       .message = absl::StrCat("must be a location of ", outcome.provider(),
                               ", the provider of the contract")});
}

void FillOutcome(PersonalOutcome& outcome) {
  if (!type::IsSet(outcome.start_date())) outcome.clear_start_date();
  if (!type::IsSet(outcome.target_date())) outcome.clear_target_date();
}

absl::Status CheckTakesOutcomes(const ContractFacts& contract) {
  if (contract.state == contracts::v1::Contract::STATE_ACTIVE) {
    return absl::OkStatus();
  }
  return Error(
      absl::StatusCode::kFailedPrecondition, "CONTRACT_NOT_IN_FORCE",
      absl::StrCat(contract.name, " is ", StateName(contract.state),
                   "; choose a contract that is active, or activate "
                   "it first"),
      {{"contract", contract.name}, {"state", StateName(contract.state)}});
}

absl::Status CheckNotClosed(const PersonalOutcome& outcome) {
  if (outcome.status() == PersonalOutcome::STATUS_ACTIVE) {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kFailedPrecondition, "OUTCOME_CLOSED",
               absl::StrCat(outcome.name(), " is closed; reopen it first"),
               {{"name", outcome.name()}});
}

absl::Status Close(const v1::CloseOutcomeRequest& request, type::Date today,
                   PersonalOutcome& outcome) {
  Faults faults;
  if (request.status() == PersonalOutcome::STATUS_UNSPECIFIED ||
      request.status() == PersonalOutcome::STATUS_ACTIVE) {
    faults.Add({.field = "status",
                .code = "STATUS_NOT_CLOSED",
                .message = "must be one of the closed statuses"});
  }
  const std::optional<type::Date> date =
      type::ReadDate(request.close_date(), "close_date", faults);
  if (date && *date > today) {
    faults.Add({.field = "close_date",
                .code = "CLOSE_DATE_FUTURE",
                .message = "must not be after today"});
  }
  if (date && outcome.has_start_date()) {
    const absl::StatusOr<type::Date> start =
        type::FromProto(outcome.start_date());
    if (start.ok() && *date < *start) {
      faults.Add({.field = "close_date",
                  .code = "CLOSE_BEFORE_START",
                  .message = "must not be before the outcome's start date"});
    }
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  TIDEMARK_RETURN_IF_ERROR(CheckNotClosed(outcome));
  outcome.set_status(request.status());
  *outcome.mutable_close_date() = request.close_date();
  return absl::OkStatus();
}

absl::Status Reopen(PersonalOutcome& outcome) {
  if (outcome.status() == PersonalOutcome::STATUS_ACTIVE) {
    return Error(absl::StatusCode::kFailedPrecondition, "OUTCOME_NOT_CLOSED",
                 absl::StrCat(outcome.name(),
                              " is not closed; there is nothing to reopen"),
                 {{"name", outcome.name()}});
  }
  outcome.set_status(PersonalOutcome::STATUS_ACTIVE);
  outcome.clear_close_date();
  return absl::OkStatus();
}

}  // namespace tidemark::outcomes
