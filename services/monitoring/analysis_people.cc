#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/statistics/intervals.h"
#include "services/monitoring/analysis.h"
#include "services/monitoring/analysis_checks.h"
#include "services/monitoring/goal_attainment.h"
#include "services/monitoring/growth.h"

namespace tidemark::monitoring {
namespace {

using GoalsRequest = v1::AnalyseGoalAttainmentRequest;
using GrowthRequest = v1::AnalyseGrowthRequest;
using Share = v1::GrowthAnalysis::Share;

constexpr int64_t kMaxPence = 100'000'000;
constexpr int64_t kMaxMinutes = 1'000'000;

// What the rows of a request have.
struct GoalColumns {
  bool start = false;
  bool weight = false;
};

GoalColumns ColumnsOf(const GoalsRequest& request) {
  GoalColumns columns;
  for (const GoalsRequest::Row& row : request.rows()) {
    columns.start = columns.start || row.has_start();
    columns.weight = columns.weight || row.has_weight();
  }
  return columns;
}

void CheckLevel(const RowField& at, std::optional<double> level,
                Faults& faults) {
  if (!level || (*level >= -2 && *level <= 2)) return;
  faults.Add({.field = at.Path(),
              .code = "LEVEL_RANGE",
              .message = absl::StrCat("must be -2 to 2; is ", *level)});
}

void CheckGoals(const GoalsRequest& request, const GoalColumns& columns,
                Faults& faults) {
  for (int i = 0; i < request.rows_size(); ++i) {
    const GoalsRequest::Row& row = request.rows(i);
    CheckLevel({i, "level"}, IfSet(row.has_level(), row.level()), faults);
    CheckLevel({i, "start"}, IfSet(row.has_start(), row.start()), faults);
    if (row.has_weight()) {
      CheckAmount({i, "weight"}, row.weight(), faults);
    } else if (columns.weight) {
      faults.Add({.field = RowField{i, "weight"}.Path(),
                  .code = "WEIGHT_MISSING",
                  .message = "must be set in all rows or in none"});
    }
  }
}

// One person's goals, at the start and at the end.
struct PersonGoals {
  std::vector<Goal> start;
  std::vector<Goal> end;
  int32_t left_out = 0;
};

PersonGoals GoalsOf(const GoalsRequest& request, const GoalColumns& columns,
                    const std::vector<int>& positions) {
  PersonGoals goals;
  for (const int i : positions) {
    const GoalsRequest::Row& row = request.rows(i);
    if (!row.has_level() || (columns.start && !row.has_start())) {
      ++goals.left_out;
      continue;
    }
    const double weight = row.has_weight() ? row.weight() : 1;
    goals.end.push_back({.level = row.level(), .weight = weight});
    goals.start.push_back({.level = row.start(), .weight = weight});
  }
  return goals;
}

Share ShareOf(int64_t numerator, int64_t denominator) {
  Share share;
  share.set_numerator(static_cast<int32_t>(numerator));
  share.set_denominator(static_cast<int32_t>(denominator));
  if (denominator == 0) return share;
  share.set_value(static_cast<double>(numerator) /
                  static_cast<double>(denominator));
  const statistics::Interval interval =
      statistics::WilsonInterval(numerator, denominator);
  share.set_lower(interval.lower);
  share.set_upper(interval.upper);
  return share;
}

v1::GrowthAnalysis::Mean MeanOf(const MeanOfChanges& changes) {
  v1::GrowthAnalysis::Mean mean;
  mean.set_people(static_cast<int32_t>(changes.people));
  mean.set_without_percentage(static_cast<int32_t>(changes.without_percentage));
  if (changes.people > 0) mean.set_value(changes.mean);
  return mean;
}

std::optional<double> RatioOf(int64_t change, int64_t start) {
  if (start == 0) return std::nullopt;
  return static_cast<double>(change) / static_cast<double>(start);
}

void CheckRange(const RowField& at, std::optional<int64_t> value, int64_t most,
                Faults& faults) {
  if (!value || (*value >= 0 && *value <= most)) return;
  faults.Add({.field = at.Path(),
              .code = *value < 0 ? "NEGATIVE" : "NUMBER_RANGE",
              .message = absl::StrCat("must be 0 to ", most)});
}

bool InCohort(const GrowthRequest::Row& row) {
  return row.has_start_pence() && row.has_end_pence();
}

void CheckGrowth(const GrowthRequest& request, Faults& faults) {
  CheckUnique(request.rows(), faults);
  for (int i = 0; i < request.rows_size(); ++i) {
    const GrowthRequest::Row& row = request.rows(i);
    CheckRange({i, "start_pence"},
               IfSet(row.has_start_pence(), row.start_pence()), kMaxPence,
               faults);
    CheckRange({i, "end_pence"}, IfSet(row.has_end_pence(), row.end_pence()),
               kMaxPence, faults);
    CheckRange({i, "start_minutes"},
               IfSet(row.has_start_minutes(), row.start_minutes()), kMaxMinutes,
               faults);
    CheckRange({i, "end_minutes"},
               IfSet(row.has_end_minutes(), row.end_minutes()), kMaxMinutes,
               faults);
    if (InCohort(row) && row.has_start_minutes() != row.has_end_minutes()) {
      faults.Add(
          {.field = RowField{i, row.has_start_minutes() ? "end_minutes"
                                                        : "start_minutes"}
                        .Path(),
           .code = "HOURS_INCOMPLETE",
           .message = "must be set as those of the other date are; or "
                      "leave out both"});
    }
  }
}

PersonGrowth ToPerson(const GrowthRequest::Row& row) {
  return {
      .opening = {.minutes = row.start_minutes(),
                  .cost_pence = row.start_pence()},
      .closing = {.minutes = row.end_minutes(), .cost_pence = row.end_pence()}};
}

void SetSplit(const Growth& growth, v1::GrowthAnalysis::Split& split) {
  split.set_people(static_cast<int32_t>(growth.people));
  split.set_start_pence(growth.opening.cost_pence);
  split.set_end_pence(growth.closing.cost_pence);
  split.set_start_minutes(growth.opening.minutes);
  split.set_end_minutes(growth.closing.minutes);
  split.set_volume_pence(growth.volume_pence);
  split.set_price_pence(growth.price_pence());
  const int64_t start = growth.opening.cost_pence;
  if (const auto share = RatioOf(growth.volume_pence, start)) {
    split.set_volume_share(*share);
    split.set_price_share(*RatioOf(growth.price_pence(), start));
  }
}

void SetGrowth(const Growth& growth, v1::GrowthAnalysis& answer) {
  answer.set_people_counted(static_cast<int32_t>(growth.people));
  *answer.mutable_grew() = ShareOf(growth.by_cost.grew, growth.people);
  *answer.mutable_fell() = ShareOf(growth.by_cost.fell, growth.people);
  *answer.mutable_unchanged() =
      ShareOf(growth.by_cost.unchanged, growth.people);
  *answer.mutable_mean_increase() = MeanOf(growth.increase);
  *answer.mutable_mean_decrease() = MeanOf(growth.decrease);
  answer.set_start_pence(growth.opening.cost_pence);
  answer.set_end_pence(growth.closing.cost_pence);
  answer.set_net_pence(growth.net_pence());
  if (const auto share =
          RatioOf(growth.net_pence(), growth.opening.cost_pence)) {
    answer.set_net_share(*share);
  }
}

}  // namespace

absl::StatusOr<v1::GoalAttainment> AnalyseGoalAttainment(
    const GoalsRequest& request) {
  Faults faults;
  const GoalColumns columns = ColumnsOf(request);
  CheckGoals(request, columns, faults);
  v1::GoalAttainment answer;
  std::vector<GoalAttainmentChange> people;
  for (const auto& [name, positions] : RowsByUnit(request.rows())) {
    const PersonGoals goals = GoalsOf(request, columns, positions);
    v1::GoalAttainment::Person& person = *answer.add_people();
    person.set_unit(name);
    person.set_goals(static_cast<int32_t>(goals.end.size()));
    person.set_goals_left_out(goals.left_out);
    answer.set_goals_left_out(answer.goals_left_out() + goals.left_out);
    if (goals.end.empty()) continue;
    const std::optional<double> end = GoalAttainmentT(goals.end);
    if (!end) {
      faults.Add({.field = RowField{positions.front(), "weight"}.Path(),
                  .code = "WEIGHTS_ZERO",
                  .message = "must not be 0 for all goals of a person: T is "
                             "undefined then"});
      continue;
    }
    const double start = *GoalAttainmentT(goals.start);
    person.set_t(*end);
    if (columns.start) {
      person.set_t_start(start);
      person.set_change(*end - start);
    }
    people.push_back({.start = start, .end = *end});
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  const CohortAttainment cohort = AttainmentOf(people);
  answer.set_people_counted(cohort.people);
  if (cohort.people == 0) return answer;
  answer.set_t(cohort.mean_end);
  if (columns.start) {
    answer.set_t_start(cohort.mean_start);
    answer.set_change(cohort.mean_change);
  }
  if (cohort.end_deviation) answer.set_t_deviation(*cohort.end_deviation);
  return answer;
}

absl::StatusOr<v1::GrowthAnalysis> AnalyseGrowth(const GrowthRequest& request) {
  Faults faults;
  CheckGrowth(request, faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  v1::GrowthAnalysis answer;
  std::vector<PersonGrowth> cohort;
  std::vector<PersonGrowth> with_hours;
  for (const GrowthRequest::Row& row : request.rows()) {
    if (InCohort(row)) {
      cohort.push_back(ToPerson(row));
      if (row.has_start_minutes()) with_hours.push_back(cohort.back());
    } else if (row.has_start_pence()) {
      answer.set_people_ended(answer.people_ended() + 1);
    } else if (row.has_end_pence()) {
      answer.set_people_new(answer.people_new() + 1);
    } else {
      answer.set_rows_without_cost(answer.rows_without_cost() + 1);
    }
  }
  SetGrowth(AddUp(cohort), answer);
  if (!with_hours.empty()) {
    SetSplit(AddUp(with_hours), *answer.mutable_split());
  }
  return answer;
}

}  // namespace tidemark::monitoring
