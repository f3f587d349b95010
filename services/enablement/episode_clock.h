// The clocks of a package: its specified period, its days without charge, and
// the days on which there was support.
//
//   SetClocks(package);  // specified_period_end and free_until, to be stored
//   const EpisodeClock clock = ClockOf(package, today);
//   if (clock.period_end && today > *clock.period_end) ...
//
// The first day is day 1. All are days of the calendar in England, so clocks
// that go forward or back, leap days and the ends of months and years do
// nothing to them. Nothing here reads or writes anything; packages are as
// stored.

#ifndef TIDEMARK_SERVICES_ENABLEMENT_EPISODE_CLOCK_H_
#define TIDEMARK_SERVICES_ENABLEMENT_EPISODE_CLOCK_H_

#include <optional>
#include <vector>

#include "common/type/date.h"
#include "tidemark/enablement/v1/episode.pb.h"
#include "tidemark/enablement/v1/package.pb.h"

namespace tidemark::enablement {

// The days that nobody is charged for at the start of a specified period: six
// weeks, by the Care and Support (Preventing Needs for Care and Support)
// Regulations 2014 (SI 2014/2673).
inline constexpr int kFreeDays = 42;

// Days in a row, both ends included.
struct DaySpan {
  type::Date first;
  type::Date last;
};

// The last days of the clocks of an Enable package.
struct EpisodeClock {
  // Of the specified period; none if there is no limit.
  std::optional<type::Date> period_end;
  // Of the first six weeks, whatever the specified period.
  type::Date six_weeks_end;
  // Of the time without charge.
  type::Date free_until;
};

// The clocks of `package`; nothing if it is of another stage. A pause that
// lasts stops them up to `today` and including it, or, without `today`, not
// yet. The fields of `package` that `SetClocks` sets are not read.
std::optional<EpisodeClock> ClockOf(const v1::Package& package,
                                    std::optional<type::Date> today);

// Sets `specified_period_end` and `free_until`.
void SetClocks(v1::Package& package);

// The days up to `today` on which support rested, and the days on which the
// package was over before it was re-opened, each in order.
std::vector<DaySpan> PausesUntil(const v1::Package& package, type::Date today);
std::vector<DaySpan> GapsUntil(const v1::Package& package, type::Date today);

// Both together, in order: the days on which the clock of the specified period
// stands still. Those that are to come are among them, but a pause that lasts
// is up to `today` or, without it, not at all.
std::vector<DaySpan> StopsOf(const v1::Package& package,
                             std::optional<type::Date> today);

// How many days of `from` to `to`, both included, lie in `spans`, which do not
// overlap; none if `to` is before `from`.
int DaysIn(const std::vector<DaySpan>& spans, type::Date from, type::Date to);

// Whether there is support on `day`, as it is known on `today`.
v1::EpisodeDay::Standing StandingOn(const v1::Package& package, type::Date day,
                                    type::Date today);

// On how many days of `from` to `to`, both included, there was support. Days
// after `today` never count.
int SupportDays(const v1::Package& package, type::Date from, type::Date to,
                type::Date today);

}  // namespace tidemark::enablement

#endif  // TIDEMARK_SERVICES_ENABLEMENT_EPISODE_CLOCK_H_
