#include "services/notices/reminder_steps.h"

#include <algorithm>

namespace tidemark::notices {
namespace {

bool IsTold(const v1::Told& told, v1::Notice::Step step) {
  return std::find(told.steps().begin(), told.steps().end(),
                   static_cast<int>(step)) != told.steps().end();
}

}  // namespace

std::array<StepDay, 5> StepsOf(type::Date due,
                               const type::WorkingCalendar& calendar) {
  const type::Date day = calendar.NextWorkingDayOnOrAfter(due);
  return {{
      {v1::Notice::STEP_14_BEFORE, calendar.AddWorkingDays(day, -14)},
      {v1::Notice::STEP_3_BEFORE, calendar.AddWorkingDays(day, -3)},
      {v1::Notice::STEP_DUE, day},
      {v1::Notice::STEP_1_AFTER, calendar.AddWorkingDays(day, 1)},
      {v1::Notice::STEP_7_AFTER, calendar.AddWorkingDays(day, 7)},
  }};
}

std::optional<StepChoice> ChooseStep(const StepQuestion& question) {
  const v1::Told* const told = question.told;
  std::optional<StepChoice> choice;
  for (const StepDay& step : StepsOf(question.due, question.calendar)) {
    if (step.day < question.since || step.day > question.today) continue;
    if (told != nullptr) {
      if (told->due_day() == type::DayNumber(question.due) &&
          IsTold(*told, step.step)) {
        continue;
      }
      const type::Date last = type::FromDayNumber(told->last_day());
      if (last <= question.today && step.day <= last) continue;
    }
    if (!choice) {
      choice = StepChoice{.now = step, .overtaken = {}};
    } else {
      choice->overtaken.push_back(choice->now);
      choice->now = step;
    }
  }
  return choice;
}

v1::Told AfterTelling(const v1::Told& told, type::Date due, type::Date today,
                      const StepChoice& choice) {
  v1::Told after = told;
  if (after.due_day() != type::DayNumber(due)) after.clear_steps();
  after.set_due_day(type::DayNumber(due));
  after.set_last_day(type::DayNumber(today));
  for (const StepDay& step : choice.overtaken) after.add_steps(step.step);
  after.add_steps(choice.now.step);
  return after;
}

}  // namespace tidemark::notices
