#include "services/enablement/episode_clock.h"

#include <algorithm>

#include "services/enablement/levels.h"

namespace tidemark::enablement {
namespace {

using type::Date;
using v1::Package;

int Length(const DaySpan& span) {
  return static_cast<int>(span.last - span.first) + 1;
}

// Runs the clocks of one package past its stops and extensions, in order.
class Running {
 public:
  explicit Running(const Package& package)
      : free_stops_(package.free_days_stop_in_pauses()),
        six_weeks_end_(DayOf(package.start_date()) + (kFreeDays - 1)) {
    if (package.has_time_limit_date()) {
      period_end_ = DayOf(package.time_limit_date());
    }
  }

  void Stop(const DaySpan& stop) {
    if (free_stops_ && stop.first <= six_weeks_end_) {
      six_weeks_end_ += Length(stop);
    }
    if (period_end_ && stop.first <= *period_end_) {
      *period_end_ += Length(stop);
    }
  }

  void Extend(const Package::Extension& extension) {
    period_end_ = DayOf(extension.end_date());
    stays_free_ =
        extension.charging() == Package::Extension::CHARGING_STAYS_FREE;
    granted_ = extension.has_charged_from()
                   ? DayOf(extension.charged_from()) - 1
                   : Date::min();
  }

  EpisodeClock Read() const {
    Date free_until = six_weeks_end_;
    if (stays_free_ && period_end_) {
      free_until = std::max(free_until, *period_end_);
    }
    free_until = std::max(free_until, granted_);
    if (period_end_) free_until = std::min(free_until, *period_end_);
    return {.period_end = period_end_,
            .six_weeks_end = six_weeks_end_,
            .free_until = free_until};
  }

 private:
  const bool free_stops_;
  std::optional<Date> period_end_;
  Date six_weeks_end_;
  // What the last extension says of charging: whether all of it is free, or
  // until which day.
  bool stays_free_ = false;
  Date granted_ = Date::min();
};

// `spans` up to `today`.
std::vector<DaySpan> Cut(const std::vector<DaySpan>& spans, Date today) {
  std::vector<DaySpan> cut;
  for (const DaySpan& span : spans) {
    if (span.first <= today) {
      cut.push_back({span.first, std::min(span.last, today)});
    }
  }
  return cut;
}

}  // namespace

std::optional<EpisodeClock> ClockOf(const Package& package,
                                    std::optional<Date> today) {
  if (package.stage() != Package::STAGE_ENABLE) return std::nullopt;
  Running running(package);
  const std::vector<DaySpan> stops = StopsOf(package, today);
  auto stop = stops.begin();
  for (const Package::Extension& extension : package.extensions()) {
    const Date decided = DayOf(extension.decision_date());
    for (; stop != stops.end() && stop->first < decided; ++stop) {
      running.Stop(*stop);
    }
    running.Extend(extension);
  }
  for (; stop != stops.end(); ++stop) running.Stop(*stop);
  return running.Read();
}

void SetClocks(Package& package) {
  package.clear_specified_period_end();
  package.clear_free_until();
  const std::optional<EpisodeClock> clock = ClockOf(package, std::nullopt);
  if (!clock) return;
  if (clock->period_end) {
    *package.mutable_specified_period_end() = type::ToProto(*clock->period_end);
  }
  *package.mutable_free_until() = type::ToProto(clock->free_until);
}

std::vector<DaySpan> PausesUntil(const Package& package, Date today) {
  std::vector<DaySpan> pauses;
  for (const Package::Pause& pause : package.pauses()) {
    pauses.push_back({DayOf(pause.start_date()),
                      pause.has_end_date() ? DayOf(pause.end_date()) : today});
  }
  return Cut(pauses, today);
}

std::vector<DaySpan> GapsUntil(const Package& package, Date today) {
  std::vector<DaySpan> gaps;
  for (const Package::Reopening& reopening : package.reopenings()) {
    const DaySpan gap = {DayOf(reopening.end_date()) + 1,
                         DayOf(reopening.reopen_date()) - 1};
    if (gap.first <= gap.last) gaps.push_back(gap);
  }
  return Cut(gaps, today);
}

std::vector<DaySpan> StopsOf(const Package& package,
                             std::optional<Date> today) {
  std::vector<DaySpan> stops;
  for (const Package::Pause& pause : package.pauses()) {
    const Date first = DayOf(pause.start_date());
    if (pause.has_end_date()) {
      stops.push_back({first, DayOf(pause.end_date())});
    } else if (today && first <= *today) {
      stops.push_back({first, *today});
    }
  }
  for (const Package::Reopening& reopening : package.reopenings()) {
    const DaySpan gap = {DayOf(reopening.end_date()) + 1,
                         DayOf(reopening.reopen_date()) - 1};
    if (gap.first <= gap.last) stops.push_back(gap);
  }
  std::sort(stops.begin(), stops.end(), [](const DaySpan& a, const DaySpan& b) {
    return a.first < b.first;
  });
  return stops;
}

int DaysIn(const std::vector<DaySpan>& spans, Date from, Date to) {
  int days = 0;
  for (const DaySpan& span : spans) {
    const DaySpan common = {std::max(span.first, from),
                            std::min(span.last, to)};
    if (common.first <= common.last) days += Length(common);
  }
  return days;
}

v1::EpisodeDay::Standing StandingOn(const Package& package, Date day,
                                    Date today) {
  if (day < DayOf(package.start_date()) ||
      (package.has_end_date() && day > DayOf(package.end_date()))) {
    return v1::EpisodeDay::STANDING_OVER;
  }
  const Date known = std::max(day, today);
  if (DaysIn(GapsUntil(package, known), day, day) > 0) {
    return v1::EpisodeDay::STANDING_OVER;
  }
  return DaysIn(PausesUntil(package, known), day, day) > 0
             ? v1::EpisodeDay::STANDING_PAUSED
             : v1::EpisodeDay::STANDING_SUPPORTED;
}

int SupportDays(const Package& package, Date from, Date to, Date today) {
  from = std::max(from, DayOf(package.start_date()));
  to = std::min(to, today);
  if (package.has_end_date()) to = std::min(to, DayOf(package.end_date()));
  if (to < from) return 0;
  return Length({from, to}) - DaysIn(PausesUntil(package, today), from, to) -
         DaysIn(GapsUntil(package, today), from, to);
}

}  // namespace tidemark::enablement
