#include "services/enablement/episode_view.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

#include "services/enablement/episode_clock.h"
#include "services/enablement/levels.h"
#include "services/enablement/tables.h"

namespace tidemark::enablement {
namespace {

using type::Date;
using v1::EpisodeDay;
using v1::EpisodeLevel;
using v1::Package;
using Event = v1::EpisodeDay::Event;

// What a level given and a level planned have in common.
template <typename Level>
EpisodeLevel ShownLevel(const Level& level) {
  EpisodeLevel shown;
  shown.set_weekly_minutes(level.weekly_minutes());
  shown.set_visits_per_week(level.visits_per_week());
  shown.set_people_per_visit(level.people_per_visit());
  shown.set_instead(level.instead());
  *shown.mutable_replacements() = level.replacements();
  return shown;
}

// What is given on `day`; nothing unless support is.
std::optional<EpisodeLevel> GivenOn(const Package& package, Date day,
                                    Date today) {
  const v1::SupportLevel* const level = LevelOn(package, day);
  if (level == nullptr ||
      StandingOn(package, day, today) != EpisodeDay::STANDING_SUPPORTED) {
    return std::nullopt;
  }
  return ShownLevel(*level);
}

// The events of an episode by their days. Those of one day keep their order.
class Events {
 public:
  Event& Add(const type::v1::Date& date, Event::Kind kind,
             absl::string_view text = "") {
    return Add(DayOf(date), kind, text);
  }
  Event& Add(Date day, Event::Kind kind, absl::string_view text = "") {
    Event& event = days_[day].emplace_back();
    event.set_kind(kind);
    event.set_text(std::string(text));
    return event;
  }

  // Shows how it is on `day`, though nothing happened.
  void Show(Date day) { days_[day]; }

  const std::map<Date, std::vector<Event>>& days() const { return days_; }

