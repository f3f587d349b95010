// What requests for figures have in common: of what, for which months, and as
// known when.

#ifndef TIDEMARK_SERVICES_MONITORING_QUESTIONS_H_
#define TIDEMARK_SERVICES_MONITORING_QUESTIONS_H_

#include <optional>

#include "absl/status/statusor.h"
#include "google/protobuf/timestamp.pb.h"

#include "common/base/clock.h"
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

// Says in `answer` when it was made and, if `request` asks for a past day, that
// it is of that day.
template <typename Request, typename Answer>
void SetAsOf(const Request& request, const Clock& clock, Answer& answer) {
  if (request.has_as_of_date()) {
    *answer.mutable_as_of_date() = request.as_of_date();
  }
  const int64_t micros = absl::ToUnixMicros(clock.Now());
  answer.mutable_as_of_time()->set_seconds(micros / 1000000);
  answer.mutable_as_of_time()->set_nanos(
      static_cast<int32_t>(micros % 1000000) * 1000);
}

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_QUESTIONS_H_
