#include "services/contracts/council_rules.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"

#include "common/proto/names.h"
#include "common/type/date.h"
#include "common/type/identifiers.h"
#include "services/contracts/target_rules.h"

namespace tidemark::contracts {
namespace {

void CheckCouncilName(const v1::Council& council, Faults& faults) {
  if (!Matches(council.name(), "councils/*")) {
    return CheckName("council.name", council.name(), "councils/*", "", faults);
  }
  const absl::Status code = type::CheckGssCouncilCode(IdOf(council.name()));
  if (code.ok()) return;
  faults.Add({.field = "council.name",
              .code = ReasonOf(code),
              .message = std::string(code.message()),
              .value = council.name()});
}

void CheckDays(const v1::Council& council, Faults& faults) {
  absl::flat_hash_map<int32_t, int> first;
  for (int i = 0; i < council.extra_non_working_days_size(); ++i) {
    const std::string field =
        absl::StrCat("council.extra_non_working_days[", i, "].date");
    const std::optional<type::Date> date =
        type::ReadDate(council.extra_non_working_days(i).date(), field, faults);
    if (!date) continue;
    const auto [it, inserted] = first.try_emplace(type::DayNumber(*date), i);
    if (inserted) continue;
    faults.Add({.field = field,
                .code = "DAY_TWICE",
                .message = absl::StrCat(
                    "must be given once; council.extra_non_working_days[",
                    it->second, "] is the same day"),
                .value = type::FormatIsoDate(*date)});
  }
}

void CheckFrameworks(const v1::Council& council, Faults& faults) {
  absl::flat_hash_map<std::pair<std::string, std::string>, int> editions;
  absl::flat_hash_map<std::string, std::string> themes;
  for (int i = 0; i < council.frameworks_size(); ++i) {
    const v1::Council::OutcomeFramework& framework = council.frameworks(i);
    const std::string path = absl::StrCat("council.frameworks[", i, "]");
    const auto [same, is_new] =
        editions.try_emplace({framework.id(), framework.edition()}, i);
    if (!is_new) {
      faults.Add(
          {.field = absl::StrCat(path, ".id"),
           .code = "FRAMEWORK_TWICE",
           .message = absl::StrCat("must differ from council.frameworks[",
                                   same->second, "] in its id or its edition"),
           .value = framework.id()});
    }
    for (int j = 0; j < framework.themes_size(); ++j) {
      std::string field = absl::StrCat(path, ".themes[", j, "].id");
      const auto [it, inserted] =
          themes.try_emplace(framework.themes(j).id(), field);
      if (inserted) continue;
      faults.Add({.field = std::move(field),
                  .code = "THEME_TWICE",
                  .message = absl::StrCat(
                      "must be unique over all frameworks; it is that of ",
                      it->second),
                  .value = framework.themes(j).id()});
    }
  }
}

// Proportionate returns are the default, and leaving it is a decision.
void CheckQuestionBudget(const v1::Council& council, Faults& faults) {
  if (council.question_budget() <= kDefaultQuestionBudget ||
      !council.question_budget_reason().empty()) {
    return;
  }
  faults.Add({.field = "council.question_budget_reason",
              .code = "QUESTION_BUDGET_REASON",
              .message = absl::StrCat("must say why returns may ask more than ",
                                      kDefaultQuestionBudget,
                                      " questions about a person")});
}

void CheckEpisodeTypes(const v1::Council::Enablement& enablement,
                       Faults& faults) {
  absl::flat_hash_map<std::string, int> first;
  for (int i = 0; i < enablement.episode_types_size(); ++i) {
    const auto& type = enablement.episode_types(i);
    const std::string path =
        absl::StrCat("council.enablement.episode_types[", i, "]");
    const auto [same, is_new] = first.try_emplace(type.id(), i);
    if (!is_new) {
      faults.Add({.field = absl::StrCat(path, ".id"),
                  .code = "EPISODE_TYPE_TWICE",
                  .message = absl::StrCat(
                      "must differ from council.enablement.episode_types[",
                      same->second, "].id"),
                  .value = type.id()});
    }
    if (type.shortest_period_days() > type.specified_period_days()) {
      faults.Add({.field = absl::StrCat(path, ".shortest_period_days"),
                  .code = "EPISODE_PERIOD_ORDER",
                  .message = absl::StrCat("must not be above ",
                                          type.specified_period_days(),
                                          ", the most days of the period")});
    }
  }
}

// A year, so that nothing is forgotten for longer.
constexpr int kMostCheckBackDays = 366;

void CheckCheckBackDays(const v1::Council::Enablement& enablement,
                        Faults& faults) {
  int before = 0;
  for (int i = 0; i < enablement.check_back_days_size(); ++i) {
    const int days = enablement.check_back_days(i);
    if (days <= before || days > kMostCheckBackDays) {
      faults.Add(
          {.field = absl::StrCat("council.enablement.check_back_days[", i, "]"),
           .code = "CHECK_BACK_DAYS",
           .message =
               absl::StrCat("must be ", before + 1, " to ", kMostCheckBackDays,
                            ", and more than the one before"),
           .value = absl::StrCat(days)});
    }
    before = std::max(before, days);
  }
}

}  // namespace

void CheckCouncil(const v1::Council& council, Faults& faults) {
  CheckCouncilName(council, faults);
  CheckDays(council, faults);
  CheckFrameworks(council, faults);
  CheckQuestionBudget(council, faults);
  CheckEpisodeTypes(council.enablement(), faults);
  CheckCheckBackDays(council.enablement(), faults);
  CheckTargets(council, faults);
}

type::WorkingCalendar WorkingDaysOf(const v1::Council& council) {
  return type::CalendarWith(council.extra_non_working_days());
}

absl::Status CouncilUnknown(absl::string_view name) {
  return Error(absl::StatusCode::kFailedPrecondition, "COUNCIL_UNKNOWN",
               absl::StrCat(name, " is not stored here; create it first"),
               {{"council", std::string(name)}});
}

}  // namespace tidemark::contracts
