#include "services/outcomes/return_timing.h"

#include <string>

namespace tidemark::outcomes {
namespace {

using v1::Return;
using Line = v1::ReturnTracker::Line;

bool IsSubmitted(const Return& current) {
  return current.has_first_submit_date() &&
         current.state() != Return::STATE_WITHDRAWN &&
         // Withdrawn, and begun anew.
         current.state() != Return::STATE_IN_PROGRESS;
}

}  // namespace

Timing TimingOf(const Return& current, type::Date today) {
  const absl::StatusOr<type::Date> due = type::FromProto(current.due_date());
  if (!due.ok()) return {};
  if (IsSubmitted(current)) {
    const absl::StatusOr<type::Date> day =
        type::FromProto(current.first_submit_date());
    if (!day.ok()) return {};
    if (*day <= *due) return {.timeliness = Return::TIMELINESS_ON_TIME};
    return {.timeliness = Return::TIMELINESS_LATE,
            .days_late = type::DayNumber(*day) - type::DayNumber(*due)};
  }
  const int32_t left = type::DayNumber(*due) - type::DayNumber(today);
  if (left < 0) {
    return {.timeliness = Return::TIMELINESS_OVERDUE, .days_late = -left};
  }
  return {.timeliness = left <= kDueSoonDays ? Return::TIMELINESS_DUE_SOON
                                             : Return::TIMELINESS_NOT_DUE};
}

void SetTiming(type::Date today, Return& current) {
  const Timing timing = TimingOf(current, today);
  current.set_timeliness(timing.timeliness);
  current.set_days_late(timing.days_late);
}

DueRange DueRange::Of(const type::v1::Date& from, const type::v1::Date& to,
                      Faults& faults) {
  DueRange range;
  const auto take = [&](const type::v1::Date& date, absl::string_view field,
                        std::optional<type::Date>& day) {
    if (!type::IsSet(date)) return;
    const absl::StatusOr<type::Date> parsed = type::FromProto(date);
    if (parsed.ok()) {
      day = *parsed;
    } else {
      faults.Add({.field = std::string(field),
                  .code = "DATE_INVALID",
                  .message = std::string(parsed.status().message())});
    }
  };
  take(from, "due_from", range.from);
  take(to, "due_to", range.to);
  if (range.from && range.to && *range.to < *range.from) {
    faults.Add({.field = "due_to",
                .code = "RANGE_REVERSED",
                .message = "must not be before due_from"});
  }
  return range;
}

bool DueRange::Holds(const Return& current) const {
  if (!from && !to) return true;
  const absl::StatusOr<type::Date> due = type::FromProto(current.due_date());
  return due.ok() && (!from || *from <= *due) && (!to || *due <= *to);
}

void Track(const Return& current, type::Date today, Line& line) {
  const Timing timing = TimingOf(current, today);
  switch (timing.timeliness) {
    case Return::TIMELINESS_ON_TIME:
      line.set_expected(line.expected() + 1);
      line.set_actual(line.actual() + 1);
      line.set_on_time(line.on_time() + 1);
      break;
    case Return::TIMELINESS_LATE:
      line.set_expected(line.expected() + 1);
      line.set_actual(line.actual() + 1);
      line.set_late(line.late() + 1);
      break;
    case Return::TIMELINESS_OVERDUE:
      line.set_expected(line.expected() + 1);
      line.set_overdue(line.overdue() + 1);
      break;
    case Return::TIMELINESS_DUE_SOON:
      line.set_due_soon(line.due_soon() + 1);
      break;
    case Return::TIMELINESS_NOT_DUE:
      line.set_not_due(line.not_due() + 1);
      break;
    default:
      break;
  }
  line.set_days_late(line.days_late() + timing.days_late);
  switch (current.state()) {
    case Return::STATE_SUBMITTED:
    case Return::STATE_RESUBMITTED:
      line.set_waiting(line.waiting() + 1);
      break;
    case Return::STATE_RETURNED_FOR_CHANGES:
      line.set_returned_for_changes(line.returned_for_changes() + 1);
      break;
    case Return::STATE_ACCEPTED:
      line.set_accepted(line.accepted() + 1);
      break;
    default:
      break;
  }
}

void AddLine(const Line& more, Line& line) {
  line.set_expected(line.expected() + more.expected());
  line.set_actual(line.actual() + more.actual());
  line.set_on_time(line.on_time() + more.on_time());
  line.set_late(line.late() + more.late());
  line.set_overdue(line.overdue() + more.overdue());
  line.set_due_soon(line.due_soon() + more.due_soon());
  line.set_not_due(line.not_due() + more.not_due());
  line.set_waiting(line.waiting() + more.waiting());
  line.set_returned_for_changes(line.returned_for_changes() +
                                more.returned_for_changes());
  line.set_accepted(line.accepted() + more.accepted());
  line.set_days_late(line.days_late() + more.days_late());
}

void SetRates(Line& line) {
  if (line.expected() == 0) return;
  line.set_rate(static_cast<double>(line.actual()) / line.expected());
  line.set_rate_on_time(static_cast<double>(line.on_time()) / line.expected());
}

}  // namespace tidemark::outcomes
