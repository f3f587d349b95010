#include "services/contracts/contract_rules.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "services/contracts/incentive_rules.h"

namespace tidemark::contracts {
namespace {

using Requirement = v1::Contract::OutcomeRequirement;

bool IsMetricId(absl::string_view id) {
  return !id.empty() && absl::ascii_islower(id.front()) &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
         });
}

void CheckLatest(absl::string_view field, type::Date date, type::Date start,
                 Faults& faults) {
  const type::Date latest(start.year() + kMaxContractYears, start.month(),
                          start.day());
  if (date <= latest) return;
  faults.Add({.field = std::string(field),
              .code = "CONTRACT_TOO_LONG",
              .message = absl::StrCat(
                  "must be on or before ", type::FormatIsoDate(latest), ", ",
                  kMaxContractYears, " years after the start; is ",
                  type::FormatIsoDate(date)),
              .value = type::FormatIsoDate(date)});
}

std::optional<Term> CheckDates(const v1::Contract& contract, Faults& faults) {
  const std::optional<type::Date> start =
      type::ReadDate(contract.start_date(), "contract.start_date", faults);
  const std::optional<type::Date> end =
      type::ReadDate(contract.end_date(), "contract.end_date", faults);
  std::optional<type::Date> extendable;
  if (type::IsSet(contract.extendable_until())) {
    extendable = type::ReadDate(contract.extendable_until(),
                                "contract.extendable_until", faults);
  }
  if (end && extendable && *extendable < *end) {
    faults.Add({.field = "contract.extendable_until",
                .code = "EXTENDABLE_BEFORE_END",
                .message = absl::StrCat("must be on or after ",
                                        type::FormatIsoDate(*end),
                                        ", the end date, or not be set; is ",
                                        type::FormatIsoDate(*extendable)),
                .value = type::FormatIsoDate(*extendable)});
  }
  if (!start || !end) return std::nullopt;
  const size_t faults_before = faults.size();
  if (*end < *start) {
    faults.Add({.field = "contract.end_date",
                .code = "END_BEFORE_START",
                .message = absl::StrCat(
                    "must be on or after ", type::FormatIsoDate(*start),
                    ", the start date; is ", type::FormatIsoDate(*end)),
                .value = type::FormatIsoDate(*end)});
  }
  CheckLatest("contract.end_date", *end, *start, faults);
  if (faults.size() > faults_before) return std::nullopt;
  if (extendable) {
    CheckLatest("contract.extendable_until", *extendable, *start, faults);
  }
  return Term{.start = *start, .end = *end};
}

void CheckTargets(const Requirement& requirement, absl::string_view path,
                  Faults& faults) {
  int latest = 0;
  for (int i = 0; i < requirement.targets_size(); ++i) {
    const int year = requirement.targets(i).contract_year();
    if (i > 0 && year <= latest) {
      faults.Add(
          {.field = absl::StrCat(path, ".targets[", i, "].contract_year"),
           .code = "TARGETS_NOT_IN_ORDER",
           .message = absl::StrCat("must be after year ", latest,
                                   ", that of an earlier target; give one "
                                   "target a year, in order"),
           .value = absl::StrCat(year)});
    }
    latest = std::max(latest, year);
  }
}

void CheckRequirements(const v1::Contract& contract, Faults& faults) {
  absl::flat_hash_map<absl::string_view, int> first;
  for (int i = 0; i < contract.outcome_requirements_size(); ++i) {
    const Requirement& requirement = contract.outcome_requirements(i);
    const std::string path =
        absl::StrCat("contract.outcome_requirements[", i, "]");
    const auto [it, inserted] = first.try_emplace(requirement.id(), i);
    if (!inserted) {
      faults.Add({.field = absl::StrCat(path, ".id"),
                  .code = "REQUIREMENT_TWICE",
                  .message = absl::StrCat(
                      "must be unique; contract.outcome_requirements[",
                      it->second, "] has it already"),
                  .value = requirement.id()});
    }
    if (!IsMetricId(requirement.metric())) {
      faults.Add({.field = absl::StrCat(path, ".metric"),
                  .code = "METRIC_INVALID",
                  .message = "must be the id of a metric, such as "
                             "outcomes-met: a-z, 0-9 and -, starting with a "
                             "letter"});
    }
    CheckTargets(requirement, path, faults);
  }
}

constexpr char kDelegated[] = "contract.delegated_review";

