#include "services/cli/episode_timeline.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

#include "common/type/date.h"
#include "services/cli/words.h"

namespace tidemark::cli {
namespace {

using enablement::v1::Episode;
using enablement::v1::EpisodeDay;
using enablement::v1::EpisodeLevel;
using Event = EpisodeDay::Event;

// The most columns of a bar.
constexpr int64_t kBarWidth = 16;
// The most columns for what happened.
constexpr size_t kWordsWidth = 60;

int64_t PersonMinutes(const EpisodeLevel& level) {
  return int64_t{level.weekly_minutes()} *
         std::max(1, level.people_per_visit());
}

int64_t MostMinutes(const Episode& episode) {
  int64_t most = 1;
  for (const EpisodeDay& day : episode.days()) {
    most = std::max(
        {most, PersonMinutes(day.planned()), PersonMinutes(day.actual())});
  }
  return most;
}

// "7h x2    ######": some support is never drawn as none.
std::string Bar(const EpisodeLevel& level, int64_t most, char mark) {
  const int64_t minutes = PersonMinutes(level);
  int64_t width = minutes * kBarWidth / most;
  if (minutes > 0) width = std::max<int64_t>(1, width);
  std::string hours = FormatHours(level.weekly_minutes());
  if (level.people_per_visit() > 1) {
    absl::StrAppend(&hours, " x", level.people_per_visit());
  }
  // Spaces in a row would be made one; see `OneLine`.
  const std::string bar(static_cast<size_t>(width), mark);
  return bar.empty() ? hours : absl::StrCat(bar, " ", hours);
}

std::string Planned(const EpisodeDay& day, int64_t most) {
  return day.has_planned() ? Bar(day.planned(), most, '=') : "";
}

std::string Given(const EpisodeDay& day, int64_t most) {
  if (day.has_actual()) return Bar(day.actual(), most, '#');
  return day.standing() == EpisodeDay::STANDING_PAUSED ? "paused"
                                                       : "no support";
}

std::string Describe(const Event& event) {
  std::string what;
  switch (event.kind()) {
    case Event::KIND_START:
      what = "Support begins";
      break;
    case Event::KIND_STEP_DOWN:
      what = "Less support";
      break;
    case Event::KIND_STEP_UP:
      what = "More support";
      break;
    case Event::KIND_LEVEL_CHANGED:
      what = "Another way or price";
      break;
    case Event::KIND_PLANNED_STEP:
      what = "Planned step";
      break;
    case Event::KIND_PAUSED:
      what = "Pause";
      break;
    case Event::KIND_RESUMED:
      what = "Support again";
      break;
    case Event::KIND_EXTENDED:
      what = "Period extended";
      break;
    case Event::KIND_LAST_FREE_DAY:
      what = "Last day free of charge";
      break;
    case Event::KIND_LAST_SPECIFIED_DAY:
      what = "Last day of the period";
      break;
    case Event::KIND_ENDED:
      what = absl::StrCat("Last day, then ", Word(event.sequel()));
      break;
    case Event::KIND_REOPENED:
      what = "Re-opened";
      break;
    case Event::KIND_CHECK_BACK_DUE:
      what = "Check-back due";
      break;
    case Event::KIND_CHECKED_BACK:
      what = absl::StrCat("Checked back: ", Word(event.result()));
      break;
    default:
      break;
  }
  return event.text().empty() ? what
                              : absl::StrCat(what, " (", event.text(), ")");
}

std::string Describe(const EpisodeDay& day) {
  return absl::StrJoin(day.events(), "; ",
                       [](std::string* out, const Event& event) {
                         absl::StrAppend(out, Describe(event));
                       });
}

// How it is today, where nothing changed today.
EpisodeDay TodayOf(const Episode& episode) {
  EpisodeDay today;
  for (const EpisodeDay& day : episode.days()) {
    if (FormatDate(day.date()) > FormatDate(episode.as_of_date())) break;
    today = day;
  }
  today.clear_events();
  *today.mutable_date() = episode.as_of_date();
  return today;
}

}  // namespace

std::string FormatEpisodeLevel(const EpisodeLevel& level) {
  std::string text = FormatHours(level.weekly_minutes());
  if (level.visits_per_week() > 0) {
    absl::StrAppend(&text, ", ", Count(level.visits_per_week(), "visit"));
  }
  if (level.people_per_visit() > 1) {
    absl::StrAppend(&text, ", ", level.people_per_visit(), " people");
  }
  return text;
}

Table TimelineOf(const Episode& episode) {
  Table table({{"DATE"},
               {"PLAN A WEEK"},
               {"ACTUAL A WEEK"},
               {"WHAT", Align::kLeft, kWordsWidth}});
  const int64_t most = MostMinutes(episode);
  const std::string today = FormatDate(episode.as_of_date());
  const auto add = [&](const EpisodeDay& day, std::string what) {
    table.Add({FormatDate(day.date()), Planned(day, most), Given(day, most),
               std::move(what)});
  };
  bool shown = false;
  for (const EpisodeDay& day : episode.days()) {
    const std::string date = FormatDate(day.date());
    if (!shown && date > today) {
      add(TodayOf(episode), "<- today");
      shown = true;
    }
    if (date == today) {
      shown = true;
      add(day, absl::StrCat("<- today. ", Describe(day)));
    } else {
      add(day, Describe(day));
    }
  }
  if (!shown) add(TodayOf(episode), "<- today");
  return table;
}

std::string FormatLookers(const enablement::v1::EpisodeWarning& warning) {
  std::vector<std::string> who;
  for (const int looker : warning.lookers()) {
    who.push_back(Word(static_cast<enablement::v1::Looker>(looker)));
  }
  return absl::StrJoin(who, ", ");
}

}  // namespace tidemark::cli