 private:
  std::map<Date, std::vector<Event>> days_;
};

Event::Kind KindOfChange(const v1::SupportLevel& before,
                         const v1::SupportLevel& after) {
  if (IsStepDown(before, after)) return Event::KIND_STEP_DOWN;
  return IsStepDown(after, before) ? Event::KIND_STEP_UP
                                   : Event::KIND_LEVEL_CHANGED;
}

void AddSupport(const Package& package, Events& events) {
  events.Add(package.start_date(), Event::KIND_START,
             package.levels().empty() ? "" : package.levels(0).reason());
  for (const Package::PlannedStep& step : package.plan()) {
    events.Add(step.from_date(), Event::KIND_PLANNED_STEP, step.instead());
  }
  for (int i = 1; i < package.levels_size(); ++i) {
    events.Add(package.levels(i).from_date(),
               KindOfChange(package.levels(i - 1), package.levels(i)),
               package.levels(i).reason());
  }
  for (const Package::Pause& pause : package.pauses()) {
    events.Add(pause.start_date(), Event::KIND_PAUSED, pause.reason());
    if (!pause.has_end_date()) continue;
    // A pause until the end is not followed by support.
    if (package.has_end_date() &&
        DayOf(pause.end_date()) == DayOf(package.end_date())) {
      continue;
    }
    events.Add(DayOf(pause.end_date()) + 1, Event::KIND_RESUMED);
  }
}

void AddEnds(const Package& package, Events& events) {
  for (const Package::Reopening& reopening : package.reopenings()) {
    events.Add(reopening.end_date(), Event::KIND_ENDED, reopening.end_reason())
        .set_sequel(reopening.sequel());
    events.Show(DayOf(reopening.end_date()) + 1);
    events.Add(reopening.reopen_date(), Event::KIND_REOPENED,
               reopening.reason());
  }
  if (package.has_end_date()) {
    events.Add(package.end_date(), Event::KIND_ENDED, package.end_reason())
        .set_sequel(package.sequel());
    events.Show(DayOf(package.end_date()) + 1);
  }
}

void AddClocks(const Package& package, Date today, Events& events) {
  for (const Package::Extension& extension : package.extensions()) {
    events.Add(extension.decision_date(), Event::KIND_EXTENDED,
               extension.reason());
  }
  const std::optional<EpisodeClock> clock = ClockOf(package, today);
  if (!clock) return;
  events.Add(clock->free_until, Event::KIND_LAST_FREE_DAY);
  if (clock->period_end) {
    events.Add(*clock->period_end, Event::KIND_LAST_SPECIFIED_DAY);
  }
}

void AddCheckBacks(const std::vector<v1::CheckBack>& check_backs,
                   Events& events) {
  for (const v1::CheckBack& check_back : check_backs) {
    if (IsOpen(check_back)) {
      events.Add(check_back.due_date(), Event::KIND_CHECK_BACK_DUE);
    } else {
      events
          .Add(check_back.check_date(), Event::KIND_CHECKED_BACK,
               check_back.words())
          .set_result(check_back.result());
    }
  }
}

// The days from the first of `package` to `last` that are not in `stops`.
int DaysBy(const Package& package, Date last,
           const std::vector<DaySpan>& stops) {
  const Date start = DayOf(package.start_date());
  if (last < start) return 0;
  return static_cast<int>(last - start) + 1 - DaysIn(stops, start, last);
}

void AddDeviation(const Package& package, Date today,
                  v1::EpisodeFigures& figures) {
  // From each of these days to the next, neither plan nor level changes.
  std::set<Date> starts;
  for (const Package::PlannedStep& step : package.plan()) {
    starts.insert(DayOf(step.from_date()));
  }
  if (starts.empty()) return;
  const Date first = *starts.begin();
  for (const v1::SupportLevel& level : package.levels()) {
    if (DayOf(level.from_date()) > first)
      starts.insert(DayOf(level.from_date()));
  }
  for (auto start = starts.begin(); start != starts.end(); ++start) {
    const auto next = std::next(start);
    const Date last = next == starts.end() ? today : *next - 1;
    const int days = SupportDays(package, *start, last, today);
    const v1::SupportLevel* const level = LevelOn(package, *start);
    const Package::PlannedStep* const step = PlannedOn(package, *start);
    if (days == 0 || level == nullptr || step == nullptr) continue;
    figures.set_planned_days(figures.planned_days() + days);
    figures.set_deviation_minutes(
        figures.deviation_minutes() +
        days * (PersonMinutes(*level) - PersonMinutes(*step, level)));
  }
}

}  // namespace

v1::EpisodeFigures FiguresOf(const Package& package, Date today) {
  v1::EpisodeFigures figures;
  const Date start = DayOf(package.start_date());
  Date last = today;
  if (package.has_end_date()) last = std::min(last, DayOf(package.end_date()));
  figures.set_days_of_support(SupportDays(package, start, last, today));
  figures.set_days_paused(DaysIn(PausesUntil(package, today), start, last));
  if (const auto clock = ClockOf(package, today)) {
    std::vector<DaySpan> stops;
    if (package.free_days_stop_in_pauses()) stops = StopsOf(package, today);
    figures.set_free_days_used(
        DaysBy(package, std::min(last, clock->free_until), stops));
    figures.set_free_days(DaysBy(package, clock->free_until, stops));
  }
  AddDeviation(package, today, figures);
  return figures;
}

std::vector<EpisodeDay> DaysOf(const Track& track, Date today) {
  const Package& package = track.package;
  Events events;
  AddSupport(package, events);
  AddEnds(package, events);
  AddClocks(package, today, events);
  AddCheckBacks(track.check_backs, events);
  std::vector<EpisodeDay> days;
  for (const auto& [date, happened] : events.days()) {
    EpisodeDay& day = days.emplace_back();
    *day.mutable_date() = type::ToProto(date);
    day.set_standing(StandingOn(package, date, today));
    if (const Package::PlannedStep* const step = PlannedOn(package, date)) {
      *day.mutable_planned() = ShownLevel(*step);
    }
    if (const auto given = GivenOn(package, date, today)) {
      *day.mutable_actual() = *given;
    }
    for (const Event& event : happened) *day.add_events() = event;
  }
  return days;
}

v1::Episode Summary(const Track& track, Date today) {
  const Package& package = track.package;
  v1::Episode episode;
  *episode.mutable_package() = package;
  for (const v1::EpisodeType& type : track.terms.episode_types()) {
    if (type.id() == package.episode_type()) {
      episode.set_episode_type_title(type.title());
    }
  }
  *episode.mutable_as_of_date() = type::ToProto(today);
  const std::vector<v1::EpisodeWarning> warnings = WarningsOf(track, today);
  episode.set_status(StatusOf(package, warnings, today));
  for (const v1::EpisodeWarning& warning : warnings) {
    *episode.add_warnings() = warning;
  }
  if (const auto clock = ClockOf(package, today); clock && clock->period_end) {
    const Date end = *clock->period_end;
    Date last = today;
    if (package.has_end_date()) {
      last = std::min(last, DayOf(package.end_date()));
    }
    const std::vector<DaySpan> stops = StopsOf(package, today);
    episode.set_period_day(DaysBy(package, last, stops));
    episode.set_period_days(DaysBy(package, end, stops));
    *episode.mutable_period_end_date() = type::ToProto(end);
  }
  if (const Package::PlannedStep* const step = PlannedOn(package, today)) {
    *episode.mutable_planned() = ShownLevel(*step);
  }
  if (const auto given = GivenOn(package, today, today)) {
    *episode.mutable_actual() = *given;
  }
  for (const Package::PlannedStep& step : package.plan()) {
    if (DayOf(step.from_date()) <= today) continue;
    *episode.mutable_next_step() = step;
    break;
  }
  *episode.mutable_figures() = FiguresOf(package, today);
  return episode;
}

v1::EarlierEpisode EarlierOf(const Package& package) {
  v1::EarlierEpisode earlier;
  earlier.set_package(package.name());
  earlier.set_stage(package.stage());
  *earlier.mutable_start_date() = package.start_date();
  if (package.has_end_date()) {
    *earlier.mutable_end_date() = package.end_date();
  }
  earlier.set_sequel(package.sequel());
  if (!package.levels().empty()) {
    earlier.set_first_weekly_minutes(package.levels(0).weekly_minutes());
    earlier.set_last_weekly_minutes(
        package.levels().rbegin()->weekly_minutes());
  }
  return earlier;
}

}  // namespace tidemark::enablement
