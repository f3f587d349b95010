// Whether returns come in time. Pure: no I/O; the day is passed in.

#ifndef TIDEMARK_SERVICES_OUTCOMES_RETURN_TIMING_H_
#define TIDEMARK_SERVICES_OUTCOMES_RETURN_TIMING_H_

#include <cstdint>
#include <optional>

#include "common/base/faults.h"
#include "common/type/date.h"
#include "tidemark/outcomes/v1/outcomes_service.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::outcomes {

// How many days before its due date a return is due soon.
inline constexpr int kDueSoonDays = 14;

// Whether a return comes in time, and by how many calendar days it does not.
struct Timing {
  v1::Return::Timeliness timeliness = v1::Return::TIMELINESS_UNSPECIFIED;
  int32_t days_late = 0;
};

// The timing of `current` as of `today`. A return that was withdrawn counts as
// not submitted; one that was returned for changes counts from its first
// submission. Nothing is said of a return without a due date.
Timing TimingOf(const v1::Return& current, type::Date today);

// Sets `timeliness` and `days_late`.
void SetTiming(type::Date today, v1::Return& current);

// Due dates from one day to another.
struct DueRange {
  // Unset means without end.
  std::optional<type::Date> from = std::nullopt;
  std::optional<type::Date> to = std::nullopt;

  // Those that `request` asks for in `due_from` and `due_to`.
  template <typename Request>
  static DueRange Of(const Request& request, Faults& faults) {
    return Of(request.due_from(), request.due_to(), faults);
  }
  static DueRange Of(const type::v1::Date& from, const type::v1::Date& to,
                     Faults& faults);

  // Whether `current` falls due in the range.
  bool Holds(const v1::Return& current) const;
};

// Adds `current` to the line of a tracker as of `today`.
void Track(const v1::Return& current, type::Date today,
           v1::ReturnTracker::Line& line);
// Adds the counts of `more`.
void AddLine(const v1::ReturnTracker::Line& more,
             v1::ReturnTracker::Line& line);
// Works out the rates, once everything has been added.
void SetRates(v1::ReturnTracker::Line& line);

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_RETURN_TIMING_H_
