// Events for the tests of this folder, said in few words.
//
//   EXPECT_THAT(Episodes({StMax("2024-05-01", "2024-06-10",
//                               Outcome::kEndedAsPlanned)}), ...);

#ifndef TIDEMARK_SERVICES_CLD_TEST_EVENTS_H_
#define TIDEMARK_SERVICES_CLD_TEST_EVENTS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "common/type/date.h"
#include "services/cld/ascof_2a.h"
#include "services/cld/events.h"
#include "services/cld/joining.h"

namespace tidemark::cld {

// The day in `YYYY-MM-DD`; "" is `kNever`.
inline Day On(absl::string_view day) {
  return day.empty() ? kNever : type::DayNumber(*type::ParseIsoDate(day));
}

inline constexpr PersonKey kAda = {.high = 1, .low = 1};

// An event of an 80-year-old who draws on support.
inline Event AnEvent(EventType type, absl::string_view start,
                     absl::string_view end, Outcome outcome) {
  Event event;
  event.person = kAda;
  event.client = ClientType::kPerson;
  event.type = type;
  event.start = On(start);
  event.end = On(end);
  event.outcome = outcome;
  event.age = 80;
  return event;
}

inline Event AService(ServiceType service, absl::string_view start,
                      absl::string_view end,
                      Component component = Component::kUnknown) {
  Event event = AnEvent(EventType::kService, start, end, Outcome::kUnknown);
  event.service = service;
  event.component = component;
  return event;
}

inline Event StMax(absl::string_view start, absl::string_view end,
                   Outcome outcome) {
  Event event =
      AService(ServiceType::kStMax, start, end, Component::kReablement);
  event.outcome = outcome;
  return event;
}

// 2024-05-01 to 2024-06-10, as in the worked cases.
inline Event TheEpisode(Outcome outcome) {
  return StMax("2024-05-01", "2024-06-10", outcome);
}

// The same, in the reporting period of 2024-25.
inline Event InThePeriod() {
  Event event = TheEpisode(Outcome::kEndedAsPlanned);
  event.period_start = On("2024-04-01");
  event.period_end = On("2025-03-31");
  return event;
}

inline const Year kYear2024 = {.from = On("2024-04-01"),
                               .to = On("2025-03-31")};

// The episodes of these rows that end in 2024-25.
inline std::vector<ShortTermEpisode> EpisodesOf(Events events) {
  std::vector<ShortTermEpisode> episodes;
  ForEachPerson(events, [&](const PersonEvents& person) {
    FindEpisodes(person, kYear2024, [&](const ShortTermEpisode& episode) {
      episodes.push_back(episode);
    });
  });
  return episodes;
}

inline std::vector<ShortTermEpisode> EpisodesOf(std::vector<Event> rows) {
  Events events;
  events.events = std::move(rows);
  return EpisodesOf(std::move(events));
}

// An episode in one line: `LTS... (3) Y/N`.
inline std::string Describe(const ShortTermEpisode& episode) {
  if (episode.standing == Standing::kExistingSupport) return "existing";
  if (episode.standing == Standing::kUnder18) return "under 18";
  return absl::StrCat(WordsOf(episode.sequel), " (", NumberOf(episode.type),
                      ") ", episode.in_denominator() ? "Y" : "N", "/",
                      episode.in_numerator() ? "Y" : "N");
}

// The one episode of these rows; what is wrong with their number otherwise.
inline std::string Outcome2a(std::vector<Event> rows) {
  const std::vector<ShortTermEpisode> episodes = EpisodesOf(std::move(rows));
  if (episodes.size() != 1) return absl::StrCat(episodes.size(), " episodes");
  return Describe(episodes[0]);
}

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_TEST_EVENTS_H_
