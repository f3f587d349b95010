#include "services/contracts/contract_rules.h"

#include <algorithm>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

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

}  // namespace

std::optional<Term> CheckContract(const v1::Contract& contract,
                                  Faults& faults) {
  const std::optional<Term> term = CheckDates(contract, faults);
  CheckRequirements(contract, faults);
  return term;
}

}  // namespace tidemark::contracts