void CheckDelegatedKinds(const type::v1::DelegatedReview& scope,
                         Faults& faults) {
  absl::flat_hash_set<int> seen;
  if (scope.kinds().empty()) {
    faults.Add({.field = absl::StrCat(kDelegated, ".kinds"),
                .code = "DELEGATED_KINDS",
                .message = "must have at least one kind; leave "
                           "delegated_review out to delegate nothing"});
  }
  for (int i = 0; i < scope.kinds_size(); ++i) {
    const type::v1::ProposalKind kind = scope.kinds(i);
    if (kind != type::v1::PROPOSAL_KIND_UNSPECIFIED &&
        seen.insert(kind).second) {
      continue;
    }
    faults.Add({.field = absl::StrCat(kDelegated, ".kinds[", i, "]"),
                .code = "DELEGATED_KINDS",
                .message = "must be a kind that is not there before"});
  }
}

void CheckSignOff(const type::v1::DelegatedReview& scope, Faults& faults) {
  const bool minutes = scope.max_change_minutes() > 0;
  const bool share = scope.max_change_basis_points() > 0;
  if (minutes != share) {
    faults.Add(
        {.field = absl::StrCat(kDelegated, minutes ? ".max_change_basis_"
                                                     "points"
                                                   : ".max_change_minutes"),
         .code = "SIGN_OFF_ONE_SIDED",
         .message = "must be set too: a change without sign-off is "
                    "limited in minutes and as a share"});
  }
  const bool levels =
      std::any_of(scope.kinds().begin(), scope.kinds().end(), [](int kind) {
        return kind == type::v1::PROPOSAL_KIND_LOWER_LEVEL ||
               kind == type::v1::PROPOSAL_KIND_HIGHER_LEVEL;
      });
  if ((minutes || share) && !levels) {
    faults.Add({.field = absl::StrCat(kDelegated, ".max_change_minutes"),
                .code = "SIGN_OFF_WITHOUT_LEVELS",
                .message = "must not be set unless the provider may propose a "
                           "lower or a higher level"});
  }
  if (minutes || share) return;
  for (const auto& [set, field] :
       {std::pair(!scope.trusted_reviewer().empty(), ".trusted_reviewer"),
        std::pair(scope.audit_basis_points() > 0, ".audit_basis_points")}) {
    if (!set) continue;
    faults.Add({.field = absl::StrCat(kDelegated, field),
                .code = "SIGN_OFF_MISSING",
                .message = "must not be set unless some changes need no "
                           "sign-off; set max_change_minutes and "
                           "max_change_basis_points"});
  }
}

void CheckDelegatedDates(const type::v1::DelegatedReview& scope,
                         const std::optional<Term>& term, Faults& faults) {
  const auto read = [&](const type::v1::Date& date, absl::string_view field) {
    return type::IsSet(date)
               ? type::ReadDate(date, absl::StrCat(kDelegated, field), faults)
               : std::nullopt;
  };
  const auto from = read(scope.from_date(), ".from_date");
  const auto to = read(scope.to_date(), ".to_date");
  const auto add = [&](absl::string_view field, type::Date date,
                       absl::string_view limit, type::Date day) {
    faults.Add({.field = absl::StrCat(kDelegated, field),
                .code = "DELEGATED_DATES",
                .message = absl::StrCat("must be on or ", limit, " ",
                                        type::FormatIsoDate(day), "; is ",
                                        type::FormatIsoDate(date)),
                .value = type::FormatIsoDate(date)});
  };
  if (from && to && *to < *from) add(".to_date", *to, "after", *from);
  if (!term) return;
  if (from && *from > term->end) add(".from_date", *from, "before", term->end);
  if (to && *to < term->start) add(".to_date", *to, "after", term->start);
}

}  // namespace

std::optional<Term> CheckContract(const v1::Contract& contract,
                                  Faults& faults) {
  const std::optional<Term> term = CheckDates(contract, faults);
  CheckRequirements(contract, faults);
  if (contract.has_delegated_review()) {
    CheckDelegatedKinds(contract.delegated_review(), faults);
    CheckSignOff(contract.delegated_review(), faults);
    CheckDelegatedDates(contract.delegated_review(), term, faults);
  }
  if (contract.has_incentive_terms()) {
    CheckIncentiveTerms(contract.incentive_terms(), "contract.incentive_terms",
                        faults);
  }
  return term;
}

}  // namespace tidemark::contracts
