// What requests for figures have in common: of what, for which months, and as
// known when.

#ifndef TIDEMARK_SERVICES_MONITORING_QUESTIONS_H_
#define TIDEMARK_SERVICES_MONITORING_QUESTIONS_H_

#include <optional>

#include "absl/status/statusor.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "services/monitoring/cells.h"
#include "services/monitoring/subjects.h"
#include "services/monitoring/sums.h"
#include "services/monitoring/views.h"

namespace tidemark::monitoring {

// What is asked for, checked.
struct Question {
  Subject subject;
  Range range;
  // What it is asked of.
  View view = {};
};

// Reads `name`, the range of months and `as_of_date` of a request, on top of
// `faults` found before; all but the view.
template <typename Request>
absl::StatusOr<Question> CheckQuestion(const Request& request, type::Date today,
                                       Faults faults = {}) {
  const std::optional<Subject> subject = ReadSubject(request.name(), faults);
  const std::optional<Range> range =
      ReadRange(request.from_month(), request.to_month(), today, faults);
  CheckAsOf(request, today, faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  return Question{.subject = *subject, .range = *range};
}

// The same, with the view that it is asked of.
template <typename Request>
absl::StatusOr<Question> ReadQuestion(const Request& request, Views& views,
                                      Faults faults = {}) {
  TIDEMARK_ASSIGN_OR_RETURN(
      Question question,
      CheckQuestion(request, views.Now().today, std::move(faults)));
  TIDEMARK_ASSIGN_OR_RETURN(question.view, views.For(request));
  question.range.today = DayOf(question.view.today);
  return question;
}

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_QUESTIONS_H_
