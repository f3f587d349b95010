// When a return is spoken of. Pure: no I/O, no clock.

#ifndef TIDEMARK_SERVICES_NOTICES_REMINDER_STEPS_H_
#define TIDEMARK_SERVICES_NOTICES_REMINDER_STEPS_H_

#include <array>
#include <optional>
#include <vector>

#include "common/type/date.h"
#include "common/type/working_days.h"
#include "tidemark/notices/v1/facts.pb.h"
#include "tidemark/notices/v1/notice.pb.h"

namespace tidemark::notices {

// A step and the working day on which it falls.
struct StepDay {
  v1::Notice::Step step;
  type::Date day;

  friend bool operator==(const StepDay&, const StepDay&) = default;
};

// The steps of a return that is due on `due`, in order: 14 and 3 working days
// before, on the day, 1 and 7 after. A due date that is no working day counts
// as the next one.
std::array<StepDay, 5> StepsOf(type::Date due,
                               const type::WorkingCalendar& calendar);

// What is known when a step is chosen.
struct StepQuestion {
  type::Date due;
  type::Date today;
  // Steps before this day do not count.
  type::Date since;
  // What was said of the return before; null if nothing.
  const v1::Told* told;
  const type::WorkingCalendar& calendar;
};

// The step to speak of, and those before it whose day has passed as well.
struct StepChoice {
  StepDay now;
  std::vector<StepDay> overtaken;
};

// The last step that has come and of which nobody has been told; `nullopt` if
// there is none. A step is chosen once for each due date, also when the clock
// goes back; steps that lie before the last one told are past, unless that was
// told on a day that is yet to come.
std::optional<StepChoice> ChooseStep(const StepQuestion& question);

// `told` after `choice` was spoken of on `today`.
v1::Told AfterTelling(const v1::Told& told, type::Date due, type::Date today,
                      const StepChoice& choice);

}  // namespace tidemark::notices

#endif  // TIDEMARK_SERVICES_NOTICES_REMINDER_STEPS_H_
